"""The console as a person sees it: tests never see a selector, and wait on conditions only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

GONE = (NoSuchElementException, StaleElementReferenceException)


class ConsolePage:
    """One open page."""

    def __init__(self, driver: Chrome, seconds: float = 15) -> None:
        self.driver = driver
        self._wait = WebDriverWait(driver, seconds, poll_frequency=0.1, ignored_exceptions=GONE)

    def until(self, condition: Callable[[], Any]) -> Any:
        """What the condition returns, once it is true."""
        return self._wait.until(lambda _: condition())

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def script(self, code: str) -> Any:
        return self.driver.execute_script(f"return {code}")

    def open(self, address: str) -> ConsolePage:
        """By the link with the token; returns when the page is connected."""
        self.driver.get(address)
        self.until(lambda: self.link == "open" and self.all("#can-say button"))
        return self

    @property
    def link(self) -> str:
        return str(self.script("document.body.dataset.link"))

    @property
    def patient(self) -> str:
        return self.one("#patient").text

    @property
    def now(self) -> str:
        return self.one("#now").text

    @property
    def notice(self) -> str:
        return self.one("#notice").text

    @property
    def question(self) -> str:
        node = self.one("#question")
        return node.text if node.is_displayed() else ""

    @property
    def answers(self) -> list[str]:
        return [str(self.script_text(node)) for node in self.all(".answer")]

    @property
    def heard(self) -> list[str]:
        return [str(self.script_text(node)) for node in self.all(".heard q")]

    def script_text(self, node: WebElement) -> Any:
        return self.driver.execute_script("return arguments[0].textContent", node)

    def choices(self) -> list[WebElement]:
        return self.all("#question .choice")

    def type(self, text: str) -> None:
        field = self.one("#text")
        field.send_keys(text, Keys.ENTER)

    def press_keys(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def hold_space(self) -> None:
        ActionChains(self.driver).key_down(Keys.SPACE).perform()

    def release_space(self) -> None:
        ActionChains(self.driver).key_up(Keys.SPACE).perform()

    def tab_to(self, css: str, most: int = 80) -> WebElement:
        """Reach it by the Tab key alone."""
        for _ in range(most):
            active = self.driver.switch_to.active_element
            if self.driver.execute_script("return arguments[0].matches(arguments[1])", active, css):
                return active
            self.press_keys(Keys.TAB)
        raise AssertionError(f"{css} cannot be reached by the keyboard")

    def errors(self) -> list[str]:
        """What the browser complained about, refused content included."""
        return [str(line["message"]) for line in self.driver.get_log("browser") if line["level"] == "SEVERE"]
