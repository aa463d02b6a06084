"""The console on a real conversation: memory record, rules, journal; and a real Chromium in front of it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from actions import registry
from actions.charts.memory import MemoryChart
from actions.own_words import OwnWords
from assistant import aliases, catalogue, journal, people, store
from assistant.console import Console, serve
from assistant.pipeline import Session
from assistant.ports import Recognizer
from assistant.turn import Parts
from assistant.types import Origin
from nlu.rules import RuleInterpreter

WORDS = catalogue.load()
TOKEN = "jeton-d-essai"
WIDE, NARROW = (1366, 768), (400, 800)


@asynccontextmanager
async def conversation(folder: Path, recognizer: Recognizer | None = None) -> AsyncIterator[Session]:
    """A started session: nothing in it stands for anything else."""
    db = store.connect(folder / "console.sqlite", (journal.migrations, people.migrations, aliases.migrations))
    known = people.SqlitePeople(db, {c.intent: c.group for c in WORDS.commands.values()})
    known.add(people.Person("doctor", "doctor", "doctor", "demo"))
    chart = MemoryChart()
    trail, interpreter = journal.SqliteJournal(db), RuleInterpreter(WORDS)
    own = OwnWords(aliases.SqliteAliases(db), interpreter, WORDS, known, trail)
    parts = Parts(WORDS, registry.load(WORDS), interpreter, known, trail, recognizer, own=own)
    await chart.start()
    session = Session(Origin("demo", "doctor", "console"), parts, chart)
    await session.start()
    try:
        yield session
    finally:
        await chart.stop()
        db.close()


Begin = Callable[[Path, Recognizer | None], AbstractAsyncContextManager[Session]]
"""Starts the conversation that a console is put in front of."""


class Live:
    """A console in a thread and a loop of its own, so that a test may block on its browser."""

    def __init__(
        self, folder: Path, recognizer: Recognizer | None = None, begin: Begin = conversation, **settings: Any
    ) -> None:
        self._folder = folder
        self._begin = begin
        self._recognizer = recognizer
        self._settings = {"port": 0, "token": TOKEN, **settings}
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.address = ""
        self.session: Session

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Any) -> Any:
        """The result of a coroutine, from the console's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _start(self) -> None:
        if self._recognizer:
            await self._recognizer.start()
            self._stack.push_async_callback(self._recognizer.stop)
        self.session = await self._stack.enter_async_context(self._begin(self._folder, self._recognizer))
        console = Console(self.session, **self._settings)
        self.address = await self._stack.enter_async_context(serve(console))


@contextmanager
def chromium(size: tuple[int, int] = WIDE, *flags: str, dark: bool = False) -> Iterator[Chrome]:
    """A headless Chromium whose page is exactly that large; it stops for sure."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=fr", *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options, ChromeService(shutil.which("chromedriver") or "/usr/bin/chromedriver"))
    try:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = "dark" if dark else "light"
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        yield driver
    finally:
        driver.quit()


@pytest.fixture
async def console_session(tmp_path: Path) -> AsyncIterator[Session]:
    """A conversation on the sample record."""
    async with conversation(tmp_path) as session:
        yield session


@pytest.fixture
async def console_address(console_session: Session) -> AsyncIterator[str]:
    """Its console, without a microphone: «http://127.0.0.1:PORT»."""
    async with serve(Console(console_session, port=0, token=TOKEN)) as address:
        yield address.split("/login")[0]


@pytest.fixture
def live_console(tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """Starts consoles for browsers: live_console(**settings of Console) -> Live."""
    with ExitStack() as running:
        yield lambda **settings: running.enter_context(Live(tmp_path, **settings))
