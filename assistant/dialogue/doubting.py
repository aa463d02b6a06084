"""Words that were hardly heard change nothing before a «oui»; pure.

The recogniser's confidence is the probability that every word is right; what was typed or clicked is certain.
"""

from __future__ import annotations

from assistant.dialogue.states import Ask, Decision, Doubting, Run, State, World
from assistant.types import Interpretation, Mode, Question, Reply, Risk

CLEAR = 0.25
"""From here on what was heard is done; see speech/README.md for what it costs and what it stops."""
_SHOWN = frozenset({"fill_field"})
"""Its words are written where they are read: doubtful ones are underlined, and counted before the signature."""


def doubted(state: State, decision: Decision, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """The same, or a question in place of a change that was hardly heard. Dictation is never interrupted."""
    if heard.clarity >= CLEAR or not isinstance(decision, Run) or world.situation.mode is Mode.DICTATION:
        return state, decision
    specs = [world.catalogue.spec(command.intent) for command in decision.commands]
    changing = [spec for spec in specs if spec.risk is Risk.EDIT and spec.intent not in _SHOWN]
    if not changing:
        return state, decision
    asked = Question("doubting", Reply("heard_so", {"words": heard.text, "label": changing[-1].label.capitalize()}))
    return Doubting(decision, asked, world.now), Ask(asked)
