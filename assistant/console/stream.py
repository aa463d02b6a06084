"""Events out: every page sees the same conversation, and starts from what just happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSMsgType, web

from assistant.console.desk import Desk
from assistant.console.encode import event
from assistant.types import Event

log = logging.getLogger(__name__)

BACKLOG = 500
"""Events a slow page may lag behind."""
SMALL = 1024
"""Bytes: a page has nothing to say here."""
TELLING = frozenset({"state", "expired", "asked"})
"""Events after which the page is shown the whole state again."""


class Stream:
    """The websockets that are open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """GET /ws/events: the past, the state, then each event as it happens."""
        page = web.WebSocketResponse(max_msg_size=SMALL, heartbeat=20)
        await page.prepare(request)
        with self._following() as queue:
            sending = asyncio.create_task(self._send(page, queue))
            try:
                async for message in page:
                    if message.type is WSMsgType.ERROR:
                        break
            finally:
                sending.cancel()
        return page

    async def _send(self, page: web.WebSocketResponse, queue: asyncio.Queue[Event]) -> None:
        try:
            await page.send_json({"type": "past", "events": [event(e) for e in self._desk.past()]})
            await page.send_json(self._desk.state())
            while not page.closed:
                what = await queue.get()
                if what.name != "state":
                    await page.send_json(event(what))
                if what.name in TELLING:
                    await page.send_json(self._desk.state())
        except ConnectionError:
            log.info("a page went away")  # it will connect again

    @contextmanager
    def _following(self) -> Iterator[asyncio.Queue[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._desk.follow(queue)
        try:
            yield queue
        finally:
            self._desk.unfollow(queue)
