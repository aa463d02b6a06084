"""What a model marked -> our Interpretation: spans, values, slots, rivals, and whom it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.situation import Situation
from assistant.types import Entity, Interpretation
from nlu import choice, doubt, fields, hesitation, name_words, normalise, roles, whom
from nlu.complete import complete, with_content
from nlu.orders import is_order
from nlu.spans import Mark, repair
from nlu.text import Clean

RIVALS = 4
NOWHERE = Situation()
"""No session: every command may be meant."""
_COVERS_PEOPLE = frozenset({"patient", "recipient"})
_AS_HEARD = frozenset({"content"})
OPEN, SEARCH = "open_record", "search_patients"


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


def finish(piece: Piece, raw: Raw, words: Catalogue, today: date, situation: Situation = NOWHERE) -> Interpretation:
    """Interpretation with offsets into the text that was given: the guess that the words support best."""
    here = name_words.near(situation)
    opened = roles.order(piece.text, name_words.near(situation, doctors=False))
    if opened == roles.UNTITLED and not _may_open(raw):
        opened = 0.0
    if opened:
        sure = max(opened, raw.confidence if raw.intent in (OPEN, SEARCH) else 0.0)
        raw = replace(raw, intent=SEARCH if raw.intent == SEARCH else OPEN, confidence=sure, ranking=())
    elif whom.order(piece.text):
        sure = max(whom.SURE, raw.confidence if raw.intent == OPEN else 0.0)
        raw = replace(raw, intent=OPEN, confidence=sure, ranking=())
    elif placed := fields.said(piece.text):
        sure = max(fields.SURE, raw.confidence if raw.intent == "fill_field" else 0.0)
        raw = replace(raw, intent="fill_field", confidence=sure, ranking=(), marks=placed)
    guesses = choice.possible([(raw.intent, raw.confidence), *raw.ranking], words, situation)
    marked = with_content(piece.text, raw.marks) if guesses[0][0] == "fill_field" else raw.marks
    guesses = choice.by_field(guesses, {m.name for m in marked})
    readings = [_reading(piece, raw, guess, words, today, here) for guess in choice.rivals(guesses)]
    best = max(readings, key=lambda r: r.confidence)
    others = tuple(g for g in guesses if g[0] != best.intent)[:RIVALS]
    return replace(best, rivals=others)


def _may_open(raw: Raw) -> bool:
    """Has the model seen nothing but a name, and is it sure of no other command?"""
    others = raw.intent not in (OPEN, SEARCH, OUT_OF_SCOPE) and raw.confidence >= roles.UNTITLED
    return not others and all(m.name in name_words.PEOPLE for m in raw.marks)


def _reading(
    piece: Piece, raw: Raw, guess: choice.Guess, words: Catalogue, today: date, here: Collection[str]
) -> Interpretation:
    """What the text means if it is that command; `here`: names of people near at hand."""
    start, end = piece.whole.origin(piece.start, piece.end)
    said = piece.whole.given[start:end]
    intent, sure = guess
    spec = words.commands.get(intent)
    if spec is None or spec.intent == OUT_OF_SCOPE:
        return Interpretation(said, OUT_OF_SCOPE, sure)
    ruled = [m for m in whom.marks(piece.text) if m.name in spec.slots]
    seen = [m for m in raw.marks if m.name in spec.slots and not any(_over(m, r) for r in ruled)]
    mine = [m for m in seen if m.name != "recipient" or not roles.of_document(piece.text, m.start)]
    learnt = repair(piece.text, mine)
    completed = repair(piece.text, complete(piece.text, learnt, spec.slots, today, intent))
    kept = (m for m in completed if not any(_over(m, r) for r in ruled))
    patients = repair(piece.text, [m for m in raw.marks if m.name == "patient"])
    marks, person = roles.placed(
        piece.text, sorted((*kept, *ruled), key=lambda m: m.start), spec.slots, here, seen=patients
    )
    entities = tuple(_entities(piece, marks, intent, today))
    person = "" if "patient" in spec.slots else person or _about(piece.text, marks, patients)
    rest = doubt.without(piece.text, [*((m.start, m.end) for m in marks), *hesitation.gaps(piece.text)])
    if person:
        rest = rest.replace(person, " ")
    confidence = min(1.0, sure) * doubt.factor(spec, piece.text, rest, entities)
    others = roles.together(piece.text, marks, person, here)
    return Interpretation(said, intent, confidence, entities, (), person, others, order=is_order(piece.text))


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


def _about(text: str, marks: Collection[Mark], patients: Iterable[Mark]) -> str:
    """One of the patients whom the model saw where the command takes none."""
    names = {m.name for m in marks}
    if names & {"content", "template"}:
        return ""
    covered = [m for m in marks if m.name in _COVERS_PEOPLE]
    return next((text[p.start : p.end] for p in patients if not any(_over(p, m) for m in covered)), "")
