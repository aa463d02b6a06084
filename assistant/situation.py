"""What is known now, and so what may be said now; pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.catalogue import Catalogue, CommandSpec
from assistant.record import Opened
from assistant.types import Alias, Command, Item, Mode, Patient, Question, Reply

SIGNS = "sign_document"
"""The one command on a document that a list of reports is enough for: it signs those of the list."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the assistant knows at the moment somebody speaks: given to the recogniser and to the interpreter."""

    mode: Mode = Mode.COMMANDS
    patient: Patient | None = None
    """The patient whose record is open."""
    place: str = "home"
    """Where the record is (see record.View.place)."""
    detail: str = ""
    listing: tuple[Item, ...] = ()
    """The list on screen, numbered from 1."""
    question: Question | None = None
    """The question that waits for an answer."""
    worklist: tuple[Patient, ...] = ()
    """Patients of the day, for the recogniser's and the search's benefit."""
    doctors: tuple[str, ...] = ()
    """Doctors likely to be named, each way to call them («Le Roux», «Hélène Le Roux»): colleagues, correspondents."""
    words: tuple[str, ...] = ()
    """Words of the site and the person (services, words of one's own)."""
    document: Opened | None = None
    """The document of this patient that is being written."""
    templates: tuple[str, ...] = ()
    """Names of the templates that the person may insert."""
    last: Reply | None = None
    """What the assistant said last."""
    topic: Command | None = None
    """What words left out refer to: the command an open question is about, else the last one done."""
    own: tuple[Alias, ...] = ()
    """Words that the person or the site gave a meaning of their own."""
    available: frozenset[str] = frozenset()
    """Intents this installation can carry out."""

    def active(self, catalogue: Catalogue) -> tuple[CommandSpec, ...]:
        """Commands that may be meant now, in the order of the catalogue."""
        dictating = self.mode is Mode.DICTATION
        return tuple(c for c in catalogue.commands.values() if self.allows(c) and not (dictating and c.prose))

    def allows(self, spec: CommandSpec) -> bool:
        """May this command be meant now?"""
        if self.available and spec.intent not in self.available:
            return False
        if self.mode is Mode.ASLEEP:
            return spec.intent == "wake"
        if spec.intent == "wake":
            return False
        if self.mode is Mode.DICTATION and not (spec.in_dictation or spec.prose):
            return False
        if spec.needs_document and self.document is None and not (spec.intent == SIGNS and self.reports):
            return False
        if spec.needs_list and not self.listing and not (self.question and self.question.choices):
            return False
        return not spec.only_answer or self.question is not None

    @property
    def reports(self) -> tuple[Item, ...]:
        """The reports among the lines on screen: of several patients, and signed together."""
        return tuple(i for i in self.listing if i.kind == "report" and i.patient and i.ref)

    @property
    def people(self) -> tuple[Patient, ...]:
        """Patients near at hand: those of the list on screen first, then the open one, then the worklist."""
        listed = tuple(i.patient for i in self.listing if i.patient)
        return (*listed, *((self.patient,) if self.patient else ()), *self.worklist)

    def names(self) -> tuple[str, ...]:
        """Names likely to be spoken, in the order of the people near at hand."""
        return tuple(dict.fromkeys(f"{p.given} {p.family}".strip() for p in self.people))
