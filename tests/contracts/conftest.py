"""The charts under contract, each started once, and what is true in their records."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from typing import TypeVar

import pytest

from actions.charts.browser import BrowserChart
from actions.charts.gnuhealth import GnuHealthChart
from actions.charts.memory import MemoryChart
from assistant.ports import Chart
from assistant.record import View
from demo.dpi.server import DemoDpi

T = TypeVar("T", bound=Chart)

NEWEST_CREATININE = """
SELECT c.result FROM gnuhealth_lab_test_critearea c
JOIN gnuhealth_lab l ON l.id = c.gnuhealth_lab_id
JOIN gnuhealth_patient p ON p.id = l.patient
JOIN party_party y ON y.id = p.party
WHERE c.name = 'Créatinine' AND y.name = 'Anne' AND y.lastname = 'Durand'
ORDER BY l.date_analysis DESC LIMIT 1
"""


@asynccontextmanager
async def connected(chart: T) -> AsyncIterator[T]:
    """A chart for the time of a block."""
    try:
        await chart.start()
        yield chart
    finally:
        await chart.stop()


@pytest.fixture(scope="session")
async def memory() -> AsyncIterator[MemoryChart]:
    async with connected(MemoryChart()) as chart:
        yield chart


@pytest.fixture(scope="session")
async def gnuhealth(dpi: DemoDpi) -> AsyncIterator[GnuHealthChart]:
    async with connected(GnuHealthChart(dpi.url, dpi.database, dpi.user, dpi.password)) as chart:
        yield chart


@pytest.fixture(scope="session")
async def browser(dpi: DemoDpi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BrowserChart]:
    profile = tmp_path_factory.mktemp("profile")
    driven = BrowserChart(dpi.url, dpi.database, dpi.user, dpi.password, "gnuhealth-sao", profile)
    async with connected(driven) as chart:
        yield chart


@pytest.fixture(scope="session", params=["memory", "gnuhealth", "browser"])
def started(request: pytest.FixtureRequest) -> Chart:
    """One chart of each kind, connected."""
    chart: Chart = request.getfixturevalue(request.param)
    return chart


@pytest.fixture
def day(started: Chart, request: pytest.FixtureRequest) -> date:
    """The day the record's appointments are laid around: a run of the tests may cross midnight."""
    if isinstance(started, MemoryChart):
        return started.day
    server: DemoDpi = request.getfixturevalue("dpi")
    return server.day


@pytest.fixture
async def chart(started: Chart) -> Chart:
    """The chart, at home."""
    await started.show(View("home"))
    return started


@pytest.fixture
def newest_creatinine(started: Chart, request: pytest.FixtureRequest) -> float:
    """Anne Durand's last creatinine (µmol/L), as it was put in: sample.yml, or the server's own table."""
    if isinstance(started, MemoryChart):
        return 168.0
    server: DemoDpi = request.getfixturevalue("dpi")
    with closing(sqlite3.connect(server.file)) as db:
        return float(db.execute(NEWEST_CREATININE).fetchone()[0])
