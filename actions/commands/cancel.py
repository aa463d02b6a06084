"""«laisse tomber» when no question is open: there is nothing to give up."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Say so; an open question is answered by the dialogue before it comes here."""
    return Reply("nothing_to_cancel")
