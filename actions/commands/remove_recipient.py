"""«retire le patient des destinataires»."""

from __future__ import annotations

from actions.mailroom import addressing
from actions.prepared import Offered, Prepared
from actions.registry import Desk
from assistant.types import Command, Reply


async def prepare(command: Command, desk: Desk) -> Prepared | Offered | Reply:
    """Who is meant: first among those who are addressees."""
    return await addressing.prepare(command, desk, among=True)


async def run(command: Command, desk: Desk) -> Reply:
    """No longer among the addressees of the document."""
    return await addressing.choose(command, desk, left_out=True)
