"""Reports of a small clinic, written, signed and sent, and what its desk shows: what the worklist is tried with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actions.dispatch.outbox import Parcel
from actions.reports.model import Report, Text
from actions.secretariat.values import Filter, Page, Stage
from assistant.types import Origin, Patient
from tests.clinic import Clinic

ANNE = Patient("1", "Durand", "Anne")
MARTIN, PETIT, LEA = Origin("demo", "martin", "m"), Origin("demo", "petit", "p"), Origin("demo", "lea", "l")
ALL = Filter()


async def written(clinic: Clinic, by: Origin = MARTIN, days: int = 0, title: str = "Courrier") -> Report:
    """A report of a visit so many days ago."""
    now = clinic.clock.now
    clinic.clock.now = now - timedelta(days=days)
    report = await clinic.writer.create(by, ANNE, "letter", title)
    kept = await clinic.writer.change(by, report.id, lambda r: replace(r, body=(Text("Vu ce jour."),)), "frappe")
    await clinic.writer.close(by, ANNE.id)
    clinic.clock.now = now
    return kept.report


async def signed(clinic: Clinic, days: int = 0) -> Report:
    report = await written(clinic, days=days)
    return (await clinic.writer.sign(MARTIN, report.id, report.version)).report


def parcel(report: str, to: str, version: int = 1, channel: str = "mssante") -> Parcel:
    key = f"{report}-{to}-{version}-{channel}"
    return Parcel(
        key, report, report, "1.2", version, channel, to, f"{to}@exemple.mssante.fr", f"Dr {to}", "1",
        "s@exemple.mssante.fr", f"<{key}>", key, b"x",
    )  # fmt: skip


async def page(clinic: Clinic, wanted: Filter = ALL, origin: Origin = LEA, size: int = 50, start: int = 0) -> Page:
    return await clinic.desk.page(origin, wanted, size, start)


async def stage(clinic: Clinic, report: Report) -> Stage:
    return (await clinic.desk.detail(LEA, report.id)).line.stage
