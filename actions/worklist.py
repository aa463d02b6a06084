"""Walking along the day's worklist."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.record import View
from assistant.types import Period, Reply


async def step(desk: Desk, move: int) -> Reply:
    """Open the record `move` places along; from no open record, the first (or the last) of the list."""
    lines = await desk.chart.worklist(Period(desk.today, desk.today))
    people = list({a.patient.id: a.patient for a in lines}.values())
    ids = [p.id for p in people]
    here = desk.situation.patient
    if here is None:
        place = 0 if move > 0 else len(people) - 1
    elif here.id not in ids:
        return Reply("not_on_worklist")
    else:
        place = ids.index(here.id) + move
    if not 0 <= place < len(people):
        return Reply("no_next" if move > 0 else "no_previous")
    await desk.chart.show(View("record", people[place]))
    return Reply("opened", phrases.patient_facts(people[place]))
