"""What a command still needs is asked for: a record, a value, the very words that confirm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.dialogue import Ask, Drop, Filling, Idle, Run, decide
from tests.dialogue_values import ANNE, PAUL, WORDS, confirming, meant, world


class TestRecord:
    def test_without_a_record_the_patient_is_asked_then_opened_first(self) -> None:
        state, decision = decide(Idle(), meant("show_section", section="labs"), world())
        assert isinstance(decision, Ask)
        _, answer = decide(state, meant("open_record", patient="carpentier"), world((PAUL,)))
        assert isinstance(answer, Run)
        assert [c.intent for c in answer.commands] == ["open_record", "show_section"]
        assert all(c.patient == PAUL for c in answer.commands)

    def test_another_person_named_is_not_the_open_record(self) -> None:
        heard = meant("show_section", section="allergies", about="carpentier")
        _, decision = decide(Idle(), heard, world((PAUL,), patient=ANNE))
        assert isinstance(decision, Run)
        assert [c.intent for c in decision.commands] == ["open_record", "show_section"]
        assert decision.commands[1].patient == PAUL

    def test_the_open_person_named_needs_no_opening(self) -> None:
        heard = meant("show_section", section="allergies", about="carpentier")
        _, decision = decide(Idle(), heard, world((PAUL,), patient=PAUL))
        assert isinstance(decision, Run)
        assert [c.intent for c in decision.commands] == ["show_section"]

    def test_a_missing_value_is_asked_for_and_filled(self) -> None:
        state, decision = decide(Idle(), meant("show_result"), world(patient=ANNE))
        assert isinstance(state, Filling)
        assert isinstance(decision, Ask)
        _, answer = decide(state, meant("show_result", analyte="potassium"), world(patient=ANNE))
        assert isinstance(answer, Run)
        assert answer.commands[0].slots["analyte"] == "potassium"


class TestConfirming:
    def test_yes_is_not_enough(self) -> None:
        before = confirming()
        after, decision = decide(before, meant("affirm", "oui"), world(patient=ANNE))
        assert after == before
        assert isinstance(decision, Ask)
        assert decision.question.reply.key == "say_confirm"

    def test_the_word_itself_is_needed(self) -> None:
        before = confirming()
        after, decision = decide(before, meant("confirm", "oui c'est ça vas-y"), world(patient=ANNE))
        assert after == before
        assert isinstance(decision, Ask)

    @pytest.mark.parametrize(
        "text",
        [
            "je confirme que c'était bien un mardi",
            "oui je confirme qu'il est venu",
            "je confirme c'était en mars",
            "alors oui je confirme et je vous renvoie la feuille par la poste demain",
        ],
    )
    def test_talk_that_confirms_something_else_confirms_nothing(self, text: str) -> None:
        before = confirming()
        after, decision = decide(before, meant("confirm", text), world(patient=ANNE))
        assert after is before
        assert isinstance(decision, Ask)

    @pytest.mark.parametrize("text", ["vous avez mal depuis longtemps", "asseyez-vous", "il fait beau"])
    def test_chatter_leaves_the_confirmation_open_and_changes_nothing(self, text: str) -> None:
        before = confirming()
        after, decision = decide(before, meant("out_of_scope", text), world(patient=ANNE))
        assert after is before
        assert decision == Drop("unrelated")

    def test_je_confirme_runs_what_was_read_back(self) -> None:
        before = confirming()
        after, decision = decide(before, meant("confirm", "je confirme"), world(patient=ANNE))
        assert after == Idle()
        assert decision == Run((before.command,))

    @pytest.mark.parametrize("word", ["cancel", "deny"])
    def test_no_gives_up(self, word: str) -> None:
        after, decision = decide(confirming(), meant(word), world(patient=ANNE))
        assert after == Idle()
        assert isinstance(decision, Drop)

    def test_another_command_replaces_the_question(self) -> None:
        after, decision = decide(confirming(), meant("show_section", section="labs"), world(patient=ANNE))
        assert after == Idle()
        assert isinstance(decision, Run)
        assert decision.commands[0].intent == "show_section"

    def test_the_patient_is_read_back(self) -> None:
        assert "Anne DURAND, née le 12/03/1950" in WORDS.sentence(confirming().question.reply)


def test_what_cannot_be_done_here_is_said() -> None:
    here = world(patient=ANNE)
    here = replace(here, situation=replace(here.situation, available=frozenset({"open_record"})))
    _, decision = decide(Idle(), meant("insert_template", template="écho"), here)
    assert isinstance(decision, Drop)
    assert decision.refused
    assert decision.reason == "unavailable"
