"""An ear, a voice detector and a segmenter -> utterances, and signals that speech began or ended."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.hearing.ears import LONGEST_FILE, FileEar
from assistant.hearing.own_thread import OwnThread
from assistant.hearing.segmenter import Ended, GoesOn, Limits, Segmenter, Signal, Started
from assistant.ports import Ear, VoiceDetector
from assistant.types import SAMPLE_RATE, Origin, Utterance

NOBODY = Origin(site="", person="", station="file")
BYTES_A_SECOND = SAMPLE_RATE * 2
VOICES = OwnThread(wide=1)
"""Where all voice detectors work: a third of a millisecond a frame, which must not get in a recogniser's way."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SpeechGoesOn:
    """What was said so far; it has the id that the complete utterance will have."""

    utterance: Utterance
    at: float
    """Seconds since the stream began, at the end of that sound (for `Listener.settle`)."""
    quiet: bool
    """Silence has begun: these may be all the words."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """What was said is complete."""

    utterance: Utterance
    cut: bool = False
    """It was cut at the longest length; the person is still speaking."""


Told = SpeechStarted | SpeechGoesOn | SpeechEnded


class Listener:
    """Listens to one ear. Memory is bounded by the longest utterance.

    `live`: also tells what was said so far, while it is being said.
    """

    def __init__(
        self,
        ear: Ear,
        detector: VoiceDetector,
        limits: Limits | None = None,
        origin: Origin = NOBODY,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        live: bool = False,
    ) -> None:
        self._ear = ear
        self._detector = detector
        self._segmenter = Segmenter(limits)
        self._origin = origin
        self._clock = clock
        self._live = live
        self._id = ""

    def wait(self, seconds: float) -> None:
        """Silence that ends an utterance of which nothing is known."""
        self._segmenter.silence = seconds

    def settle(self, heard: SpeechGoesOn, patience: float) -> None:
        """Silence that ends what was heard so far; void as soon as more is said."""
        self._segmenter.settle(heard.at, patience)

    async def signals(self) -> AsyncIterator[Told]:
        """Until the ear ends; once. Raises HearingError when the ear cannot be read."""
        segmenter = self._segmenter
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
        voices = await VOICES.run(lambda: [self._detector.probability(frame) for frame in frames])
        fed = (segmenter.feed(len(f) / BYTES_A_SECOND, v) for f, v in zip(frames, voices, strict=True))
        signals = [signal for signals in fed for signal in signals]
        # What came after a look in the same block of sound makes it stale.
        last = len(signals) - 1
        return [s for n, s in enumerate(signals) if not isinstance(s, GoesOn) or (self._live and n == last)]

    def _told(self, signal: Signal, began: datetime, kept: bytearray, kept_from: int) -> Told:
        if isinstance(signal, Started):
            self._id = uuid.uuid4().hex
            return SpeechStarted(began + timedelta(seconds=signal.at))
        end = signal.end if isinstance(signal, Ended) else signal.at
        sound = bytes(kept[_offset(signal.start) - kept_from : _offset(end) - kept_from])
        utterance = Utterance(self._id, self._origin, began + timedelta(seconds=signal.start), sound)
        if isinstance(signal, Ended):
            return SpeechEnded(utterance, signal.cut)
        if signal.quiet:
            self._segmenter.offer(signal.at)
        return SpeechGoesOn(utterance, signal.at, signal.quiet)

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

        detector = await VOICES.run(SileroDetector)
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
