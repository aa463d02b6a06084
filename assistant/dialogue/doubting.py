"""Words that were hardly heard change nothing before a «oui»; pure.

The recogniser's confidence is the probability that every word is right; what was typed or clicked is certain.
"""

from __future__ import annotations

from assistant.catalogue import CommandSpec
from assistant.dialogue.read_back import describe
from assistant.dialogue.states import Ask, Decision, Doubting, Run, State, World
from assistant.situation import Situation
from assistant.types import Command, Interpretation, Mode, Question, Reply, Risk

CLEAR = 0.25
"""From here on what was heard is done; see speech/README.md for what it costs and what it stops."""
SHOWN = frozenset({"fill_field"})
"""Its words are written where they are read: doubtful ones are underlined, and counted before the signature."""
UNDOES = {"cancel": "undo"}
"""What changes something when no question is open, and the command it then is."""


def doubted(after: State, decision: Decision, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """The same, or a question in place of a change that was hardly heard. Dictation is never interrupted."""
    if heard.clarity >= CLEAR or not isinstance(decision, Run) or world.situation.mode is Mode.DICTATION:
        return after, decision
    changing = [spec for command in decision.commands if (spec := _changes(command, world))]
    if not changing:
        return after, decision
    who = decision.commands[0].patient if decision.commands[0].intent == "open_record" else None
    label = changing[-1].label.capitalize() + (f" : {describe(who)}" if who else "")
    asked = Question("doubting", Reply("heard_so", {"words": heard.text.rstrip(" .,;!?…"), "label": label}))
    return Doubting(decision, asked, world.now, before=place(world.situation)), Ask(asked)


def place(situation: Situation) -> tuple[str, str, int]:
    """What a change is about that names nothing itself: the patient, the document and its version."""
    patient, opened = situation.patient, situation.document
    return (patient.id if patient else "", opened.id if opened else "", opened.version if opened else 0)


def _changes(command: Command, world: World) -> CommandSpec | None:
    """The command as it is asked about; None where it changes nothing, or shows itself what was doubtful."""
    spec = world.catalogue.spec(UNDOES.get(command.intent, command.intent))
    shown = command.intent in SHOWN and not world.waited
    return spec if spec.risk is Risk.EDIT and not shown else None
