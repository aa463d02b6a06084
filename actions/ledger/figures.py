"""Entries -> figures: medians, ninth deciles, shares, each with its count and its evidence; pure.

Never about a person: a figure that rests on fewer than FEWEST reports is not given, nor is that of a service where a
single author wrote them. Such services of an establishment are put together with its next smallest ones until the
rule is met, so that they cannot be found by subtraction either.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from statistics import median

from actions.ledger.values import STEPS, Cause, Entry, Step

FEWEST = 5
"""Reports under which nothing is told."""
AUTHORS = 2
"""Authors under which a service is not told apart."""
DAILY = timedelta(days=21)
"""The longest period that is drawn day by day; a longer one is by week."""
FIGURES = ("count", *Step, "same_day", "judged", "late")


@dataclass(frozen=True, slots=True)
class Delay:
    """Hours from the visit to a step, of those that came there."""

    count: int
    median: float
    p90: float


class Kind(StrEnum):
    """What a group is."""

    WHOLE = "whole"
    """Everything that was asked for."""
    PLACE = "place"
    """An establishment."""
    SERVICE = "service"
    TOGETHER = "together"
    """The services of an establishment that are not told apart."""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of some reports."""

    key: str
    site: str
    service: str
    """«» where it is not known, and where there are several."""
    kind: Kind
    count: int
    judged: int
    """Those that left, or whose day is over."""
    same_day: int
    late: int
    """Not left although the day is over, or left after it."""
    waiting: int
    """Of the late ones, those that have not left."""
    delays: Mapping[Step, Delay | None]
    """None: fewer than FEWEST came there."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` on, drawn as one point."""

    start: date
    count: int
    judged: int
    same_day: int
    median: float | None
    """Hours to SENT."""


@dataclass(frozen=True, slots=True)
class Bunch:
    """A group before it is counted."""

    key: str
    site: str
    service: str
    kind: Kind
    entries: tuple[Entry, ...]


def group(bunch: Bunch, authors: int = 1) -> Group | None:
    """None: too few to be told (`authors` at least, for a service)."""
    entries = bunch.entries
    if not enough(entries, authors):
        return None
    same_day, late = sum([e.same_day for e in entries]), sum([e.late for e in entries])
    waiting = sum([e.late and e.sent is None for e in entries])
    delays = {step: _delay(entries, step) for step in Step}
    return Group(
        bunch.key, bunch.site, bunch.service, bunch.kind, len(entries), same_day + late, same_day, late, waiting, delays
    )  # fmt: skip


def places(entries: Iterable[Entry]) -> tuple[Bunch, ...]:
    """By establishment, by name; none where there is only one."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.site].append(entry)
    several = len(found) > 1
    return tuple(_bunch(site, "", Kind.PLACE, held) for site, held in sorted(found.items()) if several)


def bunches(entries: Iterable[Entry]) -> tuple[Bunch, ...]:
    """By establishment and service, the small services of an establishment together; none where they are too few."""
    found: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        found[entry.site][entry.service].append(entry)
    return tuple(bunch for site, services in sorted(found.items()) for bunch in _services(site, services))


def _services(site: str, services: Mapping[str, list[Entry]]) -> tuple[Bunch, ...]:
    told = [_bunch(site, name, Kind.SERVICE, held) for name, held in sorted(services.items())]
    small = [b for b in told if not enough(b.entries)]
    large = sorted((b for b in told if enough(b.entries)), key=lambda b: len(b.entries))
    while small and large and not enough(_all(small)):
        small.append(large.pop(0))
    together = _bunch(site, "", Kind.TOGETHER, _all(small))
    shown = sorted(large, key=lambda b: b.service)
    return (*shown, together) if enough(together.entries) else tuple(shown)


def spans(entries: Sequence[Entry], authors: int = 1) -> tuple[Span, ...]:
    """By day or by week, the first one first; those without enough reports (of so many authors) are left out."""
    if not entries:
        return ()
    by_week = weekly(entries)
    found: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[span_start(entry.day, weekly=by_week)].append(entry)
    told = []
    for start, held in sorted(found.items()):
        if enough(held, authors):
            delay, same_day = _delay(held, Step.SENT), sum([e.same_day for e in held])
            judged = same_day + sum([e.late for e in held])
            told.append(Span(start, len(held), judged, same_day, delay.median if delay else None))
    return tuple(told)


def weekly(entries: Sequence[Entry]) -> bool:
    """Is the period long enough to be drawn by week?"""
    days = [entry.day for entry in entries]
    return bool(days) and max(days) - min(days) > DAILY


@lru_cache(maxsize=4096)
def span_start(day: date, *, weekly: bool) -> date:
    """The day, or the Monday of its week."""
    return day - timedelta(days=day.weekday()) if weekly else day


def causes(entries: Iterable[Entry]) -> Mapping[Cause, int]:
    """How many are late for each reason, in the order of a report's life."""
    held: dict[Cause, int] = dict.fromkeys(Cause, 0)
    for entry in entries:
        if entry.cause:
            held[entry.cause] += 1
    return {cause: count for cause, count in held.items() if count}


def picked(figure: str) -> Callable[[Entry], bool]:
    """Which reports a figure counts: one of FIGURES, or a Cause. Raises ValueError."""
    if figure in frozenset(Step):
        place = STEPS.index(Step(figure))
        return lambda e: e.steps[place] is not None
    if figure in FIGURES:
        return {
            "count": lambda _: True,
            "judged": lambda e: e.same_day or e.late,
            "same_day": lambda e: e.same_day,
            "late": lambda e: e.late,
        }[figure]
    cause = Cause(figure)
    return lambda e: e.cause is cause


def _delay(entries: Iterable[Entry], step: Step) -> Delay | None:
    place = STEPS.index(step)
    held = sorted([h for e in entries if (h := e.delays[place]) is not None])
    if len(held) < FEWEST:
        return None
    return Delay(len(held), median(held), held[-(-len(held) * 9 // 10) - 1])  # nearest rank


def enough(entries: Sequence[Entry], authors: int = AUTHORS) -> bool:
    """May a figure rest on these alone?"""
    return len(entries) >= FEWEST and len({e.team for e in entries}) >= authors


def _all(some: Iterable[Bunch]) -> tuple[Entry, ...]:
    return tuple(e for b in some for e in b.entries)


def _bunch(site: str, service: str, kind: Kind, entries: Iterable[Entry]) -> Bunch:
    key = hashlib.sha256(f"{kind}\0{site}\0{service}".encode()).hexdigest()[:12]
    return Bunch(key, site, service, kind, tuple(entries))
