"""The reports of a list as they are now: what a signature of several looks at before it asks."""

from __future__ import annotations

from collections.abc import Sequence

from actions.reports.sketch import sketch
from actions.reports.writer import Writer
from assistant.errors import ReportError
from assistant.record import Piled
from assistant.types import Item, Origin

REPORT = "report:"
"""Begins the reference of a document that is kept here."""


async def read(writer: Writer, origin: Origin, items: Sequence[Item]) -> tuple[Piled, ...]:
    """Those that still are, in the order of the list. Raises ReportError(report-unreadable)."""
    found = []
    for item in items:
        if item.patient is None or item.ref is None:
            continue
        try:
            report = await writer.get(item.ref.removeprefix(REPORT))
        except ReportError as fault:
            if fault.code != "report-not-found":
                raise
            continue
        if report.patient == item.patient.id:
            author = writer.people.name(report.author) if report.author else ""
            signable = writer.people.may_sign(origin.person, report.author)
            found.append(Piled(sketch(report, author, signable=signable), item.patient))
    return tuple(found)
