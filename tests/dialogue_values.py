"""Values for the tests of the dialogue: three patients, what was meant, the world around it, and open questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from assistant import catalogue
from assistant.dialogue import CLEAR, Ask, Choosing, Confirming, Idle, World, decide
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Patient, Sex

WORDS = catalogue.load()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNE = Patient("1", "Durand", "Anne", date(1950, 3, 12), Sex.FEMALE)
MARIE = Patient("2", "Durand", "Marie", date(1948, 7, 30), Sex.FEMALE)
PAUL = Patient("3", "Carpentier", "Paul", date(1961, 1, 2), Sex.MALE)
MURMUR = CLEAR / 2
EVERYTHING = frozenset(WORDS.commands)
NOTE = Opened("d1", "1", "Courrier", "letter", "draft", 4, blank=False, author="Dr Martin")


def meant(intent: str, text: str = "", confidence: float = 0.99, about: str = "", **slots: str | int) -> Interpretation:
    entities = tuple(Entity(name, str(value), value, 0, 0) for name, value in slots.items())
    return Interpretation(text or intent, intent, confidence, entities, about=about)


def heard(intent: str, text: str = "", clarity: float = MURMUR, **slots: str | int) -> Interpretation:
    return replace(meant(intent, text, **slots), clarity=clarity)


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
