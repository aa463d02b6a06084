"""A choice between correspondents: what answers it, what does not, and that nobody is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant import catalogue
from assistant.dialogue import Ask, Confirming, Drop, Idle, Picking, Run, World, decide, worded
from assistant.situation import Situation
from assistant.types import Command, Entity, Interpretation, Item, Patient, Question, Reply

WORDS = catalogue.load()
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ANNE = Patient("1", "Durand", "Anne")
CHOICES = (
    Item("correspondent", "Dr Claire MARTIN, Cardiologie, à QUIMPER", ref="c"),
    Item("correspondent", "Dr Paul MARTIN, Pneumologie, à BREST", ref="p"),
)


def asked(intent="add_recipient", choices=CHOICES):
    command = Command(intent, {"recipient": "martin"}, ANNE, "id0")
    return Picking(command, "martin", Question("picking", Reply("which_recipient", {}), choices), NOW)


def answer(state, text, intent="out_of_scope", confidence=0.99, wait=1, **slots):
    heard = Interpretation(text, intent, confidence, tuple(Entity(n, str(v), v, 0, 0) for n, v in slots.items()))
    situation = Situation(patient=ANNE, available=frozenset(WORDS.commands))
    return decide(state, heard, World(WORDS, situation, NOW + timedelta(seconds=wait), lambda: "id1"))


@pytest.mark.parametrize(
    ("text", "given", "ref"),
    [
        ("le deuxième", {"intent": "select_item", "ordinal": 2}, "p"), ("Claire", {}, "c"),
        ("celui de Brest", {}, "p"),
        ("le docteur Paul Martin", {"intent": "open_record", "patient": "paul martin"}, "p"),
    ],
)  # fmt: skip
def test_a_number_or_words_that_one_alone_has_pick(text, given, ref):
    state, decision = answer(asked(), text, **given)
    assert isinstance(state, Idle)
    assert isinstance(decision, Run)
    (command,) = decision.commands
    assert command.slots == {"recipient": "martin", "picked": {"martin": ref}}
    assert (command.patient, command.id) == (ANNE, "id1")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Martin", "out_of_scope"), ("oui", "affirm"), ("je confirme", "confirm"), ("celui de Lyon", "out_of_scope"),
        ("vous prenez toujours le traitement de Claire le soir", "out_of_scope"), ("le docteur", "out_of_scope"),
    ],
)  # fmt: skip
def test_what_fits_both_or_none_or_is_talk_picks_nobody(text, intent):
    before = asked()
    state, decision = answer(before, text, intent)
    assert state is before
    assert isinstance(decision, Ask | Drop)


def test_a_number_that_is_not_there_is_said():
    state, decision = answer(asked(), "le cinquième", "select_item", ordinal=5)
    assert isinstance(state, Picking)
    assert decision.reply.key == "which_item"


def test_yes_takes_the_only_one_offered_and_no_abandons():
    alone = asked(choices=CHOICES[:1])
    assert isinstance(answer(alone, "oui", "affirm")[1], Run)
    state, decision = answer(alone, "non", "deny")
    assert isinstance(state, Idle)
    assert isinstance(decision, Drop)


def test_what_engages_is_asked_for_once_more_after_a_pick():
    state, decision = answer(asked("send_report"), "le premier", "select_item", ordinal=1)
    assert isinstance(state, Confirming)
    assert isinstance(decision, Ask)
    assert state.command.slots["picked"] == {"martin": "c"}


def test_an_old_question_is_not_answered():
    state, decision = answer(asked(), "le premier", "select_item", wait=31, ordinal=1)
    assert isinstance(state, Idle)
    assert not isinstance(decision, Run)


def test_words_of_a_label_are_whole_words():
    assert worded(CHOICES, "mart") is None
    assert worded(CHOICES, "martin claire") is CHOICES[0]
