"""What charts do when the record fails them: down, slow, logged out in mid-sentence, a wrong password."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from actions.charts.gnuhealth import GnuHealthChart
from assistant.errors import ChartError
from assistant.record import PatientQuery, View
from assistant.types import Patient
from demo.dpi.server import DemoDpi
from tests.contracts.conftest import connected
from tests.relay import Relay

CLOSED = "http://127.0.0.1:9"
ANNE = PatientQuery("anne durand")


@pytest.fixture
async def relay(dpi: DemoDpi) -> AsyncIterator[Relay]:
    between = Relay(dpi.url)
    await between.mend()
    yield between
    await between.cut()


@pytest.fixture
async def far(dpi: DemoDpi, relay: Relay) -> AsyncIterator[GnuHealthChart]:
    """A chart whose way to the server can be cut."""
    chart = GnuHealthChart(relay.url, dpi.database, dpi.user, dpi.password, timeout=60)
    async with connected(chart) as started:
        yield started


@pytest.fixture
async def anne(far: GnuHealthChart) -> Patient:
    (patient,) = await far.search(ANNE)
    return patient


async def fault(awaitable: object) -> str:
    with pytest.raises(ChartError) as caught:
        await awaitable  # type: ignore[misc]
    return caught.value.code


async def test_no_server() -> None:
    chart = GnuHealthChart(CLOSED, "demo", "durand", "x", timeout=2)
    assert await fault(chart.start()) == "chart-down"
    await chart.stop()


async def test_not_started(dpi: DemoDpi) -> None:
    chart = GnuHealthChart(dpi.url, dpi.database, dpi.user, dpi.password)
    assert await fault(chart.search(ANNE)) == "chart-down"
    await chart.stop()


async def test_a_wrong_password(dpi: DemoDpi, caplog: pytest.LogCaptureFixture) -> None:
    chart = GnuHealthChart(dpi.url, dpi.database, dpi.user, "faux-secret")
    with caplog.at_level(logging.DEBUG):
        assert await fault(chart.start()) == "chart-login"
    assert "faux-secret" not in caplog.text + repr(chart) + repr(vars(chart))
    await chart.stop()


async def test_an_unknown_user_and_an_unknown_database(dpi: DemoDpi) -> None:
    chart = GnuHealthChart(dpi.url, dpi.database, "personne", dpi.password)
    assert await fault(chart.start()) == "chart-login"
    await chart.stop()
    chart = GnuHealthChart(dpi.url, "nulle-part", dpi.user, dpi.password)
    assert await fault(chart.start()) == "chart-refused"
    await chart.stop()


async def test_the_password_may_be_asked_for(dpi: DemoDpi) -> None:
    async with connected(GnuHealthChart(dpi.url, dpi.database, dpi.user, lambda: dpi.password)) as chart:
        assert await chart.search(ANNE)


async def test_cut_in_mid_sentence_and_mended(far: GnuHealthChart, anne: Patient, relay: Relay) -> None:
    before = await far.results(anne, "créatinine")
    await far.show(View("record", anne))
    await relay.cut()
    assert await fault(far.results(anne, "créatinine")) == "chart-down"
    assert await fault(far.section(anne, "allergies")) == "chart-down"
    assert await fault(far.show(View("section", anne, "labs"))) == "chart-down"
    assert (await far.shown()) == View("record", anne)
    await relay.mend()
    assert await far.results(anne, "créatinine") == before


async def test_a_server_that_does_not_answer_is_waited_for_only_so_long(dpi: DemoDpi, relay: Relay) -> None:
    async with connected(GnuHealthChart(relay.url, dpi.database, dpi.user, dpi.password, timeout=8)) as chart:
        (anne,) = await chart.search(ANNE)
        relay.hold()
        assert await fault(chart.documents(anne)) == "chart-slow"
        await relay.cut()
        await relay.mend()
        assert await chart.documents(anne)


async def test_logged_out_in_mid_sentence(far: GnuHealthChart, anne: Patient, dpi: DemoDpi) -> None:
    before = await far.results(anne, "créatinine")
    await dpi.end_sessions()
    assert await far.results(anne, "créatinine") == before


async def test_logged_out_with_many_calls_under_way(far: GnuHealthChart, anne: Patient, dpi: DemoDpi) -> None:
    import asyncio

    await dpi.end_sessions()
    answers = await asyncio.gather(*(far.section(anne, "allergies") for _ in range(5)))
    assert len(set(answers)) == 1
    assert answers[0]


async def test_logged_out_and_the_password_changed(dpi: DemoDpi) -> None:
    words = [dpi.password, "plus-le-bon"]
    async with connected(GnuHealthChart(dpi.url, dpi.database, dpi.user, lambda: words.pop(0))) as chart:
        (patient,) = await chart.search(ANNE)
        await dpi.end_sessions()
        assert await fault(chart.section(patient, "allergies")) == "chart-login"


async def test_an_error_of_the_server_tells_nothing_of_the_patient(far: GnuHealthChart, anne: Patient) -> None:
    with pytest.raises(ChartError) as caught:
        await far._rpc.search_read("gnuhealth.patient", [["Durand", "=", "Anne"]], ("rec_name",))
    assert caught.value.code == "chart-refused"
    assert "Anne" not in str(caught.value)
    assert "Durand" not in str(caught.value)
