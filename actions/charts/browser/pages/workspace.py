"""The record's window once logged in: deep links, tabs, dialogs in the way, scrolling."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from actions.charts.browser.address import Address
from actions.charts.browser.pages.base import Page, State
from actions.charts.browser.pages.login import LoginPage
from assistant.errors import ChartError

T = TypeVar("T")
LOST, GIVEN_UP = 12, 100
"""Quiet looks in a row before a screen that does not come is asked for again: after a renewed session, or else."""
RENEWALS = 2
"""Times a session may end within one look before we give up."""


class Workspace:
    """What is in front of the person, tab by tab."""

    def __init__(self, page: Page, database: str, renew: Callable[[LoginPage], None]) -> None:
        """`renew` logs in again on the page it is given."""
        self.page = page
        self._database = database
        self._renew = renew
        self._renewed = False
        """Did the session end since the last look began?"""
        self._mine: dict[str, Address] = {}
        """Tabs that we opened, oldest first, and what for."""

    def clear(self) -> State:
        """Get harmless windows out of the way. Raises ChartError(chart-screen) for a person's own window."""
        self._renewed = False
        self.page.script("mend")
        for _ in range(5):
            state = self.page.state()
            if {"login", "password"} & state.seen:
                self._again()
            elif state.dialogs:
                self.page.dismiss(self.page.recipe.dialogs[state.dialogs[0]])
            else:
                return state
        raise ChartError("chart-screen", "windows keep opening in front of the record")

    def _again(self) -> None:
        self._renewed = True
        self._renew(LoginPage(self.page))

    def watch(self, condition: Callable[[State], T | None], what: str) -> T:
        """Wait for a condition on the state; a session that ends meanwhile is renewed.

        Raises the ChartError of a dialog that answers instead, once it is out of the way.
        """
        renewals = 0

        def look() -> T | None:
            nonlocal renewals
            state = self.page.state()
            if {"login", "password"} & state.seen:
                renewals += 1
                if renewals > RENEWALS:
                    raise ChartError("chart-session", "the session keeps ending")
                self._again()
                return None
            if state.dialogs:
                dialog = self.page.recipe.dialogs[state.dialogs[0]]
                self.page.dismiss(dialog)
                raise ChartError(dialog.code, "the record answered with a message")
            return condition(state)

        return self.page.wait(look, what)

    def settled(self, what: str) -> State:
        """Wait until the tab in front shows all that it is going to show: quiet in two looks running."""
        before: list[State] = []

        def steady(state: State) -> State | None:
            calm = state.quiet and state.loaded and bool(before) and before[-1] == state
            before.append(state)
            return state if calm else None

        return self.watch(steady, what)

    def open(self, address: Address) -> str:
        """Bring that screen to the front, freshly read. Returns its tab."""
        known = self.clear()
        for tab in [t for t, there in self._mine.items() if _mistaken(there, address)]:
            self._close(tab)
            known = self.page.state()
        if known.tab and known.address.exactly(address):
            self._reload(known.tab)
        else:
            self._go(address)
        calm = 0

        def there(state: State) -> State | None:
            nonlocal calm
            if state.tab and state.loaded and state.address.exactly(address):
                return state
            calm = calm + 1 if state.quiet else 0
            if calm == (
                LOST if self._renewed else GIVEN_UP
            ):  # the client dropped it (a session that ended, a change of address it missed): we do not
                calm = 0
                self.page.script("mend")
                self._go(address)
            return None

        tab = self.watch(there, address.model).tab or ""
        state = self.settled(address.model)
        if not state.address.exactly(address):
            raise ChartError("chart-screen", f"{state.address.model} came in place of {address.model}")
        if tab in known.tabs and tab != known.tab:
            self._reload(tab)
            self.settled(address.model)
        self._mine.setdefault(tab, address)
        return tab

    def _go(self, address: Address) -> None:
        """Set the browser's address, also when that one failed to open and is still in the bar."""
        go = "history.replaceState(null, '', '#' + arguments[0]); location.hash = arguments[1];"
        self.page.web.execute_script(go, self._database, f"{self._database}/{address.path}")

    def _reload(self, tab: str) -> None:
        """Read the tab again, unless someone is typing in it."""
        if not self.dirty(tab):
            self.page.press(self.page.all("reload")[0])

    def dirty(self, tab: str) -> bool:
        """Does the tab hold typing that nobody saved?"""
        return bool(self.page.script("dirty", tab))

    def tidy(self, keep: tuple[str, ...] | int) -> None:
        """Close the tabs we opened, oldest first, but for those (or that many) and those someone types in."""
        kept = tuple(self._mine)[-keep:] if isinstance(keep, int) else keep
        if all(tab in kept for tab in self._mine):
            return
        front = self.page.state().tab
        for tab in [t for t in self._mine if t not in kept]:
            self._close(tab)
        now = self.page.state()
        self._mine = {tab: there for tab, there in self._mine.items() if tab in now.tabs}
        if front in now.tabs and now.tab != front:
            self.page.press(self.page.all(self._of("tab_link", str(front)))[0])
            self.watch(lambda s: True if s.tab == front else None, "the tab in front")

    def leave(self) -> None:
        """Close every tab. Raises ChartError(chart-screen) when one holds unsaved typing."""
        state = self.clear()
        if any(self.dirty(tab) for tab in state.tabs):
            raise ChartError("chart-screen", "unsaved typing")
        for tab in state.tabs:
            self._close(tab)
        self._mine = {}
        self.watch(lambda s: True if s.quiet and not s.tabs else None, "the empty screen")

    def retreat(self, address: Address) -> None:
        """Close the tab of a screen that failed to come, if that is what is in front."""
        state = self.page.state()
        if state.tab and state.address.model == address.model and state.tab not in self._mine and not state.dialogs:
            self._close(state.tab)

    def _close(self, tab: str) -> None:
        buttons = self.page.all(self._of("tab_close", tab))
        if not buttons or self.dirty(tab):
            return
        self.page.press(buttons[0])
        self.watch(lambda s: True if tab not in s.tabs else None, "a tab to close")

    def _of(self, selector: str, tab: str) -> str:
        return self.page.recipe.selectors[selector].replace("{tab}", tab)

    def menu(self, *, beside: bool) -> None:
        """The client's menu beside the screen (at home), or out of the way (a record wants the room)."""
        if bool(self.page.all("menu")) != beside:
            self.page.press(self.page.all("menu_toggle")[0])

    def scroll(self, direction: str) -> None:
        """Move what can be moved by most of a screen, or to an end. No place moves: nothing is hidden."""
        self.page.web.execute_script(
            """const [s, d] = arguments; const move = {up: -0.8, down: 0.8}[d];
               for (const e of document.querySelectorAll(s)) {
                 const fixed = !/auto|scroll/.test(getComputedStyle(e).overflowY);
                 if (fixed || e.scrollHeight <= e.clientHeight + 4) continue;
                 if (move) e.scrollTop += move * e.clientHeight; else e.scrollTop = d == 'top' ? 0 : e.scrollHeight;
                 break; }""",
            self.page.recipe.selectors["scroll"],
            direction,
        )

    def offset(self) -> float:
        """How far down the page is, in pixels."""
        found: float = self.page.web.execute_script(
            "return Math.max(0, ...[...document.querySelectorAll(arguments[0])].map(e => e.scrollTop));",
            self.page.recipe.selectors["scroll"],
        )
        return found


def _mistaken(there: Address, wanted: Address) -> bool:
    """Would the client take the open tab for the one wanted? It sees no difference between two dates (sao 7.0)."""
    return there.model == wanted.model and there.dated and wanted.dated and not there.same(wanted)
