"""People talk to each other beside the assistant: what is no order is then for nobody, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue import CLEAR, SURE, Confirming, Drop, Idle, Run, decide
from assistant.dialogue.new_command import ORDERED
from assistant.pipeline import Session
from assistant.pipeline.overheard import ASIDE, PAUSE, TALK, TURNS, Overheard, reason
from assistant.types import (
    Asked,
    Command,
    Done,
    Ignored,
    Interpretation,
    Mode,
    Origin,
    Outcome,
    Refused,
    Reply,
    Utterance,
)
from nlu.orders import is_order
from tests.clinic import OPEN, TEMPLATE, Clinic, said, text
from tests.dialogue_values import confirming, meant, world
from tests.prepared import PreparedRecognizer

LENGTH = 1.0
CHAT = ("il fait beau ce matin", "vous avez bien dormi")
SOON = 0.6
"""Seconds of silence as within a conversation."""


def utterance(at: float) -> Utterance:
    started = datetime(2026, 11, 30, 9, tzinfo=UTC) + timedelta(seconds=at)
    return Utterance(f"u{at}", Origin("demo", "martin", "test"), started, bytes(round(32_000 * LENGTH)))


class Ward:
    """Utterances one after the other, with the silences between them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._at = 0.0

    async def hears(self, words: str, after: float = SOON) -> Outcome:
        ear = PreparedRecognizer(words)
        self._session._known.parts = replace(self._session._known.parts, recognizer=ear)
        self._at += after
        turn = await self._session.hear(utterance(self._at))
        self._at += LENGTH
        return turn.outcome


@pytest.fixture
def ward(session: Session) -> Ward:
    return Ward(session)


async def talked(ward: Ward) -> None:
    for words in CHAT:
        assert await ward.hears(words) == Ignored("out-of-scope")


