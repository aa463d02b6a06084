"""Heard with all care in the silence that may end an utterance: when it does end there, its transcript is known."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import blake2b

from assistant.situation import Situation
from assistant.types import Transcript

KEPT = 10.0
"""Seconds after which a look is forgotten: nothing that was said is kept for longer than it may be wanted."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A sound (its digest), what might be said then, and the transcript that comes of it; None: it gave way."""

    sound: bytes
    situation: Situation
    coming: asyncio.Task[Transcript | None]


class Ahead:
    """The last careful look of each station."""

    def __init__(self) -> None:
        self._looks: dict[str, _Look] = {}

    def keep(self, station: str, pcm: bytes, situation: Situation, coming: asyncio.Task[Transcript | None]) -> None:
        """`pcm` is being heard."""
        look = self._looks[station] = _Look(_digest(pcm), situation, coming)
        asyncio.get_running_loop().call_later(KEPT, self._expire, station, look)

    def forget(self, station: str) -> None:
        """More was said."""
        self._looks.pop(station, None)

    def clear(self) -> None:
        """Forget all."""
        self._looks.clear()

    def _expire(self, station: str, look: _Look) -> None:
        if self._looks.get(station) is look:
            del self._looks[station]

    async def taken(self, station: str, pcm: bytes, situation: Situation) -> Transcript | None:
        """What was heard of the very same sound in the very same situation; None when that is not known."""
        look = self._looks.pop(station, None)
        if look is None or look.sound != _digest(pcm) or look.situation != situation:
            return None
        await asyncio.wait((look.coming,))
        failed = look.coming.cancelled() or look.coming.exception() is not None
        return None if failed else look.coming.result()


def _digest(pcm: bytes) -> bytes:
    return blake2b(pcm, digest_size=16).digest()
