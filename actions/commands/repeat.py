"""«répète»: the last thing the assistant said."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Say it again."""
    return desk.situation.last or Reply("nothing_to_repeat")