async def test_what_people_say_to_each_other_is_let_fall_amid_talk_alone(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    assert isinstance(await ward.hears("antécédents"), Done)
    await talked(ward)
    assert await ward.hears("antécédents") == Ignored("amid-talk")
    assert isinstance(session.state, Idle)


async def test_an_order_is_done_amid_talk(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    await talked(ward)
    assert isinstance(await ward.hears("affiche les antécédents"), Done)


async def test_who_stops_for_longer_speaks_to_the_assistant(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    await talked(ward)
    assert isinstance(await ward.hears("antécédents", after=PAUSE.total_seconds() + 0.1), Done)


async def test_who_says_it_again_is_heard(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    await talked(ward)
    assert await ward.hears("antécédents") == Ignored("amid-talk")
    assert await ward.hears("allergies") == Ignored("amid-talk"), "something else is no repetition"
    assert isinstance(await ward.hears("allergies"), Done)
    assert isinstance(await ward.hears("antécédents"), Done), "what was done ends the talk"


async def test_one_misheard_command_is_no_conversation(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    assert await ward.hears("ante cédants") == Ignored("out-of-scope")
    assert isinstance(await ward.hears("antécédents"), Done)


async def test_the_rest_of_an_order_is_done_with_it(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    await talked(ward)
    assert isinstance(await ward.hears("affiche les allergies puis les antécédents"), Done)
    assert session.situation.last.facts["section"] == "history"


async def test_an_open_question_is_answered_amid_talk_and_not_put_away_by_it(ward: Ward, session: Session) -> None:
    await talked(ward)
    assert isinstance(await ward.hears("affiche les antécédents"), Asked)
    asked = session.state
    for words in CHAT:
        assert await ward.hears(words) == Ignored("unrelated")
    assert session.state is asked
    assert isinstance(await ward.hears("monsieur carpentier"), Done)
    assert isinstance(await ward.hears("allergies"), Done), "who answers the assistant does not talk to somebody else"


async def test_a_button_or_a_key_ends_the_talk(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    for turn in (session.attend, lambda: session.say("il fait beau"), lambda: session.press(meant("help"))):
        await talked(ward)
        if waits := turn():
            await waits
        assert isinstance(await ward.hears("antécédents"), Done)


async def test_nothing_of_talk_is_counted_while_the_assistant_sleeps(ward: Ward, session: Session) -> None:
    session.situation = replace(session.situation, mode=Mode.ASLEEP)
    for words in (*CHAT, *CHAT):
        assert isinstance(await ward.hears(words), Ignored)
    assert isinstance(await ward.hears("réveille-toi"), Done)
    assert isinstance(await ward.hears("affiche les antécédents"), Asked)


async def test_noises_make_no_conversation_last(ward: Ward, session: Session) -> None:
    await said(session, OPEN)
    await talked(ward)
    for _ in range(3):
        assert await ward.hears("") == Ignored("silence")
    assert isinstance(await ward.hears("antécédents"), Done)


async def test_talk_fills_no_field_and_an_order_does(ward: Ward, session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE)
    await talked(ward)
    assert await ward.hears("conclusion tout va bien") == Ignored("amid-talk")
    assert "tout va bien" not in await text(clinic)
    assert isinstance(await ward.hears("mets tout va bien dans la conclusion"), Done)
    assert "tout va bien" in (await text(clinic)).lower()


async def test_who_may_not_do_it_is_not_told_so_amid_talk(ward: Ward, session: Session) -> None:
    known = session._known.parts.people
    session._known.parts = replace(session._known.parts, people=Nobody(known))
    await talked(ward)
    assert await ward.hears("antécédents") == Ignored("amid-talk")
    assert isinstance(await ward.hears("affiche les antécédents"), Refused)


class Nobody:
    """People who may nothing."""

    def __init__(self, known: object) -> None:
        self._known = known

    def allow(self, person: str, intent: str) -> bool:
        return False

    def __getattr__(self, name: str) -> object:
        return getattr(self._known, name)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("affiche le potassium", True), ("d'accord, affiche le potassium !", True), ("Stop.", True),
        ("euh peux-tu m'afficher les allergies", True), ("potassium", False),
        ("est-ce que tu pourrais ouvrir le dossier de monsieur durand", True), ("elle a des antécédents", False),
        ("qui a le dossier suivant", False), ("comment on appelle ça", False), ("au suivant", False),
        ("le dossier de madame durand", False), ("s'il te plaît donne-moi la dernière créatinine", True), ("", False),
    ],
)  # fmt: skip
def test_an_order_begins_with_what_is_to_be_done(text: str, order: bool) -> None:
    assert is_order(text) is order


@given(st.lists(st.tuples(st.floats(0, 6), st.sampled_from(["", ASIDE, *sorted(TALK)])), max_size=12))
def test_talk_is_so_many_utterances_for_nobody_with_short_silences_between(steps: list[tuple[float, str]]) -> None:
    overheard, at, run, last = Overheard(), 0.0, 0, None
    for silence, why in steps:
        at += silence
        close = last is not None and at - last <= PAUSE.total_seconds()
        assert overheard.amid(utterance(at)) is (close and run >= TURNS)
        overheard.note(utterance(at), (), why)
        at += LENGTH
        if why != ASIDE:
            run = (run if close else 0) + 1 if why in TALK else 0
            last = at


@pytest.mark.parametrize(
    ("outcomes", "asked", "why"),
    [
        ([Ignored("out-of-scope")], False, "out-of-scope"), ([Ignored("out-of-scope")], True, ASIDE),
        ([Ignored("amid-talk")], True, "amid-talk"), ([Ignored("unsure", Reply("unsure"))], False, ASIDE),
        ([Ignored("unsure")], False, "unsure"), ([Ignored("silence")], False, ASIDE), ([Ignored("echo")], False, ASIDE),
        ([Done(Command("help"), Reply("help")), Ignored("out-of-scope")], False, ""),
        ([Refused("nobody", Reply("nobody"))], False, ""),
    ],
)  # fmt: skip
def test_talk_is_what_nobody_answered_and_nothing_asked_for(outcomes: list[Outcome], asked: bool, why: str) -> None:
    assert reason(outcomes, asked=asked) == why


@given(st.sampled_from(["show_result", "next_patient", "open_record", "cancel", "help", "scroll"]), st.booleans())
def test_amid_talk_only_an_order_is_done(intent: str, order: bool) -> None:
    heard = replace(meant(intent), order=order)
    amid = replace(world(), amid=True)
    state, decision = decide(Idle(), heard, amid)
    if not order or intent == "cancel":
        assert (state, decision) == (Idle(), Drop("amid-talk"))
    else:
        assert decide(Idle(), heard, world())[1].__class__ is decision.__class__


def test_not_to_listen_may_be_asked_for_in_any_words() -> None:
    assert isinstance(decide(Idle(), replace(meant("sleep"), order=False), replace(world(), amid=True))[1], Run)


def test_a_confirmation_is_an_answer_amid_talk_too() -> None:
    yes = Interpretation("je confirme", "confirm", 0.95, order=False)
    state, decision = decide(asked := confirming(), yes, replace(world(), amid=True))
    assert isinstance(asked, Confirming)
    assert isinstance(state, Idle)
    assert isinstance(decision, Run)


def test_nobody_is_asked_to_rephrase_amid_talk() -> None:
    mumbled = replace(meant("show_section"), confidence=(ORDERED + SURE) / 2, order=False)
    assert decide(Idle(), mumbled, world())[1].reply
    assert decide(Idle(), mumbled, replace(world(), amid=True))[1] == Drop("unsure")


def test_an_order_is_believed_sooner_than_other_words() -> None:
    for confidence, order, done in ((ORDERED, True, True), (ORDERED, False, False), (SURE, False, True)):
        heard = replace(meant("go_home"), confidence=confidence, order=order)
        assert isinstance(decide(Idle(), heard, world())[1], Run) is done
    murmured = replace(meant("go_home"), confidence=ORDERED, order=True, clarity=CLEAR / 2)
    assert isinstance(decide(Idle(), murmured, world())[1], Drop), "hardly heard, it must be surely understood"
    yes = replace(meant("confirm", "je confirme"), confidence=(ORDERED + SURE) / 2)
    assert isinstance(decide(confirming(), yes, world())[1], Drop), "what engages is never believed sooner"
