"""A place with a few reports, written by the real stores at the hours a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.states import Status
from actions.ledger import reading
from actions.ledger.delays import Delays
from actions.ledger.values import Entry
from actions.reports import tables
from actions.reports.editing import append
from actions.reports.model import Report
from actions.reports.model import Status as Life
from actions.reports.store import Reports
from actions.reports.visits import Visit, Visits
from assistant import store

VISIT = datetime(2026, 11, 2, 10, 0).astimezone()
"""A Monday."""
NOW = VISIT + timedelta(days=7)


class Place:
    """Documents and outbox in one folder; every hour is counted from the visit."""

    def __init__(self, folder: Path) -> None:
        self.paths = folder / "assistant.sqlite", folder / "outbox.db"
        db = store.connect(self.paths[0], (tables.migrations,))
        self.reports = Reports(db)
        self.visits = Visits(self.reports, asyncio.to_thread)
        self.at = VISIT
        self.box = Outbox(store.connect(self.paths[1], (migrations,)), self._now)
        self.made = 0

    def report(
        self, *, dictated: float | None = None, marked: Life | None = None, signed: float | None = None,
        service: str = "Cardiologie", site: str = "Hôpital Nord", author: str = "", visit: datetime = VISIT,
        replaces: str = "",
    ) -> str:  # fmt: skip
        """Its id; hours after the visit."""
        self.made += 1
        key, made = f"r{self.made}", visit + timedelta(hours=dictated or 0)
        author = author or f"dr{self.made % 3}"
        new = Report(
            key, f"patient-{self.made}", author, "letter", "Courrier", site=site, created=made, changed=made,
            replaces=replaces,
        )  # fmt: skip
        self.reports.add(new)
        self.visits.note(key, Visit(visit, service))
        if dictated is not None:
            self.reports.change(key, lambda r: append(r, "Bonjour.", ()), "dictée", author, made)
        if marked:
            self.reports.mark(key, marked, made)
        if signed is not None:
            self.reports.sign(key, self.reports.get(key).version, author, visit + timedelta(hours=signed))
        return key

    def message(
        self, report: str, sent: float | None = None, *, status: Status = Status.SENT, code: str = "",
        read: float | None = None, to: str = "adam@x.mssante.fr", channel: str = "mssante", hours: float = 1,
    ) -> None:  # fmt: skip
        """Submitted `hours` after the visit; sent then, or ended by `status` with its code."""
        self._go(hours)
        name = f"{report}-{to}"
        self.box.submit(
            [Parcel(name, report, name, name, 1, channel, to, to, "", "", "", f"<{name}>", name, b"x")], "anne"
        )  # fmt: skip
        if sent is None and status is Status.SENT:
            return
        self._go(hours if sent is None else sent)
        if status is Status.CANCELLED or channel == "paper":
            assert self.box.move(name, status, "anne")
            return
        claim = self.box.claim("w", (channel,))
        assert claim
        assert claim.parcel.id == name
        self.box.dot(claim)
        self.box.finish(claim, status, code, due=self.at.timestamp() + 9e9 if status is Status.QUEUED else None)
        if read is not None:
            self._go(read)
            self.box.move(name, Status.READ, "reply")

    def many(self, count: int, build: Callable[[], object]) -> None:
        """The same again."""
        for _ in range(count):
            build()

    def delays(self, now: datetime = NOW) -> Delays:
        """The ledger, at that moment."""
        return Delays(*self.paths, now.timestamp)

    def entries(self, now: datetime = NOW) -> dict[str, Entry]:
        """Report -> its line."""
        return {e.report: e for e in reading.entries(*self.paths, now.timestamp())}

    def _now(self) -> float:
        return self.at.timestamp()

    def _go(self, hours: float) -> None:
        self.at = VISIT + timedelta(hours=hours)
