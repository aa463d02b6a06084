"""A console in front of Dr Martin's templates, and its page without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar

from actions.reports.templates.gathering import Member
from actions.reports.templates.library import Library
from actions.reports.templates.shelves import Scope, Shelves
from assistant import people
from assistant.console import Console, serve
from assistant.pipeline import Session
from assistant.ports import Recognizer
from tests.clinic import Clinic
from tests.fixtures_console import TOKEN

MARTIN = Member("martin", "demo", "cardiologie")
PETIT = Member("petit", "demo", "cardiologie")
TEXT = (
    "modèle : fatigue\ndit aussi : asthénie\ntype : courrier\n---\n"
    "Fatigue de {identité} depuis [durée*]. {option bilan}Bilan.{fin}"
)


@asynccontextmanager
async def martin(folder: Path, _recognizer: Recognizer | None = None, person: str = "martin") -> AsyncIterator[Session]:
    """Dr Martin, who keeps «fatigue»; Dr Petit shares «convocation» with the service."""
    folder.mkdir(exist_ok=True)
    clinic = Clinic(folder, service="cardiologie")
    clinic.people.add(people.Person("vera", "Vera", "visitor", "demo"))
    library = Library(Shelves(clinic.shelf))
    library.save(MARTIN, TEXT)
    library.save(PETIT, "modèle : convocation\ntype : courrier\n---\nVenez le [jour].", scope=Scope.SERVICE)
    session = await clinic.session(person)
    try:
        yield session
    finally:
        await session.chart.stop()
        clinic.shelf.close()
        clinic.db.close()


class Page:
    """A logged-in page without a browser."""

    def __init__(self, client: ClientSession, session: Session) -> None:
        self.client = client
        self.session = session

    async def get(self, path: str = "", **query: str) -> Any:
        async with self.client.get(f"/api/templates{path}", params=query) as answer:
            return await answer.json()

    async def post(self, path: str, **asked: object) -> tuple[int, Any]:
        async with self.client.post(f"/api/templates{path}", json=asked) as answer:
            return answer.status, await answer.json()

    async def act(self, act: str, name: str = "", new: str = "", whom: str = "") -> Any:
        return (await self.post("/act", act=act, name=name, new=new, whom=whom))[1]

    async def named(self, name: str) -> Any:
        return next((t for t in (await self.get())["templates"] if t["name"] == name), None)

    async def one(self, name: str) -> Any:
        return await self.get("/one", id=(await self.named(name))["id"])


@asynccontextmanager
async def opened(folder: Path, person: str = "martin") -> AsyncIterator[Page]:
    async with martin(folder, person=person) as session, serve(Console(session, port=0, token=TOKEN)) as link:
        address = link.split("/login")[0]
        async with ClientSession(address, cookie_jar=CookieJar(unsafe=True), headers={"Origin": address}) as client:
            await client.post("/login", json={"token": TOKEN})
            text = await (await client.get("/modeles")).text()
            client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            yield Page(client, session)
