"""«nouveau compte-rendu de consultation»: a document of the open patient, with the text its type begins with."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import making
from actions.subject import subject
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Make it, and put it in front of the person."""
    said = command.slots["doc_type"]
    kind = str(said[0] if isinstance(said, list) else said)
    report = await making.made(desk, subject(command), kind)
    facts = {"title": report.title, "patient": subject(command).name, "field": report.current}
    return Reply("report_created_field" if report.current else "report_created", facts)
