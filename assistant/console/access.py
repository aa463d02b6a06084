"""Who may use the console: login token, cookies, CSRF tokens, attempts; no HTTP in here."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

ATTEMPTS = 8
"""Wrong tokens accepted within WINDOW before login is closed for the rest of it."""
WINDOW = 60.0
"""Seconds."""
BROWSERS = 8
"""Browsers that may be logged in at once; the oldest makes room."""
LIFE = 12 * 3600.0
"""Seconds a login lasts: a long shift."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One logged-in browser."""

    cookie: str = field(repr=False)
    csrf: str = field(repr=False)
    until: float


class Closed(Exception):  # noqa: N818 - a value for the page, not a fault
    """Too many wrong tokens: wait."""


class Access:
    """Exchanges the login token for a cookie, and knows the cookies."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._token = token
        self._clock = clock
        self._passes: list[Pass] = []
        self._wrong: deque[float] = deque(maxlen=ATTEMPTS)

    def login(self, token: str) -> Pass | None:
        """A new pass, or None for a wrong token. Raises Closed."""
        now = self._clock()
        if len(self._wrong) == ATTEMPTS and now - self._wrong[0] < WINDOW:
            raise Closed
        if not same(token, self._token):
            self._wrong.append(now)
            return None
        fresh = Pass(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now + LIFE)
        self._passes = [*self._living(), fresh][-BROWSERS:]
        return fresh

    def check(self, cookie: str | None) -> Pass | None:
        """The pass of that cookie, while it lives."""
        found = None
        for known in self._living():  # all are compared: the time tells nothing
            if same(cookie or "", known.cookie):
                found = known
        return found

    def logout(self, known: Pass) -> None:
        """Forget a browser."""
        self._passes = [p for p in self._passes if p is not known]

    def _living(self) -> list[Pass]:
        now = self._clock()
        return [p for p in self._passes if p.until > now]


def same(one: str, other: str) -> bool:
    """Equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
