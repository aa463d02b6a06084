"""«que puis-je dire»: examples that fit the present situation."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Reply

SPOKEN = 5
"""Examples said aloud; the console shows them all."""


async def run(command: Command, desk: Desk) -> Reply:
    """One example of each of the first commands that may be said now, those of the open record before others."""
    active = [s for s in desk.situation.active(desk.catalogue) if s.say and s.intent != "out_of_scope"]
    if desk.situation.patient:
        active.sort(key=lambda s: not s.needs_patient)
    examples = ", ".join(f"« {s.say[0]} »" for s in active[:SPOKEN])
    return Reply("help", {"examples": examples, "intents": tuple(s.intent for s in active)})
