"""Is somebody speaking? Silero's voice detector (MIT; its model ships in the silero-vad wheel)."""

from __future__ import annotations

import importlib.util
import math
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import HearingError
from assistant.types import SAMPLE_RATE

FRAME_SAMPLES = 512
"""The one frame length that Silero 5 and 6 take at 16 kHz: 32 ms."""


class SileroDetector:
    """A VoiceDetector. Keeps state from frame to frame: one instance a stream.

    Raises HearingError(model-missing | model-unreadable) when built.
    """

    frame_bytes = FRAME_SAMPLES * 2

    def __init__(self) -> None:
        import torch

        path = _model()
        try:
            # The file is loaded directly: importing silero_vad sets the whole process to one thread.
            self._model: Any = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
        except RuntimeError as fault:
            raise HearingError("model-unreadable", f"silero-vad: {fault}") from fault
        self._model.eval()
        self._torch = torch

    def probability(self, frame: bytes) -> float:
        """0 to 1 for one frame of 512 samples (shorter ones are completed with silence)."""
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32) / 32768
        if len(samples) < FRAME_SAMPLES:
            samples = np.pad(samples, (0, FRAME_SAMPLES - len(samples)))
        with self._torch.inference_mode():
            return float(self._model(self._torch.from_numpy(samples), SAMPLE_RATE).item())

    def speaks(self, pcm: bytes, seconds: float, threshold: float = 0.5) -> bool:
        """Is there so much voice in a recording (a stream of its own)? What comes after is not looked at."""
        self.reset()
        frames = (pcm[at : at + self.frame_bytes] for at in range(0, len(pcm), self.frame_bytes))
        voices = (frame for frame in frames if self.probability(frame) >= threshold)
        wanted = math.ceil(seconds * SAMPLE_RATE / FRAME_SAMPLES)
        return sum(1 for _ in islice(voices, wanted)) == wanted

    def reset(self) -> None:
        """A new stream begins."""
        self._model.reset_states()


def _model() -> Path:
    spec = importlib.util.find_spec("silero_vad")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "silero_vad.jit"
        if path.is_file():
            return path
    raise HearingError("model-missing", "silero-vad is not installed")
