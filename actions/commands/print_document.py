"""«imprime en deux exemplaires»."""

from __future__ import annotations

import asyncio

from actions.registry import Desk
from actions.reports import printing
from actions.subject import subject
from assistant.types import Command, Reply

MOST = 20
"""Copies of one command: a misheard number prints no ream."""


async def run(command: Command, desk: Desk) -> Reply:
    """Put as many copies into the printer's folder. Raises ReportError(print-off | print-failed)."""
    said = command.slots.get("count")
    count = min(MOST, max(1, said)) if isinstance(said, int) else 1
    report = await desk.writing.get(command.document)
    pdf = await desk.writing.record.sheet(report.id, subject(command))
    await asyncio.to_thread(printing.put, desk.writing.tools.prints, report, pdf, count, command.id)
    return Reply("printed", {"count": count, "title": report.title})
