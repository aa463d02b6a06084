"""The real Rasa, trained where needed and started once for all tests (pytest_plugins in conftest.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from assistant import catalogue
from nlu.client import RasaInterpreter
from nlu.server import RasaServer


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rasa() -> AsyncIterator[RasaInterpreter]:
    words = catalogue.load()
    interpreter = RasaInterpreter(words, RasaServer(words))
    await interpreter.start()
    yield interpreter
    await interpreter.stop()
