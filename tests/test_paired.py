"""Facts from one chart, shown in another: two records in memory whose patients have other ids."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from actions.charts import sample
from actions.charts.memory import MemoryChart
from actions.charts.paired import PairedChart
from assistant.errors import ChartError
from assistant.record import PatientQuery, View
from assistant.types import Patient


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The same people under other ids, without the documents of the second, and one whom nobody else knows."""
    raw = yaml.safe_load(sample.SAMPLE.read_text(encoding="utf-8"))
    for person in raw["patients"]:
        person["id"] = 500 - person["id"]
    for line in raw["appointments"]:
        line["patient"] = 500 - line["patient"]
    raw["patients"][1]["documents"] = []
    raw["patients"][-1] |= {"family": "Seul", "ipp": "777777"}
    path = tmp_path / "elsewhere.yml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
async def facts() -> AsyncIterator[MemoryChart]:
    return MemoryChart()


@pytest.fixture(params=["same record", "other ids"])
async def screen(request: pytest.FixtureRequest, elsewhere: Path) -> MemoryChart:
    return MemoryChart() if request.param == "same record" else MemoryChart(elsewhere)


@pytest.fixture
async def pair(facts: MemoryChart, screen: MemoryChart) -> AsyncIterator[PairedChart]:
    chart = PairedChart(facts=facts, screen=screen)
    await chart.start()
    yield chart
    await chart.stop()


async def one(chart: PairedChart | MemoryChart, words: str) -> Patient:
    (patient,) = await chart.search(PatientQuery(words))
    return patient


async def test_the_screen_shows_the_same_person_and_tells_it_in_our_ids(pair: PairedChart, screen: MemoryChart) -> None:
    for words in ("anne durand", "marie durand", "anne durand"):
        patient = await one(pair, words)
        for view in (View("record", patient), View("section", patient, "allergies")):
            await pair.show(view)
            assert await pair.shown() == view
            there = (await screen.shown()).patient
            assert there is not None
            assert (there.name, there.ipp) == (patient.name, patient.ipp)
    assert await pair.back() == View("record", patient)
    assert pair.trouble is None


async def test_a_wrong_word_about_the_ids_is_found_out(facts: MemoryChart, elsewhere: Path) -> None:
    screen = MemoryChart(elsewhere)
    pair = PairedChart(facts=facts, screen=screen, same_record=True)
    await pair.start()
    patient = await one(pair, "anne durand")
    with pytest.raises(ChartError):
        await pair.show(View("record", patient))
    assert await screen.shown() == View("home")


async def test_documents_are_the_same_on_both_sides(pair: PairedChart, screen: MemoryChart) -> None:
    patient = await one(pair, "anne durand")
    for document in await pair.documents(patient):
        view = View("document", patient, document.id)
        await pair.show(view)
        assert pair.trouble is None
        assert await pair.shown() == view
        shown = await screen.shown()
        assert shown.patient is not None
        there = {d.id: d for d in await screen.documents(shown.patient)}
        assert there[shown.detail].title == document.title


async def test_a_screen_that_fails_does_not_take_the_facts_away(pair: PairedChart, screen: MemoryChart) -> None:
    patient = await one(pair, "anne durand")
    await pair.show(View("record", patient))
    await screen.stop()
    assert await pair.results(patient, "créatinine")
    await pair.show(View("result", patient, "créatinine"))
    assert pair.trouble is not None
    assert pair.trouble.code == "chart-down"
    with pytest.raises(ChartError):
        await pair.shown()
    with pytest.raises(ChartError):
        await pair.show(View("record", patient))
    await screen.start()
    await pair.show(View("result", patient, "créatinine"))
    assert pair.trouble is None


async def test_someone_whom_the_screen_lacks_is_not_shown_as_another(facts: MemoryChart, elsewhere: Path) -> None:
    pair = PairedChart(facts=facts, screen=MemoryChart(elsewhere))
    await pair.start()
    missing = await one(facts, "chloé petit")
    with pytest.raises(ChartError) as fault:
        await pair.show(View("record", missing))
    assert fault.value.code == "chart-not-found"
    marie = await one(facts, "marie durand")
    document = (await facts.documents(marie))[0]
    await pair.show(View("document", marie, document.id))
    assert pair.trouble is not None
    assert pair.trouble.code == "chart-not-found"


async def test_someone_whom_the_facts_lack_is_no_open_record(facts: MemoryChart, elsewhere: Path) -> None:
    screen = MemoryChart(elsewhere)
    pair = PairedChart(facts=facts, screen=screen)
    await pair.start()
    await screen.show(View("record", await one(screen, "chloé seul")))
    assert (await pair.shown()).patient is None


async def test_ids_that_were_the_same_once_are_checked_each_time(facts: MemoryChart, tmp_path: Path) -> None:
    """Two records that agree on one person's id and not on another's: never the other's record."""
    raw = yaml.safe_load(sample.SAMPLE.read_text(encoding="utf-8"))
    two, three = raw["patients"][1], raw["patients"][2]
    two["id"], three["id"] = three["id"], two["id"]
    path = tmp_path / "swapped.yml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    screen = MemoryChart(path)
    pair = PairedChart(facts=facts, screen=screen)
    await pair.start()
    await pair.show(View("record", await one(facts, "anne durand")))
    marie = await one(facts, "marie durand")
    with pytest.raises(ChartError) as fault:
        await pair.show(View("record", marie))
    assert fault.value.code == "chart-screen"
    assert (await screen.shown()) == View("home")
    await pair.show(View("record", marie))
    assert (await pair.shown()).patient == marie
