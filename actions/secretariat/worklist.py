"""The worklist on SQLite: lists, counts, taking and handing over; brought in line with the outbox before it is read."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from actions.secretariat import tables
from actions.secretariat.outcomes import Outcomes
from actions.secretariat.queries import COLUMNS, Asked
from actions.secretariat.values import OPEN, Deadline, Filter, Line, Page, Stage
from assistant.errors import ReportError
from assistant.store import transaction

SIZE = 50
"""Lines of a page."""


class Worklist:
    """On the database of the documents, by a connection of its own. Raises ReportError(report-unreadable)."""

    def __init__(self, db: Database, outcomes: Outcomes | None = None, deadline: Deadline | None = None) -> None:
        """`outcomes`: None where nothing is ever sent."""
        tables.follow_visits(db)
        self._db: sqlite3.Connection = db.conn
        self._outcomes = outcomes
        self.deadline = deadline or Deadline()
        self._lock = threading.RLock()

    # --- reading -------------------------------------------------------------------------------------------------

    def page(self, site: str, wanted: Filter, now: datetime, size: int = SIZE, start: int = 0) -> Page:
        """A part of the list, and how many there are, in it and in every stage."""
        asked = Asked(site, wanted, self.deadline, now)
        with self._reading() as db:
            lines = tuple(self._line(row, now) for row in db.execute(*asked.page(size, start)))
        return Page(lines, wanted.stages or tuple(Stage), self._counts(asked))

    def oldest(self, site: str, wanted: Filter, now: datetime) -> Line | None:
        """The line whose visit is longest ago; None when the list is empty."""
        with self._reading() as db:
            row = db.execute(*Asked(site, wanted, self.deadline, now).oldest()).fetchone()
        return self._line(row, now) if row else None

    def counts(self, site: str, wanted: Filter, now: datetime) -> dict[Stage, tuple[int, int]]:
        """Stage -> (reports, late ones), whatever stages the filter names."""
        return self._counts(Asked(site, wanted, self.deadline, now))

    def line(self, report: str, now: datetime) -> tuple[Line, str]:
        """One report and its site. Raises ReportError(report-not-found)."""
        query = f"select {', '.join(COLUMNS)}, site from worklist where report = ?"  # noqa: S608 - constants only
        with self._reading() as db:
            row = db.execute(query, (report,)).fetchone()
        if row is None:
            raise ReportError("report-not-found", "no such report on the desk")
        return self._line(row[:-1], now), str(row[-1])

    def services(self, site: str) -> tuple[str, ...]:
        """Those that have a report, by name."""
        return self._distinct("service", site)

    def authors(self, site: str) -> tuple[str, ...]:
        """Ids of those who have a report to sign, or signed one."""
        return self._distinct("author", site)

    # --- working -------------------------------------------------------------------------------------------------

    def hold(self, report: str, seen: str, holder: str, now: datetime) -> bool:
        """Into that person's hands ("": back into the pool), unless it is no longer in those of `seen`."""
        values = (holder, now.isoformat() if holder else "", report, seen)
        return self._write("update worklist set holder = ?, since = ? where report = ? and holder = ?", values)

    def rank(self, report: str, *, urgent: bool) -> bool:
        """Before the others, or no longer."""
        return self._write("update worklist set urgent = ? where report = ?", (int(urgent), report))

    def join(self, person: str, service: str) -> None:
        """That person works in that service: their reports are of it from now on, and those that had none."""
        self._write("insert or replace into members (person, service) values (?, ?)", (person, service))

    def follow(self) -> int:
        """Take over from the outbox what happened since the last time: how many reports that concerned.

        Only lines of the trace that are new are read. An outbox that has fewer than were read is another one: all of
        it is read again.
        """
        if self._outcomes is None:
            return 0
        with self._reading() as db:
            row = db.execute("select seq from outbox_mark").fetchone()
        last, mark = self._outcomes.last(), row[0] if row else 0
        if last == mark:
            return 0
        touched = self._outcomes.touched(mark if last > mark else 0, last)
        stages = [(stage, report) for report, stage in self._outcomes.stages(touched)]
        with self._writing() as db:
            # an amendment that is still written, or a report that was dropped, has no stage of the outbox
            statement = (
                "update worklist set status = ? where report = ? and status not in ('draft', 'to_review', 'to_sign')"
            )
            db.executemany(statement, stages)
            db.execute("insert or replace into outbox_mark (id, seq) values (1, ?)", (last,))
        return len(stages)

    # --- parts ---------------------------------------------------------------------------------------------------

    def _distinct(self, column: str, site: str) -> tuple[str, ...]:
        """Each value once, in order: from one to the next in the index, not through all the lines of it."""
        after = f"select min({column}) from worklist where site = ? and {column} >"  # noqa: S608 - a column's name
        step = f"select ({after} found.name) from found where name is not null"  # noqa: S608
        query = f"with recursive found (name) as ({after} '' union all {step}) select name from found"  # noqa: S608
        with self._reading() as db:
            return tuple(row[0] for row in db.execute(query, (site, site)) if row[0])

    def _counts(self, asked: Asked) -> dict[Stage, tuple[int, int]]:
        with self._reading() as db:
            return {Stage(status): (many, late) for status, many, late in db.execute(*asked.counts())}

    def _line(self, row: tuple[Any, ...], now: datetime) -> Line:
        held = dict(zip(COLUMNS, row, strict=True))
        visit, stage = date.fromisoformat(held.pop("visit")), Stage(held.pop("status"))
        return Line(
            **{**held, "urgent": bool(held["urgent"])}, stage=stage, visit=visit,
            age=max(0, (now.astimezone().date() - visit).days),
            late=stage in OPEN and visit <= self.deadline.last_late(now),
        )  # fmt: skip

    def _write(self, statement: str, values: tuple[Any, ...]) -> bool:
        with self._writing() as db:
            return db.execute(statement, values).rowcount > 0

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db, transaction(db):
            yield db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._db
            except (sqlite3.Error, ValueError) as fault:
                raise ReportError("report-unreadable", type(fault).__name__) from fault
