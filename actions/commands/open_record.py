"""«ouvre le dossier de madame Dupont»: the dialogue has found the one person meant; the record shows it."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.errors import ChartError
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Open it. Raises ChartError(chart-not-found) when the command carries nobody."""
    if command.patient is None:
        raise ChartError("chart-not-found", "open_record without a patient")
    await desk.chart.show(View("record", command.patient))
    return Reply("opened", phrases.patient_facts(command.patient))
