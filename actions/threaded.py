"""Work that waits for the disk: in a thread, so that nobody else waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threaded:
    """A service whose connection is used by one call at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def do(self, work: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
        """A piece of the work, after those before it."""
        async with self._turn:
            return await asyncio.to_thread(work, *args, **given)
