"""Words that exist, while a text is being written: it pays for each one that does not.

A recogniser spells what it hears, and writes «hibelule» as gladly as «libellule». A word pays as soon as no known word
begins so, which leaves the beam to those that do; a name or a drug that nobody listed is still written where it is
clearly heard. Measured in speech/choices.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache

from assistant import lexicon
from assistant.hearing.spelling import writable

UNKNOWN = 2.0
"""What a word that is nowhere costs, natural logarithm."""
EACH = 0.6
"""What any word costs beside: a name that nobody listed is not cut into several short words that exist."""
_BETWEEN = " '-"
_WORD = re.compile(f"[^{_BETWEEN}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_BESIDE = (
    "parts", "field", "field_more", "terms", "eponyms", "substances", "substances_written", "brands", "brands_written",
    "people", "places", "proper", "said",
)  # fmt: skip
"""Lists beside the dictionary."""


class KnownWords:
    """The lexicon and the words of the moment: what a text being written pays, never above 0."""

    def __init__(self, more: Sequence[str] = ()) -> None:
        """`more`: phrases whose words are known now (the day's people, the site's own words)."""
        self._phrases = more

    @cached_property
    def _more(self) -> list[str]:
        """Words of the phrases, not asked for while all are in the lexicon."""
        return forms(self._phrases)

    def step(self, letters: str, piece: str) -> tuple[float, str]:
        """Letters of the word begun, what is written next -> help, letters of the word begun then."""
        help_ = -self._owed(letters)
        for char in piece:
            if char in _BETWEEN:
                help_ += self._whole(letters) - (EACH if char == " " else 0.0)
                letters = ""
            else:
                letters += char
        return help_ + self._owed(letters), letters

    def finish(self, letters: str) -> float:
        """Help of a text that ends after these letters of a word."""
        return self._whole(letters) - self._owed(letters)

    def strange(self, text: str) -> Iterator[tuple[str, str]]:
        """The words of a text that exist nowhere, each with what is written before it."""
        for word in _WORD.finditer(text):
            if not self._known(word[0]):
                yield word[0], text[: word.start()]

    def cost(self, text: str) -> float:
        """What a whole text has paid, never above 0."""
        help_, letters = self.step("", f" {text}")
        return help_ + self.finish(letters)

    def _known(self, letters: str) -> bool:
        return not letters or _is_word(letters) or _is_among(self._more, letters)

    def _whole(self, letters: str) -> float:
        return 0.0 if self._known(letters) else -UNKNOWN

    def _owed(self, letters: str) -> float:
        """Of a word begun: no known word begins so."""
        return 0.0 if _begins_word(letters) or _begins_among(self._more, letters) else -UNKNOWN


@lru_cache(maxsize=16_384)
def _is_word(letters: str) -> bool:
    return _is_among(_beside(), letters) or any(lexicon.listed(form) for form in (letters, lexicon.joined(letters)))


@lru_cache(maxsize=16_384)
def _begins_word(letters: str) -> bool:
    return _begins_among(_beside(), letters) or any(lexicon.begun(form) for form in _beginnings(letters))


def _beginnings(letters: str) -> tuple[str, ...]:
    """What a word begun so may begin with in the dictionary, whose ligatures the weights were taught not to write:
    «ranco» is a beginning of «rancœur»."""
    joined = lexicon.joined(letters)
    half = {"o": "œ", "a": "æ"}.get(letters[-1:])
    return (letters, joined) if half is None else (letters, joined, joined[:-1] + half)


@cache
def _beside() -> list[str]:
    """Words of the lists beside the dictionary."""
    return forms(line for name in _BESIDE for line in lexicon.lines(name))


def forms(phrases: Iterable[str]) -> list[str]:
    """Words of phrases, sorted, as the weights write them: «Lebœuf» is «leboeuf», «Velázquez» «velazquez»."""
    found = {word for phrase in phrases for word in _LETTERS.findall(phrase.lower())}
    return sorted(map(writable, found))


def _is_among(words: Sequence[str], letters: str) -> bool:
    return _first(words, letters) == letters


def _begins_among(words: Sequence[str], letters: str) -> bool:
    return _first(words, letters).startswith(letters)


def _first(words: Sequence[str], letters: str) -> str:
    """The first of sorted words that does not stand before these letters; empty behind the last."""
    place = bisect_left(words, letters)
    return words[place] if place < len(words) else ""
