"""The dialogue: safety rules as properties, and each state's answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue
from assistant.dialogue import (
    SURE,
    UNSURE,
    Ask,
    Choosing,
    Confirming,
    Drop,
    Filling,
    Idle,
    Run,
    State,
    World,
    decide,
    expired,
    pick,
    query,
)  # fmt: skip
from assistant.dialogue.states import PATIENCE
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Item, Mode, Patient, Risk, Sex

WORDS = catalogue.load()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNE = Patient("1", "Durand", "Anne", date(1950, 3, 12), Sex.FEMALE)
MARIE = Patient("2", "Durand", "Marie", date(1948, 7, 30), Sex.FEMALE)
PAUL = Patient("3", "Carpentier", "Paul", date(1961, 1, 2), Sex.MALE)
EVERYTHING = frozenset(WORDS.commands)
NOTE = Opened("d1", "1", "Courrier", "letter", "draft", 4, blank=False, author="Dr Martin")


def meant(intent: str, text: str = "", confidence: float = 0.99, about: str = "", **slots: str | int) -> Interpretation:
    entities = tuple(Entity(name, str(value), value, 0, 0) for name, value in slots.items())
    return Interpretation(text or intent, intent, confidence, entities, about=about)


def world(found: tuple[Patient, ...] = (), **known: object) -> World:
    ids = count(1)
    situation = Situation(available=EVERYTHING, **known)  # type: ignore[arg-type]
    return World(WORDS, situation, NOW, lambda: f"id{next(ids)}", found)


def choosing() -> Choosing:
    state, _ = decide(Idle(), meant("open_record", patient="durand"), world((ANNE, MARIE)))
    assert isinstance(state, Choosing)
    return state


def confirming(intent: str = "sign_document") -> Confirming:
    state, decision = decide(Idle(), meant(intent), world(patient=ANNE, document=NOTE))
    assert isinstance(state, Confirming)
    assert isinstance(decision, Ask)
    return state


interpretations = st.builds(
    Interpretation,
    text=st.sampled_from(["oui", "non", "ouvre le dossier", "bonjour madame", "la deuxième", "marie"]),
    intent=st.sampled_from(sorted(WORDS.commands)),
    confidence=st.floats(0, 1),
    entities=st.lists(
        st.sampled_from([
            Entity("patient", "durand", "durand", 0, 6), Entity("ordinal", "deux", 2, 0, 4),
            Entity("ordinal", "dernier", -1, 0, 4), Entity("section", "bio", "labs", 0, 3),
            Entity("analyte", "créat", "créat", 0, 5), Entity("template", "écho", "écho", 0, 4),
            Entity("field", "motif", "motif", 0, 5), Entity("content", "toux", "toux", 0, 4),
        ]), max_size=3,
    ).map(tuple),
    about=st.sampled_from(["", "durand"]),
)  # fmt: skip
founds = st.lists(st.sampled_from([ANNE, MARIE, PAUL]), unique=True, max_size=3).map(tuple)
situations = st.builds(
    Situation,
    mode=st.sampled_from(Mode),
    patient=st.sampled_from([None, ANNE, PAUL]),
    listing=st.sampled_from([(), (Item("patient", "a", ANNE), Item("patient", "p", PAUL)), (Item("line", "x"),)]),
    available=st.just(EVERYTHING),
    document=st.sampled_from([None, NOTE, replace(NOTE, patient="3")]),
)
states = st.sampled_from([Idle(), choosing(), confirming(), confirming("send_report")]) | st.just(
    decide(Idle(), meant("open_record"), world())[0]
)


class TestSafety:
    @given(states, interpretations, situations, founds)
    def test_bind_runs_only_as_the_confirmed_command(
        self, state: State, heard: Interpretation, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        _, decision = decide(state, heard, replace(world(found), situation=situation))
        if not isinstance(decision, Run):
            return
        bound = [c for c in decision.commands if WORDS.spec(c.intent).risk is Risk.BIND]
        if bound:
            assert isinstance(state, Confirming)
            assert heard.intent == "confirm"
            assert heard.confidence >= SURE
            assert bound == [state.command]
            assert bound[0] is state.command, "what was confirmed is what runs"

    @given(states, interpretations, situations, founds)
    def test_nothing_runs_on_words_that_are_not_sure(
        self, state: State, heard: Interpretation, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        unsure = replace(heard, confidence=min(heard.confidence, UNSURE - 0.01))
        _, decision = decide(state, unsure, replace(world(found), situation=situation))
        if isinstance(decision, Run):
            # a bare name may still answer «which of these people?»: it was looked up, not classified
            assert isinstance(state, Choosing | Filling)
            assert decision.commands[0].patient in found

    @given(interpretations, situations, founds)
    def test_two_candidates_are_never_guessed_between(
        self, heard: Interpretation, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        if len(found) < 2 or query(Idle(), heard) is None:
            return
        _, decision = decide(Idle(), heard, replace(world(found), situation=situation))
        opened = (
            [c.patient for c in decision.commands if c.intent == "open_record"] if isinstance(decision, Run) else []
        )
        assert not opened

    @given(states, interpretations, situations, founds)
    def test_asleep_only_waking_does_anything(
        self, state: State, heard: Interpretation, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        asleep = replace(situation, mode=Mode.ASLEEP)
        after, decision = decide(state, heard, replace(world(found), situation=asleep))
        if heard.intent != "wake":
            assert isinstance(decision, Drop)
            assert after == state

    @given(states, interpretations, founds, st.integers(0, 120))
    def test_an_expired_question_counts_as_none(
        self, state: State, heard: Interpretation, found: tuple[Patient, ...], late: int
    ) -> None:
        here = replace(world(found), now=NOW + PATIENCE + timedelta(seconds=late))
        asked_afresh = decide(Idle(), heard, replace(here, new_id=lambda: "x"))
        assert decide(state, heard, replace(here, new_id=lambda: "x")) == asked_afresh

    @given(states, situations, founds)
    def test_chatter_leaves_the_question_open(
        self, state: State, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        chatter = meant("out_of_scope", "vous avez mal depuis combien de temps dites-moi tout")
        here = replace(world(), situation=replace(situation, mode=Mode.COMMANDS))
        after, decision = decide(state, chatter, here)
        assert after == state
        assert isinstance(decision, Drop)
        assert decision.reply is None

    @given(states, interpretations, situations, founds)
    def test_commands_carry_a_key_and_the_patient_they_work_on(
        self, state: State, heard: Interpretation, situation: Situation, found: tuple[Patient, ...]
    ) -> None:
        _, decision = decide(state, heard, replace(world(found), situation=situation))
        for command in decision.commands if isinstance(decision, Run) else ():
            assert command.id
            if WORDS.spec(command.intent).needs_patient:
                assert command.patient is not None


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


def test_a_question_expires_after_thirty_seconds() -> None:
    state = choosing()
    assert not expired(state, NOW + timedelta(seconds=29))
    assert expired(state, NOW + timedelta(seconds=30))
    assert not expired(Idle(), NOW + timedelta(days=1))


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
