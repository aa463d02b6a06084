"""The page in a real Chromium: typed, clicked, by keyboard, wide and narrow, disconnected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys

from assistant import dialogue
from assistant.dialogue import states
from assistant.types import Command, Event, Question, Reply
from tests.browser_console.page import ConsolePage
from tests.fixtures_console import NARROW, TOKEN, WIDE, Live, chromium

Start = Callable[..., Live]


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(WIDE) as driver:
        yield driver


@pytest.fixture
def live(live_console: Start) -> Live:
    return live_console()


@pytest.fixture
def page(browser: Chrome, live: Live) -> Iterator[ConsolePage]:
    browser.get_log("browser")
    shown = ConsolePage(browser).open(live.address)
    yield shown
    assert shown.errors() == [], "the page breaks nothing, its own security policy included"
    browser.get("about:blank")


@pytest.mark.parametrize("size", [WIDE, NARROW, (1024, 700), (320, 640)])
def test_the_page_fits_the_screen(live_console: Start, size: tuple[int, int]) -> None:
    with chromium(size) as driver:
        page = ConsolePage(driver).open(live_console().address)
        page.type("affiche mes consultations d'aujourd'hui")
        page.until(lambda: page.answers)
        page.type("ouvre le dossier de madame Durand")
        page.until(lambda: len(page.choices()) == 2)
        width, inner, height, screen = page.script(
            "[document.documentElement.scrollWidth, innerWidth, document.documentElement.scrollHeight, innerHeight]"
        )
        assert (width, height) <= (inner, screen), "nothing to scroll sideways, the dock always in sight"
        for node in (*page.choices(), page.one("#text"), page.one("#link")):
            box = node.rect
            assert node.is_displayed()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
        assert page.one("#text").rect["y"] < size[1]


def test_a_choice_is_clicked_and_the_patient_is_named(page: ConsolePage) -> None:
    assert "Aucun dossier ouvert" in page.patient
    page.type("ouvre le dossier de madame Durand")
    first, second = page.until(lambda: len(page.choices()) == 2 and page.choices())
    assert "Anne DURAND" in first.text
    assert "née le" in first.text
    assert "IPP" in first.text
    assert "Lequel ?" in page.question
    second.click()
    page.until(lambda: "Marie DURAND" in page.patient)
    assert "née le" in page.patient
    assert "IPP" in page.patient
    assert page.question == ""
    assert page.heard[0] == "ouvre le dossier de madame Durand"


def test_by_keyboard_alone(page: ConsolePage) -> None:
    page.press_keys(Keys.TAB)
    page.press_keys(Keys.ENTER)  # «Aller à la saisie»
    page.until(lambda: page.driver.switch_to.active_element.get_attribute("id") == "text")
    page.press_keys("ouvre le dossier de madame Durand", Keys.ENTER)
    page.until(lambda: len(page.choices()) == 2)
    page.press_keys(Keys.SHIFT + Keys.TAB + Keys.NULL)
    focused = page.driver.switch_to.active_element
    outline = page.driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle", focused)
    assert outline == "solid", "the focus is seen"
    page.tab_to("#quit")
    page.press_keys("1")
    page.until(lambda: "Anne DURAND" in page.patient)
    page.tab_to("#patient .close")
    page.press_keys(Keys.ENTER)
    page.until(lambda: "Aucun dossier" in page.patient)


def test_a_question_is_abandoned_by_escape(page: ConsolePage) -> None:
    page.type("ouvre le dossier de madame Durand")
    page.until(lambda: len(page.choices()) == 2)
    page.press_keys(Keys.ESCAPE)
    page.until(lambda: page.question == "")
    assert "Aucun dossier" in page.patient
    assert "D'accord, j'abandonne." in page.answers[-1]


def test_a_question_that_expires_goes_away_and_says_so(page: ConsolePage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.type("ouvre le dossier de madame Durand")
    page.until(lambda: len(page.choices()) == 2)
    monkeypatch.setattr(states, "PATIENCE", timedelta(seconds=0.1))
    page.until(lambda: page.question == "")
    assert "trente secondes" in page.answers[-1]


def test_only_the_button_confirms(page: ConsolePage, live: Live) -> None:
    live.run(ask_to_confirm(live))
    confirm = page.until(lambda: page.one("#question .confirm"))
    assert "Anne DURAND" in page.question
    assert "12/03/1950" in page.question
    for key in ("1", Keys.SPACE, Keys.ENTER, "o"):
        page.press_keys(key)
    page.type("oui")
    page.until(lambda: page.answers and "dites « je confirme »" in page.answers[-1])
    assert "Aucun dossier" in page.patient
    confirm.click()
    page.until(lambda: "Anne DURAND" in page.patient)


async def ask_to_confirm(live: Live) -> None:
    """Put the conversation before a confirmation (nothing that binds can be carried out yet)."""
    session = live.session
    who = session.situation.worklist[0]
    command = Command("open_record", patient=who, id="agreed")
    facts = {"label": "Ouvrir un dossier", "what": dialogue.describe(who)}
    asked = Question("confirming", Reply("confirm", facts))
    session.state = dialogue.Confirming(command, asked, datetime.now(UTC))
    session.situation = replace(session.situation, question=asked)
    session.bus.emit(Event("", "state"))


def test_the_list_opens_by_click_and_waits_while_a_question_is_open(page: ConsolePage) -> None:
    page.type("affiche mes consultations d'aujourd'hui")
    rows = page.until(lambda: page.all("#listing .row"))
    assert "(" in page.script("document.getElementById('tab-count').textContent")
    name = rows[1].text.split("\n")[1]
    page.type("ouvre le dossier de madame Durand")
    page.until(lambda: page.all("#listing .row:disabled"))
    page.press_keys(Keys.ESCAPE)
    page.until(lambda: page.all("#listing .row:not(:disabled)"))[1].click()
    page.until(lambda: name in page.patient)


def test_an_example_goes_to_the_input(page: ConsolePage) -> None:
    page.one("#can-say .example").click()
    assert page.one("#text").get_attribute("value").startswith("ouvre le dossier")
    assert page.driver.switch_to.active_element == page.one("#text")


def test_a_curve_is_drawn(page: ConsolePage) -> None:
    page.type("ouvre le dossier de madame Durand")
    page.until(lambda: len(page.choices()) == 2)
    page.choices()[0].click()
    page.until(lambda: "Anne" in page.patient)
    page.type("trace la courbe de créatinine")
    page.until(lambda: page.all("#curve circle"))
    assert page.one("#curve svg").get_attribute("aria-label").startswith("Créatinine")
    assert len(page.all("#curve circle")) == len(page.all("#curve tr"))


def test_sleep_and_wake(page: ConsolePage) -> None:
    page.one("#sleep").click()
    page.until(lambda: page.now == "En veille")
    page.one("#sleep").click()
    page.until(lambda: page.now == "Prêt")


def test_words_are_never_markup(page: ConsolePage) -> None:
    page.type("ouvre le dossier de <img src=x onerror=alert(1)>")
    page.until(lambda: page.answers)
    assert page.all("#turns img") == []
    assert "<img" in page.heard[0]


def test_a_reload_keeps_the_conversation(page: ConsolePage) -> None:
    page.type("affiche mes consultations d'aujourd'hui")
    page.until(lambda: page.answers)
    page.driver.refresh()
    page.until(lambda: page.heard == ["affiche mes consultations d'aujourd'hui"])


def test_two_pages_show_the_same(page: ConsolePage, browser: Chrome) -> None:
    here = browser.current_window_handle
    address = browser.current_url
    browser.switch_to.new_window("tab")
    page.open(address)
    page.type("ouvre le dossier de madame Durand")
    page.until(lambda: len(page.choices()) == 2)
    browser.close()
    browser.switch_to.window(here)
    page.until(lambda: len(page.choices()) == 2)


def test_the_token_does_not_stay_in_the_address(page: ConsolePage) -> None:
    assert TOKEN not in page.driver.current_url
    page.one("#quit").click()
    page.until(lambda: page.driver.current_url.endswith("/login"))
    page.driver.back()
    page.until(lambda: page.driver.current_url.endswith("/login"))
    page.driver.get_log("browser")  # the 401 of a page that is no longer logged in


def test_a_wrong_token_is_said(browser: Chrome, live_console: Start) -> None:
    page = ConsolePage(browser)
    browser.get(live_console().address.replace(TOKEN, "faux"))
    page.until(lambda: "n'est pas le bon" in page.one("#fault").text)
    page.one("#token").send_keys(TOKEN, Keys.ENTER)
    page.until(lambda: page.link == "open")


def test_a_lost_connection_is_seen_and_comes_back(browser: Chrome, tmp_path: Path) -> None:
    page = ConsolePage(browser)
    with Live(tmp_path / "a") as first:
        page.open(first.address)
        port = int(first.address.split(":")[2].split("/")[0])
    page.until(lambda: "perdue" in page.one("#link").text and page.now == "Hors connexion")
    page.type("que puis-je dire")
    page.until(lambda: "ne répond pas" in page.notice)
    assert page.one("#text").get_attribute("value") == "que puis-je dire", "what was typed is not lost"
    with Live(tmp_path / "b", port=port) as second:
        page.until(lambda: browser.current_url.endswith("/login"))
        page.open(second.address)
        browser.get("about:blank")
