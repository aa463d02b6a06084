"""The PDF of a signed document: made once, when it is signed; its bytes are kept, and never made again differently."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the store keeps a sheet when it signs
    from actions.reports.store import Reports


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was signed, as it is printed, sent and put into the record."""

    report: str
    pdf: bytes
    hash: str
    """SHA-256 of the bytes, as journalled."""


def digest(pdf: bytes) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(pdf).hexdigest()


def put(db: sqlite3.Connection, report: str, pdf: bytes, now: datetime) -> None:
    """Inside a transaction, once; the triggers of tables.py freeze it."""
    row = (report, now.isoformat(), digest(pdf), pdf)
    db.execute("insert into sheets (report, at, hash, pdf) values (?, ?, ?, ?)", row)


class Sheets:
    """One a signed document."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def of(self, report: str) -> Sheet | None:
        """None when none was kept: a document signed where no PDF is made."""
        with self._reports.reading() as db:
            row = db.execute("select pdf, hash from sheets where report = ?", (report,)).fetchone()
        return Sheet(report, bytes(row[0]), row[1]) if row else None

    def keep(self, report: str, pdf: bytes, now: datetime) -> Sheet:
        """Keep that of a document signed without one; one that was kept before comes back unchanged."""
        with self._reports.transaction() as db:
            if kept := self.of(report):
                return kept
            put(db, report, pdf, now)
        return Sheet(report, pdf, digest(pdf))
