"""What was hardly heard leaves no open record for another patient's before a clear «oui»; a name needs an echo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.catalogue import OUT_OF_SCOPE
from assistant.dialogue import ALIKE, CLEAR, Ask, Choosing, Doubting, Filling, Idle, Run, decide, query
from assistant.dialogue.doubting import doubted, sure_whose
from assistant.types import Command, Patient
from tests.dialogue_values import ANNE, MARIE, PAUL, WORDS, heard, meant, world

FAINT = CLEAR / 10
"""The confidence that is enough where all else that was heard holds the name."""


@pytest.mark.parametrize("intent", ["next_patient", "previous_patient"])
def test_an_open_record_is_not_left_for_another_patient_s_by_what_was_hardly_heard(intent: str) -> None:
    state, decision = decide(Idle(), heard(intent, "le patient suivant avant"), world(patient=ANNE))
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    _, decision = decide(state, meant("affirm", "oui"), world(patient=ANNE))
    assert isinstance(decision, Run)
    _, decision = decide(Idle(), heard(intent), world())
    assert isinstance(decision, Run), "no record is left"


def test_another_record_is_asked_about_with_whose_it_is_and_the_open_one_is_not() -> None:
    said = replace(heard("open_record", "ouvre le dossier de paul", FAINT), about="paul", echo=ALIKE)
    state, decision = decide(Idle(), said, world((PAUL,), patient=ANNE))
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert PAUL.name in WORDS.sentence(decision.question.reply)
    _, decision = decide(Idle(), said, world((PAUL,), patient=PAUL))
    assert isinstance(decision, Run)


@pytest.mark.parametrize("here", [ANNE, None])
@pytest.mark.parametrize(
    ("echo", "clarity", "asked"),
    [(ALIKE, 1.01 * CLEAR, False), (ALIKE, 0.99 * CLEAR, True), (0.5, 0.99, True), (0.9, 0.03, False),
     (0.9, 0.02, True), (1.0, FAINT, False), (0.0, 1.0, True)],
)  # fmt: skip
def test_the_less_else_that_was_heard_sounds_like_a_name_the_more_it_must_be_believed(
    echo: float, clarity: float, asked: bool, here: Patient | None
) -> None:
    said = replace(heard("open_record", "ouvre le dossier de paul", clarity), about="paul", echo=echo)
    state, decision = decide(Idle(), said, world((PAUL,), patient=here))
    assert (isinstance(state, Doubting), isinstance(decision, Run)) == (asked, not asked)
    _, decision = decide(Idle(), said, world((PAUL,), patient=PAUL))
    assert isinstance(decision, Run), "it is open already"


@pytest.mark.parametrize("here", [ANNE, None])
def test_a_name_that_nothing_echoes_opens_nothing_however_often_it_is_said(here: Patient | None) -> None:
    said = replace(heard("open_record", "ouvre le dossier de paul", 0.6), about="paul", echo=0.3)
    state, _ = decide(Idle(), said, world((PAUL,), patient=here))
    assert isinstance(state, Doubting)
    for _ in range(2):
        state, decision = decide(state, said, world((PAUL,), patient=here))
        assert isinstance(decision, Ask)
    _, decision = decide(state, meant("affirm", "oui"), world(patient=here))
    assert isinstance(decision, Run)


@pytest.mark.parametrize("intent", ["open_record", OUT_OF_SCOPE])
def test_nor_does_it_as_the_answer_to_who_is_meant(intent: str) -> None:
    state, _ = decide(Idle(), meant("open_record", "ouvre un dossier"), world(patient=ANNE))
    assert isinstance(state, Filling)
    about = "paul" if intent == "open_record" else ""
    answer = replace(heard(intent, "paul", 0.6), about=about)
    after, _ = decide(state, replace(answer, echo=0.3), world((PAUL,), patient=ANNE))
    assert isinstance(after, Doubting)
    _, decision = decide(state, replace(answer, echo=0.9), world((PAUL,), patient=ANNE))
    assert isinstance(decision, Run)


def test_nothing_is_changed_of_somebody_whose_name_nothing_echoes() -> None:
    said = replace(heard("recall_dispatch", "annule l'envoi de monsieur carpentier", 0.3), about="carpentier", echo=0.2)
    command = Command("recall_dispatch", patient=PAUL)
    after, decision = doubted(Idle(), Run((command,)), said, world((PAUL,), patient=ANNE), whose=sure_whose(said))
    assert isinstance(after, Doubting)
    assert isinstance(decision, Ask)


@pytest.mark.parametrize(("intent", "confidence"), [("plot_result", 0.99), (OUT_OF_SCOPE, 0.2)])
def test_another_order_and_talk_complete_no_order_that_named_somebody(intent: str, confidence: float) -> None:
    asked, _ = decide(Idle(), meant("show_result", about="carpentier"), world((PAUL,), patient=ANNE))
    assert isinstance(asked, Filling)
    other = replace(meant("plot_result", "la courbe du potassium", analyte="potassium"), confidence=confidence)
    other = replace(other, intent=intent)
    assert query(asked, other) is None
    assert query(asked, meant("show_result", "potassium", analyte="potassium")) is not None


def test_who_is_named_with_the_value_is_another_order() -> None:
    asked, _ = decide(Idle(), meant("show_result", about="carpentier"), world((PAUL,), patient=ANNE))
    other = replace(meant("show_result", "le potassium de marie", analyte="potassium"), about="marie", echo=0.3)
    after, _ = decide(asked, other, world((MARIE,), patient=ANNE))
    assert isinstance(after, Doubting)
    assert after.run.commands[-1].said == "le potassium de marie"


def test_a_name_suffices_where_the_whole_is_hardly_heard_but_changes_nothing() -> None:
    by_room = heard("open_record", "ouvre le dossier de la douze", FAINT, room="12")
    state, _ = decide(Idle(), by_room, world((PAUL,), patient=ANNE))
    assert isinstance(state, Doubting), "nobody was named"
    after = replace(heard("next_patient", "le patient d'après", FAINT), about="d'après", echo=1.0)
    state, _ = decide(Idle(), after, world((PAUL,), patient=ANNE))
    assert isinstance(state, Doubting), "no name says who is next"
    change = replace(heard("insert_template", clarity=FAINT, template="écho"), about="paul", echo=1.0)
    state, _ = decide(Idle(), change, world((PAUL,), patient=ANNE))
    assert isinstance(state, Doubting)


def test_a_yes_with_a_name_in_it_is_no_order_and_must_be_heard() -> None:
    asked, decision = decide(
        Idle(), meant("open_record", about="pol"), replace(world((PAUL,), patient=ANNE), near=True)
    )
    assert isinstance(asked, Choosing)
    assert isinstance(decision, Ask)
    yes = replace(heard("affirm", "oui monsieur pol", FAINT), about="pol", echo=1.0)
    _, decision = decide(asked, yes, world(patient=ANNE))
    assert isinstance(decision, Ask)


def test_who_was_chosen_clearly_is_not_asked_about_again() -> None:
    said = replace(heard("open_record", "le dossier de madame durand"), about="durand")
    asked, _ = decide(Idle(), said, world((ANNE, MARIE), patient=PAUL))
    assert isinstance(asked, Choosing)
    _, decision = decide(asked, meant("select_item", "la première", ordinal=1), world(patient=PAUL))
    assert isinstance(decision, Run)
    _, decision = decide(asked, heard("select_item", "la première", ordinal=1), world(patient=PAUL))
    assert isinstance(decision, Ask)


def test_a_value_said_clearly_does_not_say_whose_record() -> None:
    said = replace(heard("show_result", "donne le résultat de carpentier"), about="carpentier", echo=0.6)
    asked, _ = decide(Idle(), said, world((PAUL,), patient=ANNE))
    assert isinstance(asked, Filling)
    state, decision = decide(
        asked, meant("show_result", "potassium", analyte="potassium"), world((PAUL,), patient=ANNE)
    )
    assert isinstance(state, Doubting)
    assert isinstance(decision, Ask)
    assert PAUL.name in WORDS.sentence(decision.question.reply)
