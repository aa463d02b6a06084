"""How long a change of a document takes, up to the disk: alone, as a dictated turn, as a template inserted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from actions import registry
from actions.charts.memory import MemoryChart
from actions.reports import connected, editing, tables
from actions.reports.model import Text
from actions.reports.templates import shelves
from actions.reports.templates.library import Library
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.tools import Tools
from actions.reports.writer import Writer
from assistant import catalogue, journal, people, store
from assistant.bench.hearing.words import median, p95
from assistant.bench.writing.rows import Row
from assistant.pipeline import Session
from assistant.record import PatientQuery, View
from assistant.settings import Settings
from assistant.turn import Parts
from assistant.types import Entity, Interpretation, Mode, Origin, Patient
from nlu.rules import RuleInterpreter

PAGE = "Le patient est revu ce jour pour le suivi de sa cardiopathie ischémique stable. " * 38
"""3 000 characters."""
PAGES = 20
TIMES = 200
TEMPLATES = ("échographie cardiaque", "suivi de diabète", "observation d'entrée", "coloscopie")
SAID = "pas de fièvre virgule tension douze huit point"
HERE = Origin("bench", "author", "station")


async def measure(settings: Settings) -> AsyncIterator[Row]:  # noqa: ARG001 - needs no settings
    """Rows: change, undo and dictated turn of a long document; a template inserted."""
    with tempfile.TemporaryDirectory() as folder:
        session, writer, patient = await _session(Path(folder))
        report = await writer.create(HERE, patient, "letter", "Courrier")
        long = Text(PAGE * PAGES)
        await writer.change(HERE, report.id, lambda r: replace(r, body=(long,)), "texte")
        yield await _row(f"change, {PAGES} pages", lambda n: writer.change(
            HERE, report.id, lambda r: editing.append(r, f" Phrase {n}."), "phrase"))  # fmt: skip
        yield await _row(f"undo, {PAGES} pages", lambda _: writer.undo(HERE, report.id))
        session.situation = replace(session.situation, mode=Mode.DICTATION)
        yield await _row(f"dictated turn, {PAGES} pages", lambda _: session.say(SAID))
        session.situation = replace(session.situation, mode=Mode.COMMANDS)
        yield await _row("template inserted, a new document", lambda n: _insert(session, writer, patient, n))


async def _row(kind: str, work: Callable[[int], Awaitable[object]]) -> Row:
    """`work` may say itself how many seconds count."""
    seconds = []
    for n in range(TIMES):
        began = time.perf_counter()
        told = await work(n)
        seconds.append(told if isinstance(told, float) else time.perf_counter() - began)
    ms = [1000 * s for s in seconds]
    figures = {"ms_median": round(median(ms), 1), "ms_p95": round(p95(ms), 1), "ms_max": round(max(ms), 1)}
    return {"table": "editing", "kind": kind, "times": TIMES, **figures}


async def _insert(session: Session, writer: Writer, patient: Patient, n: int) -> float:
    """Seconds from the meaning to the first field of a new document."""
    await writer.close(HERE, patient.id)
    name = TEMPLATES[n % len(TEMPLATES)]
    meant = Interpretation(name, "insert_template", 1.0, (Entity("template", name, name, 0, len(name)),))
    return (await session.press(meant)).seconds["act"]


async def _session(folder: Path) -> tuple[Session, Writer, Patient]:
    words = catalogue.load()
    migrations = (journal.migrations, people.migrations, tables.migrations, shelves.migrations)
    db = store.connect(folder / "store.sqlite", migrations)
    known = people.SqlitePeople(db, {c.intent: c.group for c in words.commands.values()})
    known.add(people.Person(HERE.person, "Dr Camille Durand", "doctor", HERE.site))
    trail = journal.SqliteJournal(db)
    templates = SpokenTemplates(Library(shelves.Shelves(db)), known.get)
    tools = Tools(connected.writer(), connected.corrector(), templates)
    writer = Writer(store.connect(folder / "store.sqlite", ()), known, trail, tools)
    chart = MemoryChart()
    await chart.start()
    session = Session(
        HERE, Parts(words, registry.load(words), RuleInterpreter(words), known, trail, writer=writer), chart
    )
    await session.start()
    (patient,) = await chart.search(PatientQuery("anne durand"))
    await chart.show(View("record", patient))
    await session.say("aide")
    return session, writer, patient
