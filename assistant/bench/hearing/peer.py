"""The peer: Whisper base as published, in faster-whisper (int8, beam 5, no voice filter, nothing told beforehand)."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import HearingError
from assistant.hearing.own_thread import OwnThread
from assistant.ports import Recognizer
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Transcript, Utterance

FOLDER = ROOT / "var" / "speech" / "peer"
BEAM = 5


class FasterWhisper:
    """A Recognizer."""

    name = "faster-whisper base"

    def __init__(self, threads: int, folder: Path = FOLDER) -> None:
        self._threads = threads
        self._folder = folder
        self._model: Any = None
        self._thread = OwnThread()

    async def start(self) -> None:
        """Raises HearingError(model-missing) with what to run."""
        if why := missing(self._folder):
            raise HearingError("model-missing", why)
        self._model = await self._thread.run(self._load)

    async def stop(self) -> None:
        """Forget the weights."""
        self._model = None

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:  # noqa: ARG002
        """Everything it wrote, whatever it believed."""
        return await self._thread.run(self._transcribe, utterance.pcm)

    async def partial(self, utterance: Utterance, situation: Situation, *, quiet: bool = False) -> str:  # noqa: ARG002
        """It does not hear by halves."""
        return ""

    def _load(self) -> Any:
        from faster_whisper import WhisperModel

        model = WhisperModel(str(self._folder), device="cpu", compute_type="int8", cpu_threads=self._threads)
        model.transcribe(np.zeros(16_000, dtype=np.float32), language="fr", beam_size=BEAM)
        return model

    def _transcribe(self, pcm: bytes) -> Transcript:
        if self._model is None:
            raise HearingError("model-missing", "the peer is not started")
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
        found, _ = self._model.transcribe(samples, language="fr", beam_size=BEAM, vad_filter=False)
        segments = list(found)  # heard as they are asked for
        if not segments:
            return Transcript("", (), 0.0)
        mean = sum(segment.avg_logprob for segment in segments) / len(segments)
        return Transcript(" ".join(segment.text.strip() for segment in segments), (), min(1.0, math.exp(mean)))


def called(recognizer: Recognizer) -> str:
    """How a system is called in the figures."""
    return recognizer.name if isinstance(recognizer, FasterWhisper) else "ours"


def missing(folder: Path = FOLDER) -> str:
    """What to do before the peer can be measured; «» when nothing."""
    if importlib.util.find_spec("faster_whisper") is None:
        return "the peer is not installed: .venv/bin/python -m pip install faster-whisper"
    if not (folder / "model.bin").is_file():
        return "the peer's weights are not there: .venv/bin/python -m speech.peer"
    return ""
