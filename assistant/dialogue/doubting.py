"""Words that were hardly heard change nothing and leave no open record before a «oui», and take no open question's
place. Whether a name shows a record is told by what else was heard as well: the less that sounds like it, the clearer
the words must be; pure.

The recogniser's confidence is the probability that every word is right; what was typed or clicked is certain.
"""

from __future__ import annotations

from assistant.catalogue import CommandSpec
from assistant.dialogue.read_back import describe
from assistant.dialogue.states import (
    Ask,
    Choosing,
    Confirming,
    Decision,
    Doubting,
    Filling,
    Idle,
    Picking,
    Run,
    Seen,
    State,
    World,
)
from assistant.situation import Situation
from assistant.types import Command, Interpretation, Mode, Patient, Question, Reply, Risk

CLEAR = 0.25
"""From here on what was heard is done; see speech/choices.md for what it costs and what it stops."""
ALIKE, TENTH = 0.7, 0.2
"""A name whose echo is ALIKE must be as clear as all else, a tenth as clear for every TENTH more, ten times for every
TENTH less: a rare name is hardly believed and is right, but a listed one that was not said is like nothing else heard.
"""
SHOWN = frozenset({"fill_field"})
"""Its words are written where they are read: doubtful ones are underlined, and counted before the signature."""
OPENS = "open_record"
LEAVES = frozenset({"next_patient", "previous_patient", OPENS})
"""Another patient's record takes the place of the open one: whatever is said next would be about somebody else."""
UNDOES = {"cancel": "undo"}
"""What changes something when no question is open, and the command it then is."""


def murmured(heard: Interpretation, world: World) -> bool:
    """Was it hardly heard? Dictation is never interrupted."""
    return heard.clarity < CLEAR and world.situation.mode is not Mode.DICTATION


def doubted(
    after: State, decision: Decision, heard: Interpretation, world: World, *, whose: float | None = None
) -> tuple[State, Decision]:
    """The same, or a question in place of a change that was hardly heard.

    `whose`: the confidence from which the record of a patient who was found is shown, open records or not; as all else
    where None.
    """
    if not isinstance(decision, Run) or world.situation.mode is Mode.DICTATION:
        return after, decision
    changing = [spec for command in decision.commands if (spec := _hardly(command, heard, world, whose))]
    if not changing or (changing[-1].intent in SHOWN and not world.waited):
        return after, decision
    here = world.situation.patient
    others = (c.patient for c in decision.commands if c.patient and (here is None or c.patient.id != here.id))
    who = next(others, None)
    label = changing[-1].label.capitalize() + (f" : {describe(who)}" if who else "")
    asked = Question("doubting", Reply("heard_so", {"words": heard.text.rstrip(" .,;!?…"), "label": label}))
    return Doubting(decision, asked, world.now, seen=seen(world.situation)), Ask(asked)


def sure_whose(heard: Interpretation) -> float | None:
    """The confidence from which an order shows the record of the patient it names; None where no echo tells."""
    return None if heard.echo is None else CLEAR * 10 ** ((ALIKE - heard.echo) / TENTH)


def displaces(state: State, after: State, decision: Decision, world: World) -> bool:
    """Would it change something, or ask something, that is not what the open question is about?"""
    if isinstance(decision, Run):
        changing = any(_changes(command, world) for command in decision.commands)
        return changing and decision.commands[-1].said != _about(state)
    return isinstance(decision, Ask) and after is not state and _about(after) != _about(state)


def seen(situation: Situation) -> Seen:
    """What a change is about that names nothing itself."""
    patient, opened = situation.patient, situation.document
    return Seen(patient.id if patient else "", *((opened.id, opened.version, opened.field) if opened else ()))


def _hardly(command: Command, heard: Interpretation, world: World, whose: float | None) -> CommandSpec | None:
    """The command as it is asked about; None where it was clear, or changes nothing."""
    here, least = world.situation.patient, CLEAR
    spec = _changes(command, world)
    if whose is not None and command.patient and (here is None or command.patient.id != here.id):
        opens = command.intent == OPENS
        spec, least = (world.catalogue.spec(OPENS), whose) if opens else (spec, max(whose, CLEAR))
    return spec if heard.clarity < least else None


def _changes(command: Command, world: World) -> CommandSpec | None:
    """The command as it is asked about; None where it changes nothing and the open record stays."""
    spec = world.catalogue.spec(UNDOES.get(command.intent, command.intent))
    return spec if spec.risk is not Risk.LOOK or _leaves(command, world.situation.patient) else None


def _leaves(command: Command, here: Patient | None) -> bool:
    return here is not None and command.intent in LEAVES and (command.patient is None or command.patient.id != here.id)


def _about(state: State) -> str:
    """The words that a question is about."""
    match state:
        case Idle():
            return ""
        case Choosing() | Filling():
            return state.heard.text
        case Confirming() | Picking():
            return state.command.said
        case Doubting():
            return state.run.commands[-1].said
