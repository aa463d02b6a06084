"""The page of delays: its API, who may read it, and a real Chromium in front of it."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar
from selenium.webdriver.support.ui import Select

from actions.ledger.delays import Delays
from assistant import people, store
from assistant.bench.ledger import fill
from assistant.console import Console, serve
from assistant.console.ledger import Ledger
from assistant.pipeline import Session
from tests.browser_console.page import ConsolePage
from tests.fixtures_console import NARROW, TOKEN, WIDE, WORDS, Live, chromium
from tests.ledger_values import Place

READS = ("/api/delays", "/api/delays/evidence?figure=late", "/api/delays.csv")
COUNT = 300
ROWS = (
    "[...document.querySelectorAll('#groups tbody tr')]"
    ".every((r) => r.clientWidth > 0.9 * r.closest('table').clientWidth)"
)
"""Every line of the table of services is as wide as the table."""


@pytest.fixture(scope="module")
def delays(tmp_path_factory: pytest.TempPathFactory) -> Delays:
    return Delays(*fill(tmp_path_factory.mktemp("ledger"), COUNT, 60))


@pytest.fixture
def known(tmp_path: Path) -> people.SqlitePeople:
    groups = {c.intent: c.group for c in WORDS.commands.values()}
    found = people.SqlitePeople(store.connect(tmp_path / "people.sqlite", (people.migrations,)), groups)
    found.add(people.Person("doctor", "doctor", "secretary", "demo"))
    return found


async def logged_in(console: Console) -> AsyncIterator[ClientSession]:
    async with serve(console) as address:
        origin = address.split("/login")[0]
        async with ClientSession(origin, cookie_jar=CookieJar(unsafe=True), headers={"Origin": origin}) as client:
            await client.post("/login", json={"token": TOKEN})
            yield client


@pytest.fixture
async def http(
    console_session: Session, delays: Delays, known: people.SqlitePeople
) -> AsyncIterator[ClientSession]:  # fmt: skip
    """A logged-in page without a browser."""
    async for client in logged_in(Console(console_session, port=0, token=TOKEN, ledger=Ledger(delays, known))):
        yield client


async def get(http: ClientSession, path: str) -> tuple[int, Any]:
    async with http.get(path) as answer:
        return answer.status, await answer.json()


async def test_the_figures_and_the_reports_behind_them(http: ClientSession) -> None:
    status, told = await get(http, "/api/delays")
    assert (status, told["total"]["count"], told["fewest"]) == (200, COUNT, 5)
    assert {g["service"] for g in told["groups"]} >= {"Cardiologie", "Non renseigné"}
    for cause in told["causes"]:
        _, found = await get(http, f"/api/delays/evidence?figure={cause['cause']}")
        assert found["count"] == cause["count"] == len(found["lines"])
    group = told["groups"][0]
    _, found = await get(http, f"/api/delays/evidence?figure=sent&group={group['key']}")
    assert found["count"] == group["steps"]["sent"]["count"]
    _, one = await get(http, "/api/delays?service=Cardiologie&site=H%C3%B4pital%20Nord")
    assert 0 < one["total"]["count"] < COUNT
    assert one["groups"] == []


async def test_nothing_names_a_patient_or_a_person(http: ClientSession) -> None:
    """Neither the invented patients and authors nor a place to put them is anywhere."""
    for path in READS:
        async with http.get(path) as answer:
            text = await answer.text()
        assert answer.status == 200
        assert "patient-" not in text
        assert "author-" not in text
    _, found = await get(http, "/api/delays/evidence?figure=count")
    known = {"id", "service", "site", "visit", "known", "dictated", "signed", "sent", "received", "cause", "why"}
    assert {name for line in found["lines"] for name in line} == known


async def test_the_csv_of_the_page_and_of_a_figure(http: ClientSession) -> None:
    async with http.get("/api/delays.csv") as answer:
        assert answer.content_type == "text/csv"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="delais_')
        lines = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[1][1:3] == ["Ensemble", str(COUNT)]
    async with http.get("/api/delays.csv?figure=count") as answer:
        lines = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(lines) == COUNT + 1


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/api/delays?from=hier", 400, "ledger-unknown"),
        ("/api/delays?to=2026-13-01", 400, "ledger-unknown"),
        ("/api/delays?to=0001-01-02", 400, "ledger-unknown"),
        ("/api/delays/evidence?figure=author", 400, "ledger-unknown"),
        ("/api/delays/evidence?figure=late&since=x", 400, "ledger-unknown"),
        ("/api/delays/evidence?figure=late&group=nobody", 403, "ledger-hidden"),
        ("/api/delays/evidence?figure=late&from=1999-01-01&to=1999-01-02", 403, "ledger-hidden"),
        ("/api/delays.csv?figure=late&service=Inconnu", 403, "ledger-hidden"),
    ],
)
async def test_what_is_not_told_is_refused(http: ClientSession, path: str, status: int, error: str) -> None:
    assert await get(http, path) == (status, {"error": error})


async def test_who_may_not_see_the_desk_may_not_see_its_delays(
    http: ClientSession, known: people.SqlitePeople
) -> None:  # fmt: skip
    known.add(people.Person("doctor", "doctor", "visitor", "demo"))
    for path in READS:
        assert await get(http, path) == (403, {"error": "ledger-forbidden"})


async def test_nothing_without_a_login_and_nothing_where_there_is_no_ledger(
    console_address: str, console_session: Session
) -> None:  # fmt: skip
    async with ClientSession(console_address, headers={"Origin": console_address}) as stranger:
        async with stranger.get("/delais", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/login")
        for path in READS:
            async with stranger.get(path) as answer:
                assert answer.status == 401
    async for client in logged_in(Console(console_session, port=0, token=TOKEN)):
        for path in READS:
            assert await get(client, path) == (404, {"error": "ledger-unavailable"})


def evidence(page: ConsolePage) -> int:
    """How many reports the open window lists, once it is there."""
    page.until(lambda: page.one("#evidence").get_attribute("open"))
    return len(page.all("#evidence-lines tbody tr"))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_in_a_browser(
    live_console: Callable[..., Live], delays: Delays, known: people.SqlitePeople, size: tuple[int, int]
) -> None:
    live = live_console(ledger=Ledger(delays, known), site="Hôpital de démonstration")
    with chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        driver.get(live.address.split("/login")[0] + "/delais")
        page.until(lambda: page.script("document.body.dataset.loaded") == "yes")
        assert f"{COUNT} sur {COUNT}" in page.one("#steps").text
        assert len(page.all("#spans .column")) > 3
        page.one("#causes .figure").click()
        assert evidence(page) == int(page.one("#causes .figure").text)
        page.one("#evidence-close").click()
        page.one("#groups tbody .figure").click()
        assert evidence(page) == int(page.one("#groups tbody .figure").text)
        page.one("#evidence-close").click()
        assert page.script(ROWS)
        assert page.script("document.querySelector('main').scrollWidth <= innerWidth")
        assert page.script("document.documentElement.scrollHeight <= innerHeight")
        Select(page.one("#service")).select_by_visible_text("Cardiologie")
        page.until(lambda: page.script("document.querySelector('#groups-block').hidden"))
        assert "service=Cardiologie" in page.one("#csv").get_attribute("href")
        assert page.errors() == []


def test_too_few_reports_show_no_figure(
    live_console: Callable[..., Live], known: people.SqlitePeople, tmp_path: Path
) -> None:  # fmt: skip
    place = Place(tmp_path)
    place.many(4, lambda: place.report(dictated=1))
    live = live_console(ledger=Ledger(place.delays(), known))
    with chromium(WIDE) as driver:
        page = ConsolePage(driver).open(live.address)
        page.one("#ledger").click()
        page.until(lambda: page.script("document.body.dataset.loaded") == "yes")
        assert "Trop peu de comptes-rendus" in page.one("#hidden").text
        assert not page.one("#figures").is_displayed()
