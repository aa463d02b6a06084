"""What is started once for the whole run."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import speechbrain  # noqa: F401 - imported first, for the lines below

from demo.dpi.server import DemoDpi, running
from tests import clinic

pytest_plugins = [
    "tests.fixtures_nlu", "tests.fixtures_console", "tests.fixtures_outbox", "tests.fixtures_clinic",
    "tests.fixtures_ledger", "tests.fixtures_hearing",
]  # fmt: skip

# SpeechBrain leaves redirections in sys.modules that raise when hypothesis looks at them (k2 is not installed).
for _name, _module in list(sys.modules.items()):
    if type(_module).__name__ in {"LazyModule", "DeprecatedModuleRedirect"}:
        del sys.modules[_name]


@pytest.fixture(autouse=True)
def clinics_closed() -> Iterator[None]:
    """A clinic is closed with the test that opened it: there are thousands of tests, and so many files in a process."""
    before = len(clinic.OPENED)
    yield
    while len(clinic.OPENED) > before:
        clinic.OPENED.pop().close()


@pytest.fixture(scope="session")
async def dpi() -> AsyncIterator[DemoDpi]:
    """A real GNU Health with the invented hospital, on a free port, its data fresh."""
    async with running(port=0) as server:
        yield server
