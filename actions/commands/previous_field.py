"""«champ précédent»."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import going
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Words go to the field before this one."""
    return await going.step(command, desk, -1)
