"""«cherche les patients qui s'appellent Lefebvre»: a numbered list, nothing is opened."""

from __future__ import annotations

from datetime import date

from actions import phrases
from actions.registry import Desk
from assistant.record import PatientQuery, View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """List everyone who could be meant."""
    words = str(command.slots["patient"])
    birth = command.slots.get("birth_date")
    query = PatientQuery(words, date.fromisoformat(birth) if isinstance(birth, str) else None)
    found = await desk.chart.search(query)
    await desk.chart.show(View("patients", detail=words))
    items = phrases.people(found)
    named = items[0].label if items else ""
    return Reply("found", {"count": len(items), "words": words, "people": named}, listing=items)
