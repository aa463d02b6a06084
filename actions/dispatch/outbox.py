"""What must leave, kept in SQLite until it has: submitted once, claimed by one worker, never sent twice.

Every step is one transaction (synchronous = full). A worker owns a message by a token that changes at each claim; it
writes `dot` before the final dot of DATA, so that whoever finds the message after a crash knows whether it may have
left (in doubt) or cannot have (queued again). No decision rests on a clock: a lease that ends too early costs a try,
for the first worker's token is no longer the right one.

One message waits for the disk once: at `dot`. A claim that the power takes was never made; an end that the power takes
(`finish` with lasting=False) leaves its dot behind: in doubt, shown, never sent again. Commits reach the file in order,
so the next message's dot carries the end of the one before to the disk; `rest` does it where no message follows.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlite_utils import Database

from actions.dispatch.clock import Clock
from actions.dispatch.outbox_reading import Reading
from actions.dispatch.outbox_schema import migrations
from actions.dispatch.outbox_values import PARCEL, Claim, Parcel, Row, Step
from actions.dispatch.states import NEXT, Status
from assistant.errors import DispatchError
from assistant.store import transaction

__all__ = ["LEASE", "Claim", "Outbox", "Parcel", "Row", "Step", "migrations"]

LEASE = 900.0
"""Seconds after which a message that no worker finished is looked at again; more than any conversation lasts."""
FARTHEST = 86_400.0
"""A due time further ahead than this comes from a clock that was wrong: it is brought back."""

NEVER_LEFT = frozenset({Status.CANCELLED, Status.REFUSED, Status.FAILED})
"""As long as `gone` is empty: nobody took it."""
_HOURS = (b"Date: ", b"MSH|", b"EVN|")


class Outbox(Reading):
    """On a database of its own connection: one Outbox a thread or process. Raises DispatchError."""

    def __init__(self, db: Database, clock: Callable[[], float] | None = None) -> None:
        super().__init__(db.conn)
        self.now = clock or Clock()
        self._loose = ""
        """The last message whose end may not have reached the disk."""

    def submit(self, parcels: Sequence[Parcel], who: str, grace: float = 0.0) -> tuple[Row, ...]:
        """All or none, due after `grace` seconds. What was already submitted is returned as it is, not added again;
        what was called back before it left, or never could leave, is queued anew.

        Raises DispatchError(outbox-conflict) when the same departure exists with other words.
        """
        now = self.now()
        with self._writing() as conn:
            for parcel in parcels:
                known = conn.execute(
                    "select p.id, b.data, p.status, p.gone from parcel p join payload b on b.parcel = p.id "
                    "where document = ? and version = ? and channel = ? and recipient = ?",
                    (parcel.document, parcel.version, parcel.channel, parcel.recipient),
                ).fetchone()
                if known and known[0] == parcel.id and known[2] in NEVER_LEFT and known[3] is None:
                    self._again(conn, parcel, who, now, now + grace)
                elif known and (known[0] != parcel.id or _body(known[1]) != _body(parcel.data)):
                    raise DispatchError("outbox-conflict", "this version was already submitted to that recipient")
                if not known:
                    self._add(conn, parcel, who, now, now + grace)
            for report in {parcel.report for parcel in parcels}:
                conn.execute("delete from turned_away where report = ?", (report,))
        return tuple(row for row in map(self.get, (p.id for p in parcels)) if row)

    def turn_away(self, report: str, codes: Iterable[str]) -> None:
        """The gate did not open for it, for these reasons: kept until it is submitted after all."""
        with self._writing() as conn:
            row = (report, self.now(), " ".join(dict.fromkeys(codes)))
            conn.execute("insert or replace into turned_away values (?, ?, ?)", row)

    def claim(self, worker: str, channels: Iterable[str], lease: float = LEASE) -> Claim | None:
        """The next parcel that is due, now leaving and this worker's; None when there is none."""
        names = tuple(channels)
        now, token = self.now(), uuid.uuid4().hex
        marks = ", ".join("?" * len(names))
        with self._writing(lasting=False) as conn:  # lost with the power, it is a claim that was never made
            found = conn.execute(
                f"update parcel set status = 'leaving', token = ?, worker = ?, lease = ?, dotted = 0, "  # noqa: S608
                f"attempts = attempts + 1, changed = ? where id = (select id from parcel indexed by parcel_due "
                f"where status = 'queued' and due <= ? and channel in ({marks}) order by due, rowid limit 1) "
                f"and status = 'queued' returning {', '.join(PARCEL)}, attempts",
                (token, worker, now + lease, now, now, *names),
            ).fetchone()
            if not found:
                return None
            (data,) = conn.execute("select data from payload where parcel = ?", (found[0],)).fetchone()
            self._trace(conn, found[0], Status.LEAVING, worker)
        return Claim(Parcel(**dict(zip(PARCEL, found, strict=False)), data=data), token, found[-1])

    def dot(self, claim: Claim) -> bool:
        """Written before the final dot, once a claim. False: the parcel is not this worker's to send (any more)."""
        with self._writing() as conn:
            changed = conn.execute(
                "update parcel set dotted = 1, changed = ? "
                "where id = ? and token = ? and status = 'leaving' and dotted = 0",
                (self.now(), claim.parcel.id, claim.token),
            ).rowcount
        if changed:
            self._loose = ""
        return changed == 1

    def finish(
        self, claim: Claim, status: Status, code: str = "", detail: str = "", due: float | None = None, *,
        lasting: bool = True,
    ) -> bool:  # fmt: skip
        """What became of a claim; `due` with QUEUED. An answer that comes after doubt settles it, by the same token.

        `lasting=False`: on the disk with the next `dot`, or `rest`; until then a power cut leaves it in doubt.
        """
        now = self.now()
        with self._writing(lasting=lasting) as conn:
            changed = conn.execute(
                "update parcel set status = ?, code = ?, detail = ?, due = ?, changed = ?, dotted = 0, lease = 0, "
                "gone = case when ? in ('sent', 'in_doubt') then ? else gone end "
                "where id = ? and token = ? and (status = 'leaving' or (status = 'in_doubt' and ? <> 'queued'))",
                (status, code, detail, due or now, now, status, now, claim.parcel.id, claim.token, status),
            ).rowcount
            if changed:
                self._trace(conn, claim.parcel.id, status, "worker", code, detail)
        if changed:  # a commit that writes nothing brings nothing to the disk
            self._loose = "" if lasting else claim.parcel.id
        return changed == 1

    def rest(self) -> None:
        """Before a pause: every end is on the disk. Free when it is already."""
        if self._loose:
            with self._writing() as conn:
                conn.execute("update parcel set changed = changed where id = ?", (self._loose,))
            self._loose = ""

    def recover(self, worker: str = "") -> tuple[int, int]:
        """After a crash, or a lease that ended: (queued again, in doubt). Parcels of `worker` at once: it is us."""
        now = self.now()
        with self._writing() as conn:
            left = conn.execute(
                "select id, dotted from parcel where status = 'leaving' and (lease < ? or (worker = ? and ? <> ''))",
                (now, worker, worker),
            ).fetchall()
            for name, dotted in left:
                status = Status.IN_DOUBT if dotted else Status.QUEUED
                conn.execute(
                    "update parcel set status = ?, changed = ?, due = ?, code = ?, "
                    "gone = case when ? then ? else gone end, token = case when ? then token else '' end where id = ?",
                    (status, now, now, "interrupted", dotted, now, dotted, name),
                )
                self._trace(conn, name, status, "recovery", "interrupted")
            conn.execute(
                "update parcel indexed by parcel_due set due = ? where status = 'queued' and due > ?",
                (now, now + FARTHEST),
            )
        doubts = sum(dotted for _, dotted in left)
        return len(left) - doubts, doubts

    def move(
        self, name: str, after: Status, who: str, code: str = "", detail: str = "", only: Iterable[Status] = ()
    ) -> bool:
        """A person, an answer or a printer changes a status; False when the step is not allowed from where it is."""
        allowed = [s for s, steps in NEXT.items() if after in steps and s is not Status.LEAVING]
        wanted = [s for s in allowed if not only or s in set(only)]
        now = self.now()
        with self._writing() as conn:
            marks = ", ".join("?" * len(wanted))
            changed = conn.execute(
                f"update parcel set status = ?, code = ?, detail = ?, changed = ?, due = ?, "  # noqa: S608 - marks
                f"gone = case when ? = 'sent' then coalesce(gone, ?) when ? = 'queued' then null else gone end "
                f"where id = ? and status in ({marks})",
                (after, code, detail, now, now, after, now, after, name, *wanted),
            ).rowcount
            if changed:
                self._trace(conn, name, after, who, code, detail)
        return changed == 1

    def cancel(self, name: str, who: str) -> bool:
        """«Annule l'envoi»: True when it had not left; False means that only «annule et remplace» is left."""
        return self.move(name, Status.CANCELLED, who, only=(Status.QUEUED,))

    def _add(self, conn: sqlite3.Connection, parcel: Parcel, who: str, now: float, due: float) -> None:
        conn.execute(
            f"insert into parcel ({', '.join(PARCEL)}, status, due, made, changed) "  # noqa: S608 - constants only
            f"values ({', '.join('?' * len(PARCEL))}, 'queued', ?, ?, ?)",
            (*(getattr(parcel, name) for name in PARCEL), due, now, now),
        )
        conn.execute("insert into payload values (?, ?)", (parcel.id, parcel.data))
        self._trace(conn, parcel.id, Status.QUEUED, who)

    def _again(self, conn: sqlite3.Connection, parcel: Parcel, who: str, now: float, due: float) -> None:
        """A person sends what a person had stopped, or what was turned down at the door: nothing of it ever left."""
        conn.execute(
            "update parcel set status = 'queued', due = ?, changed = ?, attempts = 0, code = '', detail = '' "
            "where id = ? and status in ('cancelled', 'refused', 'failed') and gone is null",
            (due, now, parcel.id),
        )
        conn.execute("update payload set data = ? where parcel = ?", (parcel.data, parcel.id))
        self._trace(conn, parcel.id, Status.QUEUED, who, "again")

    def _trace(
        self, conn: sqlite3.Connection, name: str, status: Status, who: str, code: str = "", detail: str = ""
    ) -> None:
        conn.execute(
            "insert into trace (parcel, at, status, who, code, detail) values (?, ?, ?, ?, ?, ?)",
            (name, self.now(), status, who, code, detail),
        )

    @contextmanager
    def _writing(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk afterwards, or nothing is (`lasting`: even if the power goes)."""
        with self._lock:
            try:
                self._conn.execute(f"pragma synchronous = {'full' if lasting else 'normal'}")
                try:
                    with transaction(self._conn) as conn:
                        yield conn
                finally:
                    if not lasting:  # others write through this connection too
                        self._conn.execute("pragma synchronous = full")
            except sqlite3.Error as fault:
                full = "full" in str(fault) or "disk I/O" in str(fault)
                raise DispatchError("outbox-full" if full else "outbox-unwritable", str(fault)) from fault


def _body(data: bytes) -> bytes:
    """A message without its hours: submitting the same departure a minute later is not another departure."""
    return b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(_HOURS))
