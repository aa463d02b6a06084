"""The login screen, and the password asked again when a session has ended."""

from __future__ import annotations

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.remote.webelement import WebElement

from actions.charts.browser.pages.base import Page
from assistant.errors import ChartError


class LoginPage:
    """Gets in, whatever part of the login is in front."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def sign_in(self, user: str, password: str) -> None:
        """Answer the login's questions until the record is there. Raises ChartError(chart-login)."""
        page = self._page
        answered = False
        while True:
            seen = page.wait(self._question, "the login")
            if seen == "done":
                return
            if seen == "password":
                if answered:
                    raise ChartError("chart-login", "the password was refused")
                answered = True
                self._answer("password", password)
            elif seen == "login":
                self._answer("user", user)
            else:
                raise ChartError("chart-login", "the login was refused")

    def _question(self) -> str | None:
        """What is in front: «password», «login», «done», «refused», or None while something is under way."""
        state = self._page.state()
        if "password" in state.seen:
            return "password"
        if not state.quiet:
            return None
        if "login" in state.seen:
            return "login" if self._ready("user") else None
        if state.dialogs and "booted" not in state.seen:
            return "refused"
        return "done" if "booted" in state.seen else None

    def _ready(self, field: str) -> bool:
        return any(e.is_displayed() and e.is_enabled() for e in self._page.all(field))

    def _answer(self, field: str, text: str) -> None:
        """Fill the field, send it off, and wait until that very question is gone."""
        page = self._page
        entry = page.one(field)
        page.wait(lambda: _typed(entry, text) or None, "the login to take the answer")
        page.press(entry.find_element("xpath", "./ancestor::form//button[contains(@class, 'btn-primary')]"))
        page.wait(lambda: _answered(entry) or None, "the login to go on")


def _typed(entry: WebElement, text: str) -> bool:
    """The dialog takes the focus while it opens: type until the field holds all of it."""
    if entry.get_attribute("value") == text:
        return True
    entry.clear()
    entry.send_keys(text)
    return entry.get_attribute("value") == text


def _answered(entry: WebElement) -> bool:
    try:
        return not entry.is_displayed() or not entry.is_enabled()
    except StaleElementReferenceException:
        return True
