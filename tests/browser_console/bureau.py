"""Reports at the desk of a small clinic, its routes without a browser, and its page as a person sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession

from actions.dispatch.outbox import Outbox, Parcel
from actions.dispatch.states import Status
from actions.reports.model import Report, Text
from assistant.pipeline import Session
from assistant.types import Origin, Patient
from tests.browser_console.page import ConsolePage
from tests.clinic import Clinic

LEA = Origin("demo", "lea", "l")


async def written(session: Session, patient: str, title: str, author: str = "martin", days: int = 0) -> Report:
    """A report that a doctor dictated so many days ago."""
    writer = session.writer
    assert writer is not None
    origin, now = Origin("demo", author, author), writer.clock.now  # type: ignore[attr-defined]
    writer.clock.now = now - timedelta(days=days)  # type: ignore[attr-defined]
    report = await writer.create(origin, Patient(patient, "", ""), "letter", title)
    await writer.change(origin, report.id, lambda r: replace(r, body=(Text("Vu ce jour."),)), "frappe")
    await writer.close(origin, patient)
    writer.clock.now = now  # type: ignore[attr-defined]
    return await writer.get(report.id)


def refused(sent: Any, report: str, status: Status = Status.REFUSED, code: str = "550") -> None:
    """It left, and came back."""
    box = Outbox(sent)
    box.submit((Parcel("p", report, report, "1.2", 1, "mssante", "abgrall", "h@exemple.mssante.fr",
                       "Dr Hélène Abgrall", "1", "s@exemple.mssante.fr", "<m>", "e", b"x"),), "lea")  # fmt: skip
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, status, code)


class Http:
    """A logged-in page without a browser."""

    def __init__(self, clinic: Clinic, session: Session, client: ClientSession) -> None:
        self.clinic, self.session, self._client = clinic, session, client
        self.cookies = client.cookie_jar

    async def post(self, verb: str, headers: Any = None, **asked: Any) -> tuple[int, Any]:
        async with self._client.post(f"/api/bureau/{verb}", json=asked, headers=headers) as answer:
            return answer.status, await answer.json()

    async def rows(self, **asked: Any) -> list[Any]:
        status, answer = await self.post("list", **{"tab": "todo", **asked})
        assert status == 200, answer
        return list(answer["rows"])


class DeskPage(ConsolePage):
    """The table as a person sees it."""

    def open(self, address: str) -> DeskPage:
        self.driver.get(address)
        self.until(lambda: self.link == "open" and self.all("#can-say button"))
        self.driver.get(address.split("/login", maxsplit=1)[0] + "/bureau")
        self.ready()
        return self

    def ready(self) -> None:
        self.until(lambda: self.script("document.body.dataset.loaded") == "yes")

    @property
    def titles(self) -> list[str]:
        return [node.text for node in self.all("#rows td.what b")]

    def line(self, title: str) -> Any:
        return next(n for n in self.all("#rows tr[data-report]") if title in n.text)

    def press(self, title: str, verb: str) -> None:
        self.line(title).find_element("css selector", f"[data-do={verb}]").click()

    def fits(self) -> bool:
        """Nothing hangs over the edge of the page."""
        return bool(self.script("document.documentElement.scrollWidth <= innerWidth"))
