"""Writing, as the voice commands and the console do it: one service over the documents of the place.

Every method that changes something has it on disk when it returns. The store's work runs in a thread, one call at a
time; who writes is an Origin, and holds the document's lease.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from sqlite_utils import Database

from actions.reports import editing, sheets
from actions.reports.caret import END, Caret, Corrected, Page, Span, Unclear, page, paged, typed
from actions.reports.deliveries import Deliveries
from actions.reports.delivering import Delivering
from actions.reports.locks import Hold, Locks
from actions.reports.model import Report, Status, plain
from actions.reports.sheets import Sheets
from actions.reports.sketch import sketch
from actions.reports.store import Edit, Kept, Reports, Signature, Version
from actions.reports.tools import Names, Tools
from actions.reports.visits import Visits
from assistant.errors import ReportError
from assistant.journal import Entry
from assistant.ports import Journal, People
from assistant.record import Opened
from assistant.types import Origin, Patient

P = ParamSpec("P")
T = TypeVar("T")
DICTATED, CORRECTED = "dictée", "correction"
"""What undo calls them."""
CONTEXT = 600
"""Characters before the cursor that the formatter sees."""
SIGNING = ("sign_document", "bind")
"""Command and risk, as they are journalled."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A frozen document, the SHA-256 that the journal holds, and how far it came into the record."""

    report: Report
    hash: str


def untouched(report: Report) -> bool:
    """An amendment as it was begun: its words are those of the signed document."""
    return bool(report.replaces) and report.version == 0


