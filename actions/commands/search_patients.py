"""«cherche les patients qui s'appellent Lefebvre»: a numbered list, nothing is opened."""

from __future__ import annotations

from actions import phrases
from actions.finding import find
from actions.registry import Desk
from assistant.naming import birth
from assistant.record import PatientQuery, View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """List everyone who could be meant."""
    words = str(command.slots["patient"])
    said = command.slots.get("birth_date")
    day, births = birth(said) if isinstance(said, str) else (None, None)
    age = command.slots.get("age")
    query = PatientQuery(words, day, births=births, age=age if isinstance(age, int) else None, strict=True)
    found = (await find(desk.chart, query, desk.situation, desk.today)).people
    await desk.chart.show(View("patients", detail=words))
    items = phrases.people(found)
    named = items[0].label if items else ""
    return Reply("found", {"count": len(items), "words": words, "people": named}, listing=items)
