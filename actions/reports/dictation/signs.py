"""Spoken punctuation and layout -> signs, unless the words are prose («un point douloureux», «à la ligne suivante»)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from actions.reports.dictation.items import (
    TIGHT,
    Item,
    Items,
    Kind,
    fold,
    folded_set,
    table,
)
from actions.reports.dictation.numerals import is_number

_LONGEST = 5
_NEGATION = frozenset({"pas", "plus", "jamais", "rien", "aucun", "aucune", "guere", "que", "personne", "ni"})
_ARTICLES = {"m": frozenset({"un", "le", "l'"}), "f": frozenset({"une", "la", "l'"})}
_OPENS = {"((": "(", "««": "«"}
CLOSES = {"(": ")", "«": "»", "[": "]"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sign and the gender of the words that say it."""

    sign: str
    feminine: bool
    words: tuple[str, ...]


@cache
def _phrases() -> dict[tuple[str, ...], Phrase]:
    found: dict[tuple[str, ...], Phrase] = {}
    for row in table("marks")["signs"]:
        for said in row["said"]:
            words = tuple(fold(said).split())
            found[words] = Phrase(row["sign"], row["gender"] == "f", words)
    return found


@cache
def _starters() -> frozenset[str]:
    return frozenset(words[0] for words in _phrases())


def signs(items: Items, before: str) -> Items:
    """Words -> words and signs; `before` is what stands before the cursor."""
    reader = _Reader(items, before)
    return reader.read()


class _Reader:
    """One walk over the words of an utterance."""

    def __init__(self, items: Items, before: str) -> None:
        self._items = items
        self._folded = [item.folded if item.kind is Kind.WORD else "" for item in items]
        self._before = before
        self._written: Items = []
        self._closing = ""
        """Sign that ends «entre parenthèses …» at the next sign or at the end."""

    def read(self) -> Items:
        at = 0
        while at < len(self._items):
            phrase = self._phrase(at)
            if phrase is None or self._is_prose(phrase, at, at + len(phrase.words)):
                self._written.append(self._items[at])
                at += 1
            else:
                self._sign(phrase, at)
                at += len(phrase.words)
        if self._closing:
            self._close(len(self._items) - 1)
        return self._written

    def _phrase(self, at: int) -> Phrase | None:
        if self._folded[at] not in _starters():
            return None
        for size in range(min(_LONGEST, len(self._items) - at), 0, -1):
            if found := _phrases().get(tuple(self._folded[at : at + size])):
                return found
        return None

    def _sign(self, phrase: Phrase, at: int) -> None:
        last = at + len(phrase.words) - 1
        sign = phrase.sign
        if self._closing and sign not in _OPENS:
            closing = self._closing
            self._close(at)
            if sign == closing:
                return
        if sign in _OPENS:
            sign = _OPENS[sign]
            self._closing = CLOSES[sign]
        if sign == "-" and self._between_numbers(at, last + 1):
            sign = TIGHT
        self._written.append(Item(sign, at, last, Kind.SIGN))

    def _close(self, at: int) -> None:
        self._written.append(Item(self._closing, at, at, Kind.SIGN))
        self._closing = ""

    # what stands around

    def _previous(self, at: int) -> str:
        """The folded word before, taken from the text before the cursor at the start; «» after a sign or nothing."""
        if self._written:
            last = self._written[-1]
            if last.elision and last.elision != "l'" and last.stem in ("un", "une"):
                return last.stem  # «qu'un point», but «l'un point»
            return last.folded if last.kind is not Kind.SIGN else ""
        words = fold(self._before).split()
        return words[-1] if words and (words[-1][-1].isalnum() or words[-1][-1] == "'") else ""

    def _fresh(self) -> bool:
        """Does a clause begin here: nothing before, or a sign?"""
        if self._written:
            return self._written[-1].kind is Kind.SIGN
        return not self._before.strip() or self._before.rstrip(" \u00a0\u202f")[-1] in ".,;:!?…\n(«»)"

    def _next(self, at: int) -> str:
        return self._folded[at] if at < len(self._folded) else ""

    def _sign_follows(self, at: int) -> bool:
        return at >= len(self._items) or self._phrase(at) is not None

    def _is_prose(self, phrase: Phrase, at: int, end: int) -> bool:
        if phrase.sign == "," and self._between_numbers(at, end):
            return True
        if phrase.sign in "-/" and self._between_numbers(at, end):
            return False
        if phrase.sign == "_":
            return self._is_noun(phrase, at)
        if self._is_noun(phrase, at):
            return True
        rule = _RULES.get(phrase.sign)
        return rule(self, at, end) if rule else False

    def _between_numbers(self, at: int, end: int) -> bool:
        """«trois virgule cinq»: the numbers will read it; «trois barre oblique quatre»."""
        return at > 0 and end < len(self._items) and is_number(self._folded[at - 1]) and is_number(self._folded[end])

    def _is_noun(self, phrase: Phrase, at: int) -> bool:
        """Does an article, a preposition or an adjective before make the phrase a noun?"""
        previous = self._previous(at)
        if not previous:
            return False
        if previous in ("un", "une"):
            return (previous == "une") is phrase.feminine and not self._counted()
        if previous in ("le", "la"):
            return (previous == "la") is phrase.feminine
        if previous in folded_set("marks", "hanging") or previous.endswith("'"):
            if phrase.sign in _FREE:
                return phrase.sign != "/" and previous in _SUBJECTS
            return True
        return previous in folded_set("marks", "adjectives") and self._led(at)

    def _counted(self) -> bool:
        """«stade un», «virgule un»: «un» is the number."""
        if len(self._written) < 2:
            return False
        before = self._written[-2]
        return before.folded in folded_set("marks", "labels_before_un") or is_number(before.folded)

    def _led(self, at: int) -> bool:
        """Before the adjective: an article, or the clause begins with it."""
        if len(self._written) < 2:
            return bool(self._written) and (not self._before.strip() or self._before.rstrip()[-1] in ".,;:!?…")
        before = self._written[-2]
        if before.kind is Kind.SIGN:
            return True
        return before.folded in folded_set("marks", "hanging") | {"un", "une"} or before.folded.endswith("'")

    # one rule a sign: is it prose?

    def _point(self, at: int, end: int) -> bool:
        if end - at > 1:
            return False
        following = self._next(end)
        if self._fresh() and following and not self._sign_follows(end):
            return True
        noun = following.removeprefix("d'") if following.startswith("d'") else self._next(end + 1)
        led = following in ("de", "du") or following.startswith("d'")
        if led and noun in folded_set("marks", "point", "of"):
            return True
        if following in folded_set("marks", "point", "like") and self._previous(at) in folded_set("marks", "hanging"):
            return True
        return (led and self._negated()) or (following == "point" and self._negated())

    def _negated(self) -> bool:
        """«il n'a point de fièvre»: «ne» without its second word since the last sign."""
        clause: list[str] = []
        for item in reversed(self._written):
            if item.kind is Kind.SIGN:
                break
            clause.append(item.folded)
        has_ne = any(word == "ne" or word.startswith("n'") for word in clause)
        return has_ne and not _NEGATION & set(clause)

    def _two_points(self, at: int, end: int) -> bool:
        following = self._next(end)
        if following in folded_set("marks", "two_points", "like"):
            return True
        if following == "de" or following.startswith("d'"):
            noun = following.removeprefix("d'") if following.startswith("d'") else self._next(end + 1)
            return noun not in folded_set("marks", "two_points", "phrases_with_de")
        if self._previous(at) in folded_set("marks", "two_points", "after_verb"):
            return following in ("a", "sur", "en", "au", "par", "dans", "entre", "") or self._sign_follows(end)
        return False

    def _line(self, at: int, end: int) -> bool:
        following = self._next(end)
        if self._folded[at] != "a":
            verb = self._folded[at + 1 : at + 2] == ["a"]
            return verb and (not self._fresh() or following in folded_set("marks", "line", "then"))
        if following.startswith("d'") and not self._fresh():
            return True
        if following in ("suivante", "precedente"):
            return True
        if self._fresh():
            return False
        if following in folded_set("marks", "line", "then"):
            return True
        return self._previous(at) in folded_set("marks", "line", "after") and not self._sign_follows(end)

    def _bracket(self, at: int, end: int) -> bool:
        sign = _phrase_sign(self._folded[at:end])
        if any(CLOSES.get(item.text) == sign for item in self._written if item.kind is Kind.SIGN):
            return False  # what was opened is closed
        return self._previous(at) in folded_set("marks", "brackets", "after")

    def _between(self, at: int, end: int) -> bool:
        """«entre parenthèses»: prose when nothing follows, or after «mis», «écrit»."""
        if self._sign_follows(end) or self._next(end) in folded_set("marks", "hanging"):
            return True
        return self._previous(at) in folded_set("marks", "brackets", "set")

    def _bullet(self, at: int, end: int) -> bool:
        if any(item.text == "•" for item in self._written if item.kind is Kind.SIGN):
            return False  # a list has begun
        return end - at == 1 and not self._fresh()

    def _slash(self, at: int, end: int) -> bool:
        return self._fresh() and not self._before.strip()


