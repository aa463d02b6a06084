"""«accepte les valeurs par défaut»: what the template or the record proposed is now the person's word."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import editing
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Accept every field that nobody said or accepted."""
    before = await desk.writing.draft(command.document)
    count = editing.unsaid(before.body)
    await desk.writing.change(desk.origin, before.id, editing.accept, "valeurs par défaut")
    return Reply("accepted", {"count": count})
