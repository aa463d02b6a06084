"""«affiche mes consultations de demain», «la liste des patients de cardiologie»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from assistant.dialogue import describe
from assistant.record import View
from assistant.types import Command, Item, Period, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """List the appointments of the days asked for (today when none is said)."""
    span = phrases.period_of(command) or Period(desk.today, desk.today)
    service = command.slots.get("service")
    lines = await desk.chart.worklist(span, str(service) if service else None)
    await desk.chart.show(View("worklist", detail=str(service or ""), period=span))
    one_day = span.start == span.end
    items = tuple(
        Item("patient", f"{a.at:{'%H:%M' if one_day else '%d/%m %H:%M'}} {describe(a.patient)}", a.patient)
        for a in lines
    )
    first = lines[0] if lines else None
    facts = {
        "count": len(lines),
        "when": phrases.when(span, desk.today),
        "at": f"{first.at:%H h %M}" if first else "",
        "first": describe(first.patient) if first else "",
    }
    return Reply("worklist", facts, listing=items)
