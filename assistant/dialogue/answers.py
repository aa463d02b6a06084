"""An answer to the open question, or another command in its place; pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.assent import says_confirm
from assistant.catalogue import OUT_OF_SCOPE
from assistant.dialogue.choices import FULL, adds, choose, narrow, pick, picked, read_first, worded
from assistant.dialogue.doubting import CLEAR, doubted, murmured, seen, sure_whose
from assistant.dialogue.new_command import SURE, believed, fresh, overheard, resolve, run, settle, which
from assistant.dialogue.read_back import nobody, read_back
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
    Run,
    State,
    World,
    question,
)  # fmt: skip
from assistant.naming import named
from assistant.types import Command, Interpretation, Question, Reply, Risk


def answer(
    state: Confirming | Choosing | Filling | Picking | Doubting, heard: Interpretation, world: World
) -> tuple[State, Decision]:
    """What an open question makes of the next words."""
    match state:
        case Confirming():
            return _confirming(state, heard, world)
        case Choosing():
            return _choosing(state, heard, world)
        case Filling():
            return _filling(state, heard, world)
        case Picking():
            return _picking(state, heard, world)
        case Doubting():
            return _doubting(state, heard, world)


def _doubting(state: Doubting, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """A clear yes runs what was hardly heard, in front of the same document."""
    if heard.intent not in ("affirm", "confirm") or heard.confidence < SURE:
        return _common_answer(state, heard, world)
    if heard.clarity < CLEAR:
        return state, Ask(state.question)
    if seen(world.situation) != state.seen:
        return Idle(), Drop("changed-since", Reply("changed_since"), refused=True)
    return Idle(), state.run


def _completed(
    state: Choosing | Filling, heard: Interpretation, result: tuple[State, Decision], world: World
) -> tuple[State, Decision]:
    """The answer completes what was asked about: that too must have been heard, and the question tells both."""
    said = f"{state.heard.text}, {heard.text}" if murmured(heard, world) else state.heard.text
    # its own words are another turn's: nothing will underline them
    again, world = replace(state.heard, text=said), replace(world, waited=True)
    if isinstance(state, Choosing):
        return doubted(*result, again, world, whose=0.0)
    if state.slot != "patient":
        return doubted(*result, again, world, whose=sure_whose(again))
    clarity = min(state.heard.clarity, heard.clarity)
    return doubted(*result, replace(again, clarity=clarity), world, whose=sure_whose(heard) or 0.0)


def _confirming(state: Confirming, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """Only «je confirme», clearly heard, runs what was read back."""
    if heard.confidence < SURE:
        return state, Drop("unrelated")
    if heard.intent == "confirm" and says_confirm(heard.text):  # the word itself, not a likeness of it
        return (Idle(), Run((state.command,))) if heard.clarity >= CLEAR else (state, Ask(state.question))
    if heard.intent in ("affirm", "confirm"):
        return state, Ask(replace(state.question, reply=Reply("say_confirm")))
    return _common_answer(state, heard, world)


def _choosing(state: Choosing, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """A number, a name or more of the person narrows the people to one."""
    choices = state.question.choices
    ordinal = heard.first("ordinal")
    if heard.intent in ("select_item", "open_record") and ordinal and named(heard).empty:
        item = pick(choices, int(ordinal.value))
        if item is None or item.patient is None:
            return state, Drop("no-such-item", Reply("which_item", {"ordinal": ordinal.value}), refused=True)
        return _completed(state, heard, settle(state.heard, item.patient, world), world)
    if heard.intent == "affirm" and choices[0].patient and (len(choices) == 1 or read_first(state.question)):
        # the one person who was read out
        return _completed(state, heard, settle(state.heard, choices[0].patient, world), world)
    if heard.together or heard.intent in ("affirm", "confirm"):
        return state, Ask(state.question)
    if world.candidates and adds(state, heard):
        return _completed(state, heard, resolve(state.heard, world.candidates, world), world)
    # a full answer of the record may lack some of the choices: those it holds are not the only ones meant
    if len(world.candidates) < FULL and (narrowed := narrow(choices, world.candidates)):
        # a name that is only near wants a yes, and the same birth date again says nothing new
        if len(narrowed) == 1 and not world.near:
            return _completed(state, heard, settle(state.heard, narrowed[0], world), world)
        if len(narrowed) < len(choices):
            return choose(state.heard, narrowed, world)
    return _common_answer(state, heard, world)


def _filling(state: Filling, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """The missing value completes the command."""
    if heard.intent in ("deny", "cancel", "repeat", "help", "sleep"):
        return _common_answer(state, heard, world)
    if state.slot == "patient":
        if heard.together:
            return state, Ask(replace(state.question, reply=which(heard)))
        if world.candidates and (heard.intent in ("open_record", "search_patients", OUT_OF_SCOPE)):
            return _completed(state, heard, resolve(state.heard, world.candidates, world), world)
        if heard.intent == "open_record" and not named(heard).empty:
            return state, Drop("nobody", nobody(heard), refused=True)
        return _common_answer(state, heard, world)
    entity = heard.first(state.slot)
    if entity and named(heard).empty:  # who names somebody else gives another order
        completed = replace(state.heard, entities=(*state.heard.entities, entity))
        return _completed(state, heard, fresh(completed, world), world)
    return _common_answer(state, heard, world)


def _picking(state: Picking, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """A number or telling words pick what the words of the command mean."""
    choices, ordinal = state.question.choices, heard.first("ordinal")
    item = worded(choices, heard.text)
    if heard.intent == "select_item" and ordinal and named(heard).empty:
        item = pick(choices, int(ordinal.value))
        if item is None:
            return state, Drop("no-such-item", Reply("which_item", {"ordinal": ordinal.value}), refused=True)
    elif heard.intent == "affirm" and len(choices) == 1:
        item = choices[0]
    elif heard.intent in ("affirm", "confirm"):
        return state, Ask(state.question)
    if item is None:
        return _common_answer(state, heard, world)
    command = replace(picked(state.command, state.words, item), id=world.new_id())
    spec = world.catalogue.spec(command.intent)
    if spec.risk is not Risk.BIND:
        return run(command)
    asked = Question("confirming", read_back(command, spec, world))
    return Confirming(command, asked, world.now), Ask(asked)


def _common_answer(state: State, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """Answers that mean the same whatever was asked; another clear command replaces the question."""
    if heard.intent in ("cancel", "deny") or (heard.intent == "recall_dispatch" and _sends(state)):
        return Idle(), Drop("cancelled", Reply("cancelled"))
    if heard.intent == "repeat" and (asked := question(state)):
        return state, Ask(asked)
    if heard.intent == "help":
        return state, Run((Command("help", id=world.new_id()),))
    if heard.intent in (OUT_OF_SCOPE, "affirm", "confirm", "select_item") or not believed(heard):
        return state, Drop("unrelated")
    return ordered(state, heard, world)


def ordered(state: State, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """A new command, asked about where it was hardly heard; amid talk, an order alone: the rest leaves all as it is."""
    if believed(heard) and overheard(heard, world):
        return state, Drop("amid-talk")
    return doubted(*fresh(heard, world), heard, world, whose=sure_whose(heard))


def _sends(state: State) -> bool:
    """Is it asked whether something leaves? «annule l'envoi» then means that one, not what left before it."""
    return isinstance(state, Confirming | Picking) and state.command.intent in ("send_report", "send_all_reports")
