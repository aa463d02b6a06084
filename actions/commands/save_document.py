"""«enregistre»: every word is kept already; a signed document that is not in the record yet is put there."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import keeping
from actions.reports.model import Status
from actions.subject import subject
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Say that it is kept, or try the record again."""
    report = await desk.writing.get(command.document)
    if report.status is not Status.SIGNED:
        return Reply("saved", {"title": report.title, "version": report.version})
    return await keeping.kept(report, subject(command), desk, "saved_signed")
