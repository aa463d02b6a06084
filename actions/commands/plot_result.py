"""«trace la courbe d'hémoglobine depuis six mois»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from actions.subject import subject
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Draw the values over time: in the record where it can, and as points (ISO date, value) for the console."""
    patient = subject(command)
    analyte = str(command.slots["analyte"])
    span = phrases.period_of(command)
    results = [r for r in await desk.chart.results(patient, analyte, span) if isinstance(r.value, float | int)]
    if not results:
        key = "no_result_period" if span else "no_result"
        return Reply(key, {"of_analyte": phrases.of(analyte), "patient": patient.name})
    await desk.chart.show(View("plot", patient, analyte, span))
    values = [float(r.value) for r in results]
    facts = {
        "analyte": results[0].analyte,
        "unit": results[0].unit,
        "count": len(results),
        "last": phrases.number(values[0]),
        "lowest": phrases.number(min(values)),
        "highest": phrases.number(max(values)),
        "points": tuple((r.at.date().isoformat(), v) for r, v in zip(results, values, strict=True))[::-1],
    }
    return Reply("plot", facts)
