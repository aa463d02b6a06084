"""The header: the same on every page, with the place one is at; and the sentences of what the console refuses."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from assistant.console.routes import HERE, STATIC, WAYS
from assistant.console.security import PAGES
from tests.fixtures_console import TOKEN

CODES = re.compile(r'refuse\(\d+, "([\w-]+)"\)')
UNSEEN = {"act-unknown", "intent-unknown", "slot-unknown", "speech-unknown", "print-off", "json-wanted", "wrong-host",
          "wrong-origin", "wrong-token", "login-closed", "unknown"}  # fmt: skip
"""What no page asks for, or has its own sentence: the login."""


@pytest.fixture
async def http(console_address: str) -> AsyncIterator[ClientSession]:
    async with ClientSession(
        console_address, cookie_jar=CookieJar(unsafe=True), headers={"Origin": console_address}
    ) as client:
        await client.post("/login", json={"token": TOKEN})
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_the_same_header_and_says_where_one_is(http: ClientSession, path: str) -> None:
    async with http.get(path) as answer:
        text = await answer.text()
    assert answer.status == 200
    top = text.split('<header class="top">')[1].split("</header>")[0]
    ways = re.findall(r'<a id="[\w-]+" class="quiet" href="([\w/]+)"( aria-current="page")?>([^<]+)</a>', top)
    assert [(way, name) for way, _, name in ways] == [(way, name) for way, _, name in WAYS]
    assert [way for way, here, _ in ways if here] == [path]
    assert 'id="quit"' in top
    ids = re.findall(r'\bid="([\w-]+)"', text)
    assert len(ids) == len(set(ids)), "an id names one thing"


def test_every_page_can_be_reached_from_every_page() -> None:
    assert {path for path, _, _ in WAYS} == set(PAGES)


def test_every_refusal_has_a_sentence() -> None:
    """A code without one would be told as «une erreur»."""
    said = (STATIC / "words.js").read_text(encoding="utf-8").split("FAULTS = {")[1].split("};")[0]
    known = set(re.findall(r'^  "?([\w-]+)"?:', said, re.MULTILINE))
    codes = {code for file in HERE.glob("*.py") for code in CODES.findall(file.read_text(encoding="utf-8"))}
    assert codes, "no code was read"
    assert codes - known - UNSEEN == set()


def test_data_is_never_markup() -> None:
    """Text is put on a page as text, and no style or script stands in a page: the policy would refuse it."""
    for file in STATIC.rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", file.read_text("utf-8")), file
    for file in (HERE / "templates").glob("*.html"):
        assert not re.search(r"\sstyle=|\son\w+=|<script(?! type=\"module\" src)", file.read_text("utf-8")), file
