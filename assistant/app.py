"""Settings -> running assistant: the only place that names concrete classes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from actions import registry
from actions.charts.gnuhealth import GnuHealthChart
from actions.charts.memory import MemoryChart
from actions.charts.paired import PairedChart
from actions.dispatch import directory, followup, outbox
from actions.dispatch.validate import Validator
from actions.ledger.delays import Delays
from actions.mailroom import running as dispatching
from actions.mailroom import values
from actions.mailroom.mailroom import Mailroom
from actions.own_words import OwnWords
from actions.reports import connected, tables
from actions.reports.pdf import pdf
from actions.reports.templates import shelves
from actions.reports.templates.library import Library
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.tools import Tools
from actions.reports.writer import Writer
from actions.secretariat import tables as worklist_tables
from actions.secretariat.outcomes import Outcomes
from actions.secretariat.service import Secretariat
from actions.secretariat.values import Deadline
from actions.secretariat.worklist import Worklist
from assistant import aliases, catalogue, journal, people, store
from assistant.catalogue import Catalogue
from assistant.console.ledger import Ledger
from assistant.console.server import Console, serve
from assistant.errors import SettingsError
from assistant.pipeline import Session
from assistant.ports import Chart, Interpreter, Recognizer
from assistant.settings import ROOT, InterpreterSettings, RecognizerSettings, Settings
from assistant.turn import Parts
from assistant.types import Origin


@dataclass(frozen=True, slots=True)
class Assistant:
    """What runs: a session in front of its chart, and the parts the console and the verbs show."""

    settings: Settings
    catalogue: Catalogue
    session: Session
    chart: Chart
    parts: Parts


@asynccontextmanager
async def running(settings: Settings, *, hearing: bool = True) -> AsyncIterator[Assistant]:
    """Start everything in order, stop it in reverse. Raises DpiVocalError naming what did not start.

    `hearing=False` leaves the recogniser out (typed turns only): it is the slowest to load.
    """
    words = catalogue.load()
    async with AsyncExitStack() as stack:
        tables_of_people = (journal.migrations, people.migrations, aliases.migrations)
        db = stack.enter_context(store.opened(settings.store.path, tables_of_people))
        chart = chart_of(settings)
        interpreter = interpreter_of(settings.interpreter, words)
        recognizer = recognizer_of(settings.recognizer) if hearing else None
        for part in (interpreter, recognizer, chart):
            if part is not None:
                stack.push_async_callback(part.stop)
                await part.start()
        known = people.SqlitePeople(db, {c.intent: c.group for c in words.commands.values()})
        site = settings.site
        known.add(people.Person(site.person, site.person, site.role, site.name, rpps=site.rpps))
        trail = journal.SqliteJournal(db)
        own = OwnWords(aliases.SqliteAliases(db), interpreter, words, known, trail)
        # a connection of its own: documents are written in a thread, beside the journal
        shelf = stack.enter_context(store.opened(settings.store.path, (tables.migrations, shelves.migrations)))
        writer = Writer(shelf, known, trail, tools_of(settings, db, known))
        mailroom = mailroom_of(settings, stack, writer, trail)
        await stack.enter_async_context(dispatching.running(settings.dispatch))
        desk = secretariat_of(settings, writer, trail, stack)
        handlers = registry.load(words)
        parts = Parts(words, handlers, interpreter, known, trail, recognizer, site.words, own, writer, desk, mailroom)
        session = Session(Origin(site.name, site.person, site.station), parts, chart)
        await session.start()
        yield Assistant(settings, words, session, chart, parts)


def secretariat_of(
    settings: Settings, writer: Writer, trail: journal.SqliteJournal, stack: AsyncExitStack
) -> Secretariat:
    """The desk of reports, on connections of its own: a long list never makes a dictation wait."""
    own = settings.secretariat
    lines = stack.enter_context(store.opened(settings.store.path, (tables.migrations, worklist_tables.migrations)))
    sent = stack.enter_context(store.opened(settings.dispatch.outbox, (outbox.migrations, followup.migrations)))
    outcomes = Outcomes(sent)
    worklist = Worklist(lines, outcomes, Deadline(own.days, own.hour))
    if own.service:
        worklist.join(settings.site.person, own.service)
    return Secretariat(worklist, writer, trail, outcomes)


def mailroom_of(settings: Settings, stack: AsyncExitStack, writer: Writer, trail: journal.SqliteJournal) -> Mailroom:
    """What sends documents; it says so when nothing may leave. Raises SetupError(validator-missing)."""
    # files of their own: what leaves is written by threads that the journal must not wait for
    sent = stack.enter_context(store.opened(settings.dispatch.outbox, dispatching.MIGRATIONS))
    doctors = stack.enter_context(store.opened(settings.dispatch.directory, (directory.migrations,)))
    validator = Validator(ROOT / settings.dispatch.national) if settings.dispatch.national else None
    return Mailroom(values.house(settings.dispatch), sent, doctors, writer, trail, validator=validator)


def tools_of(settings: Settings, shelves_db: Database, known: people.SqlitePeople) -> Tools:
    """What writing works with: the formatter, the templates, the PDF, the printer's folder."""
    terms = settings.site.words
    templates = SpokenTemplates(Library(shelves.Shelves(shelves_db)), known.get, settings.site.service)
    return Tools(connected.writer(terms), connected.corrector(terms), templates, pdf, settings.writing.prints)


