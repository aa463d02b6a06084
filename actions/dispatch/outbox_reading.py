"""Questions to the outbox: the desk's lists, the parcel that a reply is about, the trace."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from actions.dispatch.outbox_values import ROW, Row, Step
from actions.dispatch.states import Status
from assistant.errors import DispatchError

_SELECT = f"select {', '.join(ROW)} from parcel"  # noqa: S608 - constants only


class Reading:
    """The half of the outbox that changes nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._conn = connection
        self._lock = threading.RLock()

    def get(self, name: str) -> Row | None:
        return next(self._rows("where id = ?", (name,)), None)

    def find(self, *, status: Iterable[Status] = (), report: str = "", limit: int = 1000) -> tuple[Row, ...]:
        """The latest changes first; for the desk."""
        names = tuple(status)
        where = ["1 = 1"]
        if names:
            where.append(f"status in ({', '.join('?' * len(names))})")
        if report:
            where.append("report = ?")
        values = (*names, *((report,) if report else ()), limit)
        return tuple(self._rows(f"where {' and '.join(where)} order by changed desc limit ?", values))

    def by_message(self, message_id: str = "", envelope: str = "") -> Row | None:
        """The parcel that a reply names."""
        if message_id and (found := next(self._rows("where message_id = ?", (message_id,)), None)):
            return found
        return next(self._rows("where envelope = ?", (envelope,)), None) if envelope else None

    def versions(self, set_oid: str, recipient: str) -> tuple[Row, ...]:
        """What that recipient got (or may have got) of a document, oldest version first."""
        where = "where set_oid = ? and recipient = ? and gone is not null order by version"
        return tuple(self._rows(where, (set_oid, recipient)))

    def data(self, name: str) -> bytes:
        """Raises DispatchError(outbox-unknown)."""
        found = self._conn.execute("select data from payload where parcel = ?", (name,)).fetchone()
        if not found:
            raise DispatchError("outbox-unknown", "no such parcel")
        return bytes(found[0])

    def trace(self, name: str) -> tuple[Step, ...]:
        rows = self._conn.execute(
            "select at, status, who, code, detail from trace where parcel = ? order by seq", (name,)
        ).fetchall()
        return tuple(Step(at, Status(status), who, code, detail) for at, status, who, code, detail in rows)

    def counts(self) -> dict[Status, int]:
        rows = self._conn.execute("select status, count(*) from parcel group by status").fetchall()
        return {Status(status): count for status, count in rows}

    def next_due(self) -> float | None:
        """When the next one may leave."""
        found = self._conn.execute(
            "select min(due) from parcel indexed by parcel_due where status = 'queued'"
        ).fetchone()
        return None if found is None else found[0]

    def _rows(self, where: str, values: tuple[Any, ...]) -> Iterator[Row]:
        with self._lock:
            found = self._conn.execute(f"{_SELECT} {where}", values).fetchall()
        for row in found:
            yield Row(**{**dict(zip(ROW, row, strict=True)), "status": Status(row[13])})
