"""«renvoie-le au médecin pour correction»: a draft again, with the remark that was said."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Give it back."""
    said = command.slots.get("content")
    reason = str(said[0] if isinstance(said, list) else said or "")
    report = await desk.writing.give_back(desk.origin, command.document, reason)
    facts = {"title": report.title, "reason": reason}
    return Reply("returned_reason" if reason else "returned", facts)
