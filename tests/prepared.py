"""A recogniser that reads prepared words, and a detector of loudness: real ones, without a model."""

from __future__ import annotations

import asyncio

import numpy as np

from assistant.situation import Situation
from assistant.types import SAMPLE_RATE, Heard, Transcript, Utterance

PRE_ROLL = 0.3


class PreparedRecognizer:
    """Hears the prepared sentences, one an utterance; of one that goes on, as many words as were said by then."""

    name = "prepared"

    def __init__(self, *texts: str, pace: float = 3.0, seconds: float = 0.0, unsure: str = "",
                 confidence: float = 1.0, others: tuple[str, ...] = ()) -> None:  # fmt: skip
        """`unsure`: the one word it doubts; `confidence`: in all of them together; `others`: heard instead."""
        self.texts = list(texts)
        self._unsure = unsure
        self.confidence = confidence
        self._others = others
        self.looks: list[Utterance] = []
        self.heard: list[Utterance] = []
        self.most = 0
        """Questions about what goes on that were open at once."""
        self._pace = pace
        """Words a second."""
        self._seconds = seconds
        """What a look costs."""
        self._open = 0
        self.quiet: list[bool] = []
        """Of each look."""

    async def start(self) -> None:
        """Nothing to load."""

    async def stop(self) -> None:
        """Nothing to forget."""

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        self.heard.append(utterance)
        text = self.texts.pop(0) if self.texts else ""
        words = tuple(Heard(word, 0.2 if word == self._unsure else 0.9) for word in text.split())
        return Transcript(text, self._others, self.confidence, words)

    async def partial(self, utterance: Utterance, situation: Situation, *, quiet: bool = False) -> str:
        self._open += 1
        self.most = max(self.most, self._open)
        self.looks.append(utterance)
        self.quiet.append(quiet)
        await asyncio.sleep(self._seconds)
        self._open -= 1
        words = self.texts[0].split() if self.texts else []
        return " ".join(words[: round((utterance.seconds - PRE_ROLL) * self._pace)])


class LoudnessDetector:
    """Voice is what is not silent."""

    frame_bytes = 1024

    def probability(self, frame: bytes) -> float:
        return float(np.abs(np.frombuffer(frame, dtype="<i2").astype(float)).mean() > 300)

    def reset(self) -> None:
        """It remembers nothing."""


def tone(seconds: float) -> bytes:
    """Something loud."""
    wave = 8000 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return wave.astype("<i2").tobytes()


def hush(seconds: float) -> bytes:
    """Silence."""
    return bytes(round(seconds * SAMPLE_RATE) * 2)
