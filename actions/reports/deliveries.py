"""Signed documents on their way into the hospital's record: kept, refused, or in doubt until a person settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actions.reports.store import Reports


class State(StrEnum):
    """How far a document came."""

    SENDING = "sending"
    """Was being written when this was noted: still so after a restart, nobody knows whether it arrived."""
    KEPT = "kept"
    """In the record, and read back."""
    FAILED = "failed"
    """The record said no, or was not there: nothing was written."""
    IN_DOUBT = "in_doubt"
    """No answer came: it may be there (safety rule 5)."""


UNKNOWN = frozenset({State.SENDING, State.IN_DOUBT})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a document is on its way."""

    report: str
    key: str
    """Idempotency key in the record."""
    state: State
    reference: str = ""
    """The record's own reference, once it is kept."""
    code: str = ""
    """Why it is not kept: a failure's stable code."""


class Deliveries:
    """One a document, written before and after the deed."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def of(self, report: str) -> Delivery | None:
        """Raises ReportError(report-unreadable)."""
        with self._reports.reading() as db:
            query = "select report, key, state, reference, code from deliveries where report = ?"
            row = db.execute(query, (report,)).fetchone()
        return Delivery(row[0], row[1], State(row[2]), row[3], row[4]) if row else None

    def note(self, delivery: Delivery, now: datetime) -> Delivery:
        """Durable when it returns."""
        values = (delivery.report, delivery.key, delivery.state, delivery.reference, delivery.code, now.isoformat())
        with self._reports.transaction() as db:
            db.execute(
                "insert or replace into deliveries (report, key, state, reference, code, at) values (?, ?, ?, ?, ?, ?)",
                values,
            )
        return delivery

    def unsettled(self) -> list[Delivery]:
        """All that may or may not have arrived, the oldest first."""
        with self._reports.reading() as db:
            query = "select report, key, state, reference, code from deliveries where state in (?, ?) order by at"
            rows = db.execute(query, tuple(sorted(UNKNOWN))).fetchall()
        return [Delivery(r[0], r[1], State(r[2]), r[3], r[4]) for r in rows]
