"""Values of a turn -> JSON values for the page; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from assistant.dialogue import born
from assistant.types import Event, Item, Patient

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """Anything a fact may hold. What the page has no use for becomes null, never a repr."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Patient | Item):
        return patient(value) if isinstance(value, Patient) else item(value)
    return _many(value)


def _many(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return [plain(v) for v in value]
    return None


def event(what: Event) -> dict[str, Json]:
    """One event as the page reads it."""
    at = what.at.isoformat()
    return {"type": "event", "turn": what.turn, "name": what.name, "at": at, "facts": plain(what.facts)}


def patient(who: Patient) -> Json:
    """A person with the identifiers that tell two people apart; the record's own key stays here."""
    return {
        "name": who.name,
        "born": born(who),
        "birth": who.born.isoformat() if who.born else None,
        "sex": str(who.sex),
        "ipp": who.ipp,
        "room": who.room,
    }


def item(what: Item) -> Json:
    """One line of a listing."""
    return {
        "kind": what.kind,
        "label": what.label,
        "patient": patient(what.patient) if what.patient else None,
    }
