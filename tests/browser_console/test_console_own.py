"""The page of one's own words: its API, and a real Chromium in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar
from selenium.webdriver.support.ui import WebDriverWait

from assistant.pipeline import Session
from tests.browser_console.page import GONE, ConsolePage
from tests.fixtures_console import NARROW, TOKEN, WIDE, Live, chromium


@pytest.fixture
async def http(console_address: str) -> AsyncIterator[ClientSession]:
    """A logged-in page without a browser."""
    headers = {"Origin": console_address}
    async with ClientSession(console_address, cookie_jar=CookieJar(unsafe=True), headers=headers) as client:
        await client.post("/login", json={"token": TOKEN})
        text = await (await client.get("/mots")).text()
        client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
        yield client


async def change(http: ClientSession, **asked: object) -> tuple[int, Any]:
    async with http.post("/api/words", json=asked) as answer:
        return answer.status, await answer.json()


async def known(http: ClientSession) -> Any:
    async with http.get("/api/words") as answer:
        return await answer.json()


async def test_a_word_is_added_used_retired_and_taken_up_again(http: ClientSession, console_session: Session) -> None:
    status, told = await change(http, act="add", words="Gribouille", meaning="la biologie")
    assert (status, told["done"], told["say"]) == (200, True, "Désormais, « gribouille » veut dire « biologie ».")
    await console_session.say("ouvre le dossier de monsieur Carpentier")
    assert (await console_session.say("affiche la gribouille")).meant[0].first("section").value == "labs"
    assert (await change(http, act="remove", words="gribouille"))[1]["done"]
    assert (await known(http))["words"] == []
    assert (await change(http, act="restore", words="gribouille"))[1]["done"]
    (word,) = (await known(http))["words"]
    assert (word["version"], [h["status"] for h in word["history"]]) == (3, ["active", "removed", "active"])


async def test_a_conflict_is_one_sentence_and_changes_nothing(http: ClientSession) -> None:
    _, told = await change(http, act="add", words="allergies", meaning="biologie")
    assert told == {
        "done": False, "code": "own-taken",
        "say": "« allergies » veut déjà dire « allergies ». Choisissez d'autres mots.",
    }  # fmt: skip
    _, told = await change(http, act="add", words="feu vert", meaning="je confirme")
    assert (told["done"], told["code"]) == (False, "own-engages")
    assert (await known(http))["words"] == []


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"act": "burn", "words": "a"}, (400, "act-unknown")),
        ({"act": "add", "words": "   ", "meaning": "biologie"}, (400, "text-missing")),
        ({"act": "add", "words": 7, "meaning": "biologie"}, (400, "text-missing")),
        ({"act": "add", "words": "a" * 300, "meaning": "biologie"}, (413, "text-too-long")),
    ],
)
async def test_what_is_no_request_is_refused(http: ClientSession, asked: dict[str, object], error: Any) -> None:
    status, told = await change(http, **asked)
    assert (status, told["error"]) == error


async def test_phrases_are_counted_only_with_consent(http: ClientSession, console_session: Session) -> None:
    await console_session.say("carnet rose")
    assert (await known(http))["phrases"] == []
    await http.post("/api/words/count", json={"yes": True})
    await console_session.say("carnet rose")
    assert (await known(http))["phrases"] == [{"phrase": "carnet rose", "times": 1}]
    await http.post("/api/words/count", json={"yes": False})
    assert await known(http) == {"words": [], "phrases": [], "counts": False}


async def test_nothing_without_a_login(console_address: str) -> None:
    async with ClientSession(console_address, headers={"Origin": console_address}) as stranger:
        async with stranger.get("/mots", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/login")
        async with stranger.get("/api/words") as answer:
            assert answer.status == 401
        async with stranger.post("/api/words", json={"act": "remove", "words": "a"}) as answer:
            assert answer.status == 401


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_in_a_browser(live_console: Callable[..., Live], size: tuple[int, int]) -> None:
    live = live_console()
    with chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        page.one("#own").click()
        wait = WebDriverWait(driver, 15, poll_frequency=0.1, ignored_exceptions=GONE)
        wait.until(lambda _: page.script("document.body.dataset.loaded") == "yes")
        page.one("#said").send_keys("carnet vert")
        page.one("#meaning").send_keys("affiche les vaccinations")
        page.one("input[value=site]").click()
        page.one("#add .primary").click()
        wait.until(lambda _: page.all("#words .wait"))
        assert "est proposé pour tout le site" in page.one("#answer").text
        page.one("#words .primary").click()
        wait.until(lambda _: not page.all("#words .wait"))
        assert "carnet vert" in page.one("#words").text
        page.one("#words .plain").click()
        wait.until(lambda _: "Aucun mot" in page.one("#words").text)
        page.one("#answer .plain").click()
        wait.until(lambda _: "version 4" in page.one("#words").text)
        assert page.script("document.documentElement.scrollWidth <= innerWidth"), "nothing to scroll sideways"
        assert page.errors() == []
    assert [a.said for a in live.session.situation.own] == ["carnet vert"]
