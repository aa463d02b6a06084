"""What is started once for the whole run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from demo.dpi.server import DemoDpi, running

pytest_plugins = ["tests.fixtures_nlu", "tests.fixtures_console"]


@pytest.fixture(scope="session")
async def dpi() -> AsyncIterator[DemoDpi]:
    """A real GNU Health with the invented hospital, on a free port, its data fresh."""
    async with running(port=0) as server:
        yield server
