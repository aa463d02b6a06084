"""Writing, as the voice commands and the console do it: one service over the documents of the place.

Every method that changes something has it on disk when it returns. The store's work runs in a thread, one call at a
time (documents.py); who writes is an Origin, and holds the document's lease. Here: a document's life.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.reports import editing, sheets
from actions.reports.desks import Desks
from actions.reports.model import Report, Status
from assistant.errors import ReportError
from assistant.types import Origin, Patient


@dataclass(frozen=True, slots=True)
class Signed:
    """A frozen document, and the SHA-256 that the journal holds."""

    report: Report
    hash: str


class Writer(Desks):
    """Documents of the place, whole: Documents reads them, Changing changes, Desks lays them out.

    Here they are handed on, signed, amended.
    """

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
            await self.do(self._asides.remark, key, origin.person, reason, self.clock())
        return report

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

    async def _mark(self, origin: Origin, key: str, status: Status) -> Report:
        """Who hands it on lets go of it: the next person need not wait for the lease to end."""
        await self._hold(origin, key)
        report = await self.do(self._reports.mark, key, status, self.clock())
        await self.do(self._locks.free, key, origin.person)
        return report
