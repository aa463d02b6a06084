"""The assistant's own voice says French, and says it loud enough."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from assistant.hearing.voice import PicoVoice


async def pcm(text: str) -> np.ndarray:
    with wave.open(io.BytesIO(await PicoVoice().speak(text))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


async def test_it_speaks():
    short, long = (
        await pcm("Dossier fermé."),
        await pcm("Deux patients possibles : Anne DURAND et Marie DURAND. Lequel ?"),
    )
    assert 0.5 * 16000 < len(short) < len(long)
    assert np.abs(long.astype(int)).max() > 3000


@pytest.mark.parametrize("text", ["", "  ", "…", "« »"])
async def test_nothing_to_say_is_no_sound(text):
    assert len(await pcm(text)) == 0


@pytest.mark.parametrize(
    "text", ["Tension < 120 & créatinine « 80 »", "l’hémoglobine", "<speed level='500'>oui", "a\x00b", "é" * 5000]
)
async def test_no_sign_stops_it(text):
    assert len(await pcm(text)) > 1000
