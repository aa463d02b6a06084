"""Plays clips to a recogniser, one after the other: texts, confidence, seconds, work."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from assistant.bench.hearing.noise import Sound, mixed, pcm, read
from assistant.bench.hearing.sets import Clip
from assistant.errors import HearingError
from assistant.hearing.listener import NOBODY, Listener
from assistant.hearing.segmenter import Limits
from assistant.ports import Recognizer, VoiceDetector
from assistant.situation import Situation
from assistant.types import SAMPLE_RATE, Transcript, Utterance

BLOCK = SAMPLE_RATE // 10
LONGEST = 28.0
"""Seconds heard at once: a recogniser refuses more than 30."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser made of one clip."""

    clip: Clip
    said: tuple[Transcript, ...]
    """One an utterance."""
    seconds: float
    """From the end of the last utterance to its text."""
    work: float
    """Seconds of processor for all utterances."""
    sound: float
    """Seconds of sound given."""

    @property
    def texts(self) -> tuple[str, ...]:
        """One an utterance."""
        return tuple(t.text for t in self.said)

    @property
    def confidence(self) -> float:
        """Of the least sure utterance; 0 when nothing was heard."""
        return min((t.confidence for t in self.said if t.text), default=0.0)

    @property
    def text(self) -> str:
        """All that was heard."""
        return " ".join(filter(None, self.texts))


class SoundEar:
    """An Ear on samples in memory."""

    def __init__(self, sound: Sound) -> None:
        self._pcm = pcm(sound)

    async def frames(self) -> AsyncIterator[bytes]:
        """Tenths of a second."""
        for at in range(0, len(self._pcm), 2 * BLOCK):
            yield self._pcm[at : at + 2 * BLOCK]


async def cut(sound: Sound, detector: VoiceDetector, limits: Limits) -> list[Utterance]:
    """The utterances that the assistant's own ear makes of a sound."""
    return [u async for u in Listener(SoundEar(sound), detector, limits).utterances()]


def whole(sound: Sound) -> Utterance:
    """A sound as one utterance, whether somebody speaks in it or not."""
    return Utterance(uuid4().hex, NOBODY, datetime.now(UTC), pcm(sound))


async def prepared(
    clips: Sequence[Clip], detector: VoiceDetector, limits: Limits, under: Sound | None = None, snr: float = 0.0
) -> list[tuple[Clip, list[Utterance]]]:
    """Each clip cut into utterances once, for all systems; `under` is put beneath the words at `snr` dB."""
    ready = []
    for place, clip in enumerate(clips):
        sound = read(clip.path)
        if under is not None:
            # each clip gets another stretch of the noise, the same at every run
            shift = place * 7919 * BLOCK // 10 % max(1, len(under))
            sound = mixed(sound, under[shift:] if len(under) - shift > len(sound) else under, snr)
        ready.append((clip, await cut(sound, detector, limits)))
    return ready


async def hear(
    recognizer: Recognizer, ready: Sequence[tuple[Clip, list[Utterance]]], tell: Callable[[int], None]
) -> list[Heard]:
    """One after the other; what the recogniser refuses is heard as nothing."""
    found = []
    for place, (clip, utterances) in enumerate(ready):
        said: list[Transcript] = []
        seconds = work = 0.0
        for utterance in utterances:
            began, spent = time.perf_counter(), time.process_time()
            said.append(await transcript(recognizer, utterance, clip.situation))
            seconds, work = time.perf_counter() - began, work + time.process_time() - spent
        found.append(Heard(clip, tuple(said), seconds, work, sum(u.seconds for u in utterances)))
        tell(place + 1)
    return found


async def transcript(recognizer: Recognizer, utterance: Utterance, situation: Situation) -> Transcript:
    """Nothing when the recogniser refuses."""
    try:
        return await recognizer.transcribe(utterance, situation)
    except HearingError as fault:
        if fault.code in ("model-missing", "model-unreadable"):
            raise
        return Transcript("", (), 0.0)
