"""What a command becomes before it is asked about or done: complete, a choice, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Command, Item, Reply


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command with all that it will do, and the read-back of one that engages."""

    command: Command
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """Words of a command may mean several: a person picks."""

    words: str
    reply: Reply
    choices: tuple[Item, ...]


Ready = Prepared | Offered | Reply
"""A Reply refuses: nothing is done, and why."""
