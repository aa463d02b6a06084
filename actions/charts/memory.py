"""The reference chart: an invented record in memory, and a view without a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from actions.charts import sample, sections, terms
from actions.charts.people import Directory
from actions.charts.sample import Person, Record
from actions.charts.shown import Shown
from actions.dispatch.message import Identity
from assistant.errors import ChartError
from assistant.record import Appointment, Document, Line, NewDocument, PatientQuery, Result, View
from assistant.types import Patient, Period


class MemoryChart:
    """Chart (the port) on a YAML record."""

    name = "memory"

    def __init__(
        self,
        path: Path = sample.SAMPLE,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._path = path
        self._today = today
        self.day = today()
        """The day its appointments are laid around: that of the last start."""
        self._record: Record | None = None
        self._directory = Directory(())
        self._shown = Shown()
        self._written: dict[tuple[str, str], tuple[Document, str]] = {}
        """(patient, key) -> what was put into the record since the start."""

    async def start(self) -> None:
        """Read the record."""
        self.day = self._today()
        self._record = await asyncio.to_thread(sample.load, self._path, self.day)
        self._directory = Directory(person.patient for person in self._record.people.values())

    async def stop(self) -> None:
        """Forget it, and what was written."""
        self._record = None
        self._written.clear()

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """See Chart.search."""
        self._open()
        return self._directory.find(query)

    async def patients(self, keys: Collection[str]) -> Mapping[str, Patient]:
        """See Chart.patients."""
        people = self._open().people
        return {key: people[key].patient for key in keys if key in people}

    async def identity(self, patient: Patient) -> Identity:
        """The national identity, where sample.yml has one (see actions.mailroom.identity)."""
        return sample.identity(self._person(patient))

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        """See Chart.worklist."""
        held = (a for a in self._open().appointments if a.at in period)
        fitting = (a for a in held if sections.serves(service, a.service))
        return tuple(sorted(fitting, key=lambda a: (a.at, a.patient.name)))

    async def section(self, patient: Patient, section: str, period: Period | None = None) -> tuple[Line, ...]:
        """See Chart.section."""
        person = self._person(patient)
        if sections.known(section) == "summary":
            return self._summary(person)
        lines = list(person.lines.get(section, ()))
        if section == "labs":
            lines += map(sections.of_result, person.results)
        elif section in ("documents", "letters"):
            lines += sections.of_documents((d for d, _ in self._papers(patient)), section)
        elif section == "appointments":
            appointments = self._open().appointments
            lines += [sections.of_appointment(a) for a in appointments if a.patient.id == patient.id]
        return sections.ordered(lines, period)

    async def results(self, patient: Patient, analyte: str, period: Period | None = None) -> tuple[Result, ...]:
        """See Chart.results."""
        fits = terms.quantity(analyte)
        held = (r for r in self._person(patient).results if fits(r.analyte))
        within = (r for r in held if period is None or r.at in period)
        return tuple(sorted(within, key=lambda r: r.at, reverse=True))

    async def documents(self, patient: Patient) -> tuple[Document, ...]:
        """See Chart.documents."""
        held = (document for document, _ in self._papers(patient))
        return tuple(sorted(held, key=lambda d: d.on or date.min, reverse=True))

    async def document_text(self, patient: Patient, document: Document) -> str:
        """See Chart.document_text. Raises ChartError(chart-not-found)."""
        for held, text in self._papers(patient):
            if held.id == document.id:
                return text
        raise ChartError("chart-not-found", "no such document")

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        """See Chart.write_document."""
        if found := await self.written(patient, key):
            return found
        self._person(patient)
        kept = Document(
            f"{patient.id}-w{len(self._written) + 1}", document.title, document.type, document.on, document.author
        )
        self._written[patient.id, key] = (kept, document.text)
        return kept.id

    async def written(self, patient: Patient, key: str) -> str | None:
        """See Chart.written."""
        self._open()
        found = self._written.get((patient.id, key))
        return found[0].id if found else None

    async def show(self, view: View) -> None:
        """See Chart.show. Raises ChartError(chart-not-found) for what the record does not hold."""
        self._open()
        if view.patient is not None:
            view = replace(view, patient=self._person(view.patient).patient)
        if view.place == "section":
            sections.known(view.detail)
        if view.place == "document":
            documents = await self.documents(view.patient) if view.patient else ()
            if view.detail not in {d.id for d in documents}:
                raise ChartError("chart-not-found", "no such document")
        self._shown.show(view)

    async def shown(self) -> View:
        """See Chart.shown."""
        self._open()
        return self._shown.view

    async def scroll(self, direction: str) -> None:
        """See Chart.scroll."""
        self._shown.scroll(direction)

    async def back(self) -> View:
        """See Chart.back."""
        return self._shown.back()

    async def screenshot(self) -> bytes | None:
        """There is no screen."""
        return None

    def _open(self) -> Record:
        if self._record is None:
            raise ChartError("chart-down", "the memory chart is not started")
        return self._record

    def _person(self, patient: Patient) -> Person:
        person = self._open().people.get(patient.id)
        if person is None:
            raise ChartError("chart-not-found", "no such patient")
        return person

    def _papers(self, patient: Patient) -> tuple[tuple[Document, str], ...]:
        """The patient's documents with their texts, those that were written here included."""
        mine = (paper for (whose, _), paper in self._written.items() if whose == patient.id)
        return (*self._person(patient).documents, *mine)

    def _summary(self, person: Person) -> tuple[Line, ...]:
        lines = [sections.identity(person.patient)]
        titles = {"allergies": "Allergies", "problems": "Problèmes", "medications": "Traitements"}
        for name, title in titles.items():
            lines += sections.summed(title, person.lines.get(name, ()))
        return tuple(lines)
