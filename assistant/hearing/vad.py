"""Is somebody speaking? Silero's voice detector (MIT; its model ships in the silero-vad wheel)."""

from __future__ import annotations

import importlib.util
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

    def voiced(self, pcm: bytes, threshold: float = 0.5) -> float:
        """Seconds of voice in a whole recording (a stream of its own)."""
        self.reset()
        frames = range(0, len(pcm), self.frame_bytes)
        voices = sum(self.probability(pcm[at : at + self.frame_bytes]) >= threshold for at in frames)
        return voices * FRAME_SAMPLES / SAMPLE_RATE

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
