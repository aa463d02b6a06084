"""The visit that a document is about: the patient's last appointment in the record when the document is made.

Asked once; the record may say something else tomorrow, delays are counted from this. A document without a visit is
counted from the moment it was made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from actions.reports.store import Reports
from assistant.errors import ChartError, ReportError
from assistant.ports import Chart
from assistant.types import Patient, Period

BACK = timedelta(days=30)
"""A visit longer ago is not what a document made today is about."""


@dataclass(frozen=True, slots=True)
class Visit:
    """When, and by which service («» when the record does not say)."""

    at: datetime
    service: str = ""


class Visits:
    """At most one a document."""

    def __init__(self, reports: Reports, do: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        """`do` runs a piece of the store's work in its turn."""
        self._reports, self._do = reports, do
        self._asking: set[asyncio.Task[None]] = set()

    def ask(self, chart: Chart, patient: Patient, report: str, now: datetime) -> None:
        """Find out and keep it, meanwhile: nobody waits for a slow record to write."""
        task = asyncio.create_task(self._ask(chart, patient, report, now))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def settled(self) -> None:
        """Once everything that was asked is answered."""
        await asyncio.gather(*self._asking)

    async def _ask(self, chart: Chart, patient: Patient, report: str, now: datetime) -> None:
        try:
            if visit := await seen(chart, patient, now):
                await self._do(lambda: self.note(report, visit))
        except (ChartError, ReportError):
            pass  # the document is there: its delays are counted from when it was made

    def note(self, report: str, visit: Visit) -> None:
        """Durable when it returns; nothing for a document that is gone. Raises ReportError(report-unreadable)."""
        row = (visit.at.astimezone(UTC).isoformat(), visit.service, report)
        with self._reports.transaction() as db:
            db.execute(
                "insert or replace into visits (report, at, service) select id, ?, ? from reports where id = ?", row
            )

    def of(self, report: str) -> Visit | None:
        """None where the record knew none."""
        with self._reports.reading() as db:
            row = db.execute("select at, service from visits where report = ?", (report,)).fetchone()
        return Visit(datetime.fromisoformat(row[0]), row[1]) if row else None


async def seen(chart: Chart, patient: Patient, now: datetime) -> Visit | None:
    """The last appointment that has begun, else today's next one. Raises ChartError."""
    today = now.astimezone().date()
    lines = await chart.section(patient, "appointments", Period(today - BACK, today))
    days = sorted({line.on for line in lines if line.on and today - BACK <= line.on <= today}, reverse=True)
    coming = None
    for day in days[:2]:  # today's may all be to come: then the day before it
        held = [a for a in await chart.worklist(Period(day, day)) if a.patient.id == patient.id]
        if begun := [a for a in held if a.at.astimezone() <= now]:
            return Visit(begun[-1].at.astimezone(), begun[-1].service)
        coming = coming or next(iter(held), None)
    return Visit(coming.at.astimezone(), coming.service) if coming else None
