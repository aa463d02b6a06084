"""(State, Interpretation, Situation, candidates) -> (State, Decision): what to do with what was understood; pure.

Time, identifiers and the patients found are passed in; nothing here waits, reads or writes.
"""

from assistant.dialogue.choices import pick, worded
from assistant.dialogue.deciding import UNSURE, decide, pending, query
from assistant.dialogue.doubting import ALIKE, CLEAR, LEAVES
from assistant.dialogue.new_command import SURE, addressed, believed
from assistant.dialogue.read_back import born, describe
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
    expired,
    question,
)

__all__ = [
    "ALIKE", "CLEAR", "LEAVES", "SURE", "UNSURE", "Ask", "Choosing", "Confirming", "Decision", "Doubting",
    "Drop", "Filling", "Idle", "Picking", "Run", "State", "World", "addressed", "believed", "born", "decide",
    "describe", "expired", "pending", "pick", "query", "question", "worded",
]  # fmt: skip
