"""The visit that a document is about: the patient's last appointment in the record, else the moment it was made.

Asked once, when the document is made; the record may say something else tomorrow, delays are counted from this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from actions.reports.store import Reports
from assistant.errors import ChartError
from assistant.ports import Chart
from assistant.types import Patient, Period

BACK = timedelta(days=30)
"""A visit longer ago is not what a document made today is about."""


class Source(StrEnum):
    """Where the hour of a visit comes from."""

    APPOINTMENT = "appointment"
    """The record's worklist."""
    CREATED = "created"
    """No appointment was found: the moment when the document was made."""


@dataclass(frozen=True, slots=True)
class Visit:
    """When, and by which service («» when the record does not say)."""

    at: datetime
    service: str = ""
    source: Source = Source.CREATED


class Visits:
    """One a document."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def note(self, report: str, visit: Visit) -> None:
        """Durable when it returns. Raises ReportError(report-unreadable)."""
        row = (report, visit.at.astimezone(UTC).isoformat(), visit.service, visit.source)
        with self._reports.transaction() as db:
            db.execute("insert or replace into visits (report, at, service, source) values (?, ?, ?, ?)", row)

    def of(self, report: str) -> Visit | None:
        """None for a document of before visits were noted."""
        with self._reports.reading() as db:
            row = db.execute("select at, service, source from visits where report = ?", (report,)).fetchone()
        return Visit(datetime.fromisoformat(row[0]), row[1], Source(row[2])) if row else None


async def seen(chart: Chart, patient: Patient, now: datetime) -> Visit:
    """The last appointment that has begun, else today's next one, else now; a record that fails stops no document."""
    today = now.astimezone().date()
    try:
        lines = await chart.section(patient, "appointments", Period(today - BACK, today))
        days = sorted({line.on for line in lines if line.on and today - BACK <= line.on <= today}, reverse=True)
        coming = None
        for day in days[:2]:  # today's may all be to come: then the day before it
            held = [a for a in await chart.worklist(Period(day, day)) if a.patient.id == patient.id]
            if begun := [a for a in held if a.at.astimezone() <= now]:
                return Visit(begun[-1].at.astimezone(), begun[-1].service, Source.APPOINTMENT)
            coming = coming or next(iter(held), None)
        if coming:
            return Visit(coming.at.astimezone(), coming.service, Source.APPOINTMENT)
    except ChartError:
        pass  # the document matters more than the hour its delays are counted from
    return Visit(now)
