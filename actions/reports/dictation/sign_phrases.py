"""The words that say a sign («point», «ouvrez la parenthèse»), from words/marks.yml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from actions.reports.dictation.items import fold, table

OPENS = {"((": "(", "««": "«"}
"""«entre parenthèses …»: closed by itself at the next sign."""
CLOSES = {"(": ")", "«": "»", "[": "]"}
_LONGEST = 5


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


def phrase_at(folded: Sequence[str], at: int) -> Phrase | None:
    """The longest phrase that begins at this folded word."""
    if at >= len(folded) or folded[at] not in _starters():
        return None
    for size in range(min(_LONGEST, len(folded) - at), 0, -1):
        if found := _phrases().get(tuple(folded[at : at + size])):
            return found
    return None
