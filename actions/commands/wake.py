"""«réveille-toi»."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Mode, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Listen to commands again."""
    return Reply("awake", mode=Mode.COMMANDS)
