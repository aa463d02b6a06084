"""Who a patient is for the outside: what the record says where it can, else what is known of anybody (no INS)."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

from actions.dispatch.message import Identity
from assistant.errors import ChartError
from assistant.ports import Chart
from assistant.types import Patient


@runtime_checkable
class Identifying(Protocol):
    """A chart that holds the national identity (optional: see Chart)."""

    async def identity(self, patient: Patient) -> Identity:
        """Traits, INS and whether it is qualified, as the record holds them. Raises ChartError."""
        ...


async def identity_of(chart: Chart, patient: Patient, ipp_oid: str = "") -> Identity:
    """An identity is qualified only where the record says so: nothing is added here. Raises ChartError."""
    held = await chart.identity(patient) if isinstance(chart, Identifying) else plain(patient)
    return replace(held, ipp=held.ipp or patient.ipp or "", ipp_oid=ipp_oid)


def plain(patient: Patient) -> Identity:
    """What any record knows of a patient: enough to be told apart in this place, nothing that is national."""
    born_as = patient.birth_family or patient.family
    return Identity(
        born_as, (patient.given,), patient.sex, patient.born, used_family=patient.family, used_given=patient.given,
        ipp=patient.ipp or "",
    )  # fmt: skip


async def person_of(chart: Chart, key: str, shown: Patient | None = None) -> Patient:
    """The patient of that id, or `shown` when it is that one. Raises ChartError(chart-not-found)."""
    if shown is not None and shown.id == key:
        return shown
    found = (await chart.patients([key])).get(key)
    if found is None:
        raise ChartError("chart-not-found", "no such patient")
    return found
