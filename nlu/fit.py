"""How well heard words fit a person's name: the ways to read them as its parts, and what each is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

SAME, SOUND, NEAR = 1.0, 0.9, 0.7
"""How well a heard word fits a name: letter for letter after folding, by its sound, nearly (at most)."""
PART, PARTICLE, DROPPED, GIVEN_ONLY, GIVEN_PART, OTHER_SEX = 0.8, 0.84, 0.96, 0.7, 0.95, 0.8
"""What is left of a match when only a part of a compound family name, a family name with another particle,
one without its «de», only a given name, a part of a compound given name, or a person of another sex fits."""


class Unit(IntEnum):
    """What a written form is of its owner's name."""

    FAMILY = 0
    UNPARTICLED = 1
    DROPPED = 2
    PART = 3
    GIVEN = 4
    GIVEN_PART = 5


_WORTH = {
    Unit.FAMILY: 1.0, Unit.UNPARTICLED: PARTICLE, Unit.DROPPED: DROPPED,
    Unit.PART: PART, Unit.GIVEN: 1.0, Unit.GIVEN_PART: GIVEN_PART,
}  # fmt: skip
FAMILY = frozenset({Unit.FAMILY, Unit.UNPARTICLED, Unit.DROPPED, Unit.PART})


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (excluded) of the query may stand for a form."""

    start: int
    end: int
    form: str
    quality: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A span read as that part of one person's name."""

    span: Span
    unit: Unit


def score(hits: tuple[Hit, ...], content: frozenset[int], length: int, sizes: tuple[int, int]) -> float:
    """How well the best way to read the words as one name fits; 0 when some word stays unread.

    `sizes`: words of the family name and of the given name, particles not counted.
    """
    return max((_worth(way, content, length, sizes) for way in _readings(hits, content)), default=0.0)


def _readings(
    hits: tuple[Hit, ...], content: frozenset[int], chosen: tuple[Hit, ...] = (), at: int = 0
) -> Iterator[tuple[Hit, ...]]:
    """Every choice of hits, none over another, no form twice, that leaves no word that counts unread.

    Particles may stay unread, and may be read: «Da» and «Le» are names too.
    """
    first = min((i for i in content if i >= at), default=None)
    if first is None and chosen:
        yield chosen
    for hit in hits:
        span = hit.span
        free = not any(_same(hit, other) for other in chosen)
        if free and at <= span.start and (first is None or span.start <= first):
            yield from _readings(hits, content, (*chosen, hit), span.end)


def _same(hit: Hit, other: Hit) -> bool:
    """One part of a name cannot be read twice; a compound and its parts are one name."""
    if (hit.unit in FAMILY) is not (other.unit in FAMILY):
        return False
    parts = {Unit.PART, Unit.GIVEN_PART}
    return hit.span.form == other.span.form or not (hit.unit in parts and other.unit in parts)


def _worth(way: tuple[Hit, ...], content: frozenset[int], length: int, sizes: tuple[int, int]) -> float:
    family = [h for h in way if h.unit in FAMILY]
    given = [h for h in way if h.unit not in FAMILY]
    score = min(h.span.quality for h in way)
    if not family:
        score *= GIVEN_ONLY
    elif all(h.unit is Unit.PART for h in family):
        score *= 1.0 if len(family) >= sizes[0] else PART
    else:
        score *= min(_WORTH[h.unit] for h in family)
    if given and all(h.unit is Unit.GIVEN_PART for h in given):
        score *= 1.0 if len(given) >= sizes[1] else GIVEN_PART
    unread = set(range(length)) - content - {i for h in way for i in range(h.span.start, h.span.end)}
    return score * (PARTICLE if unread else 1.0)
