"""What a document is made of: text and named fields, where their words come from, and the states it lives through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """The life of a document, in order; a signed one is frozen, and only a new version replaces it."""

    DRAFT = "draft"
    TO_REVIEW = "to_review"
    TO_SIGN = "to_sign"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where words came from when nobody said them."""

    fact: str
    """What was read in the record: «identity», «result:hémoglobine», «section:allergies», …"""
    at: date | None = None
    """The day of the fact in the record."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words between fields. `doubtful` are spans (start, end) of words that were heard with little confidence."""

    text: str
    doubtful: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A named place to fill: «tension : [130/80]»."""

    name: str
    """As it is said: words, no abbreviation, no figure; unique in a document once folded."""
    text: str = ""
    """What it holds now."""
    choices: tuple[str, ...] = ()
    """What may be answered; () takes any words. The first one is the default."""
    default: str = ""
    required: bool = False
    unit: str = ""
    """Written after the value: «mmHg», «kg»."""
    source: Source | None = None
    """The record it was filled from, until a person accepts or changes it."""
    accepted: bool = False
    """A person said or accepted its words; a value from the record or a default is not accepted by itself."""
    doubtful: tuple[tuple[int, int], ...] = ()


Part = Text | Field
Body = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A document of one patient by one author. Values never change: an edit makes another Report."""

    id: str
    patient: str
    """Id of the patient in the record."""
    author: str
    """Id of the person it is signed by."""
    doc_type: str
    """consultation_report, operative_report, discharge_letter, referral_letter, imaging_report, prescription,
    certificate, letter."""
    title: str
    body: Body = ()
    status: Status = Status.DRAFT
    current: str = ""
    """Name of the field that dictated words go to; empty: the end of the text."""
    version: int = 0
    """Counts every change that was kept; the one before is undo."""
    site: str = ""
    editor: str = ""
    """Who typed or dictated it, when that is not the author (the secretary: CDA's dataEnterer)."""
    replaces: str = ""
    """Id of the signed document that this one amends."""
    created: datetime | None = None
    changed: datetime | None = None
    recipients: tuple[str, ...] = field(default=())


def untouched(report: Report) -> bool:
    """An amendment as it was begun: its words are those of the signed document."""
    return bool(report.replaces) and report.version == 0


def plain(body: Body) -> str:
    """The words as they are read and printed; an empty field leaves nothing."""
    return "".join(p.text if isinstance(p, Text) else _shown(p) for p in body)


def _shown(part: Field) -> str:
    return f"{part.text} {part.unit}" if part.text and part.unit else part.text
