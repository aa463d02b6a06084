"""«le deuxième»: people and documents of a list are opened by the dialogue; a plain line is read out."""

from __future__ import annotations

from actions.registry import Desk
from assistant.dialogue import pick
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Read the line of that number."""
    ordinal = command.slots["ordinal"]
    item = pick(desk.situation.listing, int(str(ordinal)))
    if item is None:
        return Reply("which_item", {"ordinal": ordinal})
    return Reply("reading", {"words": item.label})
