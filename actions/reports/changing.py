"""Changing a document: by voice at the caret, by typing, back and forth again."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from actions.reports import editing
from actions.reports.caret import Caret, Corrected, Page, Span, Unclear, page, paged, typed
from actions.reports.documents import Documents
from actions.reports.model import Report, Status
from actions.reports.store import Edit, Kept
from actions.reports.tools import Names
from assistant.types import Origin

DICTATED, CORRECTED = "dictée", "correction"
"""What undo calls them."""
CONTEXT = 600
"""Characters before the cursor that the formatter sees."""


class Changing(Documents):
    """Every change is on disk when the call returns, and is of who holds the document."""

    async def change(self, origin: Origin, key: str, edit: Edit, what: str) -> Kept:
        """Keep what `edit` makes of it. Raises ReportError(report-locked | report-signed | report-not-found)."""
        await self._hold(origin, key)
        if what not in (DICTATED, CORRECTED):
            self._carets.forget(key)
        return await self.do(self._reports.change, key, edit, what, origin.person, self.clock())

    async def move(self, origin: Origin, key: str, field: str) -> Report:
        """Words now go to that field ("": the end of the text): no change of the document. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.forget(key)
        return await self.do(self._reports.move, key, field)

    async def point(self, origin: Origin, key: str, field: str, at: int | None, selection: Span | None) -> Report:
        """Words now go to that place of the field ("": of the last text), `at` None being its end. Raises as `change`.

        What is selected there is replaced by the next words.
        """
        report = await self.get(key)
        if report.current != field or report.status is Status.SIGNED:
            report = await self.move(origin, key, field)
        self._carets.put(key, field, Caret(at, selection))
        return report

    def caret(self, report: Report) -> Caret:
        """Where the caret is, as long as one stays in that field."""
        return self._carets.of(report)

    async def undo(self, origin: Origin, key: str) -> Kept:
        """Take back the last change; nothing when there is none left. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.forget(key)
        return await self.do(self._reports.undo, key, origin.person, self.clock())

    async def redo(self, origin: Origin, key: str) -> Kept:
        """Take back the last undo. Raises as `change`."""
        await self._hold(origin, key)
        self._carets.forget(key)
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
        self._carets.put(key, kept.report.current, pages[-1][0].caret)
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
            self._carets.put(key, report.current, found.page.caret)
        return found

    async def overhear(self, key: str, words: str) -> None:
        """Words of an utterance that still goes on: kept aside, so that a cut in the middle loses little of it."""
        await self.do(self._asides.overhear, key, words, self.clock())

    async def _rescue(self, origin: Origin, report: Report, words: str) -> Kept:
        """Words of an utterance that was cut short come back, all of them doubtful."""

        def edit(there: Report) -> Report:
            written = self.tools.write(words, editing.before(there)[-CONTEXT:], ())
            return editing.append(there, written.text, written.under(range(len(words.split()))))

        return await self.change(origin, report.id, edit, "dictée interrompue")
