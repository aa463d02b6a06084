"""What a command is made of: its risk, whom and what it is about, lines to choose from, words of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Facts = Mapping[str, Any]
NO_FACTS: Facts = MappingProxyType({})


def no_facts() -> Facts:
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
    slots: Facts = field(default_factory=no_facts)
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
