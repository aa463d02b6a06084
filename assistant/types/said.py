"""What was said, how it was heard, what it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SAMPLE_RATE = 16_000
"""Hertz of all sound inside the assistant: mono, signed 16-bit little-endian."""


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
    """0 to 1; for Whisper weights, the probability that every word is right, as calibrated (speech/calibrate.py)."""
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
    together: tuple[str, ...] = ()
    """Everybody named for what is one person's («rachidi», «madame benali»): who is meant must be asked."""
    clarity: float = 1.0
    """The recogniser's confidence in the words it was understood from; 1 for what was typed or clicked."""
    echo: float | None = None
    """How much else that was heard sounds like the name in it, 0 to 1; None without a name, or anything else heard."""
    order: bool = True
    """Said as an order («affiche le potassium»), not as people also say it to each other («potassium ?»)."""

    def first(self, name: str) -> Entity | None:
        """The first entity of that name, or None."""
        return next((e for e in self.entities if e.name == name), None)
