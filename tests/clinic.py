"""What writing is tried with: two templates, people of a small clinic, a session in front of the record in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from actions import registry
from actions.charts.memory import MemoryChart
from actions.dispatch import followup, outbox
from actions.own_words import OwnWords
from actions.reports import spoken, tables
from actions.reports.model import Body, Field, Report, Source, Text, plain
from actions.reports.pdf import pdf
from actions.reports.templates import shelves
from actions.reports.templates.library import Library
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.tools import Meant, Tools
from actions.reports.writer import Writer
from actions.secretariat import tables as worklist_tables
from actions.secretariat.outcomes import Outcomes
from actions.secretariat.service import Secretariat
from actions.secretariat.worklist import Worklist
from assistant import aliases, catalogue, journal, people, store
from assistant.pipeline import Session
from assistant.ports import Chart, Interpreter
from assistant.record import PatientQuery
from assistant.turn import Parts, Turn
from assistant.types import Entity, Interpretation, Origin, Patient
from nlu.rules import RuleInterpreter
from tests import correspondence

WORDS = catalogue.load()
CONSULTATION: Body = (
    Text("Motif : "),
    Field("motif", required=True),
    Text("\nTension : "),
    Field("tension", unit="mmHg"),
    Text("\nTempérature : "),
    Field("température", unit="°C"),
    Text("\nAuscultation : "),
    Field("auscultation", "normale", ("normale", "crépitants", "sibilants"), "normale"),
    Text("\nHémoglobine : "),
    Field("hémoglobine", "12,1 g/dL", source=Source("result:hémoglobine", date(2026, 11, 2))),
    Text("\nConclusion : "),
    Field("conclusion"),
)
CERTIFICATE: Body = (Text("Certificat établi ce jour à la demande de l'intéressé.\n"),)
TEMPLATES = {"consultation courte": CONSULTATION, "certificat simple": CERTIFICATE}


class TwoTemplates:
    """Templates (the port) held in the test itself."""

    def find(self, words: str, person: str) -> tuple[Meant, ...]:
        named = spoken.field(tuple(TEMPLATES), words)
        whole = (named,) if named else tuple(n for n in TEMPLATES if words.split(maxsplit=1)[0] in n)
        return tuple(Meant(n, "consultation_report" if n.startswith("cons") else "certificate") for n in whole)

    def names(self, person: str) -> tuple[str, ...]:
        return tuple(TEMPLATES)

    async def body(self, meant: Meant, chart: Chart, patient: Patient, today: date) -> Body:
        return TEMPLATES[meant.name]


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **given: float) -> None:
        self.now += timedelta(**given)


OPENED: list[Clinic] = []
"""Those of the test that runs; closed after it (conftest)."""


class Clinic:
    """One store, its people, its documents, and sessions at its stations."""

    def __init__(self, folder: Path, tools: Tools | None = None, service: str = "") -> None:
        """`service`: with the templates of the product, at a station of that service; else with the two above."""
        self.path = folder / "store.sqlite"
        self.clock = Clock()
        self.tools = tools or Tools(templates=TwoTemplates())
        self.db: Database = store.connect(self.path, (journal.migrations, people.migrations, aliases.migrations))
        self.people = people.SqlitePeople(self.db, {c.intent: c.group for c in WORDS.commands.values()})
        for key, name, role in (
            ("martin", "Dr Claire Martin", "doctor"),
            ("petit", "Dr Jean Petit", "doctor"),
            ("lea", "Léa Roux", "secretary"),
        ):
            self.people.add(people.Person(key, name, role, "demo", rpps=correspondence.RPPS.get(key, "")))
        self.journal = journal.SqliteJournal(self.db)
        self.shelf: Database = store.connect(
            self.path, (tables.migrations, worklist_tables.migrations, shelves.migrations)
        )
        if service:
            library = Library(shelves.Shelves(self.shelf))
            self.tools = Tools(templates=SpokenTemplates(library, self.people.get, service))
        self.writer = Writer(self.shelf, self.people, self.journal, self.tools, clock=self.clock)
        self.post = correspondence.connections(folder)
        self.mailroom = correspondence.mailroom(folder, self.post, self.writer, self.journal, self.clock)
        self.lines: Database = store.connect(self.path, ())
        self.sent: Database = store.connect(folder / "outbox.db", (outbox.migrations, followup.migrations))
        outcomes = Outcomes(self.sent)
        self.worklist = Worklist(self.lines, outcomes)
        self.worklist.join("martin", "Cardiologie")
        self.worklist.join("petit", "Pneumologie")
        self.desk = Secretariat(self.worklist, self.writer, self.journal, outcomes)
        OPENED.append(self)

    def close(self) -> None:
        """Give the files back."""
        for db in (self.db, self.shelf, self.lines, self.sent, *self.post):
            db.close()

    async def session(
        self, person: str = "martin", station: str = "", chart: MemoryChart | None = None,
        interpreter: Interpreter | None = None,
    ) -> Session:  # fmt: skip
        """A person at a station; a new record in memory unless one is given."""
        chart = chart or MemoryChart()
        await chart.start()
        rules = interpreter or RuleInterpreter(WORDS)
        own = OwnWords(aliases.SqliteAliases(self.db), rules, WORDS, self.people, self.journal)
        parts = Parts(
            WORDS, registry.load(WORDS), rules, self.people, self.journal, own=own, writer=self.writer,
            secretariat=self.desk, mailroom=self.mailroom,
        )  # fmt: skip
        session = Session(Origin("demo", person, station or person), parts, chart, clock=self.clock)
        await session.start()
        return session


async def waiting(
    clinic: Clinic, patient: str, title: str, *, days: int = 0, author: str = "martin", lacks: str = ""
) -> Report:
    """A report of a visit so many days ago that its author is to sign; `lacks`: a required field that is empty."""
    now = clinic.clock.now
    clinic.clock.now = now - timedelta(days=days)
    origin = Origin("demo", author, "elsewhere")
    body: Body = (Text("Vu ce jour."), *([Field(lacks, required=True)] if lacks else []))
    report = await clinic.writer.create(origin, Patient(patient, "", ""), "letter", title)
    await clinic.writer.change(origin, report.id, lambda r: replace(r, body=body), "frappe")
    await clinic.writer.close(origin, patient)
    clinic.clock.now = now
    return await clinic.writer.submit(Origin("demo", "lea", "elsewhere"), report.id)


async def said(session: Session, *texts: str) -> list[str]:
    """What the assistant answers, turn by turn."""
    answers = []
    for text in texts:
        turn = await session.say(text)
        answers.append(" ".join(WORDS.sentence(o.reply) for o in turn.outcomes if o.reply))
    return answers


OPEN = "ouvre le dossier de monsieur Carpentier"
NEW = "nouveau compte-rendu de consultation"
TEMPLATE = "insère le modèle consultation courte"
ANNE = "ouvre le dossier de Anne Durand"
SIGNED = (ANNE, TEMPLATE, "mets toux dans le motif", "signe le document", "je confirme")
"""A report of hers, signed."""
SEND = "envoie le compte-rendu au médecin traitant"


def signing(folder: Path) -> Clinic:
    """A clinic with two templates, whose documents are set as PDF: what is signed in it can leave."""
    return Clinic(folder, Tools(templates=TwoTemplates(), pdf=pdf))


async def filled(session: Session) -> list[str]:
    """A document that can be signed."""
    return await said(session, OPEN, TEMPLATE, "mets toux dans le motif")


async def only(clinic: Clinic) -> Report:
    """The one document there is."""
    (report,) = await clinic.writer.find()
    return report


async def text(clinic: Clinic) -> str:
    """Its words."""
    return plain((await only(clinic)).body)


async def patient(session: Session, words: str) -> Patient:
    """The one person of that name in the record."""
    (found,) = await session.chart.search(PatientQuery(words))
    return found


async def ask(session: Session, intent: str, **slots: object) -> Turn:
    """A command as the console's buttons give it."""
    spec = session.catalogue.spec(intent)
    entities = tuple(Entity(n, str(v), v, 0, 0) for n, v in slots.items() if n in spec.slots)
    return await session.press(Interpretation("", intent, 1.0, entities))
