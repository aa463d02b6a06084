"""«descends», «tout en bas»."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Move the page in front of the person."""
    direction = str(command.slots["direction"])
    await desk.chart.scroll(direction)
    return Reply("scrolled", {"direction": direction})
