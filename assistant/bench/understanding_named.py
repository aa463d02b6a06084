"""Requests that name somebody, with names that no training sentence has: is the person found, in the right place?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.hearing.rows import Row
from assistant.bench.understanding import WORDS
from assistant.catalogue import OUT_OF_SCOPE
from assistant.dialogue import believed
from assistant.ports import Interpreter
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Interpretation, Patient
from nlu.name_words import PEOPLE

NAMED = ROOT / "tests" / "named" / "sentences.tsv"
ABOUT = "about"
"""A person of a command that has no place for one: «les allergies de madame X»."""


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence, what it asks, and the name in it with its place: a slot, or «about»."""

    intent: str
    place: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it."""

    request: Request
    right: bool
    """The command."""
    person: bool
    """The command, and the name whole in its place."""
    lost: bool
    """Something is done with the open record, for nobody was heard named; or with half a name."""


def requests(path: Path = NAMED) -> list[Request]:
    """Of a file with a request a line: intent, place, name, sentence."""
    return [Request(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]


async def asked(interpreter: Interpreter, every: Sequence[Request], *, known: bool = False) -> list[Answer]:
    """Ask each once, whoever is named being on the day's list if `known`. The interpreter must have been started."""
    answers = []
    for request in every:
        given, _, family = request.name.rpartition(" ")
        near = Situation(worklist=(Patient("1", family, given),)) if known else Situation()
        answers.append(answered(request, await interpreter.interpret(request.text, near)))
    return answers


def answered(request: Request, found: tuple[Interpretation, ...]) -> Answer:
    """Right or not, and lost or not."""
    first = found[0]
    right = len(found) == 1 and first.intent == request.intent
    names = [first.about] if request.place == ABOUT else [e.text for e in first.entities if e.name == request.place]
    done = first.intent != OUT_OF_SCOPE and believed(first)
    somebody = first.about or any(e.name in PEOPLE for e in first.entities)
    half = bool(first.about) and set(first.about.split()) < set(request.name.split())
    lost = done and (half or not somebody) and WORDS.spec(first.intent).needs_patient and request.place == ABOUT
    return Answer(request, right, right and names == [request.name], lost)


async def rows_of(system: str, interpreter: Interpreter) -> list[Row]:
    """A row for all, one a place, and one for all when they are on the day's list."""
    answers = await asked(interpreter, requests())
    places = ["all", *dict.fromkeys(a.request.place for a in answers)]
    found = [_row(system, place, [a for a in answers if place in ("all", a.request.place)]) for place in places]
    return [*found, _row(system, "all, on the day's list", await asked(interpreter, requests(), known=True))]


def _row(system: str, place: str, some: Sequence[Answer]) -> Row:
    return {
        "table": "named", "system": system, "kind": place, "sentences": len(some),
        "intent": round(sum(a.right for a in some) / len(some), 4),
        "person": round(sum(a.person for a in some) / len(some), 4), "lost": sum(a.lost for a in some),
    }  # fmt: skip
