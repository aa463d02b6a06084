"""BrowserChart: the Chart port on a hospital record's own web client, driven as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from actions.charts.browser.facts import Facts
from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.people import PatientList
from actions.charts.browser.recipe import load
from actions.charts.browser.showing import Showing
from actions.charts.browser.station import READER, SCREEN, Station
from actions.charts.shown import Shown
from assistant.errors import ChartError
from assistant.record import Appointment, Document, Line, NewDocument, PatientQuery, Result, View
from assistant.types import Patient, Period

T = TypeVar("T")
DIRECTIONS = ("up", "down", "top", "bottom")


class BrowserChart:
    """Facts are read in one window, views are shown in another: reading never moves what the person looks at."""

    name = "browser"

    def __init__(
        self, url: str, database: str, user: str, password: str | Callable[[], str], recipe: str, profile_dir: Path,
        *, headless: bool = True, timeout: float = 15.0,
    ) -> None:  # fmt: skip
        """`recipe`: a name in recipes/, or a path. `profile_dir`: of the browser. `timeout`: seconds."""
        found = load(recipe)
        secret = password if isinstance(password, str) else password()
        self.station = Station(url, database, user, secret, found, Path(profile_dir), headless, timeout)
        self._people = PatientList(found)
        self._facts = Facts(found, self._people)
        self._showing = Showing(found, self._people, self._facts)
        self._past = Shown()
        self._lock = asyncio.Lock()

    def __repr__(self) -> str:
        return f"BrowserChart({self.station!r})"

    async def start(self) -> None:
        """See Chart.start. Raises SettingsError (recipe), SetupError (no Chromium), ChartError."""
        async with self._lock:
            await asyncio.to_thread(self.station.start)

    async def stop(self) -> None:
        """Close the browser."""
        async with self._lock:
            await asyncio.to_thread(self.station.stop)

    async def _do(self, where: str, work: Callable[..., T], *values: Any) -> T:
        def look(workspace: Workspace) -> T:
            return work(workspace, *values)

        async with self._lock:
            return await asyncio.to_thread(self.station.run, where, look)

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """See Chart.search."""
        return await self._do(READER, self._people.search, query)

    async def patients(self, keys: Collection[str]) -> Mapping[str, Patient]:
        """See Chart.patients."""
        numbers = [int(key) for key in keys if key.isdigit()]
        return await self._do(READER, self._people.by_id, numbers) if numbers else {}

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        """See Chart.worklist."""
        return await self._do(READER, self._facts.worklist, period, service)

    async def section(self, patient: Patient, section: str, period: Period | None = None) -> tuple[Line, ...]:
        """See Chart.section."""
        return await self._do(READER, self._facts.section, patient, section, period)

    async def results(self, patient: Patient, analyte: str, period: Period | None = None) -> tuple[Result, ...]:
        """See Chart.results."""
        return await self._do(READER, self._facts.results, patient, analyte, period)

    async def documents(self, patient: Patient) -> tuple[Document, ...]:
        """See Chart.documents."""
        return await self._do(READER, self._facts.documents, patient)

    async def document_text(self, patient: Patient, document: Document) -> str:
        """See Chart.document_text."""
        return await self._do(READER, self._facts.document_text, patient, document)

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:  # noqa: ARG002
        """The pages are read, never written in. Raises ChartError(chart-cannot-write)."""
        raise ChartError("chart-cannot-write", "this record is driven by its pages: documents are kept by its API")

    async def written(self, patient: Patient, key: str) -> str | None:  # noqa: ARG002
        """Nothing is ever written here."""
        return None

    async def show(self, view: View) -> None:
        """See Chart.show. Raises ChartError(chart-not-found | chart-screen) when it is not what came."""
        prepared = await self._do(READER, self._showing.prepare, view)
        await self._do(SCREEN, self._showing.show, prepared)
        self._past.show(view)

    async def shown(self) -> View:
        """See Chart.shown: read from the page, also when the person went elsewhere by hand."""
        return await self._do(SCREEN, self._showing.shown)

    async def scroll(self, direction: str) -> None:
        """See Chart.scroll."""
        if direction not in DIRECTIONS or (await self.shown()).place == "home":
            raise ChartError("chart-cannot-scroll", direction)
        await self._do(SCREEN, Workspace.scroll, direction)

    async def back(self) -> View:
        """See Chart.back."""
        now = await self.shown()
        view = self._past.back() if now == self._past.view else self._past.view
        await self.show(replace(view))
        return view

    async def screenshot(self) -> bytes | None:
        """See Chart.screenshot: the page in front of the person."""
        return await self._do(SCREEN, lambda ws: ws.page.web.get_screenshot_as_png())
