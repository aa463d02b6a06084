"""«quels modèles j'ai», «les modèles de courrier»."""

from __future__ import annotations

from actions.reports.templates.desk import TemplateDesk
from actions.reports.templates.gathering import Entry
from assistant.types import Command, Item, Reply

SPOKEN = 4
"""Names said aloud; the list shows them all."""


async def run(command: Command, desk: TemplateDesk) -> Reply:
    """List the person's templates, nearest first; any of them can be chosen by its number."""
    said = command.slots.get("doc_type")
    kind = str(said[0] if isinstance(said, list) else said or "")
    entries = desk.writing.tools.templates.listed(desk.origin.person, kind)
    names = ", ".join(e.template.name for e in entries[:SPOKEN])
    facts = {"count": len(entries), "names": names, "doc_type": kind}
    return Reply("templates_of_type" if kind else "templates", facts, listing=tuple(map(_item, entries)))


def _item(entry: Entry) -> Item:
    held = entry.template
    label = f"{held.name} ({held.specialty})" if held.specialty else held.name
    return Item("template", label, ref=held.name)
