"""What a conversation waits for, what may be decided, and what a decision depends on: values; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.catalogue import Catalogue
from assistant.record import Piled
from assistant.situation import Situation
from assistant.types import Command, Interpretation, Patient, Question, Reply

PATIENCE = timedelta(seconds=30)
"""A question not answered by then is dropped (safety rule 6)."""


@dataclass(frozen=True, slots=True)
class Idle:
    """No question is open."""


@dataclass(frozen=True, slots=True)
class Confirming:
    """A bind command was read back; only «je confirme» runs it."""

    command: Command
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()
    """Commands of the same breath that wait behind this one."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """Several patients could be meant."""

    heard: Interpretation
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """A value the command cannot do without is missing."""

    heard: Interpretation
    slot: str
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Picking:
    """Words of a command may mean several things that are no patients (correspondents): one is to be picked."""

    command: Command
    words: str
    """The words that several may be called by."""
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Do these, in order; the second only after the first succeeded."""

    commands: tuple[Command, ...]
    then: Interpretation | None = None
    """To be decided anew after them: what engages is read back in front of the record it is about."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was in front of the person when something was asked."""

    patient: str = ""
    document: str = ""
    version: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Doubting:
    """What was hardly heard would change something; «oui» runs it."""

    run: Run
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()
    seen: Seen = field(default_factory=Seen)
    """In front of anything else the yes means nothing."""


State = Idle | Confirming | Choosing | Filling | Picking | Doubting


@dataclass(frozen=True, slots=True)
class Ask:
    question: Question


@dataclass(frozen=True, slots=True)
class Drop:
    """Do nothing. `refused` tells a person's clear wish apart from what was never for us."""

    reason: str
    reply: Reply | None = None
    refused: bool = False


Decision = Run | Ask | Drop


@dataclass(frozen=True, slots=True)
class World:
    """What a decision may depend on beside the words."""

    catalogue: Catalogue
    situation: Situation
    now: datetime
    new_id: Callable[[], str]
    candidates: tuple[Patient, ...] = field(default=())
    """Who the record found for `query(state, heard)`, best first."""
    near: bool = False
    """The only candidate's name just resembles the one that was said."""
    waited: bool = False
    """What is decided was said in an earlier turn, behind a question, or after a record that the same breath opened."""
    amid: bool = False
    """People talk to each other: what was said just before was not for us, nor what came before that."""
    pile: tuple[Piled, ...] = ()
    """The reports of the list on screen as they are now, where a signature may be of all of them."""


def expired(state: State, now: datetime) -> bool:
    """Has the open question waited too long?"""
    return not isinstance(state, Idle) and now - state.asked >= PATIENCE


def question(state: State) -> Question | None:
    """The open question, if there is one."""
    return None if isinstance(state, Idle) else state.question
