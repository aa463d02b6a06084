"""What is started once for the whole run."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest
import speechbrain  # noqa: F401 - imported first, for the lines below

from demo.dpi.server import DemoDpi, running

pytest_plugins = ["tests.fixtures_nlu", "tests.fixtures_console"]

# SpeechBrain leaves redirections in sys.modules that raise when hypothesis looks at them (k2 is not installed).
for _name, _module in list(sys.modules.items()):
    if type(_module).__name__ in {"LazyModule", "DeprecatedModuleRedirect"}:
        del sys.modules[_name]


@pytest.fixture(scope="session")
async def dpi() -> AsyncIterator[DemoDpi]:
    """A real GNU Health with the invented hospital, on a free port, its data fresh."""
    async with running(port=0) as server:
        yield server
