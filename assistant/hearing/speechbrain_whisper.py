"""The Recognizer on Whisper weights: a prompt of what may be said, a guard against inventions."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.catalogue import Catalogue
from assistant.errors import HearingError
from assistant.hearing.biasing import prompt
from assistant.hearing.doubt import Hypothesis, doubt
from assistant.hearing.spoken import spoken
from assistant.hearing.vad import SileroDetector
from assistant.situation import Situation
from assistant.types import Transcript, Utterance

if TYPE_CHECKING:
    from assistant.hearing.whisper_model import WhisperModel

log = logging.getLogger(__name__)
LONGEST = 30.0
"""Seconds one call can hear: Whisper's window."""
VOICED = 0.09
"""Seconds of voice under which nothing was said: three frames of the detector."""
NOTHING = Transcript("", (), 0.0)


class WhisperRecognizer:
    """Hears one utterance at a time, in a thread of its own."""

    name = "whisper"

    def __init__(
        self, source: str, threads: int, beam: int, catalogue: Callable[[], Catalogue], *, biased: bool = True
    ) -> None:
        self._source = source
        self._threads = threads
        self._beam = beam
        self._catalogue = catalogue
        self._biased = biased
        self._model: WhisperModel | None = None
        self._detector: SileroDetector | None = None
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Load the weights, and hear one second of silence so that the first person does not wait for it."""
        async with self._lock:
            if self._model is None:
                await asyncio.to_thread(self._load)

    async def stop(self) -> None:
        """Forget the weights."""
        async with self._lock:
            self._model = self._detector = None

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        """An empty text when nobody spoke, or when what was heard is not to be believed."""
        if utterance.seconds > LONGEST:
            raise HearingError("audio-too-long", f"{utterance.seconds:.0f} s; an utterance is at most {LONGEST:.0f} s")
        async with self._lock:
            return await asyncio.to_thread(self._transcribe, utterance, situation)

    def _load(self) -> None:
        from assistant.hearing.whisper_model import WhisperModel

        self._model = WhisperModel(self._source, self._threads, self._beam)
        self._detector = SileroDetector()
        self._model.hear(bytes(32000))

    def _transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        if self._model is None or self._detector is None:
            raise HearingError("model-missing", "the recogniser is not started")
        if self._detector.voiced(utterance.pcm) < VOICED:
            return NOTHING
        words = prompt(situation, self._catalogue(), self._model.count) if self._biased else ""
        said = self._model.hear(utterance.pcm, words)
        return transcript(said, utterance.seconds)


def transcript(said: Hypothesis, seconds: float) -> Transcript:
    """What is believed of a hypothesis: its words, or nothing."""
    if why := doubt(said, seconds):
        log.info("heard nothing believable in %.1f s: %s", seconds, why)
        return NOTHING
    others = tuple(dict.fromkeys(spoken(t) for t in said.alternatives))
    return Transcript(spoken(said.text), others, min(1.0, math.exp(said.log_probability)))
