"""What became of the messages of a report, read in the outbox; and the few things a person settles there."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from actions.dispatch import codes
from actions.dispatch.followup import Followup
from actions.dispatch.outbox import Outbox
from actions.dispatch.states import Status
from actions.secretariat.values import Stage, stage_of

AT_ONCE = 500
"""Reports asked about in one statement."""
LOOSE = 20
"""Answers without a report that are shown at once."""
_PARCELS = "select report, recipient, status, made, rowid from parcel where report in ({})"


@dataclass(frozen=True, slots=True)
class Sending:
    """One recipient's message, as the desk shows it; times are seconds since 1970."""

    parcel: str
    name: str
    address: str
    channel: str
    status: Status
    made: float
    changed: float
    gone: float | None
    says: str
    """Why it is where it is, in French; "" when there is nothing to explain."""
    remedy: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A task of followup about one of them."""

    id: int
    parcel: str
    says: str
    remedy: str


class Outcomes:
    """On the outbox's database, by a connection of its own, with the migrations of outbox and followup applied."""

    def __init__(self, db: Database) -> None:
        self._conn: sqlite3.Connection = db.conn
        self._outbox = Outbox(db)
        self._followup = Followup(db, self._outbox)

    def last(self) -> int:
        """The newest line of the outbox's trace: every step leaves one."""
        return int(self._conn.execute("select coalesce(max(seq), 0) from trace").fetchone()[0])

    def touched(self, after: int, until: int) -> list[str]:
        """Reports with a step in those lines of the trace."""
        query = "select distinct report from parcel where id in (select parcel from trace where seq > ? and seq <= ?)"
        return [row[0] for row in self._conn.execute(query, (after, until))]

    def stages(self, reports: Iterable[str]) -> Iterator[tuple[str, Stage]]:
        """Of each of these reports, from the last message to each recipient."""
        names = list(reports)
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            latest: dict[str, dict[str, tuple[float, int, Status]]] = defaultdict(dict)
            rows = self._conn.execute(_PARCELS.format(", ".join("?" * len(some))), some)
            for report, recipient, status, made, row in rows:
                found = (made, row, Status(status))
                latest[report][recipient] = max(latest[report].get(recipient, found), found)
            for report in some:
                yield report, stage_of(status for _, _, status in latest[report].values())

    def of(self, report: str) -> tuple[Sending, ...]:
        """Every message of a report, the last made first."""
        found = self._outbox.find(report=report)
        told = [(row, codes.reason(row.code) if row.code else None) for row in found]
        return tuple(
            Sending(
                row.id, row.name, row.address, row.channel, row.status, row.made, row.changed, row.gone,
                why.says if why else "", why.remedy if why else "",
            )
            for row, why in sorted(told, key=lambda pair: pair[0].made, reverse=True)
        )  # fmt: skip

    def todo(self, report: str) -> tuple[Todo, ...]:
        """Open tasks about a report's messages, the oldest first."""
        query = (
            "select t.id, t.parcel, t.says, t.remedy from task t join parcel p on p.id = t.parcel "
            "where p.report = ? and t.done is null order by t.made, t.id"
        )
        return tuple(Todo(*row) for row in self._conn.execute(query, (report,)))

    def report_of_task(self, task: int) -> str:
        """ "" when there is no such open task about a report."""
        query = "select p.report from task t join parcel p on p.id = t.parcel where t.id = ? and t.done is null"
        row = self._conn.execute(query, (task,)).fetchone()
        return row[0] if row else ""

    def loose(self) -> tuple[Todo, ...]:
        """Open tasks about no message that is known here: an answer that a person must find the report of."""
        query = (
            "select id, parcel, says, remedy from task where done is null "
            "and not exists (select 1 from parcel p where p.id = task.parcel) order by made, id limit ?"
        )
        return tuple(Todo(*row) for row in self._conn.execute(query, (LOOSE,)))

    def report_of_parcel(self, parcel: str) -> str:
        """ "" for none."""
        row = self._outbox.get(parcel)
        return row.report if row else ""

    def settle(self, parcel: str, who: str, *, left: bool) -> bool:
        """A person knows whether a message in doubt had left; if not, it is queued again. False: no longer in doubt."""
        return self._followup.settle(parcel, left=left, who=who)

    def close(self, task: int, who: str) -> bool:
        """A person has done it. False when somebody else had. Raises DispatchError(outbox-unwritable)."""
        return self._followup.close(task, who)
