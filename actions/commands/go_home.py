"""«retour à l'accueil»."""

from __future__ import annotations

from actions.registry import Desk
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Show the record's home screen; no record stays open."""
    await desk.chart.show(View("home"))
    return Reply("home", listing=())
