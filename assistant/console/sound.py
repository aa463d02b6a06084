"""The microphone of the page: 16 kHz PCM over a websocket -> utterances -> spoken turns."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import WSMsgType, web

from assistant.console.aloud import Aloud
from assistant.console.desk import Busy, Desk
from assistant.console.glimpses import Glimpses
from assistant.errors import HearingError
from assistant.hearing.ears import StreamEar
from assistant.hearing.endpointing import Patience
from assistant.hearing.listener import Listener, SpeechGoesOn, SpeechStarted
from assistant.hearing.segmenter import Limits
from assistant.ports import VoiceDetector
from assistant.settings import Listening
from assistant.types import SAMPLE_RATE, Utterance

log = logging.getLogger(__name__)

LARGEST = 32 * 1024
"""Bytes of one message: a second of sound."""
REPLACED = 4001
"""Close code: another page took the microphone."""
TAIL = 0.3
"""Seconds of silence beyond the one that ends an utterance, added when the button is released."""
WAITING = 4
"""Utterances that may wait to be understood; somebody who speaks on is told to wait."""


def limits(settings: Listening) -> Limits:
    """Settings of the site -> limits of the segmenter."""
    usual = Limits()
    return Limits(
        start=settings.threshold,
        stop=min(usual.stop, settings.threshold),
        silence=settings.silence,
        longest=settings.longest,
    )


def patience(settings: Listening) -> Patience:
    """Settings of the site -> silences that end what is said. Raises ValueError when they contradict each other."""
    return Patience(settings.complete, settings.silence, settings.unfinished, settings.dictation)


class Microphone:
    """One microphone at a time: the page that opened it last."""

    def __init__(self, desk: Desk, settings: Listening, detector: Callable[[], VoiceDetector]) -> None:
        self._desk = desk
        self._limits = limits(settings)
        self._patience = patience(settings)
        self._new_detector = detector
        self._detector: VoiceDetector | None = None
        self._page: web.WebSocketResponse | None = None
        self._free = asyncio.Lock()
        self._heard: asyncio.Queue[tuple[Utterance, str]] = asyncio.Queue(WAITING)
        self._aloud = Aloud(time.monotonic)

    async def work(self) -> None:
        """Hear the utterances in order, for as long as the console runs: a closed page stops no turn."""
        while True:
            utterance, spoken = await self._heard.get()
            try:
                await self._desk.hear(utterance, spoken)
            except Busy:
                self._desk.tell("busy")
            finally:
                self._heard.task_done()

    async def finish(self) -> None:
        """Wait until what was said is done."""
        await self._heard.join()

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """GET /ws/sound: binary messages are sound, text messages say when to listen, and what is said aloud."""
        page = web.WebSocketResponse(max_msg_size=LARGEST, heartbeat=20)
        await page.prepare(request)
        if self._page is not None:
            await self._page.close(code=REPLACED, message=b"replaced")
        self._page = page
        async with self._free:
            try:
                if not page.closed:
                    await self._serve(page)
            except ConnectionError:
                log.info("the page with the microphone went away")
        if self._page is page:
            self._page = None
        return page

    async def _serve(self, page: web.WebSocketResponse) -> None:
        try:
            if self._detector is None:
                self._detector = await asyncio.to_thread(self._new_detector)
        except HearingError as fault:
            await page.send_json({"error": fault.code})
            return
        ear = StreamEar()
        listening = asyncio.create_task(self._listen(ear, self._detector))
        try:
            await page.send_json({"ready": True})
            await self._receive(page, ear)
        finally:
            self._aloud.play("")
            await ear.close()
            await listening

    async def _receive(self, page: web.WebSocketResponse, ear: StreamEar) -> None:
        """Sound is taken only between «listen: true» and «listen: false»."""
        on = False
        async for message in page:
            if message.type is WSMsgType.BINARY and on:
                await ear.feed(message.data)
            elif message.type is WSMsgType.TEXT:
                order = _order(message.data)
                if "playing" in order:
                    self._play(order["playing"], order.get("at"))
                wanted = order.get("listen")
                if not isinstance(wanted, bool):
                    continue
                if on and not wanted:
                    await ear.feed(self._silence())
                if wanted and not on:
                    self._desk.session.attend()
                if on != wanted:
                    self._desk.tell("listening", on=wanted)
                on = wanted
        if on:
            self._desk.tell("listening", on=False)

    def _play(self, key: object, at: object) -> None:
        """The page says aloud the sentence of that key from its second `at`, or (None) has stopped."""
        sentence = self._desk.spoken(key) if isinstance(key, str) else None
        self._aloud.play(sentence or "", at if isinstance(at, int | float) else 0.0)

    async def _listen(self, ear: StreamEar, detector: VoiceDetector) -> None:
        listener = Listener(ear, detector, self._limits, self._desk.session.origin, live=True)
        glimpses = Glimpses(self._desk, listener, self._patience)
        async for signal in listener.signals():
            if isinstance(signal, SpeechStarted):
                self._aloud.begin()
                glimpses.begin()
                self._desk.tell("speech", speaking=True)
                continue
            if isinstance(signal, SpeechGoesOn):
                glimpses.goes_on(signal, self._aloud.said())
                continue
            glimpses.over()
            self._desk.tell("speech", speaking=False)
            try:
                self._heard.put_nowait((signal.utterance, self._aloud.said()))
            except asyncio.QueueFull:
                self._desk.tell("busy")
        await glimpses.close()

    def _silence(self) -> bytes:
        """Ends the utterance at once: nobody waits for a pause after releasing the button."""
        return bytes(int((self._patience.longest + TAIL) * SAMPLE_RATE) * 2)


def _order(text: str) -> Mapping[str, Any]:
    """{"listen": true | false}, {"playing": key | null, "at": seconds}; anything else means nothing."""
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
