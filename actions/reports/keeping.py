"""A signed document into the hospital's record, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.reports.deliveries import State
from actions.reports.model import Report
from assistant.types import Patient, Reply

if TYPE_CHECKING:
    from actions.registry import Desk


async def kept(report: Report, patient: Patient, desk: Desk, done: str) -> Reply:
    """Put it there once; `done` is the key of what is said when it is."""
    delivery = await desk.writing.record.deliver(report.id, patient, desk.chart)
    facts: dict[str, object] = {"title": report.title, "patient": patient.name}
    if delivery.state is State.KEPT:
        return Reply(done, facts)
    if delivery.state is State.IN_DOUBT:
        return Reply("signed_in_doubt", facts)
    return Reply("signed_not_kept", facts | {"why": desk.catalogue.failure(delivery.code).facts["why"]})
