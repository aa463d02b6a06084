"""The pieces a dictated sentence is made of while it is being written: words, numbers, figures, signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.lexicon import entries
from nlu.text import fold as _fold

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WORDS = Path(__file__).resolve().parent / "words"
WIDE, NARROW = "\u00a0", "\u202f"
TIGHT = "-|"
"""A hyphen with nothing around it: «3-4», «Jean-Pierre»."""
_ELISION = re.compile(r"(?:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=.)")


fold = lru_cache(maxsize=16_384)(_fold)
"""nlu.text.fold, remembered: every rule folds the same few words."""


_BEFORE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?|[.,;:!?…()«»\n]")
_REACH = 160
"""Characters before the cursor that are looked at."""


class Kind(Enum):
    """What an item is."""

    WORD = "word"
    NUMBER = "number"
    """A number not yet written: in figures or in the words that were said."""
    FIGURE = "figure"
    """Written in figures, with its unit where it has one."""
    TERM = "term"
    """A word whose capitals are settled."""
    SIGN = "sign"
    CONTEXT = "context"
    """A word before the cursor: it says what the new words mean («la tension est à», then «douze huit»)."""


@lru_cache(maxsize=16_384)
def _elision(word: str) -> str:
    match = _ELISION.match(word)
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece: what is written, which spoken words it came from (`last` included)."""

    text: str
    first: int
    last: int
    kind: Kind = Kind.WORD
    value: int = -1
    """Of a NUMBER; of a FIGURE that is one whole number."""
    said: str = ""
    """Words of a NUMBER as they were heard."""

    @property
    def folded(self) -> str:
        """Without accents, for comparing; a NUMBER by what was said."""
        return fold(self.text or self.said)

    @property
    def stem(self) -> str:
        """The word without its elision: «l'ecg» -> «ecg»."""
        return self.text[len(self.elision) :]

    @property
    def elision(self) -> str:
        """«l'» of «l'ecg», else empty."""
        return _elision(self.text)

    def is_(self, *kinds: Kind) -> bool:
        """Of one of these kinds?"""
        return self.kind in kinds

    def says(self, words: Collection[str]) -> bool:
        """A word (or term, by its letters) among these folded ones?"""
        return self.kind in (Kind.WORD, Kind.TERM, Kind.CONTEXT) and (self.folded in words or fold(self.stem) in words)


Items = list[Item]
Pass = Callable[[Items], Items]


def split(words: Sequence[str]) -> Items:
    """An item a word."""
    return [Item(word, i, i) for i, word in enumerate(words)]


def context(before: str) -> Items:
    """The last words and signs before the cursor, to be taken off with `without_context`."""
    found = _BEFORE.findall(before[-_REACH:])[-12:]
    return [Item(text, -1, -1, Kind.CONTEXT if text[0].isalnum() else Kind.SIGN) for text in found]


def without_context(items: Items) -> Items:
    """The pieces of the utterance alone."""
    return [item for item in items if item.last >= 0]


def joined(items: Sequence[Item], text: str, kind: Kind, value: int = -1) -> Item:
    """One item in place of several."""
    return Item(text, items[0].first, items[-1].last, kind, value)


def figure(item: Item, text: str = "") -> Item:
    """The number in figures."""
    return replace(item, text=text or grouped(item.value), kind=Kind.FIGURE)


def grouped(value: int) -> str:
    """«12 000» with narrow spaces (Lexique de l'Imprimerie nationale: from four figures on)."""
    return f"{value:,}".replace(",", NARROW)


def at(items: Sequence[Item], i: int) -> Item | None:
    """The item, None outside."""
    return items[i] if 0 <= i < len(items) else None


def says(items: Sequence[Item], i: int, words: Collection[str]) -> bool:
    """Is there an item that says one of these folded words?"""
    item = at(items, i)
    return item is not None and item.says(words)


def number_at(items: Sequence[Item], i: int, low: int = 0, high: int = 10**9) -> int | None:
    """The whole number there when it is not written yet and within bounds."""
    item = at(items, i)
    return item.value if item and item.kind is Kind.NUMBER and low <= item.value <= high and item.text == "" else None


def recent(items: Sequence[Item], i: int, words: Collection[str], reach: int) -> bool:
    """Was one of these words (or two in a row) said in the `reach` items before, in the same sentence?"""
    for j in range(i - 1, max(-1, i - 1 - reach), -1):
        item = items[j]
        if item.kind is Kind.SIGN and item.text in (".", ";", "?", "!", "\n", "\n\n"):
            return False
        if item.says(words) or (j and f"{items[j - 1].folded} {item.folded}" in words):
            return True
    return False


@cache
def table(name: str) -> Any:
    """A file of words/, as it is."""
    return yaml.load((WORDS / f"{name}.yml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader


def listing(name: str) -> tuple[str, ...]:
    """The entries of a list of words/, without its comments."""
    return entries(WORDS / f"{name}.txt")


@cache
def folded_set(name: str, *path: str) -> frozenset[str]:
    """The folded words under those keys of a file of words/."""
    found = table(name)
    for key in path:
        found = found[key]
    return frozenset(fold(str(word)) for word in found)
