"""A new document: its title, the text its type begins with, and which one commands of writing work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.reports import editing
from actions.reports.model import Body, Report
from assistant.types import Patient

if TYPE_CHECKING:  # the registry knows the writer, and so this package
    from actions.registry import Desk


async def made(desk: Desk, patient: Patient, kind: str, title: str = "", body: Body = ()) -> Report:
    """A document of that type, open at the person's station; a blank one begins with the template of its type."""
    tools = desk.writing.tools
    if not body and (name := tools.starts.get(kind)):
        found = tools.templates.find(name, desk.origin.person)
        body = await tools.templates.body(found[0], desk.chart, patient, desk.today) if found else ()
    titled = title or title_of(desk, kind)
    return await desk.writing.create(desk.origin, patient, kind, titled, editing.joined(body))


def title_of(desk: Desk, kind: str) -> str:
    """«Compte-rendu de consultation»."""
    name = str(desk.catalogue.labels["doc_type"].get(kind, kind))
    return name[:1].upper() + name[1:]
