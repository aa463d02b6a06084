"""«reviens au patient précédent»: the one before on today's worklist."""

from __future__ import annotations

from actions.registry import Desk
from actions.worklist import step
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Open the record before the one that is open."""
    return await step(desk, -1)
