"""Filters -> SQL over the worklist: conditions, counts, and the order in which a desk is worked off."""

from __future__ import annotations

from datetime import datetime

from actions.secretariat.values import FREE, GONE, OPEN, Deadline, Filter, Stage

Values = list[str | int]
COLUMNS = (
    "report", "title", "doc_type", "patient", "author", "editor", "service", "status", "visit", "urgent", "holder",
)  # fmt: skip


class Asked:
    """One site's worklist as one filter restricts it, at one moment."""

    def __init__(self, site: str, wanted: Filter, deadline: Deadline, now: datetime) -> None:
        self._site = site
        self._wanted = wanted
        # a person has few reports, a site many: the planner, without statistics, does not know
        self._table = "worklist indexed by worklist_patient" if wanted.patients else "worklist"
        self._last_late = deadline.last_late(now).isoformat()

    def page(self, size: int, start: int) -> tuple[str, Values]:
        """Lines (COLUMNS). What can be late: late ones, urgent ones, the oldest first; else the newest.

        The places are found in an index alone; only the lines of the page are read.
        """
        late, of_late = self._late()
        where, values = self._where(stages=True)
        newest = bool(self._wanted.stages) and set(self._wanted.stages) <= set(GONE)
        order = "visit desc, rowid desc" if newest else "late desc, urgent desc, visit, rowid"
        found = (
            f"select rowid as place, {late} as late from {self._table} where {where} order by {order} limit ? offset ?"  # noqa: S608
        )
        columns = ", ".join(f"w.{name}" for name in COLUMNS)
        query = f"with found as ({found}) select {columns} from found join worklist w on w.rowid = found.place"  # noqa: S608
        order = order.replace("visit", "w.visit").replace("urgent", "w.urgent").replace("rowid", "w.rowid")
        return f"{query} order by {order}", [*of_late, *values, size, start]

    def counts(self) -> tuple[str, Values]:
        """(stage, reports, late ones), whatever stages are wanted: what the tabs say."""
        late, of_late = self._late()
        where, values = self._where(stages=False)
        query = f"select status, count(*), sum({late}) from {self._table} where {where} group by status"  # noqa: S608
        return query, [*of_late, *values]

    def oldest(self) -> tuple[str, Values]:
        """The line (COLUMNS) whose visit is longest ago."""
        where, values = self._where(stages=True)
        return f"select {', '.join(COLUMNS)} from {self._table} where {where} order by visit, rowid limit 1", values  # noqa: S608

    def _late(self) -> tuple[str, Values]:
        return f"(visit <= ? and status in ({_marks(OPEN)}))", [self._last_late, *OPEN]

    def _where(self, *, stages: bool) -> tuple[str, Values]:
        wanted, parts, values = self._wanted, ["site = ?"], Values([self._site])
        held = "" if wanted.holder == FREE else wanted.holder
        lists: tuple[tuple[str, tuple[Stage | str, ...] | None], ...] = (
            ("status", wanted.stages if stages and wanted.stages else None),
            ("author", wanted.authors or None),
            ("service", (wanted.service,) if wanted.service else None),
            ("holder", (held,) if wanted.holder else None),
            ("patient", wanted.patients),
        )
        for column, given in lists:
            if given is not None:
                parts.append(f"{column} in ({_marks(given)})")
                values += given
        for sign, day in ((">=", wanted.period.start), ("<=", wanted.period.end)):
            if day:
                parts.append(f"visit {sign} ?")
                values.append(day.isoformat())
        if wanted.urgent:
            parts.append("urgent = 1")
        if wanted.late:
            late, of_late = self._late()
            parts.append(late)
            values += of_late
        return " and ".join(parts), values


def _marks(values: tuple[Stage | str, ...]) -> str:
    return ", ".join("?" * len(values))
