"""Which template is meant by spoken words: in spite of accents, of sound, of words left out; never a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from actions.reports.templates.facts import NUMBERS
from actions.reports.templates.nodes import Kind, Template, blocks
from assistant.sounds import fold, key

SAME, SOUND, START, NEAR = 1.0, 0.97, 0.9, 0.8
"""How well a heard word fits one of the name: letter for letter, by sound, as its beginning, nearly."""
WHOLE = 0.6
"""What is left of the worth of a name of which next to nothing was said."""
LEAST = 0.58
"""Under this nothing is meant."""
CLOSE = 0.1
"""Names this near to the best could be meant as well."""
CLEAR = 0.03
"""A name said whole is meant alone when it is better than the others by more than this."""
SHORT = 2
"""Letters of a little word that was misheard («te» for «de»): it tells nothing, beside longer ones."""
_LITTLE = frozenset(
    {"de", "d", "du", "la", "le", "l", "les", "des", "au", "aux", "a", "en", "un", "une", "et", "pour", "par", "sur"}
    | {"mon", "ma", "mes", "notre", "nos", "modele", "trame"}
)
OPPOSED = ("hyper", "hypo", "brady", "tachy", "macro", "micro", "oligo", "poly", "pre", "post", "sus", "sous", "anti")
"""Beginnings that make another word of a word: «hyperthyroïdie» is never nearly «hypothyroïdie»."""
_FIGURES = dict(enumerate(NUMBERS, 1))
_WITH = re.compile(r"\s+avec\s+")
_AND = re.compile(r"\s+et\s+|\s*,\s*")


@dataclass(frozen=True, slots=True)
class Called:
    """A template that the words may mean; 1 is letter for letter."""

    name: str
    score: float


@lru_cache(maxsize=4096)
def content(words: str) -> tuple[str, ...]:
    """The folded words that tell templates apart, figures as words."""
    said = [_FIGURES[int(w)] if w.isdecimal() and int(w) in _FIGURES else w for w in fold(words).split()]
    return tuple(w for w in said if w not in _LITTLE) or tuple(said)


def called(words: str, names: Mapping[str, Iterable[str]]) -> tuple[Called, ...]:
    """Those meant, best first: one when it is clear, several to ask about, () when none fits.

    `names`: a template's name -> everything it may be called by.
    """
    said = content(words)
    if not said:
        return ()
    scored = [Called(name, max(score(said, content(n)) for n in spoken)) for name, spoken in names.items()]
    found = sorted((c for c in scored if c.score >= LEAST), key=lambda c: -c.score)
    if not found:
        return ()
    best = found[0].score
    margin = CLEAR if best >= SOUND else CLOSE
    near = tuple(c for c in found if c.score >= best - margin)
    return tuple(c for c in near if c.score == SAME) or near


def score(said: tuple[str, ...], name: tuple[str, ...]) -> float:
    """How well the words say that name, 0 to 1; every word said must fit one of the name's."""
    whole = _joined(said, name)
    left = list(name)
    worth = 0.0
    for word in said:
        fits = [(alike(word, other), n) for n, other in enumerate(left)]
        best, at = max(fits, default=(0.0, 0))
        if not best and len(word) <= SHORT and len(said) > 1:
            continue
        if not best:
            return whole
        worth += best
        left.pop(at)
    covered = (len(name) - len(left)) / len(name)
    return max(whole, round(worth / len(said) * (WHOLE + (1 - WHOLE) * covered), 3))


@lru_cache(maxsize=65_536)
def alike(word: str, other: str) -> float:
    """How well one heard word fits one word of a name."""
    if word == other:
        return SAME
    if key(word) and key(word) == key(other):
        return SOUND
    if len(word) >= 3 and other.startswith(word):
        return START
    near = _nearly(word, other) or _nearly(key(word), key(other))
    return NEAR if near and not _opposed((word,), (other,)) else 0.0


def _nearly(word: str, other: str) -> bool:
    """One letter apart, no more: «rhumatologie» is two from «traumatologie»."""
    shorter, longer = sorted((len(word), len(other)))
    return shorter >= 5 and longer - shorter <= 1 and OSA.distance(word, other, score_cutoff=1) <= 1


def _joined(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """The same letters cut into other words («écho cardio graphie»), or the same sounds."""
    said, name = "".join(words), "".join(others)
    if said == name:
        return SAME
    if (sound := key(said)) and sound == key(name):
        return SOUND
    if abs(len(said) - len(name)) > SHORT or _opposed(words, others):
        return 0.0
    left = Counter(words) & Counter(others)  # what both say tells nothing of what they do not
    rest, other_rest = (key("".join(_without(held, left))) for held in (words, others))
    return round(NEAR * 0.95, 3) if _nearly(rest, other_rest) else 0.0


def _without(words: tuple[str, ...], left: Counter[str]) -> list[str]:
    taken = Counter(left)
    kept = []
    for word in words:
        if taken[word]:
            taken[word] -= 1
        else:
            kept.append(word)
    return kept


def _opposed(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Does one say «hyper» where the other says «hypo», or nothing of the kind?"""
    return _beginnings(words) != _beginnings(others)


def _beginnings(words: tuple[str, ...]) -> list[str]:
    return sorted(begin for word in words for begin in OPPOSED if word.startswith(begin) and len(word) > len(begin) + 2)


def parted(words: str) -> tuple[str, tuple[str, ...]]:
    """«consultation cardio avec épreuve d'effort et deux lésions» -> the name, and what comes with it."""
    name, *more = _WITH.split(words)
    return name, tuple(part for text in more for part in _AND.split(text) if part)


def wanted(parts: Iterable[str], template: Template) -> tuple[frozenset[str], dict[str, int]] | None:
    """The options and the numbers of repeats that the parts name; None when one names nothing of this template."""
    options = {b.of: (b.of,) for b in blocks(template.nodes) if b.kind is Kind.OPTION}
    repeats = {b.of: (b.of,) for b in blocks(template.nodes) if b.kind is Kind.REPEAT}
    chosen: set[str] = set()
    counts: dict[str, int] = {}
    for part in parts:
        first, _, rest = " ".join(fold(part).split()).partition(" ")
        number = _number(first)
        repeated = called(rest, repeats) if number and rest else ()
        optional = called(part, options)
        if number and len(repeated) == 1:
            counts[repeated[0].name] = number
        elif len(optional) == 1:
            chosen.add(optional[0].name)
        else:
            return None
    return frozenset(chosen), counts


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word) if int(word) in _FIGURES else 0
    folded = {fold(name).replace(" ", ""): n for n, name in _FIGURES.items()} | {"une": 1}
    return folded.get(word, 0)
