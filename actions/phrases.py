"""Dates, numbers, people and periods as a French colleague says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.dialogue import born, describe
from assistant.sounds import fold
from assistant.types import Command, Item, Patient, Period

__all__ = ["born", "day", "number", "of", "patient_facts", "people", "period", "period_of", "when"]


def day(value: date | None) -> str:
    """«le 12/03/2026»."""
    return f"le {value:%d/%m/%Y}" if value else "sans date"


def when(span: Period, today: date) -> str:
    """«aujourd'hui», «demain», «du 01/11/2026 au 30/11/2026», for the days of a worklist."""
    near = {0: "aujourd'hui", 1: "demain", -1: "hier"}
    if span.start and span.start == span.end:
        return near.get((span.start - today).days, day(span.start))
    return period(span)


def period(span: Period) -> str:
    """«du … au …», «depuis le …», «jusqu'au …»."""
    if span.start and span.end:
        return f"du {span.start:%d/%m/%Y} au {span.end:%d/%m/%Y}"
    if span.start:
        return f"depuis le {span.start:%d/%m/%Y}"
    return f"jusqu'au {span.end:%d/%m/%Y}" if span.end else "sur toute la période"


def period_of(command: Command) -> Period | None:
    """The period a command carries, or None."""
    value = command.slots.get("period")
    if isinstance(value, list):
        value = value[0]
    try:
        return Period.parse(value) if value else None
    except ValueError:
        return None


def number(value: float | str) -> str:
    """«1,3»: a decimal comma, no trailing zero; text stays."""
    return value if isinstance(value, str) else f"{value:g}".replace(".", ",")


def of(words: str) -> str:
    """«de potassium», «d'hémoglobine»."""
    return f"d'{words}" if fold(words)[:1] in set("aeiouyh") else f"de {words}"


def patient_facts(patient: Patient) -> dict[str, str]:
    """The two identifiers that are said with a record."""
    return {"patient": patient.name, "born": born(patient)}


def people(patients: Iterable[Patient]) -> tuple[Item, ...]:
    """A numbered list of people."""
    return tuple(Item("patient", describe(p), p) for p in patients)
