"""What was hardly heard changes nothing before a clear «oui»."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue import CLEAR, Ask, Choosing, Confirming, Doubting, Drop, Filling, Idle, Run, decide, pending
from assistant.dialogue.states import PATIENCE
from assistant.types import Interpretation, Mode, Reply, Risk
from tests.dialogue_values import ANNE, MARIE, NOTE, NOW, PAUL, WORDS, choosing, confirming, heard, meant, world

VALUES = {"template": "écho", "doc_type": "letter", "recipient": "gp", "field": "motif", "content": "toux"}


def doubting() -> Doubting:
    state, decision = decide(
        Idle(), heard("recall_dispatch", "vous pouvez mettre l'envoi"), world(patient=ANNE, document=NOTE)
    )
    assert isinstance(state, Doubting)
    assert decision == Ask(state.question)
    return state


@given(
    st.sampled_from([i for i, spec in WORDS.commands.items() if spec.risk is Risk.EDIT and i != "fill_field"]),
    st.floats(0, 1),
)
def test_a_change_runs_at_once_only_when_it_was_clearly_heard(intent: str, clarity: float) -> None:
    slots = {name: VALUES[name] for name in WORDS.spec(intent).slots if name in VALUES}
    typed, decision = decide(Idle(), meant(intent, **slots), world(patient=ANNE, document=NOTE))
    state, spoken = decide(Idle(), heard(intent, clarity=clarity, **slots), world(patient=ANNE, document=NOTE))
    if clarity >= CLEAR or not isinstance(decision, Run):
        assert (type(state), type(spoken)) == (type(typed), type(decision))
    else:
        assert isinstance(state, Doubting)
        assert isinstance(spoken, Ask)
        assert state.run == decision, "the yes runs what would have run"


def test_the_question_says_what_was_heard_and_what_it_would_do() -> None:
    asked = doubting().question
    assert asked.kind == "doubting"
    assert WORDS.sentence(asked.reply) == (
        "J'ai entendu « vous pouvez mettre l'envoi ». Rappeler un envoi ? Dites « oui » ou « non »."
    )


@pytest.mark.parametrize(("intent", "text"), [("affirm", "oui"), ("confirm", "je confirme")])
def test_a_clear_yes_runs_it_once(intent: str, text: str) -> None:
    asked = doubting()
    state, decision = decide(asked, meant(intent, text), world(patient=ANNE, document=NOTE))
    assert isinstance(state, Idle)
    assert decision is asked.run


def test_a_yes_that_is_hardly_heard_asks_again() -> None:
    asked = doubting()
    assert decide(asked, heard("affirm", "oui"), world(patient=ANNE, document=NOTE)) == (asked, Ask(asked.question))


def test_a_no_drops_it_and_talk_changes_nothing() -> None:
    asked = doubting()
    state, decision = decide(asked, meant("deny", "non"), world(patient=ANNE, document=NOTE))
    assert isinstance(state, Idle)
    assert isinstance(decision, Drop)
    assert decide(asked, meant("out_of_scope", "il pleut"), world(patient=ANNE, document=NOTE)) == (
        asked,
        Drop("unrelated"),
    )


def test_the_same_order_said_again_clearly_runs() -> None:
    _, decision = decide(doubting(), meant("recall_dispatch", "annule l'envoi"), world(patient=ANNE, document=NOTE))
    assert isinstance(decision, Run)
    assert decision.commands[0].intent == "recall_dispatch"


def test_what_only_shows_runs_however_it_was_heard() -> None:
    _, decision = decide(Idle(), heard("show_section", section="labs"), world(patient=ANNE, document=NOTE))
    assert isinstance(decision, Run)


def test_a_hardly_heard_answer_does_not_let_a_change_through() -> None:
    asked, _ = decide(Idle(), meant("insert_template", about="durand", template="écho"), world((ANNE, MARIE)))
    state, decision = decide(asked, heard("select_item", "la deuxième", ordinal=2), world())
    assert isinstance(state, Doubting)
    assert [c.intent for c in state.run.commands] == ["open_record", "insert_template"]
    assert isinstance(decision, Ask)


def test_a_dictation_is_never_interrupted() -> None:
    for intent in ("undo", "start_dictation"):
        _, decision = decide(Idle(), heard(intent), world(patient=ANNE, document=NOTE, mode=Mode.DICTATION))
        assert isinstance(decision, Run), intent


def test_a_field_is_filled_and_its_doubtful_words_are_underlined() -> None:
    said = heard("fill_field", field="motif", content="toux")
    _, decision = decide(Idle(), said, world(patient=ANNE, document=NOTE))
    assert isinstance(decision, Run)


def test_annule_out_of_the_blue_undoes_and_is_asked_about_as_such() -> None:
    state, decision = decide(Idle(), heard("cancel", "annule"), world(patient=ANNE, document=NOTE))
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert "Annuler la dernière action ?" in WORDS.sentence(decision.question.reply)


def test_annule_drops_a_question_however_it_was_heard() -> None:
    for asked in (doubting(), confirming()):
        state, decision = decide(asked, heard("cancel", "annule"), world(patient=ANNE, document=NOTE))
        assert isinstance(state, Idle)
        assert isinstance(decision, Drop)


def test_a_murmur_that_a_clear_answer_completes_is_said_back_with_its_words() -> None:
    said = heard("create_document", "nouveau courrier pour madame Durand", doc_type="letter")
    asked, _ = decide(Idle(), replace(said, about="durand"), world((ANNE, MARIE)))
    assert isinstance(asked, Choosing)
    state, decision = decide(asked, meant("select_item", "la première", ordinal=1), world())
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert WORDS.sentence(decision.question.reply).startswith(
        "J'ai entendu « nouveau courrier pour madame Durand ». Créer un document : Anne DURAND, née le 12/03/1950 ?"
    )
    _, decision = decide(state, meant("affirm", "oui"), world())
    assert isinstance(decision, Run)


OTHERS = (
    heard("undo"), heard("recall_dispatch"), heard("send_report", "envoie au patient", recipient="patient"),
    heard("sign_document", "signe"), heard("create_document"), heard("insert_template"),
    heard("fill_field", field="motif", content="toux"), heard("open_record", "dossier durand", patient="durand"),
)  # fmt: skip


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: other.intent)
@pytest.mark.parametrize("kind", ["confirming", "choosing", "filling", "doubting"])
def test_another_murmur_takes_no_question_s_place(kind: str, other: Interpretation) -> None:
    here = world((ANNE, MARIE), patient=ANNE, document=NOTE)
    filling, _ = decide(Idle(), meant("insert_template", "insère un modèle"), here)
    asked = {"confirming": confirming(), "choosing": choosing(), "filling": filling, "doubting": doubting()}[kind]
    about = {"filling": "insert_template", "doubting": "recall_dispatch"}.get(kind)
    if other.intent == about or (kind == "choosing" and other.intent == "open_record"):
        return  # it is about the same
    after, decision = decide(asked, other, here)
    assert after is asked
    assert isinstance(decision, Ask | Drop)


def test_what_is_confirmed_is_what_was_read_back_whatever_was_murmured_meanwhile() -> None:
    asked, here = confirming(), world(patient=ANNE, document=NOTE)
    for other in OTHERS:
        asked, _ = decide(asked, other, here)
    assert isinstance(asked, Confirming)
    assert decide(asked, meant("confirm", "je confirme"), here)[1] == Run((asked.command,))


def test_when_order_and_answer_were_murmured_both_are_said_back() -> None:
    here = world(patient=ANNE, document=NOTE)
    asked, _ = decide(Idle(), heard("insert_template", "insère un modèle"), here)
    assert isinstance(asked, Filling)
    state, decision = decide(asked, heard("insert_template", "ecg", template="ecg"), here)
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert decision.question.reply.facts["words"] == "insère un modèle, ecg"


def test_who_it_is_about_is_said_where_another_record_is_open() -> None:
    said = heard("recall_dispatch", "annule l'envoi de durand", patient="durand")
    asked, _ = decide(Idle(), said, world((ANNE, MARIE), patient=PAUL))
    state, decision = decide(asked, meant("select_item", "la première", ordinal=1), world(patient=PAUL))
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert "Anne DURAND" in WORDS.sentence(decision.question.reply)


def test_a_murmured_field_that_an_answer_completes_is_asked_about() -> None:
    here = world(patient=ANNE, document=NOTE)
    asked, _ = decide(Idle(), heard("fill_field", "mets dans le motif", field="motif"), here)
    assert isinstance(asked, Filling)
    state, _ = decide(asked, meant("fill_field", "toux", content="toux"), here)
    assert isinstance(state, Doubting)
    asked, _ = decide(Idle(), meant("fill_field", "mets dans le motif", field="motif"), here)
    _, decision = decide(asked, heard("fill_field", "toux", content="toux"), here)
    assert isinstance(decision, Run), "the murmured words are of this turn: they are underlined"


@pytest.mark.parametrize(
    "then",
    [
        {"patient": PAUL, "document": NOTE},
        {"patient": ANNE, "document": replace(NOTE, id="d2")},
        {"patient": ANNE, "document": replace(NOTE, version=5)},
        {"patient": ANNE, "document": replace(NOTE, field="motif")},
        {"patient": ANNE},
    ],
)
def test_a_yes_in_front_of_something_else_means_nothing(then: dict[str, object]) -> None:
    state, decision = decide(doubting(), meant("affirm", "oui"), world(**then))
    assert isinstance(state, Idle)
    assert decision == Drop("changed-since", Reply("changed_since"), refused=True)


def test_a_late_yes_means_nothing() -> None:
    later = replace(world(patient=ANNE, document=NOTE), now=NOW + PATIENCE)
    _, decision = decide(doubting(), meant("affirm", "oui"), later)
    assert isinstance(decision, Drop)


def test_a_field_that_waited_behind_a_question_is_asked_about() -> None:
    said = heard("fill_field", field="motif", content="toux")
    state, _ = decide(Idle(), said, replace(world(patient=ANNE, document=NOTE), waited=True))
    assert isinstance(state, Doubting)


def test_je_confirme_must_be_clear() -> None:
    asked = confirming()
    assert decide(asked, heard("confirm", "je confirme"), world(patient=ANNE, document=NOTE)) == (
        asked,
        Ask(asked.question),
    )


def test_what_engages_is_read_back_as_ever() -> None:
    state, _ = decide(Idle(), heard("sign_document"), world(patient=ANNE, document=NOTE))
    assert isinstance(state, Confirming)


def test_the_context_knows_what_is_asked() -> None:
    asked = doubting()
    assert pending(asked, WORDS) is asked.run.commands[-1]
