"""«annule» when no question is open: the last change of the open document, or of a template; else nothing."""

from __future__ import annotations

from actions.commands import undo
from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Undo, or say that there is nothing; an open question is answered by the dialogue before it comes here."""
    opened = desk.situation.document
    if opened is None or opened.status == "signed":
        undone = "annul" in command.said.lower() and desk.shelving
        if undone and (reply := undone.take_back(command.id, opened)):
            return reply
        return Reply("nothing_to_cancel")
    return await undo.run(command, desk)
