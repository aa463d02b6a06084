"""Who is meant: one is opened, several are asked about, and what answers names exactly one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue import Ask, Choosing, Drop, Filling, Idle, Run, decide, pick, query
from assistant.situation import Situation
from assistant.types import Item, Patient, Sex
from tests.dialogue_values import ANNE, MARIE, PAUL, WORDS, choosing, meant, world


class TestOpening:
    def test_one_candidate_is_opened(self) -> None:
        state, decision = decide(Idle(), meant("open_record", patient="carpentier"), world((PAUL,)))
        assert state == Idle()
        assert isinstance(decision, Run)
        assert decision.commands[0].patient == PAUL

    def test_nobody_is_said(self) -> None:
        _, decision = decide(Idle(), meant("open_record", patient="zorglub"), world())
        assert isinstance(decision, Drop)
        assert decision.refused
        assert WORDS.sentence(decision.reply) == "Je ne trouve aucun patient « zorglub ». Rien n'est ouvert."  # type: ignore[arg-type]

    def test_of_two_who_are_named_one_is_asked_for(self) -> None:
        both = meant("open_record", patient="garcia", birth_date="1954-03-03")
        both = replace(both, together=("garcia", "madame martinez"))
        state, decision = decide(Idle(), both, world((PAUL,)))
        assert isinstance(state, Filling)
        assert isinstance(decision, Ask)
        asked = "Une personne à la fois : « garcia » ou « madame martinez » ?"
        assert WORDS.sentence(decision.question.reply) == asked
        assert not state.heard.entities
        again = decide(state, both, world((PAUL,)))
        assert isinstance(again[1], Ask)
        assert WORDS.sentence(again[1].question.reply) == asked
        _, then = decide(again[0], meant("out_of_scope", "carpentier", 0.8), world((PAUL,)))
        assert isinstance(then, Run)
        assert then.commands[0].patient == PAUL

    @pytest.mark.parametrize("intent", ["show_section", "dispatch_status"])
    def test_of_two_whose_record_is_asked_about_one_is_asked_for(self, intent: str) -> None:
        both = replace(meant(intent, section="allergies"), about="garcia", together=("garcia", "martinez"))
        state, decision = decide(Idle(), both, replace(world((PAUL,)), situation=Situation(patient=ANNE)))
        assert isinstance(decision, Ask)
        _, then = decide(state, meant("out_of_scope", "carpentier", 0.8), world((PAUL,)))
        assert isinstance(then, Run)
        assert {c.patient for c in then.commands} == {PAUL}

    @pytest.mark.parametrize("intent", ["close_record", "show_worklist", "sleep", "search_patients"])
    def test_what_is_nobodys_is_done_whoever_is_named(self, intent: str) -> None:
        both = replace(meant(intent, patient="garcia"), together=("garcia", "martinez"))
        _, decision = decide(Idle(), both, replace(world(), situation=Situation(patient=ANNE)))
        assert isinstance(decision, Run)

    def test_two_who_are_named_in_answer_are_no_answer(self) -> None:
        both = replace(meant("open_record", patient="anne"), together=("anne durand", "marie durand"))
        state, decision = decide(choosing(), both, world((ANNE,)))
        assert state == choosing()
        assert isinstance(decision, Ask)

    def test_the_question_shows_birth_dates(self) -> None:
        spoken = WORDS.sentence(choosing().question.reply)
        assert "née le 12/03/1950" in spoken
        assert "née le 30/07/1948" in spoken

    @pytest.mark.parametrize(("ordinal", "who"), [(1, ANNE), (2, MARIE), (-1, MARIE), (-2, ANNE)])
    def test_a_number_chooses(self, ordinal: int, who: Patient) -> None:
        state, decision = decide(choosing(), meant("select_item", ordinal=ordinal), world())
        assert state == Idle()
        assert isinstance(decision, Run)
        assert decision.commands[0].patient == who

    def test_a_number_outside_the_list_keeps_the_question(self) -> None:
        before = choosing()
        after, decision = decide(before, meant("select_item", ordinal=7), world())
        assert after == before
        assert isinstance(decision, Drop)

    def test_a_given_name_chooses(self) -> None:
        _, decision = decide(choosing(), meant("out_of_scope", "marie", 0.8), world((MARIE,)))
        assert isinstance(decision, Run)
        assert decision.commands[0].patient == MARIE

    def test_many_are_narrowed_before_one_is_opened(self) -> None:
        state, _ = decide(Idle(), meant("open_record", patient="d"), world((ANNE, MARIE, PAUL)))
        after, decision = decide(state, meant("open_record", patient="durand"), world((ANNE, MARIE)))
        assert isinstance(after, Choosing)
        assert isinstance(decision, Ask)
        assert len(decision.question.choices) == 2

    def test_the_list_on_screen_is_chosen_from(self) -> None:
        listing = (Item("patient", "a", ANNE), Item("patient", "p", PAUL))
        _, decision = decide(Idle(), meant("select_item", ordinal=-1), world(listing=listing))
        assert isinstance(decision, Run)
        assert decision.commands[0].patient == PAUL

    def test_no_name_is_asked_for(self) -> None:
        state, decision = decide(Idle(), meant("open_record"), world())
        assert isinstance(state, Filling)
        assert isinstance(decision, Ask)
        _, answer = decide(state, meant("out_of_scope", "carpentier"), world((PAUL,)))
        assert isinstance(answer, Run)
        assert answer.commands[0].patient == PAUL


class TestTitle:
    def test_a_title_that_disagrees_with_the_record_is_asked_about(self) -> None:
        heard = meant("open_record", "ouvre le dossier de madame carpentier", patient="carpentier")
        state, decision = decide(Idle(), heard, world((PAUL,)))
        assert isinstance(decision, Ask)
        assert "Paul CARPENTIER, né le 02/01/1961" in WORDS.sentence(decision.question.reply)
        _, answer = decide(state, meant("affirm", "oui"), world())
        assert isinstance(answer, Run)
        assert answer.commands[0].patient == PAUL

    @pytest.mark.parametrize(
        ("text", "sex"),
        [("madame durand", Sex.FEMALE), ("monsieur petit", Sex.MALE), ("durand", None), ("monsieur ou madame", None)],
    )
    def test_the_title_is_a_hint_for_the_search(self, text: str, sex: Sex | None) -> None:
        asked = query(Idle(), meant("open_record", text, patient="x"))
        assert asked is not None
        assert asked.sex is sex


@given(st.integers(-6, 6), st.integers(0, 5))
def test_pick_stays_inside_the_list(ordinal: int, length: int) -> None:
    items = tuple(Item("line", str(n)) for n in range(length))
    item = pick(items, ordinal)
    assert (item is not None) == (ordinal != 0 and abs(ordinal) <= length)


class TestMany:
    """More people than one search gives: what is shown is not everyone who could be meant."""

    MANY = tuple(Patient(str(n), "Durand", "Anne", date(1900 + n, 1, 1), Sex.FEMALE) for n in range(10, 60))

    def test_the_one_of_the_day_is_read_out_and_yes_opens_it(self) -> None:
        state, decision = decide(
            Idle(), meant("open_record", patient="durand"), world(self.MANY, worklist=self.MANY[:1])
        )
        assert isinstance(decision, Ask)
        assert "Anne DURAND, née le 01/01/1910" in WORDS.sentence(decision.question.reply)
        _, answer = decide(state, meant("affirm", "oui"), world())
        assert isinstance(answer, Run)
        assert answer.commands[0].patient == self.MANY[0]

    @pytest.mark.parametrize("of_the_day", [0, 2])
    def test_yes_opens_nobody_when_not_one_was_read_out(self, of_the_day: int) -> None:
        asked = world(self.MANY, worklist=self.MANY[:of_the_day])
        state, _ = decide(Idle(), meant("open_record", patient="durand"), asked)
        _, answer = decide(state, meant("affirm", "oui"), world())
        assert isinstance(answer, Ask)

    def test_the_answer_is_looked_up_with_what_was_said_first(self) -> None:
        state, _ = decide(Idle(), meant("open_record", patient="durand"), world(self.MANY))
        asked = query(state, meant("out_of_scope", "marie", 0.8))
        assert asked is not None
        assert asked.words == "durand marie"
        _, decision = decide(state, meant("out_of_scope", "marie", 0.8), world((MARIE,)))
        assert isinstance(decision, Run)
        assert decision.commands[0].patient == MARIE

    def test_another_name_is_another_person(self) -> None:
        state, _ = decide(Idle(), meant("open_record", patient="durand"), world(self.MANY))
        asked = query(state, meant("open_record", patient="carpentier"))
        assert asked is not None
        assert asked.words == "carpentier"

    def test_a_full_answer_of_the_record_chooses_nobody(self) -> None:
        state, _ = decide(Idle(), meant("open_record", patient="durand"), world((ANNE, MARIE)))
        others = tuple(replace(p, id=f"x{p.id}") for p in self.MANY[1:])
        _, decision = decide(state, meant("out_of_scope", "marie", 0.8), world((MARIE, *others)))
        assert not isinstance(decision, Run)


def test_a_birth_date_is_no_yes_to_a_name_that_only_resembles() -> None:
    asked = replace(world((PAUL,)), near=True)
    state, _ = decide(Idle(), meant("open_record", patient="charpentié"), asked)
    again, decision = decide(state, meant("open_record", birth_date="1961-01-02"), asked)
    assert isinstance(again, Choosing)
    assert isinstance(decision, Ask)
    _, answer = decide(again, meant("affirm", "oui"), world())
    assert isinstance(answer, Run)


def test_an_answer_that_only_resembles_one_of_the_choices_is_asked_about() -> None:
    state, _ = decide(Idle(), meant("open_record", patient="durand"), world((ANNE, MARIE)))
    near = replace(world((ANNE,)), near=True)
    again, decision = decide(state, meant("open_record", patient="hanne durant"), near)
    assert isinstance(decision, Ask)
    assert isinstance(again, Choosing)
    assert [c.patient for c in again.question.choices] == [ANNE]
    _, answer = decide(again, meant("affirm", "oui"), world())
    assert isinstance(answer, Run)


def test_words_that_may_be_talk_are_looked_for_strictly() -> None:
    state, _ = decide(Idle(), meant("open_record", patient="durand"), world((ANNE, MARIE)))
    asked = query(state, meant("out_of_scope", "d'accord docteur merci", 0.8))
    assert asked is not None
    assert asked.strict
    named = query(state, meant("open_record", patient="anne"))
    assert named is not None
    assert not named.strict


def test_a_birth_date_answers_with_the_name_that_was_asked_about() -> None:
    asked = query(choosing(), meant("open_record", birth_date="1948-07-30"))
    assert asked is not None
    assert (asked.words, asked.born) == ("durand", date(1948, 7, 30))


@pytest.mark.parametrize(("said", "days"), [("1952", 366), ("1952-03", 31)])
def test_a_year_of_birth_is_not_forgotten(said: str, days: int) -> None:
    asked = query(Idle(), meant("open_record", patient="durand", birth_date=said))
    assert asked is not None
    assert asked.born is None
    assert asked.births is not None
    assert asked.births.start is not None
    assert asked.births.end is not None
    assert (asked.births.end - asked.births.start).days == days - 1


def test_the_name_at_birth_is_shown() -> None:
    odile = Patient("9", "Dupuy", "Odile", date(1950, 3, 1), Sex.FEMALE, birth_family="Abgrall")
    _, decision = decide(Idle(), meant("open_record", patient="dupuy"), replace(world((odile,)), near=True))
    assert isinstance(decision, Ask)
    said = WORDS.sentence(decision.question.reply)
    assert "Odile DUPUY (nom de naissance ABGRALL), née le 01/03/1950" in said
