"""Time that a corrected clock does not shake: the wall once, then seconds counted by the machine."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970, never going back while the process lives; a restart reads the wall again."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._offset = wall() - steady()

    def __call__(self) -> float:
        return self._offset + self._steady()
