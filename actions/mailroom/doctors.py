"""How doctors are called, for whoever listens: colleagues and correspondents that are likely to be named; pure."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.sounds import fold
from nlu.spelling import LORE

USUAL = 200
"""Correspondents whose names are expected at once: those a place writes to, not a national directory."""


def ways(names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """(given, family) -> «Le Roux», «Hélène Le Roux»; each once, in order."""
    found: dict[str, None] = {}
    for given, family in names:
        if family:
            found |= dict.fromkeys((family, f"{given} {family}".strip()))
    return tuple(found)


def called(name: str) -> tuple[str, ...]:
    """The same of a name as it is shown: «Dr Hélène Le Roux»."""
    words = [word for word in name.split() if fold(word) not in LORE.titles]
    return ways([(words[0], " ".join(words[1:]))]) if len(words) > 1 else ways([("", "".join(words))])
