"""What the desk shows of a report: one status, its delay, and the filters of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from actions.dispatch import states
from assistant.types import Period


class Stage(StrEnum):
    """How far a report came, from the first word to the reader."""

    DRAFT = "draft"
    """Dictated, or being written."""
    TO_REVIEW = "to_review"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    QUEUED = "queued"
    SENT = "sent"
    RECEIVED = "received"
    READ = "read"
    FAILED = "failed"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"


WRITING = (Stage.DRAFT, Stage.TO_REVIEW, Stage.TO_SIGN)
"""A person still works on it."""
TROUBLE = (Stage.FAILED, Stage.REFUSED, Stage.IN_DOUBT)
OPEN = (*WRITING, Stage.SIGNED, Stage.QUEUED, *TROUBLE)
"""Not yet with its reader: these can be late."""
GONE = (Stage.SENT, Stage.RECEIVED, Stage.READ)
SPOKEN: dict[str, tuple[Stage, ...]] = {
    "draft": (Stage.DRAFT,),
    "to_review": (Stage.TO_REVIEW,),
    "to_sign": (Stage.TO_SIGN,),
    "signed": (Stage.SIGNED,),
    "queued": (Stage.SIGNED, Stage.QUEUED),
    "sent": GONE,
    "failed": TROUBLE,
}
"""The status a person says -> the stages it means: what waits to be sent is signed, queued or not."""
_OF_PARCEL = {
    states.Status.QUEUED: Stage.QUEUED, states.Status.LEAVING: Stage.QUEUED, states.Status.SENT: Stage.SENT,
    states.Status.DELIVERED: Stage.RECEIVED, states.Status.READ: Stage.READ, states.Status.FAILED: Stage.FAILED,
    states.Status.REFUSED: Stage.REFUSED, states.Status.IN_DOUBT: Stage.IN_DOUBT,
}  # fmt: skip
_WORST = (Stage.IN_DOUBT, Stage.REFUSED, Stage.FAILED, Stage.QUEUED, Stage.SENT, Stage.RECEIVED, Stage.READ)
"""Of several recipients, the one that a person must look at first, then the one who is furthest behind."""


def stage_of(parcels: Iterable[states.Status]) -> Stage:
    """A signed report's, from what became of its messages, one a recipient; those called back say nothing."""
    stages = {_OF_PARCEL[status] for status in parcels if status in _OF_PARCEL}
    return next((stage for stage in _WORST if stage in stages), Stage.SIGNED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a report must have left: so many days after the visit, at that hour (None: when the day ends)."""

    days: int = 0
    hour: time | None = None

    def last_late(self, now: datetime) -> date:
        """Visits of this day or before are late at `now` (in the time of the place)."""
        here = now.astimezone()
        passed = self.hour is not None and here.time() >= self.hour
        return here.date() - timedelta(days=self.days + (0 if passed else 1))


ALWAYS = Period()
FREE = "-"
"""The holder of what nobody has taken."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports; empty parts do not restrict."""

    stages: tuple[Stage, ...] = ()
    authors: tuple[str, ...] = ()
    service: str = ""
    """Exactly as it is written."""
    patients: tuple[str, ...] | None = None
    """Ids; () finds nothing."""
    period: Period = ALWAYS
    """Days of the visit."""
    holder: str = ""
    """Who has it in hand; FREE: nobody."""
    late: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One report on the desk. Names are in the record: the patient is a key."""

    report: str
    title: str
    doc_type: str
    patient: str
    author: str
    editor: str
    service: str
    stage: Stage
    visit: date
    age: int
    """Days since the visit."""
    late: bool
    urgent: bool
    holder: str
    """Who has it in hand; "" nobody."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and what the whole of it holds."""

    lines: tuple[Line, ...]
    stages: tuple[Stage, ...]
    """Those of the list."""
    counts: Mapping[Stage, tuple[int, int]]
    """Stage -> (reports, late ones), whatever stages are listed."""

    @property
    def total(self) -> int:
        """Reports of the list."""
        return sum(self.counts.get(stage, (0, 0))[0] for stage in self.stages)

    @property
    def late(self) -> int:
        """Of them, how many are late."""
        return sum(self.counts.get(stage, (0, 0))[1] for stage in self.stages)