_FREE = frozenset({"(", "«", "((", "««", ")", "»", "/"})
"""Signs whose words are no noun after a preposition: «il parle de ouvrez les guillemets», «et barre oblique ou»."""
_SUBJECTS = frozenset({"pour", "que", "qu'", "j'", "d'", "a"})
_RULES = {
    ".": _Reader._point, ":": _Reader._two_points, "\n": _Reader._line, "(": _Reader._bracket, ")": _Reader._bracket,
    "«": _Reader._bracket, "»": _Reader._bracket, "((": _Reader._between, "««": _Reader._between,
    "•": _Reader._bullet, "/": _Reader._slash,
}  # fmt: skip


def _phrase_sign(words: list[str]) -> str:
    return _phrases()[tuple(words)].sign


def tidy(items: Sequence[Item], before: str) -> Items:
    """No sign twice: «virgule virgule» is one, «point» after «!» or after «etc.» adds nothing."""
    kept: Items = []
    ends = before.rstrip(" \u00a0\u202f")
    for item in items:
        last = kept[-1].text if kept else ends
        if item.kind is Kind.SIGN and item.text in ",.;:!?…" and (not last or last[-1] in _COVERS[item.text]):
            if kept and last == "," and item.text != ",":
                kept[-1] = Item(item.text, kept[-1].first, item.last, Kind.SIGN)  # «virgule point»: corrected
            continue
        kept.append(item)
    return kept


_COVERS = {
    ",": ",.;:!?…(«\n", ".": ".,;:!?…\n(", ";": ",.;:!?…\n(", ":": ",.;:!?…\n", "!": ".,;:…\n", "?": ".,;:…\n",
    "…": ".,;:…",
}  # fmt: skip
