"""What a session works with, and what one utterance leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.mailroom.mailroom import Mailroom
from actions.own_words import OwnWords
from actions.registry import Handler
from actions.reports.writer import Writer
from actions.secretariat.service import Secretariat
from assistant.catalogue import Catalogue
from assistant.ports import Interpreter, Journal, People, Recognizer
from assistant.types import Event, Interpretation, Outcome, Transcript


@dataclass(frozen=True, slots=True)
class Parts:
    """What a session works with, shared by all sessions of a process (the chart is the session's own)."""

    catalogue: Catalogue
    handlers: Mapping[str, Handler]
    interpreter: Interpreter
    people: People
    journal: Journal
    recognizer: Recognizer | None = None
    words: tuple[str, ...] = ()
    own: OwnWords | None = None
    """Words of one's own; None where nobody may have any."""
    writer: Writer | None = None
    secretariat: Secretariat | None = None
    """The desk of reports; None where no documents are kept."""
    mailroom: Mailroom | None = None
    """Sends signed documents; None where there are none."""


@dataclass(slots=True)
class Turn:
    """Everything one utterance led to."""

    id: str
    heard: Transcript
    meant: tuple[Interpretation, ...] = ()
    outcomes: list[Outcome] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    amid: bool = False
    """Said while people talk to each other (pipeline/overheard.py)."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Stage (hear, understand, act) -> seconds spent."""

    @property
    def outcome(self) -> Outcome:
        """The last outcome: what the person is left with."""
        return self.outcomes[-1]
