"""How names are written: titles and particles. How they sound: assistant/sounds.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.sounds import fold
from assistant.types import Sex

SOURCE = Path(__file__).with_name("lookups") / "names.yml"
"""Particles and titles: data that a site may extend."""


@dataclass(frozen=True, slots=True)
class Lore:
    """What is known of French names."""

    titles: Mapping[str, Sex]
    """Folded title -> the sex it tells (UNKNOWN when none)."""
    particles: frozenset[str]
    dropped: frozenset[str]
    """Particles that people leave out."""


def _load(path: Path) -> Lore:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Lore(
        {word: Sex(sex) if sex else Sex.UNKNOWN for word, sex in raw["titles"].items()},
        frozenset(raw["particles"]),
        frozenset(raw["dropped"]),
    )


LORE = _load(SOURCE)


def untitled(text: str) -> tuple[tuple[str, ...], Sex]:
    """Folded words without the titles, and the sex that the titles tell; a title alone is kept as a name."""
    words = tuple(fold(text).split())
    kept = tuple(w for w in words if w not in LORE.titles)
    sexes = {LORE.titles[w] for w in words if w in LORE.titles} - {Sex.UNKNOWN}
    if not kept:
        return words, Sex.UNKNOWN
    return kept, sexes.pop() if len(sexes) == 1 else Sex.UNKNOWN


def parts(name: str) -> tuple[str, ...]:
    """The folded words of a name without its particles."""
    return tuple(w for w in fold(name).split() if w not in LORE.particles)
