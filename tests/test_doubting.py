"""A whole turn that was hardly heard: nothing is changed, journalled or learnt before a clear yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.dialogue import CLEAR, Doubting, Idle
from assistant.pipeline import Session
from assistant.types import Asked, Done, Ignored, Outcome, Utterance
from tests.clinic import NEW, OPEN, TEMPLATE, Clinic, only, said, text
from tests.prepared import PreparedRecognizer


async def hear(session: Session, words: str, confidence: float) -> Outcome:
    """A spoken turn whose words the recogniser believes so much."""
    ear = PreparedRecognizer(words, confidence=confidence)
    session._known.parts = replace(session._known.parts, recognizer=ear)
    spoken = Utterance(f"u{datetime.now(UTC).timestamp()}", session.origin, datetime.now(UTC), bytes(32_000))
    return (await session.hear(spoken)).outcome


def acts(clinic: Clinic) -> int:
    return int(next(clinic.db.query("select count(*) as n from journal where event = 'acting'"))["n"])


async def test_nothing_is_inserted_before_a_clear_yes(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN)
    before = acts(clinic)
    outcome = await hear(session, TEMPLATE, CLEAR / 2)
    assert isinstance(outcome, Asked)
    assert outcome.question.kind == "doubting"
    assert isinstance(await hear(session, "oui", CLEAR / 2), Asked), "a yes that is hardly heard is none"
    assert isinstance(session.state, Doubting)
    assert acts(clinic) == before
    assert not await clinic.writer.find()
    assert isinstance(await hear(session, "oui", 0.8), Done)
    assert isinstance(session.state, Idle)
    assert await only(clinic)
    assert acts(clinic) == before + 1


async def test_the_rest_of_the_sentence_waits_for_the_yes_and_is_asked_about_in_its_turn(
    session: Session, clinic: Clinic
) -> None:
    await said(session, OPEN)
    await hear(session, f"{TEMPLATE} puis enregistre le document", CLEAR / 2)
    assert isinstance(session.state, Doubting)
    assert len(session.state.then) == 1
    assert isinstance(await hear(session, "oui", 0.9), Asked)
    assert isinstance(session.state, Doubting)
    assert [c.intent for c in session.state.run.commands] == ["save_document"]
    assert session.state.then == ()


async def test_a_look_hardly_heard_is_done(session: Session) -> None:
    assert isinstance(await hear(session, OPEN, CLEAR / 2), Done)


async def test_dictated_words_are_written_whatever_the_confidence(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée")
    assert isinstance(await hear(session, "la douleur est apparue hier", 0.05), Done)
    assert "la douleur est apparue hier" in await text(clinic)


@pytest.mark.parametrize("order", ["quand je dis feu vert je veux dire affiche les constantes"])
async def test_words_of_ones_own_are_not_learnt_from_a_murmur(session: Session, order: str) -> None:
    assert await hear(session, order, CLEAR / 2) == Ignored("unsure", session.situation.last)
    assert not session.situation.own
    assert isinstance(await hear(session, order, 0.9), Done)
