"""What a model marked -> our Interpretation: spans, values, slots, rivals, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.types import Entity, Interpretation
from nlu import about, doubt, normalise, whom
from nlu.spans import Mark, repair
from nlu.text import Clean

RIVALS = 4
_COVERS_PEOPLE = frozenset({"patient", "content", "recipient", "template"})
_AS_HEARD = frozenset({"content"})
OPEN = "open_record"


@dataclass(frozen=True, slots=True)
class Raw:
    """One model's answer for a piece of cleaned text; offsets are those of the piece."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the cleaned text that is read as one command."""

    whole: Clean
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.whole.text[self.start : self.end]


def finish(piece: Piece, raw: Raw, words: Catalogue, today: date) -> Interpretation:
    """Interpretation with offsets into the text that was given."""
    start, end = piece.whole.origin(piece.start, piece.end)
    said = piece.whole.given[start:end]
    if whom.order(piece.text):
        raw = replace(raw, intent=OPEN, confidence=max(whom.SURE, raw.confidence if raw.intent == OPEN else 0.0))
    spec = words.commands.get(raw.intent)
    if spec is None or spec.intent == OUT_OF_SCOPE:
        return Interpretation(said, OUT_OF_SCOPE, raw.confidence, (), raw.ranking[:RIVALS])
    ruled = [m for m in whom.marks(piece.text) if m.name in spec.slots]
    learnt = [m for m in raw.marks if m.name in spec.slots and not any(_over(m, r) for r in ruled)]
    marks = tuple(sorted((*repair(piece.text, learnt), *ruled), key=lambda m: m.start))
    entities = tuple(_entities(piece, marks, raw.intent, today))
    person = "" if "patient" in spec.slots else _about(piece.text, marks, raw.marks)
    rest = doubt.without(piece.text, [(m.start, m.end) for m in marks])
    if person:
        rest = rest.replace(person, " ")
    confidence = raw.confidence * doubt.factor(spec, piece.text, rest, entities)
    return Interpretation(said, raw.intent, confidence, entities, raw.ranking[:RIVALS], person)


def _entities(piece: Piece, marks: Iterable[Mark], intent: str, today: date) -> Iterable[Entity]:
    for mark in marks:
        start, end = piece.whole.origin(piece.start + mark.start, piece.start + mark.end)
        heard = piece.whole.given[start:end]
        said = heard if mark.name in _AS_HEARD else piece.text[mark.start : mark.end]
        ruled = mark.name in whom.READ
        value = whom.value(mark.name, said) if ruled else normalise.value(mark.name, said, today, intent)
        if value is not None:
            yield Entity(mark.name, heard, value, start, end, mark.confidence)


def _over(mark: Mark, ruled: Mark) -> bool:
    return mark.start < ruled.end and ruled.start < mark.end


def _about(text: str, marks: Iterable[Mark], unrestricted: Iterable[Mark]) -> str:
    """The name after a title, else a patient that the model saw where the command takes none."""
    taken = [(m.start, m.end) for m in marks]
    covered = [(m.start, m.end) for m in marks if m.name in _COVERS_PEOPLE]
    if any(m.name in ("content", "template") for m in marks):
        return ""
    if named := about.person(text, taken):
        return text[named[0] : named[1]]
    for mark in repair(text, [m for m in unrestricted if m.name == "patient"]):
        if not any(low < mark.end and mark.start < high for low, high in (*taken, *covered)):
            return text[mark.start : mark.end]
    return ""
