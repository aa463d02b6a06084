"""What came of a turn: replies, questions, outcomes, events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.types.agreed import Command, Facts, Item, Mode, no_facts


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say, by the key of a sentence in domain.yml, and what changed in front of the person."""

    key: str
    facts: Facts = field(default_factory=no_facts)
    listing: tuple[Item, ...] | None = None
    """What is now listed on screen, numbered from 1; None leaves the list as it was."""
    mode: Mode | None = None
    """The mode to go to; None stays."""
    aloud: bool = True
    """Dictated words are shown as they were written, never read back over the next ones."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the assistant waits an answer to, as a person and the console see it."""

    kind: str
    """«confirming», «choosing», «picking», «filling» or «doubting»."""
    reply: Reply
    choices: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    command: Command
    reply: Reply


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question

    @property
    def reply(self) -> Reply:
        """The question as a reply."""
        return self.question.reply


@dataclass(frozen=True, slots=True)
class Refused:
    """May not, or must not, be done; nothing happened."""

    code: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Failed:
    """Was tried, and the outside failed."""

    code: str
    reply: Reply
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Not a command: nothing happened and nothing is said."""

    reason: str
    """Stable code: «silence», «echo», «out-of-scope», «unsure», «unclear», «asleep», «unrelated», «amid-talk»."""
    reply: Reply | None = None


Outcome = Done | Asked | Refused | Failed | Ignored


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a turn; the console, the demo, the journal and the tests read the same list."""

    turn: str
    name: str
    """heard, understood, asked, refused, acting, done, failed, ignored, expired, listening, speech, partial, state."""
    facts: Facts = field(default_factory=no_facts)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
