"""What comes back becomes a status of the parcel it is about, and a task in French where a person must act."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database

from actions.dispatch import codes
from actions.dispatch.followup_schema import migrations
from actions.dispatch.hl7ack import Stage, Zam
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Row
from actions.dispatch.replies import Kind, Reply
from actions.dispatch.states import Status
from assistant.errors import DispatchError

__all__ = ["Followup", "Task", "migrations"]

UNREAD = 72 * 3600.0
"""Seconds after which a message that nobody opened becomes a task."""
AFTER = {
    Kind.DELIVERED: Status.DELIVERED, Kind.READ: Status.READ, Kind.BOUNCED: Status.FAILED, Kind.ERROR: Status.REFUSED,
    Kind.DELETED: Status.FAILED,
}  # fmt: skip
SWEEP = """
    select id, case when code = '' then 'other' else code end as why from parcel
    where status in ('refused', 'failed', 'in_doubt')
    and not exists (select 1 from task t where t.parcel = parcel.id and (t.done is null or t.done >= parcel.changed))
    union all
    select id, 'unread' as why from parcel where status in ('sent', 'delivered') and channel <> 'paper' and gone < ?
    and not exists (select 1 from task t where t.parcel = parcel.id and t.code = 'unread')
"""
"""What has gone wrong, or stays unread, and was not told; told again only when it changes after a person was done."""
TOLD = (Status.REFUSED, Status.FAILED, Status.IN_DOUBT)
"""Statuses that a person must hear of."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something for a person to do about one parcel («» when none is known)."""

    id: int
    parcel: str
    code: str
    says: str
    remedy: str
    made: float
    """Seconds since 1970."""


class Followup:
    """On the outbox's database. Raises DispatchError(outbox-…)."""

    def __init__(self, db: Database, outbox: Outbox, unread: float = UNREAD) -> None:
        self._conn: sqlite3.Connection = db.conn
        self._outbox, self._unread = outbox, unread

    def take(self, reply: Reply) -> Row | None:
        """The parcel that a mail is about, with its new status; None when a person must find out.

        The same mail taken twice changes nothing.
        """
        row = self._parcel_of(reply)
        if self._known(reply):
            return row
        if row is None:
            self._ask("", "unmatched" if reply.kind is not Kind.LETTER else "letter", f"{self._name(reply)}")
        else:
            self._apply(row, reply)
        self._execute(
            "insert or ignore into heard values (?, ?, ?, ?)",
            (self._name(reply), reply.kind, row.id if row else "", self._outbox.now()),
        )
        return self._outbox.get(row.id) if row else None

    def take_zam(self, zam: Zam) -> Row | None:
        """The same from a platform: Z02 delivery, Z03 reading; the DMP's own is only traced by the caller."""
        row = self._outbox.by_message(zam.about)
        if row is None:
            self._ask("", "unmatched", zam.control)
            return None
        if zam.stage is Stage.DMP:
            return row
        good = Status.READ if zam.stage is Stage.READ else Status.DELIVERED
        bad = Status.REFUSED if zam.stage is Stage.READ else Status.FAILED
        self._outbox.move(row.id, good if zam.good else bad, "platform", "" if zam.good else zam.code, zam.text)
        self.sweep()
        return self._outbox.get(row.id)

    def sweep(self) -> int:
        """Tasks for what failed, is in doubt, or stays unread: how many are new. Run now and then; repeats nothing."""
        late = self._outbox.now() - self._unread
        found = self._conn.execute(SWEEP, (late,)).fetchall()
        return sum(self._ask(name, code) for name, code in found)

    def tasks(self) -> tuple[Task, ...]:
        """Open ones, oldest first."""
        found = self._conn.execute(
            "select id, parcel, code, says, remedy, made from task where done is null order by made, id"
        ).fetchall()
        return tuple(Task(*row) for row in found)

    def close(self, task: int, who: str) -> bool:
        """False when it was closed already."""
        return self._execute(
            "update task set done = ?, who = ? where id = ? and done is null", (self._outbox.now(), who, task)
        )

    def settle(self, parcel: str, *, left: bool, who: str) -> bool:
        """A person says whether a message in doubt had left: sent, or queued again. False when it was settled."""
        after = Status.SENT if left else Status.QUEUED
        done = self._outbox.move(parcel, after, who, "settled", only=(Status.IN_DOUBT,))
        if done:
            self._execute("update task set done = ?, who = ? where parcel = ?", (self._outbox.now(), who, parcel))
        return done

    def _apply(self, row: Row, reply: Reply) -> None:
        status = AFTER.get(reply.kind)
        if status:
            code = reply.code if status in TOLD else ""
            code = "deleted" if reply.kind is Kind.DELETED else code
            if self._outbox.move(row.id, status, "reply", code, reply.detail) and status in TOLD:
                self._ask(row.id, code or "other")
            if status is Status.READ:
                self._execute(
                    "update task set done = ?, who = 'reply' where parcel = ? and code in ('unread', 'delayed') "
                    "and done is null",
                    (self._outbox.now(), row.id),
                )
        else:
            self._ask(row.id, reply.kind.value)

    def _parcel_of(self, reply: Reply) -> Row | None:
        """By the mail it names: whoever answers, for a recipient may have had it forwarded (RFC 8098 3.2.4)."""
        for message_id in reply.about:
            if row := self._outbox.by_message(message_id):
                return row
        return self._outbox.by_message(envelope=reply.envelope) if reply.envelope else None

    def _known(self, reply: Reply) -> bool:
        return bool(self._conn.execute("select 1 from heard where message_id = ?", (self._name(reply),)).fetchone())

    def _name(self, reply: Reply) -> str:
        """Its own id; without one, what it says."""
        return reply.message_id or hashlib.sha256(repr(reply).encode()).hexdigest()

    def _ask(self, parcel: str, code: str, subject: str = "") -> bool:
        reason = codes.reason(code)
        return self._execute(
            "insert or ignore into task (parcel, code, says, remedy, made) values (?, ?, ?, ?, ?)",
            (parcel or f"mail {subject}", code, reason.says, reason.remedy, self._outbox.now()),
        )

    def _execute(self, statement: str, values: tuple[object, ...]) -> bool:
        try:
            changed = self._conn.execute(statement, values).rowcount
            self._conn.commit()
        except sqlite3.Error as fault:
            self._conn.rollback()
            raise DispatchError("outbox-unwritable", str(fault)) from fault
        return changed > 0
