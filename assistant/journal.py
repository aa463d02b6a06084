"""The audit trail: who did what to whose record, hash-chained; no name, no words, no sound.

Each row carries the SHA-256 of its content and of the row before it, so that a row changed, removed or
inserted afterwards breaks the chain at that place. Triggers refuse UPDATE and DELETE by accident.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assistant.errors import JournalError
from assistant.types import Origin

migrations = Migrations("journal")
GENESIS = "0" * 64
FIELDS = ("at", "turn", "event", "site", "person", "station", "intent", "risk", "patient", "command", "code")
_COLUMNS = ", ".join(FIELDS)
INSERT = f"insert into journal ({_COLUMNS}, previous, hash) values ({', '.join('?' * (len(FIELDS) + 2))})"  # noqa: S608
WALK = f"select seq, {_COLUMNS}, previous, hash from journal order by seq"  # noqa: S608 - constants only


@migrations()  # type: ignore[untyped-decorator]
def create_journal(db: Database) -> None:
    """One row an event, append-only."""
    db["journal"].create({"seq": int, **dict.fromkeys(FIELDS, str), "previous": str, "hash": str}, pk="seq")
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger journal_no_{verb} before {verb} on journal "
            "begin select raise(abort, 'the journal is append-only'); end"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. `patient` is the record's key, never a name."""

    turn: str
    event: str
    origin: Origin
    intent: str = ""
    risk: str = ""
    patient: str = ""
    command: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found."""

    rows: int
    broken_at: int | None = None
    """The first row that does not fit the chain; None when all do."""
    head: str = GENESIS
    """Hash of the last row: kept elsewhere, it also proves that nothing was cut off the end."""


class SqliteJournal:
    """The Journal port on SQLite: a row is on disk when `write` returns."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()

    def write(self, entry: Entry) -> None:
        """Append. Raises JournalError(journal-unwritable)."""
        origin = entry.origin
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        values = (
            at, entry.turn, entry.event, origin.site, origin.person, origin.station,
            entry.intent, entry.risk, entry.patient, entry.command, entry.code,
        )  # fmt: skip
        connection = self._db.conn
        with self._lock:
            try:
                connection.execute("begin immediate")  # the head is read and the row added as one
                head = connection.execute("select hash from journal order by seq desc limit 1").fetchone()
                previous = head[0] if head else GENESIS
                row = (*values, previous, _digest(previous, values))
                connection.execute(INSERT, row)
                connection.commit()
            except sqlite3.Error as fault:
                connection.rollback()
                raise JournalError("journal-unwritable", type(fault).__name__) from fault

    def verify(self) -> Verdict:
        """Walk the chain from its first row. Raises JournalError(journal-unreadable)."""
        previous, rows = GENESIS, 0
        try:
            for seq, *values, before, digest in self._db.conn.execute(WALK):
                rows += 1
                if seq != rows or before != previous or digest != _digest(previous, tuple(values)):
                    return Verdict(rows, broken_at=seq, head=previous)
                previous = digest
        except sqlite3.Error as fault:
            raise JournalError("journal-unreadable", str(fault)) from fault
        return Verdict(rows, head=previous)


def _digest(previous: str, values: tuple[str, ...]) -> str:
    content = json.dumps([previous, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
