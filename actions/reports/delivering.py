"""A signed document into the hospital's record, once; and what it looks like on paper."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from actions.reports import encoding
from actions.reports.deliveries import UNKNOWN, Deliveries, Delivery, State
from actions.reports.model import Report, Status, plain
from actions.reports.sheets import Sheet, Sheets
from actions.reports.store import Signature
from actions.reports.tools import Signer
from assistant.errors import ChartError, ReportError
from assistant.ports import Chart
from assistant.record import NewDocument
from assistant.types import Origin, Patient

if TYPE_CHECKING:
    from actions.reports.documents import Documents


class Delivering:
    """The way of signed documents out of the house of drafts."""

    def __init__(self, documents: Documents, deliveries: Deliveries, sheets: Sheets) -> None:
        self._documents = documents
        self._deliveries = deliveries
        self._sheets = sheets

    async def deliver(self, key: str, patient: Patient, chart: Chart) -> Delivery:
        """Put a signed document into the record, once: noted before and after.

        One that is in doubt is first looked for, and only then written again under the same key: call it when a person
        asks. Never raises ChartError: the delivery says what happened.
        """
        report = await self._documents.get(key)
        signature = await self._documents.signature(key)
        if report.status is not Status.SIGNED or signature is None:
            raise ReportError("report-unsigned", "only a signed document is put into the record")
        delivery = await self._documents.do(self._deliveries.of, key) or Delivery(key, f"dpi-vocal-{key}", State.FAILED)
        if delivery.state is State.KEPT:
            return delivery
        if delivery.state in UNKNOWN and (settled := await self._look(delivery, patient, chart)):
            return settled
        outgoing = await self._outgoing(report, patient, signature)
        await self._note(replace(delivery, state=State.SENDING, code=""))
        try:
            reference = await chart.write_document(patient, outgoing, delivery.key)
        except ChartError as fault:
            state = State.IN_DOUBT if fault.code in ("chart-in-doubt", "chart-slow") else State.FAILED
            return await self._note(replace(delivery, state=state, code=fault.code))
        return await self._note(replace(delivery, state=State.KEPT, reference=reference, code=""))

    async def of(self, key: str) -> Delivery | None:
        """Where it is on its way into the record; None when it was never sent."""
        return await self._documents.do(self._deliveries.of, key)

    async def unsettled(self) -> list[Delivery]:
        """What may or may not have arrived, the oldest first: shown until a person settles it."""
        return await self._documents.do(self._deliveries.unsettled)

    async def _look(self, delivery: Delivery, patient: Patient, chart: Chart) -> Delivery | None:
        """Settle a doubt by reading; None when the record does not hold it."""
        try:
            found = await chart.written(patient, delivery.key)
        except ChartError as fault:
            return await self._note(replace(delivery, state=State.IN_DOUBT, code=fault.code))
        return await self._note(replace(delivery, state=State.KEPT, reference=found, code="")) if found else None

    # --- on paper --------------------------------------------------------------------------------------------------

    async def sheet(self, key: str, patient: Patient) -> bytes | None:
        """The document as PDF; that of a signed one is made once. None where this installation makes none."""
        report, signature = await self._documents.get(key), await self._documents.signature(key)
        if signature is None:
            return await asyncio.to_thread(self._pdf, report, patient, None) or None
        if kept := await self.kept(key):
            return kept.pdf
        made = await asyncio.to_thread(self._pdf, report, patient, signature)
        if not made:
            return None
        sheet = await self._documents.do(self._sheets.keep, key, made, self._documents.clock())
        self._documents.trace("", "sealed", Origin(report.site, "", ""), report, sheet.hash)
        return sheet.pdf

    async def kept(self, key: str) -> Sheet | None:
        """The PDF that was kept when the document was signed."""
        return await self._documents.do(self._sheets.of, key)

    async def drawn(self, report: Report, patient: Patient, person: str, now: datetime) -> bytes:
        """The PDF of a document as that person signs it now; b"" where none is made. Raises PdfError."""
        frozen = replace(report, status=Status.SIGNED, changed=now)
        return await asyncio.to_thread(self._pdf, frozen, patient, (person, now, encoding.digest(frozen)))

    async def _outgoing(self, report: Report, patient: Patient, signature: Signature) -> NewDocument:
        on, author = signature[1].astimezone().date(), self._documents.people.name(report.author)
        pdf = await self.sheet(report.id, patient)
        return NewDocument(report.title, report.doc_type, on, author, plain(report.body), pdf)

    def _pdf(self, report: Report, patient: Patient, signature: Signature | None) -> bytes:
        if self._documents.tools.pdf is None:
            return b""
        name = self._documents.people.name
        signer = Signer(name(report.author) if report.author else "")
        if signature:
            person, at, digest = signature
            signer = replace(signer, signer=name(person), at=f"{at.astimezone():%d/%m/%Y à %H h %M}", hash=digest)
        return self._documents.tools.pdf(report, patient, signer)

    async def _note(self, delivery: Delivery) -> Delivery:
        return await self._documents.do(self._deliveries.note, delivery, self._documents.clock())
