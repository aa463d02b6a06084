"""One editor at a time: who writes in a document, since when, and until when nobody else may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.reports.store import Reports
from assistant.errors import ReportError

LEASE = timedelta(minutes=5)
"""Without a change for so long, the next person may take over."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Who writes in a document."""

    person: str
    station: str
    since: datetime
    until: datetime


class Locks:
    """A lease a document; the same person may go on at another station, and the first one then has it no longer."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def take(self, report: str, person: str, station: str, now: datetime) -> Hold:
        """Hold it, or go on holding it. Raises ReportError(report-locked) with who holds it and since when."""
        with self._reports.transaction() as db:
            held = self.held(report)
            if held and held.person != person and held.until > now:
                facts = {"who": held.person, "since": held.since}
                raise ReportError("report-locked", "somebody else writes in it", facts)
            same = held is not None and held.person == person
            hold = Hold(person, station, held.since if held and same else now, now + LEASE)
            row = (report, person, station, hold.since.isoformat(), hold.until.isoformat())
            db.execute(
                "insert or replace into locks (report, person, station, since, until) values (?, ?, ?, ?, ?)", row
            )
        return hold

    def held(self, report: str) -> Hold | None:
        """Who holds it, the lease over or not; None when nobody does."""
        with self._reports.reading() as db:
            query = "select person, station, since, until from locks where report = ?"
            row = db.execute(query, (report,)).fetchone()
        return Hold(row[0], row[1], datetime.fromisoformat(row[2]), datetime.fromisoformat(row[3])) if row else None

    def free(self, report: str, person: str) -> None:
        """Let it go, when it is this person's."""
        with self._reports.transaction() as db:
            db.execute("delete from locks where report = ? and person = ?", (report, person))

    # --- what lies on a desk ---------------------------------------------------------------------------------------

    def lay(self, station: str, patient: str, report: str) -> None:
        """The document that is written at this station for this patient."""
        with self._reports.transaction() as db:
            row = (station, patient, report)
            db.execute("insert or replace into desks (station, patient, report) values (?, ?, ?)", row)

    def lying(self, station: str, patient: str) -> str | None:
        """Its id, or None."""
        with self._reports.reading() as db:
            query = "select report from desks where station = ? and patient = ?"
            row = db.execute(query, (station, patient)).fetchone()
        return row[0] if row else None

    def clear(self, station: str, patient: str) -> None:
        """Nothing is written at this station for this patient any more."""
        with self._reports.transaction() as db:
            db.execute("delete from desks where station = ? and patient = ?", (station, patient))
