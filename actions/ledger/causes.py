"""Why a report is late: one cause, read from its statuses; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import yaml

from actions.dispatch.followup import UNREAD
from actions.dispatch.states import Status
from actions.ledger.values import DICTATED, SENT, SIGNED, Cause, day_of

SOURCE = Path(__file__).with_name("causes.yml")
_OF_STATUS = {"draft": Cause.DRAFT, "to_review": Cause.TO_REVIEW, "to_sign": Cause.TO_SIGN}
_WORST = (
    (Status.IN_DOUBT, Cause.IN_DOUBT), (Status.REFUSED, Cause.REFUSED), (Status.FAILED, Cause.FAILED),
    (Status.LEAVING, Cause.QUEUED), (Status.QUEUED, Cause.QUEUED),
)  # fmt: skip
"""Of several recipients, the one that a person must look at first."""


@dataclass(frozen=True, slots=True)
class Words:
    """Two French texts."""

    label: str
    says: str


class Told(Protocol):
    """What is asked of a message."""

    @property
    def channel(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def code(self) -> str: ...


class Facts(NamedTuple):
    """What decides: the visit, the hour of each Step, the status and the messages of the newest version."""

    visit: float
    day: date
    """Of the visit."""
    steps: tuple[float | None, ...]
    status: str
    messages: Sequence[Told]
    turned_away: str = ""
    """Codes of the gate, which did not open."""


def same_day(facts: Facts) -> bool:
    """Did it leave on the day of the visit?"""
    sent = facts.steps[SENT]
    return sent is not None and not _after_day(sent, facts)


def judge(facts: Facts, now: float) -> tuple[Cause | None, str]:
    """The cause and its code; (None, «») for a report that is not late, or whose day is not over."""
    if facts.steps[SENT] is not None:
        return _left(facts, now), ""
    if facts.day >= day_of(now):
        return None, ""
    return _waiting(facts)


def _waiting(facts: Facts) -> tuple[Cause, str]:
    """Of one that has not left, or not to everybody."""
    if facts.status in _OF_STATUS:
        blank = facts.status == "draft" and facts.steps[DICTATED] is None and facts.steps[SIGNED] is None
        return (Cause.BLANK if blank else _OF_STATUS[facts.status]), ""
    for wanted, cause in _WORST:
        for message in facts.messages:
            if message.status is wanted:
                again = cause is Cause.QUEUED and message.code
                return (Cause.RETRYING if again else cause), message.code
    if facts.turned_away:
        return Cause.TURNED_AWAY, facts.turned_away.split(maxsplit=1)[0]
    return (Cause.CANCELLED if facts.messages else Cause.NOT_QUEUED), ""


def _left(facts: Facts, now: float) -> Cause | None:
    """Of one that left: the first step that came after the day, else an answer that does not come."""
    dictated, signed, sent, received = facts.steps
    if not same_day(facts):
        steps = ((dictated, Cause.LATE_DICTATED), (signed, Cause.LATE_SIGNED))
        late = (cause for at, cause in steps if at is not None and _after_day(at, facts))
        return next(late, Cause.LATE_SENT)
    silent = received is None and sent is not None and now - sent > UNREAD
    return Cause.UNANSWERED if silent and any(m.channel != "paper" for m in facts.messages) else None


def _after_day(at: float, facts: Facts) -> bool:
    """Here; a day is left behind at midnight."""
    return at > facts.visit and day_of(at) > facts.day


@lru_cache(maxsize=1)
def words() -> Mapping[Cause, Words]:
    """Of every cause, in the order of a report's life."""
    table = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return {cause: Words(**table[cause.value]) for cause in Cause}
