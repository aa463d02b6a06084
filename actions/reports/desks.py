"""Which document lies on which desk: the one that is written at a station for a patient."""

from __future__ import annotations

from actions.reports.changing import Changing
from actions.reports.model import Report, Status, plain, untouched
from actions.reports.sketch import sketch
from assistant.errors import ReportError
from assistant.record import Opened
from assistant.types import Origin, Patient


class Desks(Changing):
    """At most one document a station and patient; who lays one there holds it."""

    async def create(self, origin: Origin, patient: Patient, doc_type: str, title: str) -> Report:
        """A new document of that patient, open at this station."""
        author = self.people.author_for(origin.person)
        editor = "" if author == origin.person else origin.person
        now = self.clock()
        made = Report(
            self._new_id(), patient.id, author, doc_type, title, site=origin.site, editor=editor, created=now,
            changed=now,
        )  # fmt: skip
        await self.do(self._lay, origin, made, new=True)
        return made

    async def open(self, origin: Origin, key: str) -> Report:
        """Put a document in front of the person. Raises ReportError(report-locked | report-not-found)."""
        report = await self.get(key)
        with self._naming():
            await self.do(self._lay, origin, report)
        if report.status is not Status.SIGNED and (words := await self.do(self._asides.unfinished, key)):
            report = (await self._rescue(origin, report, words)).report
        return report

    async def close(self, origin: Origin, patient: str) -> None:
        """Nothing is written for this patient at this station any more; others may."""
        if key := await self.do(self._locks.lying, origin.station, patient):
            await self.do(self._locks.free, key, origin.person)
            await self.do(self._locks.clear, origin.station, patient)

    async def discard(self, origin: Origin, key: str) -> None:
        """Take a draft nobody wrote in off the desk: its making is undone, and what it was to replace lies there again.

        Raises ReportError(report-not-blank), and as `change`.
        """
        report = await self.draft(key)
        if plain(report.body).strip() and not untouched(report):
            raise ReportError("report-not-blank", "what is written is never thrown away")
        await self._hold(origin, key)
        if report.version == 0:
            await self.do(self._reports.drop, key)
        await self.close(origin, report.patient)
        if report.replaces:
            await self.open(origin, report.replaces)

    async def opened(self, origin: Origin, patient: Patient | None) -> Opened | None:
        """What is being written at this station for this patient, as the situation shows it; None when nothing is."""
        report = await self.current(origin, patient)
        if report is None:
            return None
        mine = self.people.may_sign(origin.person, report.author)
        return sketch(report, self.people.name(report.author) if report.author else "", signable=mine)

    async def current(self, origin: Origin, patient: Patient | None) -> Report | None:
        """The same, whole."""
        key = await self.do(self._locks.lying, origin.station, patient.id) if patient else None
        try:
            return await self.get(key) if key else None
        except ReportError as fault:
            if fault.code != "report-not-found":
                raise
            return None

    def _lay(self, origin: Origin, report: Report, *, new: bool = False) -> None:
        """Keep it when it is new, hold it, lay it on the desk in place of another: one step."""
        with self._reports.transaction():
            if new:
                self._reports.add(report)
            if report.status is not Status.SIGNED:
                self._locks.take(report.id, origin.person, origin.station, self.clock())
            other = self._locks.lying(origin.station, report.patient)
            if other and other != report.id:
                self._locks.free(other, origin.person)
            self._locks.lay(origin.station, report.patient, report.id)
