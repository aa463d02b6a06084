"""«fin de dictée»: words are commands again."""

from __future__ import annotations

from actions.registry import Desk
from assistant.types import Command, Mode, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Listen to commands; everything that was said is kept already."""
    if desk.situation.mode is not Mode.DICTATION:
        return Reply("not_dictating")
    return Reply("dictation_over", mode=Mode.COMMANDS)
