"""Starts and surely stops one Chromium under Selenium, with a profile of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import InvalidSessionIdException, NoSuchWindowException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.remote_connection import RemoteConnection
from urllib3.exceptions import HTTPError

from assistant.errors import ChartError, SetupError

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
CHROMEDRIVER = ("/usr/bin/chromedriver", "chromedriver")
QUIET = (
    # a station's browser for one record: no first-run pages, no calls home
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--metrics-recording-only",
    "--password-store=basic",
    # the window that reads facts stays behind the person's: it must not be slowed down
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
DEAD = (InvalidSessionIdException, NoSuchWindowException, HTTPError, ConnectionError)
GONE = ("disconnected", "not reachable", "crashed", "chrome not", "no such execution context", "web view not found")


def find(candidates: tuple[str, ...]) -> str:
    """Path of the first program that is there. Raises SetupError."""
    for name in candidates:
        if path := shutil.which(name):
            return path
    raise SetupError("program-missing", f"none of {', '.join(candidates)} is installed")


def options(profile: Path, *, headless: bool, size: tuple[int, int] = (1400, 1000)) -> webdriver.ChromeOptions:
    """Chromium's command line; `size` is the window in pixels."""
    found = webdriver.ChromeOptions()
    found.binary_location = find(CHROMIUM)
    for argument in (*QUIET, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", "--lang=fr"):
        found.add_argument(argument)
    if headless:
        found.add_argument("--headless=new")
        found.add_argument("--disable-gpu")
    if os.geteuid() == 0:  # Chromium refuses its sandbox to root
        found.add_argument("--no-sandbox")
    found.add_experimental_option(
        "prefs",
        {"intl.accept_languages": "fr,fr-FR", "credentials_enable_service": False, "translate.enabled": False},
    )
    found.add_experimental_option("excludeSwitches", ["enable-automation"])
    found.page_load_strategy = "eager"
    return found


class Driver:
    """One running browser. `start` and `stop` may be called again and again."""

    def __init__(self, folder: Path, *, headless: bool, timeout: float) -> None:
        self._folder = folder
        self._headless = headless
        self._timeout = timeout
        self._profile: Path | None = None
        self._web: webdriver.Chrome | None = None

    @property
    def web(self) -> webdriver.Chrome:
        """The Selenium driver. Raises ChartError(chart-down) when it is not running."""
        if self._web is None:
            raise ChartError("chart-down", "the browser is not running")
        return self._web

    @property
    def alive(self) -> bool:
        """Does it answer, with its windows open?"""
        if self._web is None:
            return False
        try:
            return bool(self._web.window_handles)
        except (WebDriverException, HTTPError, OSError):
            return False

    def start(self) -> None:
        """Open the browser. Raises SetupError (no Chromium) or ChartError(chart-down)."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._profile = Path(tempfile.mkdtemp(prefix="profile-", dir=self._folder))
        service = Service(find(CHROMEDRIVER))
        try:
            self._web = webdriver.Chrome(options=options(self._profile, headless=self._headless), service=service)
            self._web.set_page_load_timeout(self._timeout)
            self._web.set_script_timeout(self._timeout)
            # a page that hangs must not hang us: give up a little after Chromium should have
            remote = self._web.command_executor
            if isinstance(remote, RemoteConnection):
                remote.client_config.timeout = int(self._timeout) + 5
        except (WebDriverException, HTTPError, OSError) as fault:
            self.stop()
            raise ChartError("chart-down", f"Chromium did not start: {type(fault).__name__}") from fault

    def stop(self) -> None:
        """End the browser whatever state it is in, and remove its profile (it holds a session)."""
        web, self._web = self._web, None
        if web is not None:
            try:
                web.quit()
            except (WebDriverException, HTTPError, OSError):
                pass  # dead already: ending the service below ends what is left
            finally:
                web.service.stop()
        if self._profile is not None:
            shutil.rmtree(self._profile, ignore_errors=True)
            self._profile = None


def is_dead(fault: BaseException) -> bool:
    """Was the browser (or its window) lost, as opposed to a page that is not as expected?"""
    if isinstance(fault, DEAD):
        return True
    return isinstance(fault, WebDriverException) and any(word in str(fault.msg).lower() for word in GONE)
