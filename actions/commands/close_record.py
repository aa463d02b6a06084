"""«ferme le dossier»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Leave the record for the home screen."""
    await desk.chart.show(View("home"))
    if command.patient is None:
        return Reply("none_open", listing=())
    return Reply("closed", phrases.patient_facts(command.patient), listing=())
