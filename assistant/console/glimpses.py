"""While somebody speaks: the words so far for the page, and how long a silence may now last; one look at a time."""

from __future__ import annotations

import asyncio
import logging
import time

from assistant.console.desk import Desk
from assistant.hearing.echo import is_echo
from assistant.hearing.endpointing import Patience, judge
from assistant.hearing.listener import Listener, SpeechGoesOn
from assistant.types import Mode

log = logging.getLogger(__name__)

DEAR = 0.6
"""Seconds: words shown later than that are no help, and what is complete waits behind them."""
REST = 10.0
"""After a dear look, none at words that go on for so many times what it took; one in a silence is never in vain: it is
what will be told."""


class Glimpses:
    """Looks at what is being said at one microphone. While it looks, only the newest sound waits."""

    def __init__(self, desk: Desk, listener: Listener, patience: Patience) -> None:
        self._desk = desk
        self._listener = listener
        self._patience = patience
        self._next: tuple[SpeechGoesOn, str] | None = None
        self._speech = ""
        """Id of the utterance that goes on; empty between two."""
        self._looking: asyncio.Task[None] | None = None
        self._rest = 0.0
        """No look at words that go on before that moment (monotonic seconds)."""

    def begin(self) -> None:
        """Somebody begins to speak."""
        self._listener.wait(self._patience.usual(self._desk.session.situation.mode))

    def goes_on(self, heard: SpeechGoesOn, spoken: str) -> None:
        """More was said, while the assistant said `spoken`."""
        self._speech = heard.utterance.id
        if self._desk.session.situation.mode is Mode.ASLEEP:
            return  # what is said is not for the assistant
        self._next = heard, spoken
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    def over(self) -> None:
        """The utterance is complete: its last words come with the turn."""
        self._speech, self._next = "", None

    async def close(self) -> None:
        """The microphone is given back."""
        self.over()
        if self._looking is not None:
            await self._looking

    async def _look(self) -> None:
        while self._next is not None:
            (heard, spoken), self._next = self._next, None
            began = time.monotonic()
            if not heard.quiet and began < self._rest:
                continue
            try:
                await self._glimpse(heard, spoken)
            except Exception as fault:  # noqa: BLE001 - a look is a comfort: listening goes on without it
                log.error("glimpse: %s", type(fault).__name__)  # noqa: TRY400 - a traceback may hold words
            cost = time.monotonic() - began
            if cost > DEAR and not heard.quiet:
                self._rest = time.monotonic() + REST * cost

    async def _glimpse(self, heard: SpeechGoesOn, spoken: str) -> None:
        session = self._desk.session
        text, meant = await session.glimpse(heard.utterance, quiet=heard.quiet)
        if not text or self._speech != heard.utterance.id or is_echo(text, spoken):
            return
        self._desk.glimpsed(heard.utterance.id, text)
        if heard.quiet:
            situation = session.situation
            verdict = judge(text, meant, situation, session.catalogue)
            self._listener.settle(heard, self._patience.after(verdict, situation.mode))
