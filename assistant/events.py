"""One list of what happened, read by the console, the demonstration and the tests alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from assistant.types import Event

BACKLOG = 500
"""Events a slow reader may lag behind; then its oldest are dropped."""


class Bus:
    """Hands every event to every subscriber; never waits for one."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[Event]] = set()

    def emit(self, event: Event) -> None:
        """Give it to all who listen now."""
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[Event]]:
        """Events from now on, as an endless iterator; leaving the block unsubscribes."""
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._readers.add(queue)
        try:
            yield _drain(queue)
        finally:
            self._readers.discard(queue)


async def _drain(queue: asyncio.Queue[Event]) -> AsyncIterator[Event]:
    while True:
        yield await queue.get()
