"""The page of templates in a real Chromium, wide and narrow, mostly by the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.support.ui import Select

from tests.browser_console.page import ConsolePage
from tests.browser_console.shelving import martin
from tests.fixtures_console import NARROW, WIDE, Live, chromium


def shown(page: ConsolePage) -> str:
    return page.one("#name").text


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_in_a_browser(tmp_path: Path, size: tuple[int, int]) -> None:
    with Live(tmp_path / "clinic", begin=martin) as live, chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        page.one("#shelf").click()
        page.until(lambda: page.script("document.body.dataset.loaded") == "yes")
        found_and_made_mine(page)
        written(page)
        looked_back(page)
        renamed(page)
        live.run(live.session.say("retire le modèle convocation"))
        gone = "[...document.querySelectorAll('#list section')].at(-1).textContent"
        page.until(lambda: "convocation" in page.script(gone))  # what the voice did is seen
        if size == NARROW:
            page.one("#to-list").click()
            page.until(lambda: page.one("#search").is_displayed())
        assert page.script("document.documentElement.scrollWidth <= innerWidth"), "nothing to scroll sideways"
        assert page.errors() == []
        assert "lombalgie" in live.session.situation.templates


def found_and_made_mine(page: ConsolePage) -> None:
    """By the keyboard: the search, Enter; a shipped one is only read until it is one's own."""
    page.one("#search").send_keys("echo cardiaque")
    page.until(lambda: page.one("#count").text.startswith("1 modèle sur"))
    page.one("#search").clear()
    page.one("#search").send_keys("lombalgie", Keys.ARROW_DOWN)
    page.until(lambda: page.script("document.activeElement.dataset.said ?? ''").startswith("lombalgie"))
    page.press_keys(Keys.ENTER)
    page.until(lambda: shown(page) == "lombalgie")
    assert page.one("#text").get_attribute("readonly")
    assert not page.one("#keep").is_displayed()
    page.until(lambda: "ancienneté" in page.one("#preview").text)
    page.one("#acts .primary").click()  # «En faire ma version»
    page.until(lambda: "est parmi vos modèles" in page.one("#answer").text)
    page.until(lambda: not page.one("#text").get_attribute("readonly"))


def written(page: ConsolePage) -> None:
    """What is wrong is seen as one types, keeps it from being saved, and is gone to by Enter."""
    text = page.one("#text")
    text.click()
    chord(page, Keys.END)
    text.send_keys("\n{dernier bidule}")
    page.until(lambda: page.all(".issue"))
    assert "ne sait pas répondre" in page.one(".issue").text
    assert page.one("#numbers .wrong").text == page.one(".issue b").text.split()[-1]
    page.one("#keep").click()
    page.until(lambda: page.script("document.activeElement.className") == "issue")
    page.press_keys(Keys.ENTER)
    page.until(lambda: page.script("document.activeElement.id") == "text")
    page.press_keys(Keys.BACKSPACE)  # the line that is wrong was selected
    page.until(lambda: "Rien à corriger" in page.one("#verdict").text)
    text.send_keys("Poids : [poids : kg = {dernier poids}]")
    page.until(lambda: "Poids" in page.one("#preview").text)
    chord(page, "s")
    page.until(lambda: page.one("#saved").text == "Enregistré")
    before = page.one("#preview").text
    Select(page.one("#who")).select_by_index(1)
    page.until(lambda: page.one("#preview").text != before)


def looked_back(page: ConsolePage) -> None:
    page.driver.execute_script("document.getElementById('history').open = true")
    page.until(lambda: len(page.all("#versions button")) == 2)
    page.one("#versions button").click()
    page.until(lambda: "Poids" in page.one("#difference").text)
    assert page.all("#difference ins")
    page.one("#version-close").click()


def renamed(page: ConsolePage) -> None:
    page.one("#acts .plain").click()  # «Renommer…»
    page.until(lambda: page.one("#ask-name").is_displayed())
    page.one("#ask-name").send_keys(Keys.CONTROL, "a")
    page.one("#ask-name").send_keys("fatigues", Keys.ENTER)
    page.until(lambda: "se prononce comme" in page.one("#ask-answer").text)
    page.one("#ask-name").send_keys(Keys.CONTROL, "a")
    page.one("#ask-name").send_keys("douleurs du dos", Keys.ENTER)
    page.until(lambda: shown(page) == "douleurs du dos")
    page.one("#answer button").click()  # «Annuler»
    page.until(lambda: shown(page) == "lombalgie")


def chord(page: ConsolePage, key: str) -> None:
    ActionChains(page.driver).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()
