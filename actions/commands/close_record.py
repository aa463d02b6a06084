"""«ferme le dossier»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Leave the record for the home screen; says so when none was open."""
    patient = desk.situation.patient
    if patient is None:
        return Reply("none_open")
    await desk.chart.show(View("home"))
    return Reply("closed", phrases.patient_facts(patient), listing=())
