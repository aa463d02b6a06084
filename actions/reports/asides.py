"""Words beside a document: why it was given back, and what is being said while an utterance still goes on."""

from __future__ import annotations

from datetime import datetime

from actions.reports.store import Reports


class Asides:
    """None of them changes a document. Raises ReportError(report-unreadable)."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def remark(self, key: str, person: str, words: str, now: datetime) -> None:
        """Why it was given back."""
        with self._reports.transaction() as db:
            row = (key, now.isoformat(), person, words)
            db.execute("insert into remarks (report, at, person, words) values (?, ?, ?, ?)", row)

    def remarks(self, key: str) -> list[tuple[datetime, str, str]]:
        """(when, who, words), the last first."""
        with self._reports.reading() as db:
            found = db.execute("select at, person, words from remarks where report = ? order by id desc", (key,))
            return [(datetime.fromisoformat(at), person, words) for at, person, words in found]

    def overhear(self, key: str, words: str, now: datetime) -> None:
        """Words of an utterance that goes on; the next change of the document forgets them, and so does ""."""
        if words == self.unfinished(key):
            return
        with self._reports.transaction() as db:
            if not words:
                db.execute("delete from unfinished where report = ?", (key,))
                return
            row = (key, words, now.isoformat())
            db.execute("insert or replace into unfinished (report, words, at) values (?, ?, ?)", row)

    def unfinished(self, key: str) -> str:
        """Words that were being said when the assistant was cut short; "" for none."""
        with self._reports.reading() as db:
            row = db.execute("select words from unfinished where report = ?", (key,)).fetchone()
        return row[0] if row else ""
