"""Two charts as one: facts are read in the first (an API), shown in the second (the person's screen)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import replace

from actions.charts.people import digits
from actions.dispatch.message import Identity
from actions.mailroom import identity
from assistant.errors import ChartError
from assistant.ports import Chart
from assistant.record import Appointment, Document, Line, NewDocument, PatientQuery, Result, View
from assistant.types import Patient, Period

log = logging.getLogger(__name__)
IDENTITY = frozenset({"home", "record"})
"""Views that say whose record is open: when the screen cannot show one of them, the command fails."""


class PairedChart:
    """Chart (the port). Patients are the same person on both sides when their IPP and birth date agree.

    A screen that cannot show what was read (a section, a result, a list) does not take the facts away: the
    fault is kept in `trouble`, the reply is said, and `shown` still tells what is really on the screen.
    """

    def __init__(self, *, facts: Chart, screen: Chart, same_record: bool = False) -> None:
        """`same_record`: both speak to one server, whose ids they share; saves a search on the screen."""
        self.name = f"{facts.name}+{screen.name}"
        self.trouble: ChartError | None = None
        """Why the last view is not on the screen; None when it is."""
        self.facts = facts
        self.screen = screen
        self._twins: dict[str, Patient] = {}
        """Id in the facts -> the same person on the screen."""
        self._shared = same_record
        """Both speak of one record: the last person had the same id in both."""

    async def start(self) -> None:
        """Start both at once. Raises the first ChartError; what did start is stopped by stop()."""
        started = await asyncio.gather(self.facts.start(), self.screen.start(), return_exceptions=True)
        for fault in started:
            if isinstance(fault, BaseException):
                raise fault

    async def stop(self) -> None:
        """Stop both, whatever one of them says."""
        stopped = await asyncio.gather(self.facts.stop(), self.screen.stop(), return_exceptions=True)
        for fault in stopped:
            if isinstance(fault, BaseException):
                raise fault

    # --- facts -------------------------------------------------------------------------------------------------

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """See Chart.search."""
        return await self.facts.search(query)

    async def patients(self, keys: Collection[str]) -> Mapping[str, Patient]:
        """See Chart.patients."""
        return await self.facts.patients(keys)

    async def identity(self, patient: Patient) -> Identity:
        """Who that is for the outside, from the facts. Raises ChartError."""
        return await identity.identity_of(self.facts, patient)

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        """See Chart.worklist."""
        return await self.facts.worklist(period, service)

    async def section(self, patient: Patient, section: str, period: Period | None = None) -> tuple[Line, ...]:
        """See Chart.section."""
        return await self.facts.section(patient, section, period)

    async def results(self, patient: Patient, analyte: str, period: Period | None = None) -> tuple[Result, ...]:
        """See Chart.results."""
        return await self.facts.results(patient, analyte, period)

    async def documents(self, patient: Patient) -> tuple[Document, ...]:
        """See Chart.documents."""
        return await self.facts.documents(patient)

    async def document_text(self, patient: Patient, document: Document) -> str:
        """See Chart.document_text."""
        return await self.facts.document_text(patient, document)

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        """See Chart.write_document."""
        return await self.facts.write_document(patient, document, key)

    async def written(self, patient: Patient, key: str) -> str | None:
        """See Chart.written."""
        return await self.facts.written(patient, key)

    # --- screen ------------------------------------------------------------------------------------------------

    async def show(self, view: View) -> None:
        """See Chart.show. Raises ChartError for a record or home that the screen cannot show."""
        self.trouble = None
        try:
            await self.screen.show(await self._theirs(view))
            await self._verify(view)
        except ChartError as fault:
            if view.place in IDENTITY:
                raise
            log.warning("not on screen: %s", fault.code)
            self.trouble = fault

    async def shown(self) -> View:
        """See Chart.shown: read from the screen; a person whom the facts do not know counts as no open record."""
        return await self._ours(await self.screen.shown())

    async def scroll(self, direction: str) -> None:
        """See Chart.scroll."""
        await self.screen.scroll(direction)

    async def back(self) -> View:
        """See Chart.back."""
        return await self._ours(await self.screen.back())

    async def screenshot(self) -> bytes | None:
        """See Chart.screenshot."""
        return await self.screen.screenshot()

    # --- the same person, the same document ----------------------------------------------------------------------

    async def _theirs(self, view: View) -> View:
        """A view of ours in the screen's ids."""
        if view.patient is None:
            return view
        twin = view.patient if self._shared else self._twins.get(view.patient.id)
        twin = twin or await self._twin(self.screen, view.patient)
        if twin is None:
            raise ChartError("chart-not-found", "the screen's record has no patient with this number")
        self._twins[view.patient.id] = twin
        self._shared = twin.id == view.patient.id
        there = replace(view, patient=twin)
        if view.place == "document" and not self._shared:
            held = await _match(view.detail, (self.facts, view.patient), (self.screen, twin))
            there = replace(there, detail=held)
        return there

    async def _verify(self, view: View) -> None:
        """Is the person on the screen the one meant? Once two ids were the same, the others are taken to be."""
        if view.patient is None:
            return
        there = (await self.screen.shown()).patient
        if there is None or not _agree(there, view.patient):
            self._shared, self._twins = False, {}
            await self.screen.show(View("home"))
            raise ChartError("chart-screen", "the screen showed somebody else, or nobody")

    async def _ours(self, view: View) -> View:
        """A view of the screen in our ids."""
        if view.patient is None:
            return view
        mine = next((key for key, twin in self._twins.items() if twin.id == view.patient.id), None)
        patient = await self._twin(self.facts, view.patient)
        if patient is None or (mine is not None and mine != patient.id):
            return View(view.place)
        self._twins[patient.id] = view.patient
        here = replace(view, patient=patient)
        if view.place == "document" and patient.id != view.patient.id:
            held = await _match(view.detail, (self.screen, view.patient), (self.facts, patient))
            here = replace(here, detail=held)
        return here

    async def _twin(self, chart: Chart, patient: Patient) -> Patient | None:
        """The one person there with this number and birth date; None without a number, or when there is none."""
        if not patient.ipp or not digits(patient.ipp):
            return None
        found = await chart.search(PatientQuery(number=patient.ipp))
        same = [p for p in found if _agree(p, patient)]
        return same[0] if len(same) == 1 else None


def _agree(one: Patient, other: Patient) -> bool:
    born = one.born is None or other.born is None or one.born == other.born
    return digits(one.ipp or "") == digits(other.ipp or "") and born


async def _match(key: str, here: tuple[Chart, Patient], there: tuple[Chart, Patient]) -> str:
    """The id there of the document that has this id here. Raises ChartError(chart-not-found)."""
    mine = next((d for d in await here[0].documents(here[1]) if d.id == key), None)
    theirs = await there[0].documents(there[1])
    alike = [d for d in theirs if mine and (d.title, d.type, d.on) == (mine.title, mine.type, mine.on)]
    if len(alike) == 1:
        return alike[0].id
    raise ChartError("chart-not-found", "the document is not in both records")
