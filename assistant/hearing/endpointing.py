"""Are these words a whole command? Decides how long a silence has to be before it ends what is said; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.hearing.carriers import TITLES
from assistant.hearing.folding import phrases, words
from assistant.naming import title_sex
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Mode, Patient, Sex

HANGING = Path(__file__).with_name("hanging.txt")
SURE = 0.8
"""Confidence from which a command is believed to be whole. Measured: whole ones have 0.83 and more."""
LIKELY = 0.6
"""Confidence from which a command that lacks a value is believed to go on («trace la courbe» has 0.78)."""
OPEN = frozenset({
    "patient", "patient_id", "room", "template", "field", "content", "recipient", "practitioner", "service",
})  # fmt: skip
"""Values that may go on for as long as the person speaks: a name, dictated words, digits."""
NAMING = frozenset({"open_record"})
"""Commands that mean nothing without one of their values, whichever."""
INSERTING = frozenset({"insert_template"})
"""Commands whose template is one that is there; the name of a new one may go on for as long as it is said."""
DOCTOR = "practitioner"
"""A doctor, told from others by a title. (Another recipient may follow the first.)"""
PICKING = frozenset({"select_item"})
"""«Le dernier» is whole as an answer; else a noun may follow («… compte-rendu opératoire»)."""
_YEAR = re.compile(r"^(?:\d{4}|[2-9][1-9]|1[0-8]|0\d)$")
"""A year in digits that is not the beginning of a longer one: «19» may become «1954»."""
_UNIT = re.compile(r"^(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|onze|douze|treize|quatorze|quinze|seize)$")
"""The last word of a year that is said in full; «vingt», «cent» may go on."""
OLDEST = "1900"


class Verdict(StrEnum):
    """What the words heard so far are."""

    COMPLETE = "complete"
    UNFINISHED = "unfinished"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Patience:
    """Silence that ends what is said, in seconds, by what is known of it."""

    complete: float = 0.3
    unknown: float = 0.7
    unfinished: float = 1.4
    dictation: float = 1.4

    def __post_init__(self) -> None:
        if not 0 < self.complete <= self.unknown <= min(self.unfinished, self.dictation):
            raise ValueError("0 < complete <= silence <= unfinished, dictation is wanted")

    @property
    def longest(self) -> float:
        """Seconds after which anything is over."""
        return max(self.unfinished, self.dictation)

    def usual(self, mode: Mode) -> float:
        """While nothing is known."""
        return self.dictation if mode is Mode.DICTATION else self.unknown

    def after(self, verdict: Verdict, mode: Mode) -> float:
        """Once the words were judged."""
        if verdict is Verdict.UNKNOWN or mode is Mode.DICTATION:
            return self.usual(mode)
        return self.complete if verdict is Verdict.COMPLETE else self.unfinished


def judge(text: str, meant: tuple[Interpretation, ...], situation: Situation, catalogue: Catalogue) -> Verdict:
    """Whole, plainly hanging, or neither, from the words heard so far and what they would mean if they were all."""
    if situation.mode is not Mode.COMMANDS or not words(text):
        return Verdict.UNKNOWN
    if hangs(text):
        return Verdict.UNFINISHED
    if not meant or any(m.confidence < LIKELY or m.intent == OUT_OF_SCOPE for m in meant):
        return Verdict.UNKNOWN
    last = meant[-1]
    if _lacks(last, catalogue):
        return Verdict.UNFINISHED
    sure = all(m.confidence >= SURE and situation.allows(catalogue.spec(m.intent)) for m in meant)
    whole = sure and _closed(last, text, situation, catalogue) and not _whose(meant, situation, catalogue)
    return Verdict.COMPLETE if whole else Verdict.UNKNOWN


def hangs(text: str) -> bool:
    """Do the last words want others after them? (list in hanging.txt)"""
    said = words(text)
    return any(tuple(said[-size:]) in _hanging() for size in range(1, min(len(said), 3) + 1))


def _lacks(heard: Interpretation, catalogue: Catalogue) -> bool:
    """A value that the command cannot do without was not said yet."""
    if heard.intent in NAMING and not heard.entities:
        return True
    return any(heard.first(slot) is None for slot in catalogue.spec(heard.intent).required)


def _closed(heard: Interpretation, text: str, situation: Situation, catalogue: Catalogue) -> bool:
    """Nothing has to follow, and nothing is likely to."""
    if heard.intent in PICKING:
        return situation.question is not None
    if OPEN.isdisjoint(catalogue.spec(heard.intent).slots):
        return True
    # by its words as well as by its place: words of one's own are written otherwise than they were said
    ends = [e for e in heard.entities if not words(text[e.end :]) and _ends_with(text, e.text)]
    return any(_full(e, heard.intent) or _known(e, heard.intent, text, situation) for e in ends)


def _ends_with(text: str, part: str) -> bool:
    said, wanted = words(text), words(part)
    return said[len(said) - len(wanted) :] == wanted


def _full(value: Entity, intent: str) -> bool:
    """No more words belong to that value."""
    if value.name == "birth_date":
        said = words(value.text.replace("-", " "))
        year = bool(said) and bool(_UNIT.match(said[-1]) or _YEAR.match(said[-1]))
        return year and str(value.value) >= OLDEST
    return value.name not in OPEN and intent not in NAMING


def _known(value: Entity, intent: str, text: str, situation: Situation) -> bool:
    """A name that one person of those near at hand has (a family name alone wants a title), that a doctor has who is
    likely to be named, or one template that is inserted; and that is no part of another such name."""
    said = " ".join(words(value.text))
    if value.name == "template":
        names = {" ".join(words(name)) for name in situation.templates}
        return intent in INSERTING and said in names and sum(said in name for name in names) == 1
    if value.name == DOCTOR:
        forms = {" ".join(words(name)) for name in situation.doctors}
        titled = f" {' '.join(words(text))}".endswith(tuple(f" {title} {said}" for title in TITLES))
        return titled and [form for form in forms if form.startswith(said)] == [said]
    if value.name != "patient":
        return False
    people = {person.id: person for person in reversed(situation.people)}
    begun = [p for p in people.values() if any(form.startswith(said) for form in _called(p))]
    if len(begun) != 1 or said not in _called(begun[0]):
        return False
    (person,), title = begun, title_sex(text)
    if title is None:
        return said != " ".join(words(person.family))  # a given name may follow
    return person.sex in (Sex.UNKNOWN, title)


def _called(person: Patient) -> tuple[str, ...]:
    """«Durand», «Anne Durand», «Durand Anne»."""
    family, given = " ".join(words(person.family)), " ".join(words(person.given))
    return family, f"{given} {family}", f"{family} {given}"


def _whose(meant: tuple[Interpretation, ...], situation: Situation, catalogue: Catalogue) -> bool:
    """A name has to follow: no record is open, none was named, and one is needed."""
    last = meant[-1]
    named = bool(last.about) or any(m.intent in NAMING for m in meant[:-1])
    return catalogue.spec(last.intent).needs_patient and situation.patient is None and not named


@lru_cache(maxsize=1)
def _hanging() -> frozenset[tuple[str, ...]]:
    return phrases(HANGING.read_text(encoding="utf-8").splitlines())
