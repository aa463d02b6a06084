"""Is what was signed still what it was? Documents, signatures and kept PDFs against each other and the journal."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from actions.reports import encoding
from actions.reports.model import Status
from actions.reports.sheets import Sheets, digest
from actions.reports.store import Reports
from assistant.errors import ReportError


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found."""

    signed: int
    wrong: tuple[tuple[str, str], ...] = ()
    """(id of a document, what does not fit: content, journal, pdf, unreadable)."""


def audit(reports: Reports) -> Audit:
    """Every signed document. Raises ReportError(report-unreadable) when the store is none."""
    with reports.reading() as db:
        keys = [row[0] for row in db.execute("select report from signatures order by at")]
        lost = [row[0] for row in db.execute(
            "select id from reports where status = ? and id not in (select report from signatures)", (Status.SIGNED,)
        )]  # fmt: skip
        traced = _traced(db)
    wrong = [(key, "journal") for key in lost]
    for key in keys:
        wrong += [(key, what) for what in _wrong(reports, key, traced)]
    return Audit(len(keys) + len(lost), tuple(wrong))


def _wrong(reports: Reports, key: str, traced: frozenset[tuple[str, str, str]]) -> list[str]:
    try:
        report, signature, sheet = reports.get(key), reports.signature(key), Sheets(reports).of(key)
    except ReportError:
        return ["unreadable"]
    found = []
    if signature is None or report.status is not Status.SIGNED or encoding.digest(report) != signature[2]:
        found.append("content")
    elif ("signed", key, signature[2]) not in traced:
        found.append("journal")
    if sheet and (digest(sheet.pdf) != sheet.hash or ("sealed", key, sheet.hash) not in traced):
        found.append("pdf")
    return found


def _traced(db: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """(event, document, digest) of every signature that the journal holds."""
    query = "select event, command, code from journal where event in ('signed', 'sealed')"
    return frozenset((event, key, code) for event, key, code in db.execute(query))
