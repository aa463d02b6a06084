"""An ear, a voice detector and a segmenter -> utterances, and signals that speech began or ended."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.hearing.ears import LONGEST_FILE, FileEar
from assistant.hearing.segmenter import Limits, Segmenter, Signal, Started
from assistant.ports import Ear, VoiceDetector
from assistant.types import SAMPLE_RATE, Origin, Utterance

NOBODY = Origin(site="", person="", station="file")
BYTES_A_SECOND = SAMPLE_RATE * 2


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """What was said is complete."""

    utterance: Utterance
    cut: bool = False
    """It was cut at the longest length; the person is still speaking."""


class Listener:
    """Listens to one ear. Memory is bounded by the longest utterance."""

    def __init__(
        self,
        ear: Ear,
        detector: VoiceDetector,
        limits: Limits | None = None,
        origin: Origin = NOBODY,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ear = ear
        self._detector = detector
        self._limits = limits or Limits()
        self._origin = origin
        self._clock = clock

    async def signals(self) -> AsyncIterator[SpeechStarted | SpeechEnded]:
        """Until the ear ends. Raises HearingError when the ear cannot be read."""
        segmenter = Segmenter(self._limits)
        self._detector.reset()
        began = self._clock()
        kept, kept_from, pending = bytearray(), 0, bytearray()
        async for pcm in self._ear.frames():
            kept += pcm
            pending += pcm
            for signal in await self._segment(segmenter, _frames(pending, self._detector.frame_bytes)):
                yield self._told(signal, began, kept, kept_from)
            stale = _offset(segmenter.horizon) - kept_from
            if stale > 0:
                del kept[:stale]
                kept_from += stale
        last = await self._segment(segmenter, [bytes(pending)] if pending else [])
        for signal in (*last, *segmenter.flush()):
            yield self._told(signal, began, kept, kept_from)

    async def _segment(self, segmenter: Segmenter, frames: list[bytes]) -> list[Signal]:
        voices = await asyncio.to_thread(lambda: [self._detector.probability(frame) for frame in frames])
        fed = (segmenter.feed(len(f) / BYTES_A_SECOND, v) for f, v in zip(frames, voices, strict=True))
        return [signal for signals in fed for signal in signals]

    def _told(self, signal: Signal, began: datetime, kept: bytearray, kept_from: int) -> SpeechStarted | SpeechEnded:
        if isinstance(signal, Started):
            return SpeechStarted(began + timedelta(seconds=signal.at))
        sound = bytes(kept[_offset(signal.start) - kept_from : _offset(signal.end) - kept_from])
        at = began + timedelta(seconds=signal.start)
        return SpeechEnded(Utterance(uuid.uuid4().hex, self._origin, at, sound), signal.cut)

    async def utterances(self) -> AsyncIterator[Utterance]:
        """The utterances alone."""
        async for signal in self.signals():
            if isinstance(signal, SpeechEnded):
                yield signal.utterance


async def read_utterances(
    path: Path,
    *,
    detector: VoiceDetector | None = None,
    limits: Limits | None = None,
    origin: Origin = NOBODY,
    longest: float = LONGEST_FILE,
) -> list[Utterance]:
    """Every utterance of a sound file, in order; none when nobody speaks in it. Raises HearingError."""
    if detector is None:
        from assistant.hearing.vad import SileroDetector

        detector = await asyncio.to_thread(SileroDetector)
    listener = Listener(FileEar(path, longest), detector, limits, origin)
    return [utterance async for utterance in listener.utterances()]


def _frames(pending: bytearray, size: int) -> list[bytes]:
    """Takes the whole frames out of `pending`."""
    count = len(pending) // size
    frames = [bytes(pending[i * size : (i + 1) * size]) for i in range(count)]
    del pending[: count * size]
    return frames


def _offset(seconds: float) -> int:
    """Byte offset of an instant, at a whole sample."""
    return round(seconds * SAMPLE_RATE) * 2
