"""«quel dossier est ouvert»: read from the record, not from memory."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Name the open record by its two identifiers."""
    view = await desk.chart.shown()
    return Reply("current", phrases.patient_facts(view.patient)) if view.patient else Reply("none_open")
