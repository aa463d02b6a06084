"""The values of one turn: frozen, slotted, free of any dependency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

SAMPLE_RATE = 16_000
"""Hertz of all sound inside the assistant: mono, signed 16-bit little-endian."""

Facts = Mapping[str, Any]
NO_FACTS: Facts = MappingProxyType({})


def _no_facts() -> Facts:
    return NO_FACTS


class Risk(StrEnum):
    """What a command may cost: decides the confirmation (design.md, safety rule 1)."""

    LOOK = "look"
    EDIT = "edit"
    BIND = "bind"


class Mode(StrEnum):
    """Which words the assistant listens for."""

    COMMANDS = "commands"
    DICTATION = "dictation"
    ASLEEP = "asleep"


class Sex(StrEnum):
    """Administrative sex as the record holds it."""

    FEMALE = "f"
    MALE = "m"
    UNKNOWN = "u"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who speaks, and where."""

    site: str
    person: str
    station: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech between two silences."""

    id: str
    origin: Origin
    started: datetime
    pcm: bytes
    """16 kHz mono signed 16-bit little-endian samples."""

    @property
    def seconds(self) -> float:
        """Length of the sound in seconds."""
        return len(self.pcm) / 2 / SAMPLE_RATE


DOUBTFUL = 0.5
"""Under this a word is shown as doubtful."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One word of a transcript."""

    text: str
    confidence: float
    """0 to 1: probability of its least sure token."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; `text` is empty when nothing was said."""

    text: str
    alternatives: tuple[str, ...] = ()
    confidence: float = 1.0
    """0 to 1; for Whisper weights, the probability that every word is right, as calibrated (see speech/README.md)."""
    words: tuple[Heard, ...] = ()
    """Word by word, where the recogniser can tell: a dictation underlines the doubtful ones."""

    @property
    def doubtful(self) -> tuple[int, ...]:
        """Places of the words of `text` that may well be wrong; () where the recogniser cannot tell."""
        if [word.text for word in self.words] != self.text.split():
            return ()
        return tuple(place for place, word in enumerate(self.words) if word.confidence < DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Entity:
    """One value named in an utterance."""

    name: str
    text: str
    """The words as heard."""
    value: str | int
    """Normal form: ISO date or interval, number, catalogue id, or the words themselves."""
    start: int
    end: int
    """Character offsets into the whole text that was interpreted (end excluded)."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One command that the words may mean."""

    text: str
    """The words of this command alone (a part of the utterance when it holds several)."""
    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()
    """Other intents with their confidences, best first."""
    about: str = ""
    """A person named although the intent takes no patient («les allergies de madame Dupont»), title removed."""
    clarity: float = 1.0
    """The recogniser's confidence in the words it was understood from; 1 for what was typed or clicked."""
    echo: float | None = None
    """How much else that was heard sounds like the name in it, 0 to 1; None without a name, or anything else heard."""
    order: bool = True
    """Said as an order («affiche le potassium»), not as people also say it to each other («potassium ?»)."""

    def first(self, name: str) -> Entity | None:
        """The first entity of that name, or None."""
        return next((e for e in self.entities if e.name == name), None)


@dataclass(frozen=True, slots=True)
class Patient:
    """A person in the record, with what tells two people apart."""

    id: str
    """The record's own key; opaque."""
    family: str
    given: str
    born: date | None = None
    sex: Sex = Sex.UNKNOWN
    ipp: str | None = None
    """The establishment's patient number (identifiant permanent du patient)."""
    ins: str | None = None
    room: str | None = None
    """Room and bed label, «12-1», for a patient who stays in."""
    birth_family: str = ""
    """Family name at birth, where it is not the one in use."""

    @property
    def name(self) -> str:
        """«Marie DUPONT», the way a French record writes it."""
        return f"{self.given} {self.family.upper()}".strip()


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, when: date | datetime) -> bool:
        day = when.date() if isinstance(when, datetime) else when
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)

    @classmethod
    def parse(cls, value: str) -> Period:
        """Read a normal form: «2026-03-01», «2026-03», «2026», or «start/end» with either side empty."""
        if "/" in value:
            start, end = value.split("/", 1)
            return cls(_edge(start, last=False), _edge(end, last=True))
        return cls(_edge(value, last=False), _edge(value, last=True))


def _edge(value: str, *, last: bool) -> date | None:
    if not value:
        return None
    parts = [int(p) for p in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12 if last else 1)
    if not last:
        return date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what a listing shows, choosable by its number."""

    kind: str
    """«patient», «document», «line», «report» (a document of `patient`, who need not be the open one)."""
    label: str
    patient: Patient | None = None
    ref: str | None = None
    """Key of the document (or line) in the record."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a command on several, as it was read back."""

    document: str
    version: int
    title: str
    patient: Patient


@dataclass(frozen=True, slots=True)
class Command:
    """What will run, and nothing else: immutable from the moment it was agreed on (safety rule 2)."""

    intent: str
    slots: Facts = field(default_factory=_no_facts)
    """Slot name -> normal form (str, int), or a list of them."""
    patient: Patient | None = None
    id: str = ""
    """Idempotency key, made when the command is agreed on."""
    document: str = ""
    """Id of the document that was open then, for a command that works on it."""
    version: int = 0
    """Its version then: what was read back is what is signed."""
    said: str = ""
    """The words it was understood from («efface les deux dernières phrases»)."""
    batch: tuple[Piece, ...] = ()
    """The documents of a command on several («signe tout»); `patient` and `document` are empty then."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Words of a person's or a site's own, and what they stand for."""

    said: str
    """The words, as they were given."""
    meaning: str
    """A command as one says it («affiche les constantes»), or a word the assistant knows («biologie»)."""
    kind: str
    """«command»: said alone; «word»: said within any command."""
    scope: str
    """«person» or «site»."""
    status: str = "active"
    """«active», «proposed» (waits for somebody to accept it) or «removed»."""
    version: int = 1
    """How many times this owner gave these words a meaning or took it away."""
    by: str = ""
    """Who did so last."""
    at: str = ""
    """When, ISO, UTC."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say, by the key of a sentence in domain.yml, and what changed in front of the person."""

    key: str
    facts: Facts = field(default_factory=_no_facts)
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
    facts: Facts = field(default_factory=_no_facts)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
