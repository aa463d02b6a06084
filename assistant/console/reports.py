"""A report of the desk -> what its page shows, in JSON; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.mailroom.telling import STATES
from actions.secretariat.outcomes import Sending, Todo
from actions.secretariat.service import Detail
from actions.secretariat.values import OPEN, Deadline, Line, Stage
from assistant.console.encode import Json, patient
from assistant.types import Patient

CHANNELS = {"mssante": "MSSanté", "paper": "papier", "dmp": "DMP", "mdm": "plateforme d'échange"}
_MAY: dict[Stage, tuple[str, ...]] = {
    Stage.DRAFT: ("review", "submit"), Stage.TO_REVIEW: ("submit", "return"), Stage.TO_SIGN: ("return",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """French words for ids."""

    person: Callable[[str], str]
    stages: Mapping[str, str]
    kinds: Mapping[str, str]


def row(line: Line, who: Patient | None, names: Names) -> dict[str, Json]:
    """A line of the table; without a patient the record no longer knows, it cannot be opened."""
    return {
        "id": line.report,
        "title": line.title,
        "kind": names.kinds.get(line.doc_type, line.doc_type),
        "patient": patient(who) if who else None,
        "author": names.person(line.author) if line.author else None,
        "author_id": line.author,
        "service": line.service or None,
        "stage": line.stage,
        "state": _capital(names.stages[line.stage]),
        "visit": line.visit.isoformat(),
        "age": line.age,
        "late": line.late,
        "urgent": line.urgent,
        "holder": line.holder,
        "holder_name": names.person(line.holder) if line.holder else None,
        "may": [*(["open"] if who else []), *(["take", "hand", "urgent"] if line.stage in OPEN else []),
                *_MAY.get(line.stage, ())],
    }  # fmt: skip


def deadline(by: Deadline) -> dict[str, Json]:
    """Days after the visit, and the hour («18 h 00»; null: the end of the day)."""
    return {"days": by.days, "hour": f"{by.hour:%H h %M}" if by.hour else None}


def detail(told: Detail, names: Names) -> dict[str, Json]:
    """What unfolds under a line."""
    return {
        "id": told.line.report,
        "writing": names.person(told.writing) if told.writing else None,
        "remarks": [
            {"at": at.isoformat(), "who": names.person(who), "words": words} for at, who, words in told.remarks
        ],
        "sendings": [_sending(s) for s in told.sendings],
        "tasks": [todo(t) for t in told.todo],
    }


def todo(task: Todo) -> Json:
    """Something for a person to do; `about` is the mail it came with, where no report is known."""
    about = task.parcel.removeprefix("mail ") if task.parcel.startswith("mail ") else None
    return {"id": task.id, "says": task.says, "remedy": task.remedy, "about": about}


def _sending(sending: Sending) -> Json:
    return {
        "parcel": sending.parcel,
        "to": sending.name,
        "channel": CHANNELS.get(sending.channel, sending.channel),
        "status": sending.status,
        "state": _capital(STATES[sending.status]),
        "at": datetime.fromtimestamp(sending.changed, UTC).isoformat(),
        "says": sending.says,
        "remedy": sending.remedy,
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
