"""«mets-toi en veille»: from now on only «réveille-toi» is heard."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Mode, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Go to sleep."""
    return Reply("asleep", mode=Mode.ASLEEP)