def chart_of(settings: Settings) -> Chart:
    """The chart that [chart] kind names. Raises SettingsError(chart-kind)."""
    chart = settings.chart
    kinds = chart.kind.split("+")
    built = [_chart(kind, settings) for kind in kinds]
    return built[0] if len(built) == 1 else PairedChart(facts=built[0], screen=built[1], same_record=True)


def _chart(kind: str, settings: Settings) -> Chart:
    chart = settings.chart
    if kind == "memory":
        return MemoryChart()
    if kind == "gnuhealth":
        return GnuHealthChart(chart.url, chart.database, chart.user, chart.password, timeout=chart.timeout)
    if kind == "browser":
        from actions.charts.browser import BrowserChart  # Selenium is loaded only where a browser is driven

        return BrowserChart(
            chart.url, chart.database, chart.user, chart.password, chart.recipe,
            ROOT / "var" / "browser", headless=chart.headless, timeout=chart.timeout,
        )  # fmt: skip
    raise SettingsError("chart-kind", f"{kind!r}; one of memory, gnuhealth, browser, gnuhealth+browser")


@asynccontextmanager
async def console(assistant: Assistant) -> AsyncIterator[str]:
    """The running console; yields its address. Raises SetupError(port-taken)."""
    from assistant.hearing.voice import PicoVoice

    settings = assistant.settings
    built = Console(
        assistant.session,
        settings.site.name,
        settings.console.host,
        settings.console.port,
        settings.listening if assistant.parts.recognizer else None,
        PicoVoice(),
        settings.console.speak,
        ledger=Ledger(Delays(settings.store.path, settings.dispatch.outbox), assistant.parts.people),
    )
    async with serve(built) as address:
        yield address


def screen_of(chart: Chart) -> Chart:
    """The chart that has the screen: the browser of a pair, else the chart itself."""
    return chart.screen if isinstance(chart, PairedChart) else chart


def interpreter_of(settings: InterpreterSettings, words: Catalogue) -> Interpreter:
    """Rasa, ours or the site's."""
    from nlu.client import RasaInterpreter
    from nlu.server import RasaServer

    if settings.url:
        return RasaInterpreter(words, settings.url, settings.token, timeout=settings.timeout)
    return RasaInterpreter(words, RasaServer(words, settings.port), timeout=settings.timeout)


def recognizer_of(settings: RecognizerSettings) -> Recognizer:
    """A SpeechBrain recogniser; torch is loaded only here."""
    from assistant.hearing import recognizer

    return recognizer(settings.kind, settings.source, settings.threads, settings.beam)
