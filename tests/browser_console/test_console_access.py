"""Who is let in: login, cookie, host, origin, CSRF, sizes, headers, attempts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError
from yarl import URL

from assistant.console import Console, serve
from assistant.console.access import ATTEMPTS, BROWSERS, LIFE, WINDOW, Access, Closed, same
from assistant.errors import SettingsError, SetupError
from assistant.pipeline import Session
from tests.fixtures_console import TOKEN

ROUTES = ("/api/state", "/api/speech?key=x", "/ws/events")


@pytest.fixture
async def stranger(console_address: str) -> AsyncIterator[ClientSession]:
    async with ClientSession(console_address, cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


@pytest.fixture
async def member(stranger: ClientSession, console_address: str) -> ClientSession:
    """Logged in, with the CSRF token the page carries."""
    async with stranger.post("/login", json={"token": TOKEN}, headers={"Origin": console_address}) as answer:
        assert answer.status == 200
    async with stranger.get("/") as page:
        text = await page.text()
    stranger.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
    stranger.headers["Origin"] = console_address
    return stranger


async def error(client: ClientSession, method: str, path: str, **asked: object) -> tuple[int, str]:
    async with client.request(method, path, **asked) as answer:
        return answer.status, (await answer.json())["error"]


@pytest.mark.parametrize("path", ROUTES)
async def test_without_a_cookie_nothing_is_told(stranger: ClientSession, path: str, console_address: str) -> None:
    assert await error(stranger, "GET", path, headers={"Origin": console_address}) == (401, "not-logged-in")


async def test_without_a_cookie_the_page_leads_to_the_login(stranger: ClientSession) -> None:
    async with stranger.get("/", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_a_cookie_of_another_start_is_refused(stranger: ClientSession, console_address: str) -> None:
    port = console_address.rsplit(":", 1)[1]
    headers = {"Cookie": f"dpi_vocal_{port}=made-up"}
    assert (await error(stranger, "GET", "/api/state", headers=headers))[0] == 401


async def test_the_cookie_is_out_of_reach_of_scripts(stranger: ClientSession, console_address: str) -> None:
    async with stranger.post("/login", json={"token": TOKEN}, headers={"Origin": console_address}) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}"])
async def test_a_foreign_host_is_refused_even_with_a_cookie(
    member: ClientSession, console_address: str, host: str
) -> None:
    named = host.format(port=console_address.rsplit(":", 1)[1])
    for path in ("/", "/login", "/static/console.css", "/api/state"):
        assert await error(member, "GET", path, headers={"Host": named}) == (403, "wrong-host")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""])
async def test_a_foreign_origin_is_refused(member: ClientSession, origin: str) -> None:
    headers = {"Origin": origin}
    assert await error(member, "POST", "/api/say", json={"text": "aide"}, headers=headers) == (403, "wrong-origin")
    assert await error(member, "POST", "/login", json={"token": TOKEN}, headers=headers) == (403, "wrong-origin")
    with pytest.raises(WSServerHandshakeError) as refused:
        await member.ws_connect("/ws/events", headers=headers)
    assert refused.value.status == 403


async def test_a_websocket_without_an_origin_is_refused(member: ClientSession) -> None:
    del member.headers["Origin"]
    with pytest.raises(WSServerHandshakeError):
        await member.ws_connect("/ws/events")


@pytest.mark.parametrize("token", ["", "wrong", "é"])
async def test_a_post_needs_the_csrf_token_of_its_page(member: ClientSession, token: str) -> None:
    for path in ("/api/say", "/api/press", "/api/logout"):
        assert await error(member, "POST", path, json={}, headers={"X-CSRF-Token": token}) == (403, "wrong-csrf")


async def test_a_form_of_another_site_is_not_json(member: ClientSession) -> None:
    assert await error(member, "POST", "/api/say", data={"text": "aide"}) == (415, "json-wanted")
    assert await error(member, "POST", "/api/say", json=["aide"]) == (400, "json-wanted")
    nested = {"data": "[" * 5000, "headers": {"Content-Type": "application/json"}}
    assert await error(member, "POST", "/api/say", **nested) == (400, "json-wanted")


async def test_too_much_is_refused(member: ClientSession) -> None:
    async with member.post("/api/say", json={"text": "a" * 20_000}) as answer:
        assert answer.status == 413
    assert await error(member, "POST", "/api/say", json={"text": "a" * 1001}) == (413, "text-too-long")
    async with member.ws_connect("/ws/events") as stream:
        await stream.receive()
        await stream.send_str("a" * 5000)
        while not stream.closed:
            await stream.receive(timeout=5)
        assert stream.close_code == 1009


async def test_logging_out_forgets_the_cookie(member: ClientSession, console_address: str) -> None:
    kept = member.cookie_jar.filter_cookies(URL(console_address))
    cookie = "; ".join(f"{k}={v.value}" for k, v in kept.items())
    async with member.post("/api/logout", json={}) as answer:
        assert answer.status == 200
    assert (await error(member, "GET", "/api/state", headers={"Cookie": cookie}))[0] == 401


async def test_every_answer_is_sealed(member: ClientSession) -> None:
    for path in ("/", "/login", "/api/state", "/static/main.js", "/static/absent.js", "/absent", "/ws/events"):
        async with member.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, path
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "aiohttp" not in answer.headers["Server"].lower()


async def test_static_files_stay_in_their_folder(stranger: ClientSession) -> None:
    for path in ("/static/../routes.py", "/static/%2e%2e/routes.py", "/static/..%2froutes.py", "/static/"):
        async with stranger.get(path) as answer:
            assert answer.status in (401, 403, 404), path


async def test_guessing_the_token_is_slowed_down(stranger: ClientSession, console_address: str) -> None:
    headers = {"Origin": console_address}
    for _ in range(ATTEMPTS):
        assert await error(stranger, "POST", "/login", json={"token": "no"}, headers=headers) == (403, "wrong-token")
    assert await error(stranger, "POST", "/login", json={"token": TOKEN}, headers=headers) == (429, "login-closed")


async def test_only_loopback_is_served(console_session: Session) -> None:
    for host in ("0.0.0.0", "192.168.1.4", "example.org", "::"):
        with pytest.raises(SettingsError):
            async with serve(Console(console_session, host=host, port=0)):
                pass


async def test_a_taken_port_is_said(console_session: Session, console_address: str) -> None:
    port = int(console_address.rsplit(":", 1)[1])
    with pytest.raises(SetupError, match="port-taken"):
        async with serve(Console(console_session, port=port)):
            pass


async def test_each_start_has_its_own_token(console_session: Session) -> None:
    tokens = {Console(console_session).token for _ in range(5)}
    assert len(tokens) == 5
    assert min(len(t) for t in tokens) >= 24
    assert "token" not in repr(Console(console_session))


def test_passes_end_and_make_room() -> None:
    now = [0.0]
    access = Access("right", lambda: now[0])
    first = access.login("right")
    assert first is not None
    assert access.check(first.cookie) is first
    for _ in range(BROWSERS):
        access.login("right")
    assert access.check(first.cookie) is None
    last = access.login("right")
    assert last is not None
    now[0] = LIFE + 1
    assert access.check(last.cookie) is None
    assert access.check(None) is None


def test_a_closed_login_opens_again() -> None:
    now = [0.0]
    access = Access("right", lambda: now[0])
    for _ in range(ATTEMPTS):
        assert access.login("wrong") is None
    with pytest.raises(Closed):
        access.login("right")
    now[0] = WINDOW + 1
    assert access.login("right") is not None


def test_comparison_takes_any_text() -> None:
    assert same("é", "é")
    assert not same("é", "e")
