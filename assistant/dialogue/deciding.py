"""(State, Interpretation, World) -> (State, Decision), and whom the record must look up before; pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.dialogue.answers import answer, ordered
from assistant.dialogue.choices import SHORT, adds, nameless
from assistant.dialogue.doubting import displaces, doubted, murmured
from assistant.dialogue.new_command import slots_of
from assistant.dialogue.states import (
    Ask,
    Choosing,
    Confirming,
    Decision,
    Doubting,
    Drop,
    Filling,
    Idle,
    Picking,
    State,
    World,
    expired,
)
from assistant.naming import both, named, title_sex
from assistant.record import PatientQuery
from assistant.types import Command, Interpretation, Mode

UNSURE = 0.40
"""From here until it is believed: say that it was not understood. Below: it was not for us."""


def pending(state: State, words: Catalogue) -> Command | None:
    """The command that the open question is about, as far as it is known."""
    if isinstance(state, Confirming | Picking):
        return state.command
    if isinstance(state, Doubting):
        return state.run.commands[-1]
    return (
        None
        if isinstance(state, Idle)
        else Command(state.heard.intent, slots_of(state.heard, words.spec(state.heard.intent)))
    )


def query(state: State, heard: Interpretation) -> PatientQuery | None:
    """Whom the record must look up before deciding, or None."""
    heard = _trusted(heard)
    said = named(heard)
    asked_who = isinstance(state, Choosing) or (isinstance(state, Filling) and state.slot == "patient")
    if said.empty and asked_who and heard.intent == OUT_OF_SCOPE and len(heard.text.split()) <= SHORT:
        said = PatientQuery(words=heard.text, sex=title_sex(heard.text), strict=True)
    if said.empty and isinstance(state, Filling) and heard.intent == state.heard.intent and heard.first(state.slot):
        said = named(state.heard)  # the value completes an order that named somebody
    if said.empty:
        return None
    if isinstance(state, Choosing) and (adds(state, heard) or nameless(heard)):
        return both(named(state.heard), said)
    return said


def decide(state: State, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """What follows from one understood command. An expired question counts as none."""
    heard = _trusted(heard)
    if expired(state, world.now):
        state = Idle()
    if world.situation.mode is Mode.ASLEEP and heard.intent != "wake":
        return state, Drop("asleep")
    if isinstance(state, Idle):
        return ordered(state, heard, world)
    after, decision = doubted(*answer(state, heard, world), heard, world)
    if not murmured(heard, world):
        return after, decision
    if isinstance(decision, Drop):  # what came to nothing leaves the question open; «annule» does not
        return (after, decision) if decision.reason == "cancelled" else (state, Drop("unrelated"))
    return (state, Ask(state.question)) if displaces(state, after, decision, world) else (after, decision)


def _trusted(heard: Interpretation) -> Interpretation:
    """Words that are hardly anything's meaning are nobody's command, whatever the best guess."""
    return replace(heard, intent=OUT_OF_SCOPE) if heard.confidence < UNSURE else heard
