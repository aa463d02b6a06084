"""«insère le modèle bronchoscopie»: its text with the facts of the record, in the open document, or a new one."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import editing, making
from actions.reports.tools import Meant
from actions.subject import subject
from assistant.types import Command, Item, Patient, Reply

SPOKEN = 4
"""Names said aloud when several templates could be meant."""


async def run(command: Command, desk: Desk) -> Reply:
    """Insert the one meant; several are listed to choose from."""
    said = command.slots["template"]
    words = str(said[0] if isinstance(said, list) else said)
    found = desk.writing.tools.templates.find(words, desk.origin.person)
    if not found:
        return Reply("no_template", {"words": words})
    if len(found) > 1:
        names = ", ".join(f"{n}, {t.name}" for n, t in enumerate(found[:SPOKEN], 1))
        items = tuple(Item("template", t.name, ref=t.name) for t in found)
        return Reply("which_template", {"count": len(found), "names": names}, listing=items)
    return await _insert(found[0], subject(command), desk)


async def _insert(meant: Meant, patient: Patient, desk: Desk) -> Reply:
    body = await desk.writing.tools.templates.body(meant, desk.chart, patient, desk.today)
    opened = desk.situation.document
    if opened is None or opened.status == "signed":
        report = await making.made(desk, patient, meant.doc_type, meant.title, body, meant.name)
    else:
        what = making.inserted(meant.name)
        kept = await desk.writing.change(desk.origin, opened.id, lambda r: editing.insert(r, body), what)
        report = kept.report
    facts = {"name": meant.name, "field": report.current}
    return Reply("template_inserted_field" if report.current else "template_inserted", facts)
