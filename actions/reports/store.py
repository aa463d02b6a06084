"""Documents on SQLite: every change is a version on disk when the call returns; undo and redo are versions too.

A change keeps only what it cut and put (splice.py); the present content is whole in its row. `previous` is the version
that undo goes back to, `next` the one that redo returns to: both survive a restart. Nothing here waits for anybody but
the disk: callers run it in a thread (documents.py).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from actions.reports import editing, encoding, rows, sheets, splice
from actions.reports.model import Report, Status
from actions.reports.rows import Trail
from actions.reports.splice import Splice
from assistant.errors import ReportError
from assistant.store import transaction

Edit = Callable[[Report], Report]
Signature = tuple[str, datetime, str]
"""(person, when, SHA-256)."""


@dataclass(frozen=True, slots=True)
class Version:
    """One change of a document: who made it, when, and what it was, in French («dictée», «champ tension»)."""

    version: int
    at: datetime
    person: str
    what: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A document after a change, and what the change was; `what` is empty when there was nothing to change."""

    report: Report
    what: str = ""


class Reports:
    """Every document of the place."""

    def __init__(self, db: Database) -> None:
        self._db: sqlite3.Connection = db.conn
        self._lock = threading.RLock()

    # --- one document ------------------------------------------------------------------------------------------

    def add(self, report: Report) -> Report:
        """Keep a new document. Raises ReportError(report-unreadable)."""
        with self.transaction() as db:
            db.execute(rows.INSERT, rows.row_of(report))
        return report

    def get(self, key: str) -> Report:
        """Raises ReportError(report-not-found | report-unreadable)."""
        with self.reading():
            return self._get(key)

    def uses(self, person: str) -> dict[str, int]:
        """How often that person inserted a template, by what undo calls it."""
        with self.reading() as db:
            return {str(what): int(count) for what, count in db.execute(rows.USES, (person,))}

    def drop(self, key: str) -> None:
        """Forget a document that never had a change. Raises as `change`."""
        with self.transaction() as db:
            if self._open(key).version == 0:
                db.execute("delete from reports where id = ?", (key,))

    def change(self, key: str, edit: Edit, what: str, person: str, now: datetime) -> Kept:
        """Keep what `edit` makes of the document; nothing when it changes nothing. A fault of `edit` keeps nothing.

        Raises ReportError(report-signed | report-not-found | report-unreadable).
        """
        with self.transaction():
            before = self._open(key)
            after = edit(before)
            if encoding.written(after) == encoding.written(before):
                return Kept(before if after.current == before.current else self._moved(before, after.current))
            trail = Trail(before.version + 1, before.version, 0)
            return Kept(self._keep(before, after, (what, person, now), trail), what)

    def undo(self, key: str, person: str, now: datetime) -> Kept:
        """Go back to before the last change that is not undone. Raises as `change`."""
        with self.transaction():
            here = self._open(key)
            trail = self._trail(key, here.version)
            if trail.previous < 0:
                return Kept(here)
            back, undone = self._trail(key, trail.previous), self._what(key, trail.same)
            mark = (f"annulation : {undone}", person, now)
            kept = self._keep(here, self._at(here, trail.previous), mark, replace(back, next=here.version))
            return Kept(kept, undone)

    def redo(self, key: str, person: str, now: datetime) -> Kept:
        """Take back the last undo, when nothing was changed since. Raises as `change`."""
        with self.transaction():
            here = self._open(key)
            target = self._trail(key, here.version).next
            if target == 0:
                return Kept(here)
            trail = self._trail(key, target)
            redone = self._what(key, trail.same)
            mark = (f"rétablissement : {redone}", person, now)
            return Kept(self._keep(here, self._at(here, target), mark, trail), redone)

    def move(self, key: str, field: str) -> Report:
        """Words now go to that field: kept, but no change of the document. Raises as `change`."""
        with self.transaction():
            return self._moved(self._open(key), field)

    def mark(self, key: str, status: Status, now: datetime) -> Report:
        """Move an unsigned document through its life; signing is `sign`. Raises as `change`."""
        with self.transaction() as db:
            self._open(key)
            changed = (status, now.isoformat(), key)
            db.execute("update reports set status = ?, changed = ? where id = ?", changed)
            return self._get(key)

    def sign(self, key: str, version: int, person: str, now: datetime, pdf: bytes = b"") -> tuple[Report, str]:
        """Freeze it, and with it the sheet that was made of it: the document and the SHA-256 of what is signed.

        Raises ReportError(report-changed) when `version` is not the present one, and as `change`.
        """
        with self.transaction() as db:
            report = self._open(key)
            if report.version != version:
                raise ReportError("report-changed", f"version {report.version}, not {version}")
            signed = (Status.SIGNED, now.isoformat(), key)
            db.execute("update reports set status = ?, changed = ? where id = ?", signed)
            digest = encoding.digest(report)
            db.execute("insert into signatures values (?, ?, ?, ?)", (key, person, now.isoformat(), digest))
            if pdf:
                sheets.put(db, key, pdf, now)
            return self._get(key), digest

    def signature(self, key: str) -> Signature | None:
        """(person, when, SHA-256) of a signed document, or None."""
        with self.reading():
            row = self._db.execute("select person, at, hash from signatures where report = ?", (key,)).fetchone()
        return (row[0], datetime.fromisoformat(row[1]), row[2]) if row else None

    # --- many, and their past ----------------------------------------------------------------------------------

    def find(self, *, patient: str = "", status: str = "", author: str = "", replaces: str = "") -> list[Report]:
        """Documents, the last changed first; empty values do not restrict."""
        wanted = {"patient": patient, "status": status, "author": author, "replaces": replaces}
        given = {name: value for name, value in wanted.items() if value}
        where = " and ".join(f"{name} = ?" for name in given) or "1"
        with self.reading():
            found = self._db.execute(f"{rows.SELECT} where {where} order by changed desc", tuple(given.values()))
            return [rows.report_of(row) for row in found]

    def versions(self, key: str) -> list[Version]:
        """Every change, the last first."""
        query = "select version, at, person, what from changes where report = ? order by version desc"
        with self.reading():
            found = self._db.execute(query, (key,))
            return [Version(v, datetime.fromisoformat(at), person, what) for v, at, person, what in found]

    def at(self, key: str, version: int) -> Report:
        """The document as it was. Raises ReportError(report-not-found) for a version it never had."""
        with self.reading():
            here = self._get(key)
            if not 0 <= version <= here.version:
                raise ReportError("report-not-found", f"no version {version}")
            return replace(self._at(here, version), version=version)

    # --- parts -------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; on disk when the block is left. A block inside another is a part of it."""
        with self.reading():
            if self._db.in_transaction:
                yield self._db
                return
            with transaction(self._db):
                yield self._db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One thread at a time; faults of the file become ours."""
        with self._lock:
            try:
                yield self._db
            except (sqlite3.Error, ValueError) as fault:
                raise ReportError("report-unreadable", type(fault).__name__) from fault

    def _get(self, key: str) -> Report:
        row = self._db.execute(f"{rows.SELECT} where id = ?", (key,)).fetchone()
        if row is None:
            raise ReportError("report-not-found", "no such document")
        return rows.report_of(row)

    def _open(self, key: str) -> Report:
        report = self._get(key)
        if report.status is Status.SIGNED:
            raise ReportError("report-signed", "a signed document never changes")
        return report

    def _keep(self, before: Report, after: Report, mark: tuple[str, str, datetime], trail: Trail) -> Report:
        what, person, now = mark
        content = encoding.written(after)
        cut = splice.between(encoding.written(before), content)
        kept = replace(after, version=before.version + 1, changed=now)
        row = (before.id, kept.version, now.isoformat(), person, what, cut.at, cut.removed, cut.added)
        self._db.execute(rows.CHANGE, (*row, trail.same, trail.previous, trail.next))
        about = (kept.title, kept.author, kept.current, kept.version, now.isoformat())
        self._db.execute(rows.UPDATE, (content, *about, kept.id))
        self._db.execute("delete from unfinished where report = ?", (before.id,))
        return kept

    def _moved(self, report: Report, field: str) -> Report:
        self._db.execute("update reports set current = ? where id = ?", (field, report.id))
        return replace(report, current=field)

    def _trail(self, key: str, version: int) -> Trail:
        query = "select same, previous, next from changes where report = ? and version = ?"
        row = self._db.execute(query, (key, version)).fetchone()
        return Trail(*row) if row else Trail(0, -1, 0)

    def _what(self, key: str, version: int) -> str:
        query = "select what from changes where report = ? and version = ?"
        return str(self._db.execute(query, (key, version)).fetchone()[0])

    def _at(self, here: Report, version: int) -> Report:
        """The document with the content it had at that version."""
        content = encoding.written(here)
        query = "select place, removed, added from changes where report = ? and version > ? order by version desc"
        for place, removed, added in self._db.execute(query, (here.id, version)):
            content = Splice(place, removed, added).backward(content)
        then = replace(here, **encoding.read(content))
        return then if editing.field_of(then.body, here.current) else replace(then, current="")
