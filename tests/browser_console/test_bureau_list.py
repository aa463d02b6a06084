"""The desk's list: who is let in, what is asked for and refused, and a real Chromium in front of it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.people import Person
from tests.browser_console.bureau import LEA, DeskPage, Http, written
from tests.fixtures_console import NARROW, WIDE, Live, chromium

DEEDS = ("list", "report", "open", "take", "hand", "urgent", "review", "submit", "give-back", "task", "settle", "sign",
         "recipients", "recipient-find", "recipient-add", "recipient-remove")  # fmt: skip


# --- without a browser -----------------------------------------------------------------------------------------------


async def test_nothing_is_shown_or_done_without_the_token_and_the_origin_of_the_page(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    for verb in DEEDS:
        asked = {"id": report.id, "seen": "", "tab": "todo"}
        assert await http.post(verb, {"X-CSRF-Token": "wrong"}, **asked) == (403, {"error": "wrong-csrf"})
        assert await http.post(verb, {"Origin": "http://evil.example"}, **asked) == (403, {"error": "wrong-origin"})
    http.cookies.clear()
    for verb in DEEDS:
        assert await http.post(verb) == (401, {"error": "not-logged-in"})
    assert (await http.clinic.desk.detail(LEA, report.id)).line.holder == ""


async def test_a_visitor_may_nothing(http: Http) -> None:
    http.clinic.people.add(Person("lea", "Léa Roux", "visitor", "demo"))
    for verb in DEEDS:
        assert await http.post(verb) == (403, {"error": "desk-forbidden"}), verb


@pytest.mark.parametrize(
    ("words", "found"), [("durand", 2), ("carpentier", 0), ("100001", 1), ("d", 0), ("anne durand", 1)]
)
async def test_a_patient_is_looked_for_in_the_record(http: Http, words: str, found: int) -> None:
    await written(http.session, "1", "Courrier")
    await written(http.session, "2", "Lettre de sortie")
    assert len(await http.rows(patient=words)) == found


async def test_what_is_too_long_is_refused_with_its_code(http: Http) -> None:
    assert await http.post("list", tab="todo", patient="a" * 9000) == (413, {"error": "too-long"})


@pytest.mark.parametrize(
    "wrong",
    [{"tab": "all"}, {"tab": 3}, {"page": -1}, {"page": "x"}, {"from": "hier"}, {"patient": 7}, {"author": ["a"]}],
)
async def test_what_does_not_fit_is_refused(http: Http, wrong: dict[str, Any]) -> None:
    assert await http.post("list", **{"tab": "todo", **wrong}) == (400, {"error": "edit-unknown"})


# --- in front of it --------------------------------------------------------------------------------------------------


def test_who_has_no_right_is_told_on_the_page_and_leaves_by_its_header(desk: Live) -> None:
    with chromium(NARROW) as driver:
        page = DeskPage(driver).open(desk.address)
        assert page.script("document.querySelector('.top').clientHeight") < 60, "the header keeps to one line"
        assert not page.one("[name=late]").is_displayed()
        page.one("#fold").click()  # on a phone
        page.one("[name=late]").click()
        page.until(lambda: page.one("#fold").text == "Filtres (1)")
        assert len(page.titles) == 3
        assert desk.session.secretariat is not None
        desk.session.secretariat.writer.people.add(Person("lea", "Léa Roux", "visitor", "demo"))
        driver.refresh()
        page.ready()
        assert "Demandez-le à l'administrateur" in page.one("#none").text, "why there is no list stays on the page"
        page.one("#ledger").click()
        page.until(lambda: page.script("document.body.dataset.loaded") == "yes")
        assert page.one("#ledger").get_attribute("aria-current") == "page"
        assert "Prévenez l'administrateur" in page.one("#hidden").text
        page.one("#quit").click()
        page.until(lambda: driver.current_url.endswith("/login"))


def test_what_another_station_does_appears_without_a_reload(desk: Live) -> None:
    with chromium(WIDE) as driver:
        page = DeskPage(driver).open(desk.address)
        assert len(page.titles) == 4
        desk.run(written(desk.session, "2", "Ordonnance"))
        desk.session.bus.emit(_told())
        page.until(lambda: "Ordonnance" in page.titles)


def _told() -> Any:
    from assistant.types import Event

    return Event("", "document", {})
