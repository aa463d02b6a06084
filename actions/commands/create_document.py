"""«nouveau compte-rendu de consultation»: a document of the open patient, with the text its type begins with.

«nouvelle version», before a signed one: the draft that will replace it.
"""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import making, spoken
from actions.subject import subject
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Make it, and put it in front of the person."""
    opened = desk.situation.document
    if opened and opened.status == "signed" and spoken.amends(command.said):
        draft = await desk.writing.amend(desk.origin, opened.id)
        return Reply("amending", {"title": draft.title, "patient": subject(command).name})
    said = command.slots["doc_type"]
    kind = str(said[0] if isinstance(said, list) else said)
    report = await making.made(desk, subject(command), kind)
    facts = {"title": report.title, "patient": subject(command).name, "field": report.current}
    return Reply("report_created_field" if report.current else "report_created", facts)
