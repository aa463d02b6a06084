"""The page of delays and its API: figures, the reports behind each, CSV. Reads only; no patient and no person in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web

from actions.dispatch import codes, gate
from actions.ledger import causes, export
from actions.ledger.delays import Delays, Figure, Told
from actions.ledger.figures import FEWEST, Group
from actions.ledger.values import LEFT_LATE, STEPS, Cause, Entry, Scope
from assistant.console.desk import Desk
from assistant.console.encode import Json
from assistant.console.security import refuse
from assistant.errors import ReportError
from assistant.ports import People
from assistant.types import Period

DAYS = 90
"""Of the period that is shown when none is asked."""
MOST = 500
"""Reports that the page lists; the CSV has them all."""
RIGHT = "show_reports"
"""Who may see the desk's lists may see its delays."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the page works with."""

    delays: Delays
    people: People


class LedgerApi:
    """GET only."""

    def __init__(self, desk: Desk, ledger: Ledger | None) -> None:
        self._desk, self._ledger = desk, ledger

    def routes(self) -> list[web.RouteDef]:
        """All of them, by name."""
        return [
            web.get("/api/delays", self.told, name="delays"),
            web.get("/api/delays/evidence", self.evidence, name="delays-evidence"),
            web.get("/api/delays.csv", self.export, name="delays-csv"),
        ]

    async def told(self, request: web.Request) -> web.Response:
        """GET /api/delays?from=&to=&site=&service=: everything the page shows."""

        async def work(delays: Delays) -> web.Response:
            scope = _scope(request)
            told = await asyncio.to_thread(delays.told, scope)
            return web.json_response(_told(told, scope))

        return await self._answer(work)

    async def evidence(self, request: web.Request) -> web.Response:
        """GET /api/delays/evidence?…&figure=&group=&since=: the reports that a figure counts."""

        async def work(delays: Delays) -> web.Response:
            found = await asyncio.to_thread(delays.evidence, _scope(request), _figure(request))
            return web.json_response({"count": len(found), "lines": [_line(e) for e in found[:MOST]]})

        return await self._answer(work)

    async def export(self, request: web.Request) -> web.Response:
        """GET /api/delays.csv?…: the figures; with figure=, the reports that it counts."""

        async def work(delays: Delays) -> web.Response:
            scope = _scope(request)
            if "figure" in request.query:
                found = await asyncio.to_thread(delays.evidence, scope, _figure(request))
                return _file("comptes-rendus", export.evidence(found, causes.words()))
            told = await asyncio.to_thread(delays.told, scope)
            return _file("delais", export.figures(told.total, told.groups))

        return await self._answer(work)

    async def _answer(self, work: Callable[[Delays], Awaitable[web.Response]]) -> web.Response:
        ledger = self._ledger
        if ledger is None:
            return refuse(404, "ledger-unavailable")
        if not ledger.people.allow(self._desk.session.origin.person, RIGHT):
            return refuse(403, "ledger-forbidden")
        try:
            return await work(ledger.delays)
        except ReportError as fault:
            return refuse(403 if fault.code == "ledger-hidden" else 503, fault.code)
        except (ValueError, OverflowError):  # the latter: a period that begins before the year 1
            return refuse(400, "ledger-unknown")


def _scope(request: web.Request) -> Scope:
    """Raises ValueError for what is no date."""
    asked, today = request.query, datetime.now().astimezone().date()
    end = date.fromisoformat(asked["to"]) if asked.get("to") else today
    start = date.fromisoformat(asked["from"]) if asked.get("from") else end - timedelta(days=DAYS - 1)
    return Scope(Period(start, end), asked.get("site", ""), asked.get("service"))


def _figure(request: web.Request) -> Figure:
    asked = request.query
    since = date.fromisoformat(asked["since"]) if asked.get("since") else None
    return Figure(asked.get("figure", "count"), asked.get("group", ""), since)


def _told(told: Told, scope: Scope) -> dict[str, Json]:
    words = causes.words()
    start, end = scope.period.start, scope.period.end
    return {
        "at": _iso(told.at), "from": start.isoformat() if start else None, "to": end.isoformat() if end else None,
        "sites": list(told.sites), "services": list(told.services), "fewest": FEWEST, "weekly": told.weekly,
        "total": _group(told.total) if told.total else None,
        "groups": [_group(group) for group in told.groups],
        "spans": [
            {"start": s.start.isoformat(), "count": s.count, "judged": s.judged, "same_day": s.same_day,
             "median": s.median}
            for s in told.spans
        ],
        "causes": [
            {"cause": c.value, "label": words[c].label, "says": words[c].says, "count": n, "left": _has_left(c)}
            for c, n in told.causes.items()
        ],
    }  # fmt: skip


def _has_left(cause: Cause) -> bool:
    return cause in LEFT_LATE or cause is Cause.UNANSWERED


def _group(group: Group) -> dict[str, Json]:
    steps: dict[str, Json] = {
        step.value: {"count": delay.count, "median": delay.median, "p90": delay.p90} if delay else None
        for step, delay in group.delays.items()
    }
    return {
        "key": group.key, "kind": group.kind.value, "site": group.site, "service": export.service(group),
        "count": group.count,
        "judged": group.judged, "same_day": group.same_day, "late": group.late, "waiting": group.waiting,
        "steps": steps,
    }  # fmt: skip


def _line(entry: Entry) -> dict[str, Json]:
    hours: dict[str, Json] = {
        step.value: _iso(at) if at is not None else None for step, at in zip(STEPS, entry.steps, strict=True)
    }
    cause = causes.words()[entry.cause].label if entry.cause else ""
    return {
        "id": entry.report, "service": entry.service or export.UNNAMED, "site": entry.site, "visit": _iso(entry.visit),
        "known": entry.known, **hours, "cause": cause, "why": _why(entry),
    }  # fmt: skip


def _why(entry: Entry) -> str:
    """What the code behind the cause says, in French."""
    if not entry.code:
        return ""
    if entry.cause is not Cause.TURNED_AWAY:
        return codes.reason(entry.code).says
    try:
        return gate.refusal(entry.code).says
    except KeyError:
        return ""


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="minutes")


def _file(name: str, data: bytes) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}_{datetime.now().astimezone():%Y-%m-%d}.csv"'}
    return web.Response(body=data, content_type="text/csv", charset="utf-8", headers=headers)
