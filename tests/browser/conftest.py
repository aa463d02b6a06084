"""A browser on the demo DPI, started once; failures get a server and a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from actions.charts.browser import BrowserChart
from assistant.record import PatientQuery, View
from assistant.types import Patient
from demo.dpi.server import DemoDpi, running


def chart_on(dpi: DemoDpi, folder, **more) -> BrowserChart:
    password = more.pop("password", dpi.password)
    return BrowserChart(dpi.url, dpi.database, dpi.user, password, "gnuhealth-sao", folder, **more)


@pytest.fixture(scope="session")
async def driven(dpi: DemoDpi, tmp_path_factory) -> AsyncIterator[BrowserChart]:
    chart = chart_on(dpi, tmp_path_factory.mktemp("browser"))
    try:
        await chart.start()
        yield chart
    finally:
        await chart.stop()


@pytest.fixture
async def chart(driven: BrowserChart) -> BrowserChart:
    """At home, whatever the test before left."""
    await driven.show(View("home"))
    return driven


@pytest.fixture(scope="session")
async def own_dpi() -> AsyncIterator[DemoDpi]:
    """A server to stop and start."""
    async with running(port=0) as server:
        yield server


@pytest.fixture
async def fragile(own_dpi: DemoDpi, tmp_path) -> AsyncIterator[BrowserChart]:
    """A browser to hurt, on a server to hurt."""
    chart = chart_on(own_dpi, tmp_path, timeout=8.0)
    try:
        await chart.start()
        yield chart
    finally:
        await own_dpi.pause()
        await own_dpi.resume()
        await chart.stop()


async def someone(chart: BrowserChart, words: str) -> Patient:
    """The only one of that name."""
    (found,) = await chart.search(PatientQuery(words))
    return found
