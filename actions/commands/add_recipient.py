"""«ajoute le cardiologue en copie»."""

from __future__ import annotations

from actions.mailroom import addressing
from actions.prepared import Offered, Prepared
from actions.registry import Desk
from assistant.types import Command, Reply


async def prepare(command: Command, desk: Desk) -> Prepared | Offered | Reply:
    """Who is meant: never a guess between two of one name."""
    return await addressing.prepare(command, desk)


async def run(command: Command, desk: Desk) -> Reply:
    """Among the addressees of the document, from now on."""
    return await addressing.choose(command, desk, left_out=False)
