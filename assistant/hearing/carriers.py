"""Where a person's name may come in a sentence: names near at hand help there alone; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).with_name("carriers.txt")


TITLES = ("docteur", "docteure", "professeur", "professeure")
"""Of doctors."""
_WORD = re.compile(r"[^\W\d_]+'?")
_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?")
_PARTICLES = frozenset(("d'", "da", "de", "des", "du", "el", "l'", "la", "le", "ben", "van", "von"))


def may_follow(text: str) -> bool:
    """May a name come after these words?"""
    words = _WORD.findall(text.lower().replace("’", "'"))
    titles, others = _carriers()
    return not words or words[-1] in titles or words[-1] in others or not titles.isdisjoint(words[-3:-1])


def must_follow(text: str) -> bool:
    """Does a name go on here? Two names at most since a title, particles not counted: «madame Marie-Claude de La»."""
    names = [word for word in _NAME.findall(text.lower().replace("’", "'")) if word not in _PARTICLES]
    return not _carriers()[0].isdisjoint(names[-3:])


@lru_cache(maxsize=1)
def _carriers() -> tuple[frozenset[str], frozenset[str]]:
    """Titles, and the other words."""
    lines = (line for line in SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    titles, *others = "\n".join(lines).strip().split("\n\n")
    return frozenset(titles.split()), frozenset(" ".join(others).split())
