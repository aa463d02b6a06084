"""The ledger as its page asks for it: figures of a scope, and the reports behind each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from actions.ledger import figures, reading
from actions.ledger.figures import AUTHORS, Bunch, Group, Kind, Span
from actions.ledger.values import Cause, Entry, Scope
from assistant.errors import ReportError

FRESH = 300.0
"""Seconds for which a reading serves: a figure and its evidence are then of the same moment."""


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page shows."""

    at: float
    """When the stores were read (seconds since 1970)."""
    sites: tuple[str, ...]
    services: tuple[str, ...]
    """Of that establishment, whatever the period."""
    total: Group | None
    """None: too few to be told."""
    groups: tuple[Group, ...]
    """The establishments, where there are several, then the services of each."""
    spans: tuple[Span, ...]
    weekly: bool
    """Are the spans weeks?"""
    causes: Mapping[Cause, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the page."""

    name: str = "count"
    """One of figures.FIGURES, or a Cause."""
    group: str = ""
    """Key of a group; «» the total."""
    since: date | None = None
    """Start of a span."""


class Delays:
    """On the files of the documents and of the outbox; reads only, may be used by several threads."""

    def __init__(self, reports: Path, outbox: Path, clock: Callable[[], float] = time.time) -> None:
        self._reports, self._outbox, self._clock = reports, outbox, clock
        self._lock = threading.Lock()
        self._read: tuple[float, tuple[Entry, ...]] | None = None
        self._told: dict[Scope, Told] = {}

    def told(self, scope: Scope) -> Told:
        """Raises ReportError(report-unreadable)."""
        at, entries = self._entries()
        with self._lock:
            self._told = {s: told for s, told in self._told.items() if told.at == at}
            if scope not in self._told:
                self._told[scope] = _told(at, entries, scope)
            return self._told[scope]

    def evidence(self, scope: Scope, figure: Figure) -> tuple[Entry, ...]:
        """The reports that a figure counts, the oldest visit first.

        Raises ReportError(ledger-hidden) for a figure that is not told, ValueError for one that does not exist.
        """
        _, entries = self._entries()
        held, wanted = scope.of(entries), figures.picked(figure.name)
        if not figures.enough(held, _authors(scope)):
            raise ReportError("ledger-hidden", "too few reports")
        if figure.group:
            held = next((b.entries for b in _bunches(held, scope) if b.key == figure.group), ())
        if figure.since:
            weekly = figures.weekly(held)
            held = tuple(e for e in held if figures.span_start(e.day, weekly=weekly) == figure.since)
        if not figures.enough(held, 1):
            raise ReportError("ledger-hidden", "too few reports")
        return tuple(e for e in held if wanted(e))

    def _entries(self) -> tuple[float, tuple[Entry, ...]]:
        """The last reading, or a new one when it is too old (or of before the clock was put back)."""
        with self._lock:
            now = self._clock()
            if self._read is None or not 0 <= now - self._read[0] < FRESH:
                self._read = now, reading.entries(self._reports, self._outbox, now)
            return self._read


def _told(at: float, entries: tuple[Entry, ...], scope: Scope) -> Told:
    held = scope.of(entries)
    total = figures.group(Bunch("", scope.site, scope.service or "", Kind.WHOLE, held), _authors(scope))
    sites = tuple(sorted({e.site for e in entries}))
    services = tuple(sorted({e.service for e in entries if not scope.site or e.site == scope.site}))
    if total is None:
        return Told(at, sites, services, None, (), (), False, {})
    told = tuple(g for b in _bunches(held, scope) if (g := figures.group(b)))
    spans = figures.spans(held, _authors(scope))
    return Told(at, sites, services, total, told, spans, figures.weekly(held), figures.causes(held))


def _bunches(held: tuple[Entry, ...], scope: Scope) -> tuple[Bunch, ...]:
    """What is told apart: nothing within one service."""
    return () if scope.service is not None else (*figures.places(held), *figures.bunches(held))


def _authors(scope: Scope) -> int:
    return 1 if scope.service is None else AUTHORS
