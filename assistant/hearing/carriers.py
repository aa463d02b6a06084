"""Where a person's name may come in a sentence: names near at hand help there alone; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).with_name("carriers.txt")


TITLES = ("docteur", "docteure", "professeur", "professeure")
"""Of doctors."""
_WORD = re.compile(r"[^\W\d_]+'?")


def may_follow(text: str) -> bool:
    """May a name come after these words?"""
    words = _words(text)
    return not words or words[-1] in _carriers()[1] or _titled(words)


def must_follow(text: str) -> bool:
    """Does a title stand there, at most two words back? «madame Marie-Claude» is followed by a name."""
    return _titled(_words(text))


def _titled(words: Sequence[str]) -> bool:
    return not _carriers()[0].isdisjoint(words[-3:])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=1)
def _carriers() -> tuple[frozenset[str], frozenset[str]]:
    """Titles, and the other words."""
    lines = (line for line in SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    titles, *others = "\n".join(lines).strip().split("\n\n")
    return frozenset(titles.split()), frozenset(" ".join(others).split())
