"""What a person sees after each gesture, on the real record: tabs, titles, places opened by hand."""

from __future__ import annotations

from datetime import date

import pytest

from actions.charts.browser.address import Address
from actions.charts.browser.pages.form import PatientForm
from actions.charts.browser.pages.listing import Listing
from actions.charts.browser.station import READER, SCREEN
from assistant.errors import ChartError
from assistant.record import View
from assistant.types import Period
from tests.browser.conftest import someone

TODAY = date.today()


def on_screen(chart, look):
    return chart.station.run(SCREEN, look)


async def test_the_record_in_front_is_the_patients(chart) -> None:
    anne = await someone(chart, "anne durand")
    await chart.show(View("record", anne))
    shown = on_screen(chart, lambda ws: PatientForm(ws).read())
    assert shown["name"] == "Durand, Anne"
    assert shown["ipp"] == anne.ipp


async def test_a_list_in_front_holds_this_patients_rows(chart) -> None:
    anne = await someone(chart, "anne durand")
    await chart.show(View("section", anne, "allergies"))
    recipe = chart.station.recipe
    rows = on_screen(chart, lambda ws: Listing(ws).rows(recipe.sections["allergies"]))
    assert len(rows) == len(await chart.section(anne, "allergies"))


async def test_titles_are_french_and_name_the_patient(chart) -> None:
    anne = await someone(chart, "anne durand")
    await chart.show(View("section", anne, "medications"))
    title = on_screen(chart, lambda ws: ws.page.state().address.title)
    assert title == "Traitements – Anne DURAND"
    assert on_screen(chart, lambda ws: ws.page.web.execute_script("return document.documentElement.lang")) == "fr"


async def test_reading_does_not_move_the_screen(chart) -> None:
    anne, marie = await someone(chart, "anne durand"), await someone(chart, "marie durand")
    await chart.show(View("record", anne))
    await chart.section(marie, "allergies")
    await chart.results(marie, "hba1c")
    assert (await chart.shown()).patient == anne


async def test_tabs_do_not_pile_up_and_never_mix_patients(chart) -> None:
    anne, marie = await someone(chart, "anne durand"), await someone(chart, "marie durand")
    for section in ("allergies", "labs", "medications", "stays", "vaccinations"):
        await chart.show(View("section", anne, section))
    assert len(on_screen(chart, lambda ws: ws.page.state()).tabs) <= 3
    await chart.show(View("record", marie))
    assert len(on_screen(chart, lambda ws: ws.page.state()).tabs) == 1
    assert len(chart.station.run(READER, lambda ws: ws.page.state()).tabs) <= 1


async def test_what_a_person_opens_by_hand_is_recognised(chart) -> None:
    anne, marie = await someone(chart, "anne durand"), await someone(chart, "marie durand")
    await chart.show(View("record", anne))
    by_hand = Address("gnuhealth.patient", int(marie.id), title="ouvert à la main")
    on_screen(chart, lambda ws: ws.open(by_hand))
    assert (await chart.shown()) == View("record", marie)
    on_screen(chart, lambda ws: ws.open(Address("gnuhealth.lab", None, (["patient", "=", int(anne.id)],))))
    assert (await chart.shown()) == View("section", anne, "labs")
    assert (await chart.back()).patient == anne


async def test_other_days_of_the_agenda_are_other_screens(chart) -> None:
    tomorrow = date.fromordinal(TODAY.toordinal() + 1)
    for day in (TODAY, tomorrow, TODAY):
        view = View("worklist", period=Period(day, day))
        await chart.show(view)
        assert await chart.shown() == view
        shown = on_screen(chart, lambda ws: Listing(ws).rows(chart.station.recipe.places["worklist"]))
        assert {row["day"] for row in shown} == {f"{day:%d.%m.%Y}"}


async def test_the_page_really_moves(chart) -> None:
    anne = await someone(chart, "anne durand")
    await chart.show(View("record", anne))
    top = on_screen(chart, lambda ws: ws.offset())
    await chart.scroll("bottom")
    bottom = on_screen(chart, lambda ws: ws.offset())
    await chart.scroll("up")
    assert top <= on_screen(chart, lambda ws: ws.offset()) < bottom


async def test_there_is_nothing_to_move_at_home(chart) -> None:
    with pytest.raises(ChartError, match="chart-cannot-scroll"):
        await chart.scroll("down")


async def test_a_document_shows_its_words(chart) -> None:
    anne = await someone(chart, "anne durand")
    for document in (await chart.documents(anne))[:2]:
        assert "Durand" in await chart.document_text(anne, document)
