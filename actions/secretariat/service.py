"""The desk as the voice and the console use it: lists, who has what in hand, and the way of a report to its signature.

Reports are of the person's own site alone. Every deed is in the journal before and after; the documents themselves are
changed by the Writer, whose triggers keep the list.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from actions.reports.writer import Writer
from actions.secretariat import pile
from actions.secretariat.outcomes import Outcomes, Sending, Todo
from actions.secretariat.values import Deadline, Filter, Line, Page, Stage
from actions.secretariat.worklist import SIZE, Worklist
from actions.threaded import Threaded
from assistant.errors import DpiVocalError, ReportError
from assistant.journal import Entry
from assistant.people import Person
from assistant.ports import Journal
from assistant.record import Piled
from assistant.types import Item, Origin, Risk

Remark = tuple[datetime, str, str]


@dataclass(frozen=True, slots=True)
class Detail:
    """One report with what is told of it."""

    line: Line
    remarks: tuple[Remark, ...]
    """(when, who, why it was given back), the last first."""
    writing: str
    """Who writes in it now; "" nobody."""
    sendings: tuple[Sending, ...]
    todo: tuple[Todo, ...]


class Secretariat(Threaded):
    """See above."""

    def __init__(
        self, worklist: Worklist, writer: Writer, journal: Journal, outcomes: Outcomes | None = None,
        *, new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:  # fmt: skip
        """`outcomes`: the one the worklist follows; None where nothing is ever sent."""
        super().__init__()
        self.writer = writer
        self._worklist, self._outcomes = worklist, outcomes
        self._journal = journal
        self._new_id = new_id

    # --- looking -------------------------------------------------------------------------------------------------

    async def page(self, origin: Origin, wanted: Filter, size: int = SIZE, start: int = 0) -> Page:
        """A part of the site's list. Raises ReportError(report-unreadable)."""
        await self.follow()
        return await self.do(self._worklist.page, origin.site, wanted, self.writer.clock(), size, start)

    @property
    def deadline(self) -> Deadline:
        """By when a report must have left."""
        return self._worklist.deadline

    async def oldest(self, origin: Origin, wanted: Filter) -> Line | None:
        """The report of the list whose visit is longest ago."""
        return await self.do(self._worklist.oldest, origin.site, wanted, self.writer.clock())

    async def counts(self, origin: Origin, wanted: Filter) -> dict[Stage, tuple[int, int]]:
        """Stage -> (reports, late ones), whatever stages the filter names."""
        return await self.do(self._worklist.counts, origin.site, wanted, self.writer.clock())

    async def follow(self) -> int:
        """Take over what happened in the outbox; how many reports that concerned."""
        return await self.do(self._worklist.follow)

    async def line(self, origin: Origin, report: str) -> Line:
        """One report of the site. Raises ReportError(report-not-found)."""
        line, site = await self.do(self._worklist.line, report, self.writer.clock())
        if site != origin.site:
            raise ReportError("report-not-found", "a report of another site")
        return line

    async def detail(self, origin: Origin, report: str) -> Detail:
        """Raises ReportError(report-not-found)."""
        await self.follow()
        line = await self.line(origin, report)
        remarks = tuple(await self.writer.remarks(report))
        hold = await self.writer.holder(report)
        writing = hold.person if hold and hold.until > self.writer.clock() else ""
        if self._outcomes is None:
            return Detail(line, remarks, writing, (), ())
        sendings = await self.do(self._outcomes.of, report)
        return Detail(line, remarks, writing, sendings, await self.do(self._outcomes.todo, report))

    async def loose(self) -> tuple[Todo, ...]:
        """Answers that came back and are of no report that is known: a person must find out."""
        return await self.do(self._outcomes.loose) if self._outcomes else ()

    async def services(self, origin: Origin) -> tuple[str, ...]:
        """Of the site, by name."""
        return await self.do(self._worklist.services, origin.site)

    async def authors(self, origin: Origin) -> tuple[Person, ...]:
        """People of the site who sign, or have something signed here, by name."""
        signers = {p.id: p for p in self.writer.people.signers(origin.site)}
        for key in await self.do(self._worklist.authors, origin.site):
            signers.setdefault(key, Person(key, self.writer.people.name(key), "doctor", origin.site, active=False))
        return tuple(sorted(signers.values(), key=lambda p: p.name))

    async def pile(self, origin: Origin, items: Sequence[Item]) -> tuple[Piled, ...]:
        """The reports of a list as they are now."""
        return await pile.read(self.writer, origin, items)

    # --- in whose hands --------------------------------------------------------------------------------------------

    async def take(self, origin: Origin, report: str, seen: str) -> None:
        """«Je prends»: out of the pool, or out of the hands of `seen`. A draft of somebody else goes to review.

        Raises ReportError(report-taken) when it changed hands meanwhile.
        """
        async with self.deed("take_report", origin, report) as line:
            if line.holder == origin.person:
                return
            if line.holder != seen:
                raise self._taken(line.holder)
            if line.stage is Stage.DRAFT and line.author != origin.person:
                await self.writer.review(origin, report)
                seen = ""  # whoever had the draft in hand has it no longer
            await self._hold(report, seen, origin.person)

    async def hand(self, origin: Origin, report: str, seen: str, to: str) -> None:
        """To a person of the site, or back into the pool (""). Raises ReportError(report-taken | person-elsewhere)."""
        async with self.deed("hand_report", origin, report):
            if to and to not in {p.id for p in self.writer.people.staff(origin.site)}:
                raise ReportError("person-elsewhere", "nobody of this site")
            await self._hold(report, seen, to)

    async def rank(self, origin: Origin, report: str, *, urgent: bool) -> None:
        """Before the others, or no longer."""
        async with self.deed("rank_report", origin, report):
            await self.do(self._worklist.rank, report, urgent=urgent)

    # --- on its way ------------------------------------------------------------------------------------------------

    async def review(self, origin: Origin, report: str) -> None:
        """A dictated draft, to the secretaries' pool. Raises as Writer.review."""
        async with self.deed("review_report", origin, report):
            await self.writer.review(origin, report)

    async def submit(self, origin: Origin, report: str, author: str = "") -> None:
        """To its author, or to `author`, to sign. Raises ReportError(report-no-author), and as Writer.submit."""
        async with self.deed("submit_document", origin, report) as line:
            if author and author not in {p.id for p in self.writer.people.signers(origin.site)}:
                raise ReportError("person-elsewhere", "nobody who signs here")
            if not (author or line.author):
                raise ReportError("report-no-author", "nobody to present it to")
            await self.writer.submit(origin, report, "" if author == line.author else author)

    async def give_back(self, origin: Origin, report: str, reason: str) -> None:
        """To who dictated it, a draft again, with the reason. Raises as Writer.give_back."""
        async with self.deed("return_document", origin, report):
            await self.writer.give_back(origin, report, reason)

    async def close_task(self, origin: Origin, task: int) -> bool:
        """A task is done. False when there is no such open task. Raises DispatchError."""
        if self._outcomes is None:
            return False
        report = await self.do(self._outcomes.report_of_task, task)
        if not report and task not in {todo.id for todo in await self.loose()}:
            return False
        patient = (await self.line(origin, report)).patient if report else ""
        with self._traced("close_task", origin, report, patient, Risk.EDIT):
            return await self.do(self._outcomes.close, task, origin.person)

    async def settle(self, origin: Origin, parcel: str, *, left: bool) -> bool:
        """A message in doubt had left, or had not and is queued again. False when it is no longer in doubt.

        Raises ReportError(report-not-found), DispatchError.
        """
        report = await self.do(self._outcomes.report_of_parcel, parcel) if self._outcomes else ""
        if self._outcomes is None or not report:
            raise ReportError("report-not-found", "no such message")
        risk = Risk.EDIT if left else Risk.BIND
        async with self.deed("settle_sent" if left else "settle_again", origin, report, risk):
            return await self.do(self._outcomes.settle, parcel, origin.person, left=left)

    # --- parts -----------------------------------------------------------------------------------------------------

    async def _hold(self, report: str, seen: str, holder: str) -> None:
        now = self.writer.clock()
        if not await self.do(self._worklist.hold, report, seen, holder, now):
            line, _ = await self.do(self._worklist.line, report, now)
            raise self._taken(line.holder)

    def _taken(self, holder: str) -> ReportError:
        who = self.writer.people.name(holder) if holder else "personne"
        return ReportError("report-taken", "in other hands meanwhile", {"who": who})

    @asynccontextmanager
    async def deed(self, what: str, origin: Origin, report: str, risk: Risk = Risk.EDIT) -> AsyncIterator[Line]:
        """Something done to a report of the site, told in the journal. Raises ReportError(report-not-found)."""
        line = await self.line(origin, report)
        with self._traced(what, origin, report, line.patient, risk):
            yield line

    @contextmanager
    def _traced(self, what: str, origin: Origin, report: str, patient: str, risk: Risk) -> Iterator[None]:
        """No trace, no act: written in the journal before and after."""
        turn = self._new_id()

        def note(event: str, code: str = "") -> None:
            self._journal.write(Entry(turn, event, origin, what, risk, patient, report, code))

        note("acting")
        try:
            yield
        except DpiVocalError as fault:
            note("failed", fault.code)
            raise
        except BaseException:
            note("failed", "unknown")
            raise
        note("done")
