"""Words for comparison: no case, no accents, no punctuation; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "œ": "oe", "æ": "ae"})


def words(text: str) -> list[str]:
    """«Ouvre l'œil, celui-là.» -> ouvre, l, oeil, celui-la."""
    plain = unicodedata.normalize("NFD", text.lower().translate(_APOSTROPHES))
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def phrases(lines: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The words of each line of a list; # begins a comment."""
    found = (tuple(words(line.split("#")[0])) for line in lines)
    return frozenset(phrase for phrase in found if phrase)
