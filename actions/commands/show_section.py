"""«affiche les allergies», «montre l'imagerie de cette année»."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from actions.subject import subject
from assistant.record import Document, Line, View
from assistant.types import Command, Item, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Show a section of the open record and say what is newest in it."""
    patient = subject(command)
    section = str(command.slots["section"])
    span = phrases.period_of(command)
    lines = await desk.chart.section(patient, section, span)
    documents = await desk.chart.documents(patient) if section in ("documents", "letters") else ()
    await desk.chart.show(View("section", patient, section, span))
    title = desk.catalogue.labels["section"].get(section, section)
    facts = {
        "section": section,
        "section_title": title[:1].upper() + title[1:],
        "patient": patient.name,
        "count": len(lines),
        "first": lines[0].text if lines else "",
    }
    items = tuple(_item(line, documents) for line in lines)
    return Reply("section_period" if span else "section", facts, listing=items)


def _item(line: Line, documents: tuple[Document, ...]) -> Item:
    """A line that is a document can be opened by its number."""
    label = f"{line.on:%d/%m/%Y} {line.text}" if line.on else line.text
    known = line.ref is not None and any(d.id == line.ref for d in documents)
    return Item("document" if known else "line", label, ref=line.ref)
