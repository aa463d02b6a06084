"""Words that are no French and very near one drug or medical term: spelled as it is; anything else is left alone."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from actions.reports.dictation.ligatures import ligature
from assistant.lexicon import known, lines
from assistant.sounds import fold as letters_of
from assistant.sounds import key, keys
from nlu.text import fold

_SHORTEST = 5
_NEAR_FROM = 7
"""Letters from which a word that sounds otherwise may be one letter off («stent» is no «Sutent»)."""
_LONG = 10
"""From so many letters, two may differ."""


@cache
def _written() -> dict[str, str]:
    """Folded -> as it is written; the later lists win, for they have the accents."""
    found: dict[str, str] = {}
    for name in ("brands", "brands_written", "terms", "substances_written"):
        found |= {fold(word): word for line in lines(name) for word in line.split()}
    return found


@cache
def _unaccented() -> frozenset[str]:
    """Substances as the source has them, without accents: right as heard, no target of a correction."""
    return frozenset(lines("substances"))


@cache
def _by_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    words = list(_written())
    for word, sound in zip(words, keys(words), strict=True):
        if len(sound) >= 4:
            found[sound].append(word)
    return found


@cache
def _by_letter() -> dict[str, list[str]]:
    """Entries by their first letter, which is heard right."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in _written():
        found[word[0]].append(word)
    return found


@lru_cache(maxsize=4096)
def corrected(word: str) -> str | None:
    """How a lower-case word is written, None when it stays as it was heard."""
    joined = ligature(word)
    if joined != word:
        return joined
    if len(word) < _SHORTEST or not word.isalpha() or known(word):
        return None
    folded = fold(word)
    if folded in _written():
        return _written()[folded]
    if folded in _unaccented():
        return None
    alike = _by_sound().get(key(letters_of(word)), [])
    if len(alike) == 1:
        return _written()[alike[0]]
    return None if alike or len(word) < _NEAR_FROM else _near(folded)


def _near(folded: str) -> str | None:
    """The one entry that differs by a letter (two in long words), None when there are several or none."""
    allowed = 2 if len(folded) >= _LONG else 1
    near = extract(folded, _by_letter()[folded[0]], scorer=OSA.distance, score_cutoff=allowed, limit=3)
    best = [entry for entry, distance, _ in near if distance == near[0][1]]
    return _written()[best[0]] if len(best) == 1 else None
