"""The dialogue's safety rules as properties: whatever is asked, heard, open and found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue import (
    SURE,
    UNSURE,
    Choosing,
    Confirming,
    Drop,
    Filling,
    Idle,
    Run,
    State,
    decide,
    expired,
    query,
)
from assistant.dialogue.states import PATIENCE
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Item, Mode, Patient, Risk
from tests.dialogue_values import ANNE, EVERYTHING, MARIE, NOTE, NOW, PAUL, WORDS, choosing, confirming, meant, world

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


def test_a_question_expires_after_thirty_seconds() -> None:
    state = choosing()
    assert not expired(state, NOW + timedelta(seconds=29))
    assert expired(state, NOW + timedelta(seconds=30))
    assert not expired(Idle(), NOW + timedelta(days=1))
