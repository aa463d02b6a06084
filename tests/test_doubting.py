"""A whole turn that was hardly heard: nothing is changed, journalled or learnt before a clear yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.dialogue import CLEAR, Choosing, Doubting, Filling, Idle
from assistant.pipeline import Session
from assistant.turn import Turn
from assistant.types import Asked, Done, Ignored, Outcome, Reply, Transcript, Utterance
from tests.clinic import ANNE, NEW, OPEN, TEMPLATE, Clinic, only, said, text
from tests.dialogue_values import meant
from tests.prepared import PreparedRecognizer
from tests.templates_clinic import MARTIN, martins, names


async def hear(session: Session, words: str, confidence: float, *others: str) -> Outcome:
    """A spoken turn whose words the recogniser believes so much; `others`: what it heard instead."""
    ear = PreparedRecognizer(words, confidence=confidence, others=others)
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


async def test_nobody_s_record_opens_by_a_name_that_nothing_else_heard_sounds_like(session: Session) -> None:
    outcome = await hear(session, OPEN, 2 * CLEAR, "ouvre le dossier de monsieur fauvette", "ouvre le dossier de boyer")
    assert isinstance(outcome, Asked)
    assert session.situation.patient is None
    assert isinstance(await hear(session, "oui", 0.9), Done)
    assert session.situation.patient


async def test_a_name_that_all_else_heard_sounds_like_opens_a_record_though_it_is_hardly_believed(
    session: Session,
) -> None:
    await said(session, OPEN, ANNE)
    assert isinstance(await hear(session, OPEN, CLEAR / 4, f"{OPEN}e", "ouvre le dossier de carpantier"), Done)
    assert session.situation.patient
    assert session.situation.patient.family == "Carpentier"


async def test_a_value_completes_the_order_that_named_somebody(session: Session) -> None:
    order, answer = meant("show_result", about="carpentier"), meant("show_result", "potassium", analyte="potassium")
    await session._steps.follow(Turn("t", Transcript("donne le résultat de Carpentier"), (order,)))
    assert isinstance(session.state, Filling)
    turn = await session._steps.follow(Turn("u", Transcript("potassium"), (answer,)))
    assert isinstance(turn.outcome, Done)
    assert session.situation.patient
    assert session.situation.patient.family == "Carpentier"


async def test_dictated_words_are_written_whatever_the_confidence(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée")
    assert isinstance(await hear(session, "la douleur est apparue hier", 0.05), Done)
    assert "la douleur est apparue hier" in await text(clinic)


@pytest.mark.parametrize("order", ["quand je dis feu vert je veux dire affiche les constantes"])
async def test_words_of_ones_own_are_not_learnt_from_a_murmur(session: Session, order: str) -> None:
    assert await hear(session, order, CLEAR / 2) == Ignored("unclear", Reply("unclear"))
    assert not session.situation.own
    assert isinstance(await hear(session, order, 0.9), Done)
    assert isinstance(await hear(session, "quels sont mes mots", CLEAR / 2), Done), "what only shows is shown"


async def test_a_template_is_not_changed_by_a_murmur_nor_by_a_murmured_answer(tmp_path: Path) -> None:
    async with martins(tmp_path) as place:
        session, mine = await place.session(), names(place, MARTIN)
        assert await hear(session, "retire le modèle fatigue", CLEAR / 2) == Ignored("unclear", Reply("unclear"))
        asked = await hear(session, "retire le modèle fat", 0.9)
        assert isinstance(asked, Asked)
        for answer in ("oui", "fatigue", "le premier"):
            assert await hear(session, answer, CLEAR / 2) == asked, answer
        assert names(place, MARTIN) == mine
        assert isinstance(await hear(session, "oui", 0.9), Done)
        assert names(place, MARTIN) != mine


async def test_what_waits_behind_a_choice_waits_behind_the_doubt(session: Session, clinic: Clinic) -> None:
    both = (meant("create_document", doc_type="letter", about="durand"), meant("show_section", section="allergies"))
    await session._steps.follow(Turn("t", Transcript("nouveau courrier pour madame Durand puis allergies"), both))
    assert isinstance(session.state, Choosing)
    await hear(session, "la première", CLEAR / 2)
    assert isinstance(session.state, Doubting)
    assert [m.intent for m in session.state.then] == ["show_section"]
    await hear(session, "oui", 0.9)
    assert session.situation.place == "section"
    assert await only(clinic)


async def test_the_same_sentence_said_again_clearly_is_done_once(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN)
    sentence = f"{TEMPLATE} puis enregistre le document"
    await hear(session, sentence, CLEAR / 2)
    before = acts(clinic)
    await hear(session, sentence, 0.9)
    assert isinstance(session.state, Idle)
    assert acts(clinic) == before + 2


async def test_a_field_is_not_written_unasked_in_a_record_that_the_same_breath_opened(
    session: Session, clinic: Clinic
) -> None:
    await said(session, OPEN, TEMPLATE, ANNE)
    both = f"{OPEN} puis mets toux dans le motif"
    await hear(session, both, CLEAR / 2, both.replace("mets", "met"))
    assert session.situation.patient is not None
    assert session.situation.patient.family == "Carpentier"
    assert isinstance(session.state, Doubting)
    assert "toux" not in await text(clinic)
    await hear(session, "oui", 0.9)
    assert "toux" in await text(clinic)


async def test_a_field_that_waited_is_not_written_as_if_it_were_sure(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE)
    await hear(session, "enregistre le document puis mets toux dans le motif", CLEAR / 2)
    await hear(session, "oui", 0.9)
    assert isinstance(session.state, Doubting)
    assert "toux" not in await text(clinic)
