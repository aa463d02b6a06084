"""The outside, as Protocols: every one has a simplest real implementation that passes the same contract suite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol, runtime_checkable

from assistant.journal import Entry
from assistant.people import Person
from assistant.record import Appointment, Document, Line, NewDocument, PatientQuery, Result, View
from assistant.situation import Situation
from assistant.types import Interpretation, Patient, Period, Transcript, Utterance


@runtime_checkable
class Ear(Protocol):
    """Where sound comes from."""

    def frames(self) -> AsyncIterator[bytes]:
        """Chunks of 16 kHz mono 16-bit PCM, any length, until the source ends."""
        ...


class VoiceDetector(Protocol):
    """Is somebody speaking?"""

    frame_bytes: int
    """Length of the one frame it takes, in bytes."""

    def probability(self, frame: bytes) -> float:
        """0 to 1 for one frame; keeps state from frame to frame."""
        ...

    def reset(self) -> None:
        """Forget the past (a new stream begins)."""
        ...


class Recognizer(Protocol):
    """Sound to words."""

    name: str

    async def start(self) -> None:
        """Load the model. Raises HearingError(model-missing | model-unreadable)."""
        ...

    async def stop(self) -> None: ...

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        """Words of one utterance, helped by what may be said now; an empty text when there is no speech."""
        ...

    async def partial(self, utterance: Utterance, situation: Situation, *, quiet: bool = False) -> str:
        """The words so far of an utterance that goes on; `quiet`: silence has begun, these may be all its words.

        "" when nothing is believed or the recogniser has no time for it (complete utterances go first).
        """
        ...


class Interpreter(Protocol):
    """Words to commands."""

    name: str

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:
        """One Interpretation for each command in the text, in order; a single out_of_scope when there is none.

        Raises UnderstandingError. Never returns an empty tuple.
        """
        ...


class Voice(Protocol):
    """Words to sound, for spoken replies."""

    async def speak(self, text: str) -> bytes:
        """A WAV file (16 kHz mono)."""
        ...


class Chart(Protocol):
    """The hospital's record (DPI): facts are read, a view is shown. All failures are ChartError."""

    name: str

    async def start(self) -> None:
        """Connect and log in."""
        ...

    async def stop(self) -> None: ...

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """Everyone who could be meant, best match first, at most 50; never a guess, () when nobody is.

        Words are matched in spite of accents, case, order, hyphens, small spelling and sound differences.
        born, number and room restrict exactly.
        """
        ...

    async def patients(self, keys: Collection[str]) -> Mapping[str, Patient]:
        """People by the record's own keys (Patient.id); those it does not know are left out."""
        ...

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        """Appointments of those days in order of time; `service` restricts by words of the service's name."""
        ...

    async def section(self, patient: Patient, section: str, period: Period | None = None) -> tuple[Line, ...]:
        """Lines of one of SECTIONS, newest first; () when the record holds none."""
        ...

    async def results(self, patient: Patient, analyte: str, period: Period | None = None) -> tuple[Result, ...]:
        """Values of the analyte named by its words («potassium», «kaliémie», «hémoglobine»), newest first."""
        ...

    async def documents(self, patient: Patient) -> tuple[Document, ...]:
        """All documents of the patient, newest first."""
        ...

    async def document_text(self, patient: Patient, document: Document) -> str:
        """Plain text of a document."""
        ...

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        """Put a document into the patient's record, read it back, and give the record's reference of it.

        The same `key` again is the same document: nothing is written twice. Raises ChartError(chart-cannot-write) where
        the record takes none, ChartError(chart-in-doubt) when it may or may not have been written: never tried again
        before `written` was asked and a person decided.
        """
        ...

    async def written(self, patient: Patient, key: str) -> str | None:
        """The reference of the document that was written under that key, or None; only reads."""
        ...

    async def show(self, view: View) -> None:
        """Put that in front of the person; returns when it is there."""
        ...

    async def shown(self) -> View:
        """What is in front of the person now, read from the record itself where there is a screen."""
        ...

    async def scroll(self, direction: str) -> None:
        """up, down, top, bottom. Raises ChartError(chart-cannot-scroll) when there is no page to move."""
        ...

    async def back(self) -> View:
        """The view before this one (home when there is none), now shown."""
        ...

    async def screenshot(self) -> bytes | None:
        """A PNG of the screen, or None when the chart has no screen."""
        ...


class People(Protocol):
    """Who may do what."""

    def allow(self, person: str, intent: str) -> bool:
        """May this person ask for that command?"""
        ...

    def name(self, person: str) -> str:
        """As it is shown."""
        ...

    def get(self, person: str) -> Person:
        """Raises PeopleError(person-unknown)."""
        ...

    def may_sign(self, person: str, author: str) -> bool:
        """May this person sign what `author` is the author of?"""
        ...

    def author_for(self, person: str) -> str:
        """Whose documents this person writes; "" when it is not known."""
        ...

    def signers(self, site: str) -> tuple[Person, ...]:
        """Active people of a site who may sign."""
        ...

    def staff(self, site: str) -> tuple[Person, ...]:
        """Active people of a site who may have a report in hand."""
        ...


class Journal(Protocol):
    """The audit trail (safety rule 4)."""

    def write(self, entry: Entry) -> None:
        """Durable when it returns. Raises JournalError."""
        ...
