"""The mailroom's own tables: addressees that people chose, departures by command."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlite_utils import Database

from actions.mailroom.schema import migrations
from actions.mailroom.values import Departure, Send
from assistant.errors import DispatchError
from assistant.store import transaction
from assistant.types import Origin

__all__ = ["Chosen", "Departures", "migrations"]

Chosen = tuple[tuple[str, ...], frozenset[str]]
"""(added, in the order they were; left out)."""


class Departures:
    """On the outbox's connection. Raises DispatchError(outbox-unwritable)."""

    def __init__(self, db: Database) -> None:
        self._conn: sqlite3.Connection = db.conn

    def choose(self, report: str, whom: str, who: str, at: float, *, left_out: bool) -> None:
        """A person wants (or does not want) `whom` among the addressees of a document."""
        with self._writing() as conn:
            conn.execute(
                "insert or replace into addressee values (?, ?, ?, ?, ?)", (report, whom, int(left_out), who, at)
            )

    def correct(self, report: str, wanted: Mapping[str, bool], who: str, at: float, known: Chosen) -> None:
        """Key -> left out, all together, where the choice is still the `known` one and nothing left.

        Raises DispatchError(recipients-changed | recipients-gone) too.
        """
        with self._writing() as conn:
            if self.left([report]):
                raise DispatchError("recipients-gone", "it left meanwhile")
            if self.chosen(report) != known:
                raise DispatchError("recipients-changed", "chosen otherwise meanwhile")
            conn.executemany(
                "insert or replace into addressee values (?, ?, ?, ?, ?)",
                [(report, key, int(out), who, at) for key, out in wanted.items()],
            )

    def chosen(self, report: str) -> Chosen:
        """(added, in the order they were; left out)."""
        rows = self._conn.execute(
            "select whom, left_out from addressee where report = ? order by at, whom", (report,)
        ).fetchall()
        return tuple(whom for whom, out in rows if not out), frozenset(whom for whom, out in rows if out)

    def left(self, reports: Sequence[str]) -> frozenset[str]:
        """Those of which something left, or is about to."""
        found: set[str] = set()
        for start in range(0, len(reports), 500):  # below SQLite's limit of parameters
            some = reports[start : start + 500]
            marks = ", ".join("?" * len(some))
            question = f"select report from parcel where status <> 'cancelled' and report in ({marks})"  # noqa: S608
            found |= {row[0] for row in self._conn.execute(question, tuple(some))}
        return frozenset(found)

    def note(self, command: str, sends: Iterable[Send], origin: Origin, at: float) -> None:
        """A command sent these."""
        with self._writing() as conn:
            conn.executemany(
                "insert or ignore into departure values (?, ?, ?, ?, ?, ?)",
                [(command, s.report, s.patient, origin.person, origin.station, at) for s in sends],
            )

    def last(self, person: str, patient: str = "") -> Departure | None:
        """What that person sent last (of that patient)."""
        found = self._conn.execute(
            "select command, at from departure where person = ? and (patient = ? or ? = '') "
            "order by at desc, rowid desc limit 1",
            (person, patient, patient),
        ).fetchone()
        if not found:
            return None
        rows = self._conn.execute(
            "select report, patient from departure where command = ? and (patient = ? or ? = '') order by rowid",
            (found[0], patient, patient),
        ).fetchall()
        patients = {patient for _, patient in rows}
        return Departure(found[0], patients.pop() if len(patients) == 1 else "", tuple(r for r, _ in rows), found[1])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with transaction(self._conn) as conn:
                yield conn
        except sqlite3.Error as fault:
            raise DispatchError("outbox-unwritable", str(fault)) from fault
