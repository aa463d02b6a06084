"""A session as the product has it, in front of the record in memory: real templates, formatter, journal, store, PDF."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from actions import registry
from actions.charts.memory import MemoryChart
from actions.reports import connected, pdf, tables
from actions.reports.model import Body
from actions.reports.templates import facts, shelves
from actions.reports.templates.library import Library
from actions.reports.templates.nodes import Kind, Template, blocks
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.tools import Tools
from actions.reports.writer import Writer
from assistant import app, catalogue, journal, people, store
from assistant.catalogue import Catalogue
from assistant.pipeline import Session
from assistant.ports import Interpreter
from assistant.record import PatientQuery, View
from assistant.settings import Settings
from assistant.turn import Parts
from assistant.types import Origin, Patient

HERE = Origin("bench", "author", "station")
AUTHOR = people.Person(HERE.person, "Dr Camille Durand", "doctor", HERE.site)
PATIENT = "anne durand"


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured, and what it is measured with."""

    session: Session
    writer: Writer
    chart: MemoryChart
    patient: Patient
    library: Library
    words: Catalogue

    async def laid(self, template: str) -> Body:
        """A template with every option, for the patient."""
        found = self._template(template)
        options = frozenset(b.of for b in blocks(found.nodes) if b.kind is Kind.OPTION)
        return await self._filled(found, facts.Wanted(options))

    async def plain(self, template: str) -> Body:
        """The same as it is inserted by its name alone."""
        return await self._filled(self._template(template), facts.PLAIN)

    def _template(self, name: str) -> Template:
        member = SpokenTemplates(self.library, lambda _: AUTHOR).member(HERE.person)
        return self.library.get(member, name).template

    async def _filled(self, found: Template, wanted: facts.Wanted) -> Body:
        today = datetime.now(UTC).astimezone().date()
        return await facts.fill(found, self.chart, self.patient, today, AUTHOR, "", wanted)


@asynccontextmanager
async def opened(folder: Path, interpreter: Interpreter, words: Catalogue) -> AsyncIterator[Bench]:
    """The patient's record is open; nothing is written yet. `interpreter` is started by whoever made it."""
    migrations = (journal.migrations, people.migrations, tables.migrations, shelves.migrations)
    db = store.connect(folder / "store.sqlite", migrations)
    shelf = store.connect(folder / "store.sqlite", ())
    try:
        known = people.SqlitePeople(db, {c.intent: c.group for c in words.commands.values()})
        known.add(AUTHOR)
        trail = journal.SqliteJournal(db)
        library = Library(shelves.Shelves(db))
        tools = Tools(connected.writer(), connected.corrector(), SpokenTemplates(library, known.get), pdf.pdf)
        writer = Writer(shelf, known, trail, tools)
        chart = MemoryChart()
        await chart.start()
        parts = Parts(words, registry.load(words), interpreter, known, trail, writer=writer)
        session = Session(HERE, parts, chart)
        await session.start()
        (patient,) = await chart.search(PatientQuery(PATIENT))
        await chart.show(View("record", patient))
        await session.look()
        yield Bench(session, writer, chart, patient, library, words)
    finally:
        shelf.close()
        db.close()


@asynccontextmanager
async def understanding(settings: Settings) -> AsyncIterator[tuple[Interpreter, Catalogue]]:
    """The interpreter of the settings, started: Rasa."""
    words = catalogue.load()
    interpreter = app.interpreter_of(settings.interpreter, words)
    await interpreter.start()
    try:
        yield interpreter, words
    finally:
        await interpreter.stop()
