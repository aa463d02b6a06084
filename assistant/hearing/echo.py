"""Is what was heard the assistant's own voice? Its words are compared with those being spoken; pure."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from assistant.hearing.folding import phrases, words

THROUGH = Path(__file__).with_name("through.txt")
MOST = 0.6
"""Share of the words heard, in order, that are words of the reply: from here it is the reply."""
ALIKE = 75.0
"""Likeness (rapidfuzz ratio) of two words when one was misheard: «créatinine», «créatine»."""


def is_echo(heard: str, spoken: str) -> bool:
    """Was `heard` taken from the loudspeaker, which said `spoken`? «stop» and the like never are."""
    said, own = _plain(heard), _plain(spoken)
    if not said or not own or tuple(words(heard)) in _through():
        return False
    return _shared(said, own) >= MOST * len(said)


def _plain(text: str) -> list[str]:
    return " ".join(words(text)).replace("-", " ").split()


def _shared(heard: list[str], own: list[str]) -> int:
    """Length of the longest common subsequence, where words that look alike are the same."""
    row = [0] * (len(own) + 1)
    for word in heard:
        diagonal = 0
        for place, other in enumerate(own, 1):
            above = row[place]
            row[place] = diagonal + 1 if _alike(word, other) else max(above, row[place - 1])
            diagonal = above
    return row[-1]


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 3 and fuzz.ratio(one, other) >= ALIKE)


@lru_cache(maxsize=1)
def _through() -> frozenset[tuple[str, ...]]:
    return phrases(THROUGH.read_text(encoding="utf-8").splitlines())
