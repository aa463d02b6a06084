"""What the ledger knows of a report: hours and one cause; no patient, no person."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from assistant.types import Period


class Step(StrEnum):
    """The steps of a report after the visit."""

    DICTATED = "dictated"
    """Its last dictated words; of a typed one, its last change."""
    SIGNED = "signed"
    SENT = "sent"
    """To its last recipient."""
    RECEIVED = "received"
    """Acknowledged (delivered or read) by its last recipient; paper has no acknowledgement."""


STEPS = tuple(Step)
DICTATED, SIGNED, SENT, RECEIVED = range(len(STEPS))
"""Their places."""


class Cause(StrEnum):
    """Why a report is late, in the order of its life (causes.yml has the words)."""

    BLANK = "blank"
    DRAFT = "draft"
    TO_REVIEW = "to_review"
    TO_SIGN = "to_sign"
    TURNED_AWAY = "turned_away"
    NOT_QUEUED = "not_queued"
    CANCELLED = "cancelled"
    QUEUED = "queued"
    RETRYING = "retrying"
    IN_DOUBT = "in_doubt"
    REFUSED = "refused"
    FAILED = "failed"
    LATE_DICTATED = "late_dictated"
    LATE_SIGNED = "late_signed"
    LATE_SENT = "late_sent"
    UNANSWERED = "unanswered"


LEFT_LATE = frozenset({Cause.LATE_DICTATED, Cause.LATE_SIGNED, Cause.LATE_SENT})
"""It left, after the day of the visit."""


def day_of(at: float) -> date:
    """The day of a moment, here."""
    return date(*time.localtime(at)[:3])


class Entry(NamedTuple):
    """One report with all the versions that replace it; hours are seconds since 1970, None while a step is to come.

    A tuple, for there are tens of thousands of them.
    """

    report: str
    site: str
    service: str
    """«» where neither the visit nor the desk says."""
    visit: float
    day: date
    """Of the visit, here."""
    known: bool
    """The record knew the visit; otherwise it is the moment when the report was made."""
    steps: tuple[float | None, ...]
    """When each Step came, in their order."""
    delays: tuple[float | None, ...]
    """Hours from the visit to each Step, 0 when it came before."""
    same_day: bool
    """Sent to everybody on the day of the visit."""
    late: bool
    """Its day is over, and it left after it or not at all."""
    cause: Cause | None
    """Why it is late, or waits for an answer too long; None: it is not, or not yet."""
    code: str
    """The code behind the cause (actions/dispatch/codes.yml, gate.yml), where there is one."""
    team: int
    """Number of its author among those of one reading: to count how many people a figure is about, and for nothing
    else; it is not the same number at the next reading."""

    @property
    def sent(self) -> float | None:
        """When it had left to its last recipient."""
        return self.steps[SENT]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports; empty parts do not restrict."""

    period: Period = Period()  # noqa: RUF009 - frozen
    """Days of the visit."""
    site: str = ""
    service: str | None = None
    """None: all; «»: those without one."""

    def of(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those of the scope, in their order."""
        first, last = self.period.start or date.min, self.period.end or date.max
        site, service = self.site, self.service
        return tuple(
            e for e in entries
            if first <= e.day <= last and (not site or e.site == site) and (service is None or e.service == service)
        )  # fmt: skip
