"""What every seeding step holds: the data files, the day, the chance, and short ways to the record's models."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from trytond.pool import Pool

HERE = Path(__file__).resolve().parent.parent

Values = dict[str, Any]


@dataclass(slots=True)
class Person:
    """One invented patient: what people.yml says, and the ids the record gave."""

    ipp: str
    given: str
    family: str
    sex: str
    born: date
    profile: Values
    extras: Values
    id: int = 0
    party: int = 0
    doctor: int = 0
    chance: random.Random = field(default_factory=random.Random)
    """A chance of its own, so that adding a patient does not change the others."""


@dataclass(slots=True)
class World:
    """The hospital being made. Ids by name, filled step by step."""

    day: date
    people: Values
    clinical: Values
    documents: Values
    institution: int = 0
    doctors: dict[str, int] = field(default_factory=dict)
    """Family name of a member of staff -> health professional id."""
    names: dict[int, str] = field(default_factory=dict)
    """Health professional id -> «Dr Camille Durand»."""
    gps: list[int] = field(default_factory=list)
    specialties: dict[str, int] = field(default_factory=dict)
    beds: dict[str, int] = field(default_factory=dict)
    patients: list[Person] = field(default_factory=list)

    def disease(self, code: str) -> int:
        """Id of an ICD-10 code. Raises LookupError when the classification lacks it."""
        found = Pool().get("gnuhealth.pathology").search([("code", "=", code)], limit=1)
        if not found:
            raise LookupError(f"ICD-10 code {code} is not in the record's classification")
        return int(found[0].id)

    def at(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """A local moment of the hospital, as the record keeps it: UTC without a zone."""
        local = datetime.combine(self.day - timedelta(days=days_ago), time(hour, minute)).astimezone()
        return local.astimezone(UTC).replace(tzinfo=None)


def load(day: date) -> World:
    """The data files. Raises OSError or yaml.YAMLError."""
    people, clinical, documents = (
        yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
        for name in ("people", "clinical", "documents")
    )
    world = World(day, people, clinical, documents)
    for place, (given, family, sex, born, profile, extras) in enumerate(people["patients"]):
        ipp = f"IPP{100001 + place}"
        own = clinical["profiles"][profile]
        world.patients.append(Person(ipp, given, family, sex, born, own, extras, chance=random.Random(ipp)))
    return world


def numbered(values: list[Values], key: str, prefix: str) -> list[Values]:
    """The record's own sequences cost 10 ms a number: ours are given with the values."""
    return [line | {key: f"{prefix}{place:06}"} for place, line in enumerate(values, 1)]


def create(model: str, values: list[Values]) -> list[int]:
    """Make records in one go; their ids in the same order."""
    return [record.id for record in Pool().get(model).create(values)]


def product(name: str, **flags: bool) -> int:
    """A product (the record wants one behind every bed, drug and test); its id."""
    (unit,) = Pool().get("product.uom").search([("symbol", "=", "u")], limit=1)
    (template,) = create("product.template", [{"name": name, "type": "service", "default_uom": unit.id}])
    return create("product.product", [flags | {"template": template}])[0]
