"""A new document: its title, the text its type begins with, and which one commands of writing work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.reports import editing
from actions.reports.model import Body, Report
from assistant.types import Patient

if TYPE_CHECKING:  # the registry knows the writer, and so this package
    from actions.registry import Desk


async def made(desk: Desk, patient: Patient, kind: str, title: str = "", body: Body = (), name: str = "") -> Report:
    """A document of that type, open at the person's station; a blank one begins with the template of its type.

    `name` of the template whose `body` it begins with: inserted as a change, so that it can be undone.
    """
    writing = desk.writing
    if not body and (name := writing.tools.starts.get(kind, "")):
        found = writing.tools.templates.find(name, desk.origin.person)
        body = await writing.tools.templates.body(found[0], desk.chart, patient, desk.today) if found else ()
    report = await writing.create(desk.origin, patient, kind, title or title_of(desk, kind))
    writing.visits.ask(desk.chart, patient, report.id, writing.clock())
    if not body:
        return report
    return (await writing.change(desk.origin, report.id, lambda r: editing.insert(r, body), inserted(name))).report


def inserted(name: str) -> str:
    """What undo calls it."""
    return f"modèle « {name} »"


def title_of(desk: Desk, kind: str) -> str:
    """«Compte-rendu de consultation»."""
    name = str(desk.catalogue.labels["doc_type"].get(kind, kind))
    return name[:1].upper() + name[1:]