class Writer:
    """Documents of the place: make, change, undo, lock, sign; `record` carries them into the hospital's record."""

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
        self.tools = tools or Tools()
        self.people = people
        self.clock = clock
        self._journal = journal
        self._new_id = new_id
        self._reports = Reports(db)
        self._locks = Locks(self._reports)
        self.visits = Visits(self._reports, self.do)
        self.record = Delivering(self, Deliveries(self._reports), Sheets(self._reports))
        self._carets: dict[str, tuple[str, Caret]] = {}
        """Document -> (field, caret in it), as long as the assistant runs."""
        self._turn = asyncio.Lock()

    # --- which document ----------------------------------------------------------------------------------------

    async def create(self, origin: Origin, patient: Patient, doc_type: str, title: str) -> Report:
        """A new document of that patient, open at this station."""
        author = self.people.author_for(origin.person)
        editor = "" if author == origin.person else origin.person
        now = self.clock()
        made = Report(
            self._new_id(), patient.id, author, doc_type, title, site=origin.site, editor=editor, created=now,
            changed=now,
        )  # fmt: skip
        await self.do(self._lay, origin, made, new=True)
        return made

    async def open(self, origin: Origin, key: str) -> Report:
        """Put a document in front of the person. Raises ReportError(report-locked | report-not-found)."""
        report = await self.get(key)
        with self._naming():
            await self.do(self._lay, origin, report)
        if report.status is not Status.SIGNED and (words := await self.do(self._reports.unfinished, key)):
            report = (await self._rescue(origin, report, words)).report
        return report

    def _lay(self, origin: Origin, report: Report, *, new: bool = False) -> None:
        """Keep it when it is new, hold it, lay it on the desk in place of another: one step."""
        with self._reports.transaction():
            if new:
                self._reports.add(report)
            if report.status is not Status.SIGNED:
                self._locks.take(report.id, origin.person, origin.station, self.clock())
            other = self._locks.lying(origin.station, report.patient)
            if other and other != report.id:
                self._locks.free(other, origin.person)
            self._locks.lay(origin.station, report.patient, report.id)

    async def close(self, origin: Origin, patient: str) -> None:
        """Nothing is written for this patient at this station any more; others may."""
        if key := await self.do(self._locks.lying, origin.station, patient):
            await self.do(self._locks.free, key, origin.person)
            await self.do(self._locks.clear, origin.station, patient)

    async def discard(self, origin: Origin, key: str) -> None:
        """Take a draft nobody wrote in off the desk: its making is undone, and what it was to replace lies there again.

        Raises ReportError(report-not-blank), and as `change`.
        """
        report = await self.draft(key)
        if plain(report.body).strip() and not untouched(report):
            raise ReportError("report-not-blank", "what is written is never thrown away")
        await self._hold(origin, key)
        if report.version == 0:
            await self.do(self._reports.drop, key)
        await self.close(origin, report.patient)
        if report.replaces:
            await self.open(origin, report.replaces)

    async def opened(self, origin: Origin, patient: Patient | None) -> Opened | None:
        """What is being written at this station for this patient, as the situation shows it; None when nothing is."""
        report = await self.current(origin, patient)
        if report is None:
            return None
        mine = self.people.may_sign(origin.person, report.author)
        return sketch(report, self.people.name(report.author) if report.author else "", signable=mine)

    async def current(self, origin: Origin, patient: Patient | None) -> Report | None:
        """The same, whole."""
        key = await self.do(self._locks.lying, origin.station, patient.id) if patient else None
        try:
            return await self.get(key) if key else None
        except ReportError as fault:
            if fault.code != "report-not-found":
                raise
            return None

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

    # --- changing it ---------------------------------------------------------------------------------------------

    async def change(self, origin: Origin, key: str, edit: Edit, what: str) -> Kept:
        """Keep what `edit` makes of it. Raises ReportError(report-locked | report-signed | report-not-found)."""
        await self._hold(origin, key)
        if what not in (DICTATED, CORRECTED):
            self._carets.pop(key, None)
        return await self.do(self._reports.change, key, edit, what, origin.person, self.clock())

    async def move(self, origin: Origin, key: str, field: str) -> Report:
        """Words now go to that field ("": the end of the text): no change of the document. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.pop(key, None)
        return await self.do(self._reports.move, key, field)

    async def point(self, origin: Origin, key: str, field: str, at: int | None, selection: Span | None) -> Report:
        """Words now go to that place of the field ("": of the last text), `at` None being its end. Raises as `change`.

        What is selected there is replaced by the next words.
        """
        report = await self.get(key)
        if report.current != field or report.status is Status.SIGNED:
            report = await self.move(origin, key, field)
        self._carets[key] = (field, Caret(at, selection))
        return report

    def caret(self, report: Report) -> Caret:
        """Where the caret is, as long as one stays in that field."""
        field, caret = self._carets.get(report.id, ("", END))
        return caret if field == report.current else END

    async def undo(self, origin: Origin, key: str) -> Kept:
        """Take back the last change; nothing when there is none left. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.pop(key, None)
        return await self.do(self._reports.undo, key, origin.person, self.clock())

    async def redo(self, origin: Origin, key: str) -> Kept:
        """Take back the last undo. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.pop(key, None)
        return await self.do(self._reports.redo, key, origin.person, self.clock())

    async def dictate(
        self, origin: Origin, key: str, words: str, doubtful: Collection[int] = (), names: Names = ()
    ) -> tuple[Kept, str]:
        """Dictated words, formatted, at the caret; `doubtful` are places in `words.split()`.

        The document and what was written. Raises as `change`.
        """
        pages: list[tuple[Page, str]] = []

        def edit(report: Report) -> Report:
            held = page(report, self.caret(report))
            start = held.caret.selection[0] if held.caret.selection else held.at
            before = held.text[:start] or editing.before(report)
            written = self.tools.write(words, before[-CONTEXT:], names)
            pages.append((typed(held, written.text, written.under(doubtful)), written.text))
            return paged(report, pages[-1][0])

        kept = await self.change(origin, key, edit, DICTATED)
        self._carets[key] = (kept.report.current, pages[-1][0].caret)
        return kept, pages[-1][1].strip()

    async def correct(self, origin: Origin, key: str, words: str, names: Names = ()) -> Corrected | Unclear | None:
        """Correct by voice: «remplace X par Y», «sélectionne …»; None when the words are no correction but text.

        Raises as `change`.
        """
        report = await self.draft(key)
        held = page(report, self.caret(report))
        found = await asyncio.to_thread(self.tools.correct, words, held, names)
        if isinstance(found, Corrected):
            if found.page.text != held.text:
                await self.change(origin, key, lambda r: paged(r, found.page), CORRECTED)
            self._carets[key] = (report.current, found.page.caret)
        return found

    async def overhear(self, key: str, words: str) -> None:
        """Words of an utterance that still goes on: kept aside, so that a cut in the middle loses little of it."""
        await self.do(self._reports.overhear, key, words, self.clock())

    # --- its life --------------------------------------------------------------------------------------------------

    async def submit(self, origin: Origin, key: str, author: str = "") -> Report:
        """Hand it to its author to sign, or to `author` who becomes it. Raises as `change`."""
        if author:
            await self.change(origin, key, lambda r: replace(r, author=author), "auteur")
        return await self._mark(origin, key, Status.TO_SIGN)

    async def review(self, origin: Origin, key: str) -> Report:
        """Its words are all there: somebody reads it again before it is signed. Raises as `change`."""
        return await self._mark(origin, key, Status.TO_REVIEW)

    async def give_back(self, origin: Origin, key: str, reason: str = "") -> Report:
        """Back to a draft, with a remark for who wrote it. Raises as `change`."""
        report = await self._mark(origin, key, Status.DRAFT)
        if reason:
            await self.do(self._reports.remark, key, origin.person, reason, self.clock())
        return report

    async def remarks(self, key: str) -> list[tuple[datetime, str, str]]:
        """(when, who, words) of every return, the last first."""
        return await self.do(self._reports.remarks, key)

    async def sign(
        self, origin: Origin, key: str, version: int, turn: str = "", patient: Patient | None = None
    ) -> Signed:
        """Freeze the version that was read back, and the PDF of it: its bytes are kept.

        Raises ReportError(report-not-yours | report-incomplete | report-changed), PdfError, and as `change`: nothing is
        signed then.
        """
        await self._hold(origin, key)
        report = await self.get(key)
        if not self.people.may_sign(origin.person, report.author):
            author = self.people.name(report.author) if report.author else "personne"
            raise ReportError("report-not-yours", "no right to sign for its author", {"author": author})
        if missing := editing.missing(report.body):
            facts = {"fields": ", ".join(missing), "count": len(missing)}
            raise ReportError("report-incomplete", "a required field is empty", facts)
        now = self.clock()
        pdf = await self.record.drawn(report, patient, origin.person, now) if patient else b""
        signed, digest = await self.do(self._reports.sign, key, version, origin.person, now, pdf)
        self.trace(turn, "signed", origin, signed, digest)
        if pdf:
            self.trace(turn, "sealed", origin, signed, sheets.digest(pdf))
        await self.do(self._locks.free, key, origin.person)
        return Signed(signed, digest)

    async def amend(self, origin: Origin, key: str) -> Report:
        """A draft that replaces a signed document once it is signed itself; the one there is, when it was begun.

        One that was replaced already is amended in what replaced it. Raises ReportError(report-unsigned), as `open`.
        """
        old = await self.get(key)
        if old.status is not Status.SIGNED:
            raise ReportError("report-unsigned", "only a signed document is amended")
        if later := await self.do(self._reports.find, replaces=key):
            found = later[0]
            return await (self.amend if found.status is Status.SIGNED else self.open)(origin, found.id)
        now = self.clock()
        draft = replace(
            old, id=self._new_id(), status=Status.DRAFT, replaces=key, created=now, changed=now, version=0,
            editor="" if old.author == origin.person else origin.person,
        )  # fmt: skip
        await self.do(self._lay, origin, draft, new=True)
        return draft

    async def signature(self, key: str) -> Signature | None:
        """(person, when, SHA-256) of a signed document, or None."""
        return await self.do(self._reports.signature, key)

    async def pdf(self, key: str) -> bytes | None:
        """The kept PDF of a signed document, always the same bytes; None when there is none (yet): `record.sheet`."""
        kept = await self.record.kept(key)
        return kept.pdf if kept else None

    # --- parts ---------------------------------------------------------------------------------------------------

    def trace(
        self, turn: str, event: str, origin: Origin, report: Report, code: str, did: tuple[str, str] = SIGNING
    ) -> None:
        """Into the journal: what was done to which document, no word of it; `code`: a digest, or a kind of change."""
        self._journal.write(Entry(turn, event, origin, *did, report.patient, report.id, code))

    async def _mark(self, origin: Origin, key: str, status: Status) -> Report:
        """Who hands it on lets go of it: the next person need not wait for the lease to end."""
        await self._hold(origin, key)
        report = await self.do(self._reports.mark, key, status, self.clock())
        await self.do(self._locks.free, key, origin.person)
        return report

    async def _rescue(self, origin: Origin, report: Report, words: str) -> Kept:
        """Words of an utterance that was cut short come back, all of them doubtful."""

        def edit(there: Report) -> Report:
            written = self.tools.write(words, editing.before(there)[-CONTEXT:], ())
            return editing.append(there, written.text, written.under(range(len(words.split()))))

        return await self.change(origin, report.id, edit, "dictée interrompue")

    async def _hold(self, origin: Origin, key: str) -> Hold:
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

    async def do(self, work: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
        """A piece of the store's work, in a thread, after those before it."""
        async with self._turn:
            return await asyncio.to_thread(work, *args, **given)
