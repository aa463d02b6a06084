"""A document as a row of the store, and the statements that read and write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.reports import encoding
from actions.reports.model import Report, Status

_COLUMNS = (
    "id", "patient", "author", "doc_type", "title", "status", "version", "site", "editor", "replaces", "created",
    "changed", "current", "content",
)  # fmt: skip
SELECT = f"select {', '.join(_COLUMNS)} from reports"  # noqa: S608 - constants only
INSERT = f"insert into reports ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
USES = "select what, count(*) from changes where person = ? and what like 'modèle « %' group by what"
CHANGE = (
    "insert into changes (report, version, at, person, what, place, removed, added, same, previous, next) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE = "update reports set content = ?, title = ?, author = ?, current = ?, version = ?, changed = ? where id = ?"


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a version stands among the others."""

    same: int
    """The change whose content this is: itself, or the one that an undo or redo came back to."""
    previous: int
    """The version that undo goes back to; -1 at the very beginning."""
    next: int
    """The version that redo returns to; 0 when nothing is undone."""


def row_of(report: Report) -> tuple[Any, ...]:
    """Its columns, in order."""
    held = {name: getattr(report, name) for name in _COLUMNS if name not in ("content", "created", "changed")}
    times = {name: when.isoformat() if (when := getattr(report, name)) else "" for name in ("created", "changed")}
    whole = {**held, **times, "content": encoding.written(report)}
    return tuple(whole[name] for name in _COLUMNS)


def report_of(row: tuple[Any, ...]) -> Report:
    """The document again. Raises ValueError when its content is not whole."""
    held = dict(zip(_COLUMNS, row, strict=True))
    content = held.pop("content")
    times = {n: datetime.fromisoformat(held[n]) if held[n] else None for n in ("created", "changed")}
    return Report(**{**held, **times, "status": Status(held["status"]), **encoding.read(content)})
