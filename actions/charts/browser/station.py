"""One person's browser: two windows on the record (one to show, one to read), kept logged in and alive."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from selenium import webdriver
from selenium.common.exceptions import NoSuchWindowException, TimeoutException, WebDriverException
from urllib3.exceptions import HTTPError

from actions.charts.browser.driver import Driver, is_dead
from actions.charts.browser.pages.base import Page
from actions.charts.browser.pages.login import LoginPage
from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.recipe import Recipe
from assistant.errors import ChartError

T = TypeVar("T")
SCREEN, READER = "screen", "reader"


class Station:
    """Everything here blocks: call it from one thread at a time, never from the event loop."""

    def __init__(
        self, url: str, database: str, user: str, password: str, recipe: Recipe, folder: Path, headless: bool,
        timeout: float,
    ) -> None:  # fmt: skip
        self.recipe = recipe
        self._url = url.rstrip("/")
        self._start = recipe.start.format(url=self._url, database=database)
        self._database = database
        self._user = user
        self._password = password
        self._headless = headless
        self._timeout = timeout
        self._driver = Driver(folder, headless=headless, timeout=timeout)
        self._windows: dict[str, str] = {}
        self._places: dict[str, Workspace] = {}
        self._lock = threading.RLock()
        self.restarts = 0

    def __repr__(self) -> str:
        return f"Station({self._url!r})"

    @property
    def web(self) -> webdriver.Chrome:
        """The Selenium driver, for tests of failures."""
        return self._driver.web

    def start(self) -> None:
        """Open the browser and log in. Raises ChartError(chart-down | chart-login | chart-slow)."""
        with self._lock:
            self.probe()
            self._driver.start()
            try:
                self._windows = {SCREEN: self.web.current_window_handle}
                self._places = {}
                self._enter(SCREEN)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Close everything."""
        with self._lock:
            self._windows.clear()
            self._places.clear()
            self._driver.stop()

    def run(self, where: str, look: Callable[[Workspace], T]) -> T:
        """Do something in one of the windows; looks are repeated once after a lost browser or an odd page.

        Raises ChartError, whatever went wrong.
        """
        with self._lock:
            try:
                return self._look(where, look)
            except ChartError as fault:
                if fault.code not in ("chart-slow", "chart-refused", "chart-screen"):
                    raise
                self.probe()  # a server that is gone explains it better
                if fault.code != "chart-slow" or not self._freshened(where):
                    raise
            except (WebDriverException, HTTPError, OSError) as fault:
                if is_dead(fault) or not self._driver.alive:
                    self._revive()
                else:
                    self.probe()
                    self._reset(where)
            return self._again(where, look)

    def _look(self, where: str, look: Callable[[Workspace], T]) -> T:
        found = look(self._go(where))
        if where == READER:
            self._places[where].tidy(keep=1)
        return found

    def _again(self, where: str, look: Callable[[Workspace], T]) -> T:
        try:
            return self._look(where, look)
        except TimeoutException as fault:
            raise ChartError("chart-slow", "the browser did not answer in time") from fault
        except (WebDriverException, HTTPError, OSError) as fault:
            code = "chart-down" if is_dead(fault) else "chart-screen"
            raise ChartError(code, type(fault).__name__) from fault

    def probe(self) -> None:
        """Does the server answer at all? Raises ChartError(chart-down | chart-slow)."""
        try:
            with urllib.request.urlopen(self._url + "/", timeout=self._timeout):  # noqa: S310  # our own setting
                return
        except urllib.error.HTTPError:
            return  # it answers
        except TimeoutError as fault:
            raise ChartError("chart-slow", "the server does not answer") from fault
        except (OSError, ValueError) as fault:
            if isinstance(getattr(fault, "reason", None), TimeoutError):
                raise ChartError("chart-slow", "the server does not answer") from fault
            raise ChartError("chart-down", "the server cannot be reached") from fault

    def _go(self, where: str) -> Workspace:
        """That window, in front of Selenium."""
        if where not in self._windows:
            self.web.switch_to.new_window("window")
            self._windows[where] = self.web.current_window_handle
            if not self._headless:
                self.web.minimize_window()
        try:
            self.web.switch_to.window(self._windows[where])
        except NoSuchWindowException:
            if where == SCREEN:
                raise
            del self._windows[where], self._places[where]  # the person closed the window we read in
            return self._go(where)
        if where not in self._places:
            self._enter(where)
        return self._places[where]

    def _enter(self, where: str) -> None:
        page = Page(self.web, self.recipe, self._timeout)
        try:
            self.web.get(self._start)
            self._sign_in(LoginPage(page))
        except TimeoutException as fault:
            raise ChartError("chart-slow", "the record's page does not load") from fault
        except WebDriverException as fault:
            if is_dead(fault):
                raise
            self.probe()
            raise ChartError("chart-screen", "the record's page does not open") from fault
        self.web.execute_script(
            "const e = document.createElement('style'); e.textContent = arguments[0]; document.head.append(e);",
            self.recipe.style,
        )
        self._places[where] = Workspace(page, self._database, self._sign_in)

    def _sign_in(self, login: LoginPage) -> None:
        login.sign_in(self._user, self._password)

    def _freshened(self, where: str) -> bool:
        """After a look that never ended: a fresh page, unless someone's typing would be lost."""
        place = self._places.get(where)
        if place is None or any(place.dirty(t) for t in place.page.state().tabs):
            return False
        self._reset(where)
        return True

    def _reset(self, where: str) -> None:
        """Load the page anew, unless someone's typing would be lost. Raises ChartError(chart-screen)."""
        place = self._places.pop(where, None)
        if place is not None:
            self.web.switch_to.window(self._windows[where])
            if any(place.dirty(tab) for tab in place.page.state().tabs):
                self._places[where] = place
                raise ChartError("chart-screen", "unsaved typing in a page that misbehaves")
        self.web.execute_script("window.onbeforeunload = null;")
        self.web.get("about:blank")

    def _revive(self) -> None:
        """The browser is gone: another one."""
        self.restarts += 1
        self.stop()
        self.start()
