"""The invented record of the memory chart: sample.yml as values, its days counted from a given day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from actions.dispatch.message import INS_TEST, Address, Identity
from assistant.record import Appointment, Document, Line, Result
from assistant.types import Patient, Sex

SAMPLE = Path(__file__).with_name("sample.yml")


@dataclass(frozen=True, slots=True)
class Person:
    """All that the record holds of one patient."""

    patient: Patient
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """Section -> its lines, for the sections that are written as lines."""
    results: tuple[Result, ...] = ()
    documents: tuple[tuple[Document, str], ...] = ()
    """Each with its text."""
    civil: Mapping[str, Any] = field(default_factory=dict)
    """The national identity: birthplace, matricule (a test INS), given names at birth, postal address."""


@dataclass(frozen=True, slots=True)
class Record:
    people: Mapping[str, Person]
    appointments: tuple[Appointment, ...]


def load(path: Path, today: date) -> Record:
    """Read a record. A day is a date, or a whole number counted from `today`."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    people = {str(p["id"]): _person(p, today) for p in raw["patients"]}
    return Record(people, tuple(_appointment(a, people, today) for a in raw["appointments"]))


def _person(raw: Mapping[str, Any], today: date) -> Person:
    key = str(raw["id"])
    patient = Patient(
        key, raw["family"], raw["given"], raw["born"], Sex(raw["sex"]), str(raw["ipp"]),
        ins=raw.get("ins"), room=raw.get("room"),
    )  # fmt: skip
    lines = {name: tuple(_line(ln, today) for ln in written) for name, written in raw.get("lines", {}).items()}
    results = tuple(
        _result(analyte, held, point, today)
        for analyte, held in raw.get("results", {}).items()
        for point in held["values"]
    )
    documents = tuple(
        (Document(f"{key}-{n}", d["title"], d["type"], _day(d["on"], today), d["author"]), d["text"])
        for n, d in enumerate(raw.get("documents", ()), 1)
    )
    return Person(patient, lines, results, documents, raw.get("civil", {}))


def identity(person: Person) -> Identity:
    """As the national service would give it: qualified where there is a matricule."""
    who, civil = person.patient, person.civil
    street, postcode, town = civil.get("address", ("", "", ""))
    return Identity(
        who.birth_family or who.family, tuple(civil.get("given", (who.given,))), who.sex, who.born,
        str(civil.get("birthplace", "")), str(civil.get("matricule", "")), INS_TEST if "matricule" in civil else "",
        "matricule" in civil, who.family, who.given, who.ipp or "",
        address=Address((street,) if street else (), str(postcode), town),
    )  # fmt: skip


def _line(raw: str | Mapping[str, Any], today: date) -> Line:
    return Line(raw) if isinstance(raw, str) else Line(raw["text"], _day(raw["on"], today))


def _result(analyte: str, held: Mapping[str, Any], point: tuple[int, float], today: date) -> Result:
    day, value = point
    low, high = held["range"]
    at = datetime.combine(_day(day, today), time(7, 30))
    reference = f"{low:g}-{high:g}".replace(".", ",")
    return Result(analyte, value, held["unit"], at, reference, not low <= value <= high)


def _appointment(raw: Mapping[str, Any], people: Mapping[str, Person], today: date) -> Appointment:
    hour, minute = str(raw["at"]).split(":")
    at = datetime.combine(_day(raw["day"], today), time(int(hour), int(minute)))
    patient = people[str(raw["patient"])].patient
    return Appointment(at, patient, raw["practitioner"], raw["service"], raw.get("reason", ""))


def _day(value: date | int, today: date) -> date:
    return today + timedelta(days=value) if isinstance(value, int) else value
