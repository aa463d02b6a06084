"""Starts and stops the console: one aiohttp site on a loopback address."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, web

from assistant.console.access import Access
from assistant.console.bureau import Bureau
from assistant.console.desk import Desk
from assistant.console.editor import Editor
from assistant.console.ledger import Ledger, LedgerApi
from assistant.console.own import OwnApi
from assistant.console.routes import STATIC, Api, Pages
from assistant.console.security import Guard, seal
from assistant.console.shelf import ShelfApi
from assistant.console.sound import Microphone
from assistant.console.stream import Stream
from assistant.errors import SettingsError, SetupError
from assistant.hearing.vad import SileroDetector
from assistant.pipeline import Session
from assistant.ports import Voice, VoiceDetector
from assistant.settings import Listening

BODY = 8 * 1024
"""Bytes of the largest request."""
GOODBYE = 10.0
"""Seconds that a turn in progress has to end when the console stops."""


@dataclass(frozen=True, slots=True)
class Console:
    """What the console is built from."""

    session: Session
    site: str = ""
    """Name of the establishment, shown in the header."""
    host: str = "127.0.0.1"
    port: int = 8765
    """0: any free one."""
    listening: Listening | None = None
    """None: no microphone (no recogniser is loaded)."""
    voice: Voice | None = None
    """None: no spoken replies."""
    speak: bool = False
    """Are replies spoken from the start?"""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    """Login token, new at each start."""
    detector: Callable[[], VoiceDetector] = SileroDetector
    ledger: Ledger | None = None
    """None: no page of delays (no store of documents)."""


@asynccontextmanager
async def serve(console: Console) -> AsyncIterator[str]:
    """The running console; yields its address with the login token in the fragment.

    Raises SettingsError(console-host) for an address that is not loopback, SetupError(port-taken).
    """
    listener = _listen(console.host, console.port)
    desk = Desk(console.session)
    microphone = Microphone(desk, console.listening, console.detector) if console.listening else None
    application = build(console, desk, microphone, listener.getsockname()[1])
    # No access log: its lines would hold addresses that people may one day put words in.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=GOODBYE)
    loops: list[Coroutine[Any, Any, None]] = [desk.watch(), desk.expire()]
    loops += [microphone.work()] if microphone else []
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        yield f"http://{_named(console.host)}:{listener.getsockname()[1]}/login#{console.token}"
    finally:
        await runner.cleanup()
        if microphone:
            await asyncio.wait([asyncio.ensure_future(microphone.finish())], timeout=GOODBYE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        listener.close()


def build(console: Console, desk: Desk, microphone: Microphone | None, port: int) -> web.Application:
    """The application: guard, routes, headers."""
    access = Access(console.token)
    guard = Guard(access, console.host, port)
    settings = {
        "site": console.site, "hears": microphone is not None, "speaks": console.voice is not None,
        "speak": console.speak and console.voice is not None,
    }  # fmt: skip
    pages, api, stream = Pages(access, guard, settings), Api(desk, console.voice), Stream(desk)
    own = OwnApi(desk)
    application = web.Application(middlewares=[guard.check], client_max_size=BODY)
    application.add_routes([
        web.get("/", pages.console, name="console"),
        web.get("/login", pages.login_page, name="login-page"),
        web.post("/login", pages.login, name="login"),
        web.post("/api/logout", pages.logout, name="logout"),
        web.get("/mots", pages.words, name="words-page"),
        web.get("/api/words", own.words, name="words"),
        web.post("/api/words", own.change, name="words-change"),
        web.post("/api/words/count", own.count, name="words-count"),
        web.get("/delais", pages.delays, name="delays-page"),
        *LedgerApi(desk, console.ledger).routes(),
        web.get("/api/state", api.state, name="state"),
        web.post("/api/say", api.say, name="say"),
        web.post("/api/press", api.press, name="press"),
        web.get("/api/speech", api.speech, name="speech"),
        web.get("/ws/events", stream.connect, name="events"),
        web.static("/static", STATIC, name="static"),
        *Editor(desk).routes(),
        web.get("/modeles", pages.templates, name="templates-page"),
        *ShelfApi(desk).routes(),
        web.get("/bureau", pages.bureau, name="bureau-page"),
        *Bureau(desk).routes(),
    ])  # fmt: skip
    if microphone:
        application.router.add_get("/ws/sound", microphone.connect, name="sound")
    application.on_response_prepare.append(seal)
    pages_open: set[web.WebSocketResponse] = set()

    async def remember(_request: web.Request, response: web.StreamResponse) -> None:
        if isinstance(response, web.WebSocketResponse):
            pages_open.add(response)

    async def close(_application: web.Application) -> None:
        for page in tuple(pages_open):
            await page.close(code=WSCloseCode.GOING_AWAY, message=b"stopping")

    application.on_response_prepare.append(remember)
    application.on_shutdown.append(close)
    return application


def _listen(host: str, port: int) -> socket.socket:
    if not _loopback(host):
        raise SettingsError("console-host", f"{host!r} is not loopback: the console stays on its machine")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise SetupError("port-taken", f"console.port {port}: {fault.strerror}; name another") from fault
    return listener


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host
