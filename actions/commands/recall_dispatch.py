"""«annule l'envoi»: stopped while it waits; afterwards only a version that cancels and replaces can reach them."""

from __future__ import annotations

from actions.mailroom import telling
from actions.mailroom.identity import person_of
from actions.registry import Desk
from assistant.errors import ChartError
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """What this person sent last, of the patient who was named."""
    room, writer = desk.sending, desk.writing
    last = await room.last(desk.origin.person, command.patient.id if command.patient else "")
    if last is None:
        return Reply("nothing_to_recall")
    recalled = [(key, await room.recall(key, desk.origin)) for key in last.reports]
    stopped = [row for _, each in recalled for row in each.stopped]
    gone = [row for _, each in recalled for row in each.gone]
    if not stopped and not gone:
        return Reply("nothing_to_recall")
    report = await writer.get(last.reports[0])
    try:
        name = (await person_of(desk.chart, report.patient, desk.situation.patient)).name
    except ChartError:  # what was stopped is told all the same
        name = "ce patient"
    facts = {
        "title": report.title, "patient": name, "people": telling.names(stopped), "count": len(last.reports),
        "gone": telling.names(gone),
    }  # fmt: skip
    if not gone:
        return Reply("recalled" if len(last.reports) == 1 else "recalled_all", facts)
    here = desk.situation.patient
    if len(last.reports) > 1 or here is None or here.id != report.patient:
        return Reply("recall_elsewhere" if not stopped else "recalled_in_part", facts)
    draft = await replacement(report.id, desk)
    key = "recall_replace" if not stopped else "recalled_in_part_replace"
    return Reply(key, facts | {"new": draft})


async def replacement(report: str, desk: Desk) -> str:
    """The draft that cancels and replaces, on the desk: the one that was begun, else a new one. Its title."""
    began = [r for r in await desk.writing.find(status="draft") if r.replaces == report]
    if began:
        return (await desk.writing.open(desk.origin, began[0].id)).title
    return (await desk.writing.amend(desk.origin, report)).title
