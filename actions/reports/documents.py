"""The documents of the place: read by anybody, held by who writes in them, the store's work one call at a time.

What Changing, Desks and the Writer stand on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlite_utils import Database

from actions.reports.asides import Asides
from actions.reports.caret import Carets
from actions.reports.deliveries import Deliveries
from actions.reports.delivering import Delivering
from actions.reports.locks import Hold, Locks
from actions.reports.model import Report, Status
from actions.reports.sheets import Sheets
from actions.reports.store import Reports, Signature, Version
from actions.reports.tools import Tools
from actions.reports.visits import Visits
from actions.threaded import Threaded
from assistant.errors import ReportError
from assistant.journal import Entry
from assistant.ports import Journal, People
from assistant.types import Origin

SIGNING = ("sign_document", "bind")
"""Command and risk, as they are journalled."""


class Documents(Threaded):
    """Nothing here changes a document; `record` carries signed ones into the hospital's record."""

    def __init__(
        self,
        db: Database,
        people: People,
        journal: Journal,
        tools: Tools | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """`db`: a connection of its own, with the migrations of `tables` applied."""
        super().__init__()
        self.tools = tools or Tools()
        self.people = people
        self.clock = clock
        self._journal = journal
        self._new_id = new_id
        self._reports = Reports(db)
        self._locks = Locks(self._reports)
        self._asides = Asides(self._reports)
        self.visits = Visits(self._reports, self.do)
        self.record = Delivering(self, Deliveries(self._reports), Sheets(self._reports))
        self._carets = Carets()

    async def get(self, key: str) -> Report:
        """Raises ReportError(report-not-found | report-unreadable)."""
        return await self.do(self._reports.get, key)

    async def draft(self, key: str) -> Report:
        """The same, to be changed. Raises ReportError(report-signed) too."""
        report = await self.get(key)
        if report.status is Status.SIGNED:
            raise ReportError("report-signed", "a signed document never changes")
        return report

    async def find(self, *, patient: str = "", status: str = "", author: str = "") -> list[Report]:
        """Documents, the last changed first; empty values do not restrict."""
        return await self.do(self._reports.find, patient=patient, status=status, author=author)

    async def versions(self, key: str) -> list[Version]:
        """Every change, the last first."""
        return await self.do(self._reports.versions, key)

    async def at(self, key: str, version: int) -> Report:
        """The document as it was. Raises ReportError(report-not-found)."""
        return await self.do(self._reports.at, key, version)

    async def uses(self, person: str) -> dict[str, int]:
        """How often that person inserted a template, by what undo calls it."""
        return await self.do(self._reports.uses, person)

    async def holder(self, key: str) -> Hold | None:
        """Who writes in it, the lease over or not."""
        return await self.do(self._locks.held, key)

    async def remarks(self, key: str) -> list[tuple[datetime, str, str]]:
        """(when, who, words) of every return, the last first."""
        return await self.do(self._asides.remarks, key)

    async def signature(self, key: str) -> Signature | None:
        """(person, when, SHA-256) of a signed document, or None."""
        return await self.do(self._reports.signature, key)

    async def pdf(self, key: str) -> bytes | None:
        """The kept PDF of a signed document, always the same bytes; None when there is none (yet): `record.sheet`."""
        kept = await self.record.kept(key)
        return kept.pdf if kept else None

    # --- parts -------------------------------------------------------------------------------------------------------

    async def _hold(self, origin: Origin, key: str) -> Hold:
        """Hold it, or go on holding it, to change it. Raises ReportError(report-locked)."""
        with self._naming():
            return await self.do(self._locks.take, key, origin.person, origin.station, self.clock())

    @contextmanager
    def _naming(self) -> Iterator[None]:
        """A lock that somebody else holds is told with the name of that person and the hour."""
        try:
            yield
        except ReportError as fault:
            if who := fault.facts.get("who"):
                since = fault.facts["since"].astimezone()
                facts = {"who": self.people.name(who), "since": f"{since:%H h %M}"}
                raise ReportError(fault.code, fault.detail, facts) from fault
            raise

    def trace(
        self, turn: str, event: str, origin: Origin, report: Report, code: str, did: tuple[str, str] = SIGNING
    ) -> None:
        """Into the journal: what was done to which document, no word of it; `code`: a digest, or a kind of change."""
        self._journal.write(Entry(turn, event, origin, *did, report.patient, report.id, code))
