"""The pipeline: order of the trace, failures as outcomes, what waits behind a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from actions import registry
from actions.charts.memory import MemoryChart
from assistant import catalogue, journal, people, store
from assistant.catalogue import Catalogue
from assistant.errors import ChartError
from assistant.journal import Entry, SqliteJournal
from assistant.pipeline import Session
from assistant.record import PatientQuery, View
from assistant.turn import Parts
from assistant.types import Asked, Done, Failed, Ignored, Interpretation, Origin, Patient, Refused
from nlu.rules import RuleInterpreter

WORDS: Catalogue = catalogue.load()


class DownChart(MemoryChart):
    """The reference record, unplugged at will: real failures of the port, not of our code."""

    down = False

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        if self.down:
            raise ChartError("chart-down")
        return await super().search(query)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return store.connect(tmp_path / "store.sqlite", (journal.migrations, people.migrations))


@pytest.fixture
def chart() -> DownChart:
    return DownChart()


@pytest.fixture
async def session(db: Database, chart: DownChart) -> AsyncIterator[Session]:
    known = people.SqlitePeople(db, {c.intent: c.group for c in WORDS.commands.values()})
    known.add(people.Person("doctor", "doctor", "doctor", "demo"))
    known.add(people.Person("visitor", "visitor", "visitor", "demo"))
    parts = Parts(WORDS, registry.load(WORDS), RuleInterpreter(WORDS), known, SqliteJournal(db))
    await chart.start()
    built = Session(Origin("demo", "doctor", "test"), parts, chart)
    await built.start()
    yield built
    await chart.stop()


def trail(db: Database) -> list[tuple[str, str, str]]:
    return list(db.conn.execute("select event, intent, code from journal order by seq"))


def names(events: Sequence[object]) -> list[str]:
    return [e.name for e in events]  # type: ignore[attr-defined]


async def ambiguous(chart: MemoryChart) -> str:
    """A family name that two people of the sample record share."""
    everyone = await chart.search(PatientQuery("durand"))
    assert len(everyone) >= 2, "the sample record has two Durand"
    return "durand"


async def test_a_look_is_journalled_before_and_after(session: Session, db: Database) -> None:
    turn = await session.say("que puis-je dire")
    assert isinstance(turn.outcome, Done)
    assert trail(db) == [("acting", "help", ""), ("done", "help", "")]
    assert names(turn.events) == ["heard", "understood", "acting", "done", "state"]


async def test_talk_does_nothing_and_leaves_no_trace(session: Session, db: Database) -> None:
    turn = await session.say("vous avez mal depuis combien de temps")
    assert turn.outcome == Ignored("out-of-scope")
    assert trail(db) == []


async def test_two_people_are_asked_about_then_one_is_opened(session: Session, chart: DownChart) -> None:
    asked = await session.say(f"ouvre le dossier de madame {await ambiguous(chart)}")
    assert isinstance(asked.outcome, Asked)
    assert (await chart.shown()).patient is None
    done = await session.say("la deuxième")
    assert isinstance(done.outcome, Done)
    wanted = asked.outcome.question.choices[1].patient
    assert (await chart.shown()).patient == wanted


async def test_what_waits_behind_a_question_follows_the_answer(session: Session, chart: DownChart) -> None:
    name = await ambiguous(chart)
    interpreter = session._known.parts.interpreter
    first = (await interpreter.interpret(f"ouvre le dossier de madame {name}", session.situation))[0]
    then = (await interpreter.interpret("affiche les allergies", session.situation))[0]
    turn = await session.press(first)
    assert isinstance(turn.outcome, Asked)
    session.state = replace(session.state, then=(then,))  # type: ignore[call-arg,assignment]
    done = await session.say("la première")
    assert [type(o) for o in done.outcomes] == [Done, Done]
    shown = await chart.shown()
    assert (shown.place, shown.detail) == ("section", "allergies")


async def test_a_record_that_is_down_is_said_in_french_and_the_session_goes_on(
    session: Session, chart: DownChart
) -> None:
    chart.down = True
    turn = await session.say("ouvre le dossier de madame durand")
    assert isinstance(turn.outcome, Failed)
    assert turn.outcome.code == "chart-down"
    assert "ne répond pas" in WORDS.sentence(turn.outcome.reply)
    chart.down = False
    assert isinstance((await session.say("ouvre le dossier de madame durand")).outcome, Asked)


async def test_a_failure_stops_what_was_to_follow(session: Session, chart: DownChart) -> None:
    chart.down = True
    opening = Interpretation("ouvre", "open_record", 0.99, (), about="durand")
    session_turn = await session.press(opening)
    assert isinstance(session_turn.outcome, Failed)
    assert (await chart.shown()).place == "home"


async def test_no_trace_no_act(session: Session, chart: DownChart, db: Database) -> None:
    """Safety rule 4: with a journal that cannot be written, nothing is opened."""
    db.conn.execute("create trigger full before insert on journal begin select raise(abort, 'disk full'); end")
    before = await chart.shown()
    turn = await session.say("que puis-je dire")
    assert isinstance(turn.outcome, Failed)
    assert turn.outcome.code == "journal-unwritable"
    assert await chart.shown() == before


async def test_the_record_changed_by_hand_stops_a_command_meant_for_another(
    session: Session, chart: DownChart, db: Database
) -> None:
    """Safety rule 2: the patient shown is compared again at the last moment."""
    one, two = (await chart.search(PatientQuery("durand")))[:2]
    await chart.show(View("record", one))

    async def switch(query: object = None) -> View:
        await chart.show(View("record", two))
        return View("record", two)

    spec = Interpretation("affiche les allergies", "show_section", 0.99)
    from assistant.types import Command

    command = Command("show_section", {"section": "allergies"}, one, "key")
    await switch()
    from assistant.turn import Turn
    from assistant.types import Transcript

    outcome = await session._deeds.run(command, Turn("t", Transcript(spec.text)))
    assert isinstance(outcome, Refused)
    assert outcome.code == "changed-patient"
    assert trail(db)[-1] == ("refused", "show_section", "changed-patient")


async def test_who_has_no_right_is_refused(session: Session, db: Database) -> None:
    session._known.origin = replace(session.origin, person="visitor")
    turn = await session.say("ouvre le dossier de madame durand")
    assert isinstance(turn.outcome, Refused)
    assert turn.outcome.code == "forbidden"
    assert trail(db) == [("refused", "open_record", "forbidden")]


async def test_lines_of_a_record_are_forgotten_with_it(session: Session, chart: DownChart) -> None:
    one, two = (await chart.search(PatientQuery("durand")))[:2]
    await chart.show(View("record", one))
    await session.say("affiche les allergies")
    assert session.situation.listing
    await chart.show(View("record", two))
    turn = await session.say("la deuxième")
    assert not isinstance(turn.outcome, Done)
    assert session.situation.listing == ()


async def test_a_name_that_only_resembles_is_asked_about(session: Session, chart: DownChart) -> None:
    turn = await session.say("ouvre le dossier de monsieur charpentier")
    assert isinstance(turn.outcome, Asked)
    assert WORDS.sentence(turn.outcome.reply).startswith("Est-ce Paul CARPENTIER, né le 18/04/1957")
    assert (await chart.shown()).patient is None
    assert isinstance((await session.say("oui")).outcome, Done)


async def test_closing_nothing_is_said(session: Session) -> None:
    turn = await session.say("ferme le dossier")
    assert WORDS.sentence(turn.outcome.reply) == "Aucun dossier n'est ouvert."  # type: ignore[arg-type]


async def test_the_journal_holds_no_name_and_no_words(session: Session, db: Database) -> None:
    await session.say("ouvre le dossier de madame durand")
    await session.say("la deuxième")
    everything = "\n".join(str(row) for row in db.conn.execute("select * from journal"))
    assert "open_record" in everything
    assert "urand" not in everything.lower()


async def test_an_endless_sentence_is_refused(session: Session) -> None:
    turn = await session.say("ouvre " * 500)
    assert isinstance(turn.outcome, Failed)
    assert turn.outcome.code == "text-too-long"


async def test_a_subscriber_sees_what_the_turn_holds(session: Session) -> None:
    with session.bus.subscribe() as events:
        turn = await session.say("que puis-je dire")
        seen = [await anext(events) for _ in turn.events]
    assert seen == turn.events


def test_entries_are_values() -> None:
    assert Entry("t", "acting", Origin("a", "b", "c")) == Entry("t", "acting", Origin("a", "b", "c"))
