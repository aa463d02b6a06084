"""What every route of the editor needs: the service, whose document it is, rights, faults as sentences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from aiohttp import web

from actions.reports.model import Report, Status
from actions.reports.store import Edit, Kept
from actions.reports.writer import Writer
from assistant.console import paper
from assistant.console.desk import Desk
from assistant.console.encode import Json
from assistant.console.security import refuse
from assistant.errors import DpiVocalError, ReportError
from assistant.types import Origin, Patient

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
T = TypeVar("T")
TYPED = "type"
AGAIN = timedelta(minutes=1)
CHANGING = ("fill_field", "edit")
"""Command and risk of a change by keyboard, as they are journalled: those of the same change by voice."""


class Paperwork:
    """The documents as the person at this console may see and change them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._latest = ("", "")
        self._traced = datetime.min.replace(tzinfo=UTC)

    @property
    def writer(self) -> Writer:
        """Raises ReportError(writing-off)."""
        writer = self.desk.session.writer
        if writer is None:
            raise ReportError("writing-off", "this session was started without a store for documents")
        return writer

    @property
    def origin(self) -> Origin:
        """Who asks, and where."""
        return self.desk.session.origin

    def patient(self) -> Patient:
        """The open one. Raises ReportError(report-elsewhere)."""
        patient = self.desk.session.situation.patient
        if patient is None:
            raise ReportError("report-elsewhere", "no record is open")
        return patient

    async def asked(self, request: web.Request) -> Report:
        """The one that the address names. Raises as `held`."""
        return await self.held(request.query.get("id", ""))

    async def held(self, key: str) -> Report:
        """A document of the open patient. Raises ReportError(report-elsewhere): a page that is out of date."""
        report = await self.writer.get(key)
        if report.patient != self.patient().id:
            raise ReportError("report-elsewhere", "the document of another patient")
        return report

    async def mine(self, report: Report) -> None:
        """The open patient's, or written at this station until now: the last words before a change of patient."""
        hold, origin = await self.writer.holder(report.id), self.origin
        if hold is None or (hold.person, hold.station) != (origin.person, origin.station):
            await self.held(report.id)

    async def change(self, verb: str, report: Report, edit: Edit, what: str) -> web.Response:
        """Keep what `edit` makes of it, tell the pages, answer with all of it. Raises as Writer.change."""
        return await self.kept(verb, report, lambda: self.writer.change(self.origin, report.id, edit, what))

    async def kept(self, verb: str, report: Report, work: Callable[[], Awaitable[Kept]]) -> web.Response:
        """The same of any change: undone, redone."""
        kept = await self.act(verb, report, work)
        self.tell(kept.report)
        return await self.show(kept.report, what=kept.what)

    async def act(self, verb: str, report: Report, work: Callable[[], Awaitable[T]]) -> T:
        """No trace, no act (safety rule 4): who, which document, which kind of change; no word of it.

        What is typed letter by letter is one act, as long as no minute passes without a trace.
        """
        now, latest = self.writer.clock(), (verb, report.id)
        if verb == TYPED and self._latest == latest and now - self._traced < AGAIN:
            return await work()
        self._trace("acting", report, verb)
        try:
            done = await work()
        except ReportError as fault:
            self._trace("failed", report, fault.code)
            raise
        self._trace("done", report, verb)
        self._latest, self._traced = latest, now
        return done

    def _trace(self, event: str, report: Report, code: str) -> None:
        self.writer.trace("", event, self.origin, report, code, CHANGING)

    def tell(self, report: Report) -> None:
        """Other pages look at it again."""
        self.desk.tell("document", id=report.id, version=report.version)

    async def show(self, report: Report, **more: Json) -> web.Response:
        """The whole document, and `more` beside it."""
        writer, catalogue = self.writer, self.desk.session.catalogue
        signature = await writer.signature(report.id) if report.status is Status.SIGNED else None
        shown = paper.document(
            report, catalogue, writer.people, signature, writer.caret(report), await self._held(report)
        )  # fmt: skip
        return web.json_response(shown | more)

    async def _held(self, report: Report) -> str:
        """Who else writes in it, as a sentence; "" when nobody does."""
        hold = await self.writer.holder(report.id)
        if hold is None or hold.person == self.origin.person or hold.until <= self.writer.clock():
            return ""
        return self.desk.why(
            "report-locked", {"who": self.writer.people.name(hold.person), "since": paper.hour(hold.since)}
        )

    def guarded(self, intent: str, handler: Handler) -> Handler:
        """With the right of that command; a fault of writing as a refusal that has its sentence."""

        async def run(request: web.Request) -> web.StreamResponse:
            try:
                if not self.writer.people.allow(self.origin.person, intent):
                    return refuse(403, "forbidden")
                return await handler(request)
            except DpiVocalError as fault:
                status = 409 if isinstance(fault, ReportError) else 503
                return refuse(status, fault.code, self.desk.why(fault.code, fault.facts))
            except ValueError:
                return refuse(400, "edit-unknown")

        return run
