"""One window of the browser: its state, waiting on conditions, what gets in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from actions.charts.browser.address import Address
from actions.charts.browser.recipe import Dialog, Recipe
from assistant.errors import ChartError

POLL = 0.04
"""Seconds between two looks at a condition."""
T = TypeVar("T")
_LOOK = """
const visible = s => [...document.querySelectorAll(s)].some(e => e.getClientRects().length > 0);
const seen = {}; for (const [k, s] of Object.entries(arguments[0])) seen[k] = visible(s);
const attempt = f => { try { return f(); } catch (e) { return null; } };
return {ready: document.readyState != 'loading', seen: seen,
  pending: attempt(() => PENDING), tabs: attempt(() => TABS), address: attempt(() => ADDRESS),
  loaded: attempt(() => LOADED)};
"""


@dataclass(frozen=True, slots=True)
class State:
    """What one look at the page finds."""

    quiet: bool
    """Nothing is being asked of the server."""
    seen: frozenset[str]
    """«login», «password», «booted», and dialogs by their number."""
    tabs: tuple[str, ...]
    tab: str | None
    address: Address
    loaded: bool

    @property
    def dialogs(self) -> list[int]:
        return sorted(int(name) for name in self.seen if name.isdigit())


class Page:
    """Looks at the window that Selenium is in, and waits."""

    def __init__(self, web: webdriver.Chrome, recipe: Recipe, timeout: float) -> None:
        self.web = web
        self.recipe = recipe
        self.timeout = timeout
        scripts = recipe.scripts
        self._look = (
            _LOOK.replace("PENDING", scripts["pending"]).replace("TABS", scripts["tabs"])
            .replace("ADDRESS", scripts["address"]).replace("LOADED", scripts["loaded"])
        )  # fmt: skip
        watched = {name: recipe.selectors[name] for name in ("login", "password", "booted")}
        self._watched = watched | {str(n): dialog.selector for n, dialog in enumerate(recipe.dialogs)}

    def state(self) -> State:
        """One look."""
        raw: dict[str, Any] = self.web.execute_script(self._look, self._watched)
        pending = raw["pending"]
        tabs, tab = raw["tabs"] or ([], None)
        return State(
            quiet=bool(raw["ready"]) and pending is not None and pending <= self.recipe.background,
            seen=frozenset(name for name, there in raw["seen"].items() if there),
            tabs=tuple(tabs),
            tab=tab,
            address=Address.parse(raw["address"] or ""),
            loaded=bool(raw["loaded"]),
        )

    def wait(self, condition: Callable[[], T | None], what: str) -> T:
        """Look again until the condition gives something true. Raises ChartError(chart-slow)."""

        def check(_: object) -> T | None:
            try:
                return condition()
            except (StaleElementReferenceException, NoSuchElementException):
                return None  # the page is being redrawn

        try:
            return WebDriverWait(self.web, self.timeout, POLL).until(check)  # type: ignore[return-value]
        except TimeoutException as fault:
            raise ChartError("chart-slow", f"waited {self.timeout:g} s for {what}") from fault

    def script(self, name: str, *values: Any) -> Any:
        """The value of one of the recipe's expressions."""
        return self.web.execute_script(f"return {self.recipe.scripts[name]};", *values)

    def promised(self, name: str, *values: Any) -> Any:
        """The value that one of the recipe's promises comes to, None when it fails."""
        promise = self.recipe.scripts[name]
        body = f"const done = arguments[arguments.length - 1]; ({promise}).then(done, () => done(null));"
        return self.web.execute_async_script(body, *values)

    def all(self, selector: str) -> list[WebElement]:
        """Elements of a CSS selector (a name of the recipe, or the selector itself)."""
        return self.web.find_elements(By.CSS_SELECTOR, self.recipe.selectors.get(selector, selector))

    def one(self, selector: str) -> WebElement:
        """The first of them, waited for."""
        return self.wait(lambda: next((e for e in self.all(selector) if e.is_displayed()), None), selector)

    def press(self, element: WebElement) -> None:
        """Click it wherever it lies (a narrow window hides buttons behind others)."""
        self.web.execute_script("arguments[0].click();", element)

    def values(self, selectors: Mapping[str, str]) -> dict[str, str]:
        """What fields show: name -> text, «» when they are empty or not there."""
        found: dict[str, str] = self.web.execute_script(
            """const out = {}; for (const [k, s] of Object.entries(arguments[0])) {
                 const e = document.querySelector(s); let v = '';
                 if (e && e.tagName == 'SELECT') v = e.selectedIndex < 0 ? '' : e.options[e.selectedIndex].text;
                 else if (e) v = e.value === undefined ? e.textContent : e.value;
                 out[k] = (v || '').trim(); } return out;""",
            {name: f"{self.recipe.selectors['form']} {selector}" for name, selector in selectors.items()},
        )
        return found

    def dismiss(self, dialog: Dialog) -> None:
        """Press the dialog's harmless button and wait until it is gone. Raises ChartError(chart-screen)."""
        if not dialog.button:
            raise ChartError("chart-screen", "a window of the person's is open")
        shown: list[WebElement] = []

        def pressed() -> bool:
            """A window that has just come may be without its buttons for a moment."""
            shown[:] = [e for e in self.all(dialog.selector) if e.is_displayed()]
            buttons = [b for e in shown for b in e.find_elements(By.CSS_SELECTOR, dialog.button)]
            if buttons:
                self.press(buttons[0])
            return bool(buttons) or not shown

        try:
            self.wait(pressed, "its buttons")
        except ChartError as fault:
            raise ChartError("chart-screen", f"no way out of {dialog.selector}") from fault
        self.wait(lambda: all(_gone(e) for e in shown) or None, "a dialog to close")


def _gone(element: WebElement) -> bool:
    try:
        return not element.is_displayed()
    except StaleElementReferenceException:
        return True
