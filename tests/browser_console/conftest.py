"""The desk, logged in without a browser, and in front of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from assistant.console import Console, serve
from tests.browser_console.bureau import LEA, Http, written
from tests.browser_console.writing import of
from tests.clinic import Clinic
from tests.fixtures_console import TOKEN, Live


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[Http]:
    clinic = Clinic(tmp_path)
    session = await clinic.session("lea")
    async with serve(Console(session, port=0, token=TOKEN)) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as client:
            await client.post("/login", json={"token": TOKEN})
            text = await (await client.get("/bureau")).text()
            client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            yield Http(clinic, session, client)


@pytest.fixture
def desk(live_console: Callable[..., Live]) -> Live:
    """Léa's console, with four reports."""
    live = live_console(begin=of("lea"), speak=False)
    reports = [
        live.run(written(live.session, "1", "Lettre de sortie", days=12)),
        live.run(written(live.session, "2", "Courrier d'adressage", "petit")),
        live.run(written(live.session, "3", "Compte-rendu de consultation", days=1)),
        live.run(written(live.session, "1", "Certificat", "petit", days=2)),
    ]
    desk = live.session.secretariat
    assert desk is not None
    live.run(desk.take(LEA, reports[2].id, ""))
    live.run(desk.submit(LEA, reports[3].id))
    return live
