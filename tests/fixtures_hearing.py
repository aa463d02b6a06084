"""The French weights, and two commands that are spoken for the demonstration."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from assistant.hearing.weights import load
from assistant.hearing.whisper_model import WhisperModel
from assistant.settings import ROOT

FRENCH = ROOT / "var" / "models" / "french"
DEMO = ROOT / "demo" / "audio"
OPEN, LIST = "ouvre-le-dossier-de-madame-durand", "affiche-mes-consultations-d-aujourd-hui"


@pytest.fixture(scope="module")
def french() -> WhisperModel:
    return load(str(FRENCH), threads=2)


def sound(name: str) -> bytes:
    """16 kHz PCM."""
    wave = soundfile.read(DEMO / f"{name}.flac", dtype="float32")[0]
    return (np.asarray(wave) * 32767).astype("<i2").tobytes()
