"""«donne-moi la dernière créatinine»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from actions.subject import subject
from assistant.record import Result, View
from assistant.types import Command, Item, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Say the newest value, with its date, and whether it is out of range."""
    patient = subject(command)
    analyte = str(command.slots["analyte"])
    span = phrases.period_of(command)
    results = await desk.chart.results(patient, analyte, span)
    if not results:
        key = "no_result_period" if span else "no_result"
        return Reply(key, {"of_analyte": phrases.of(analyte), "patient": patient.name})
    await desk.chart.show(View("result", patient, analyte, span))
    newest = results[0]
    facts = {
        "analyte": newest.analyte,
        "value": phrases.number(newest.value),
        "unit": newest.unit,
        "on": f"{newest.at:%d/%m/%Y}",
        "note": _note(newest),
        "abnormal": newest.abnormal,
    }
    return Reply("result", facts, listing=tuple(Item("line", _line(r)) for r in results))


def _note(result: Result) -> str:
    if not result.abnormal:
        return ""
    return f" Hors norme ({result.reference})." if result.reference else " Hors norme."


def _line(result: Result) -> str:
    return f"{result.at:%d/%m/%Y} {result.analyte} {phrases.number(result.value)} {result.unit}".strip()
