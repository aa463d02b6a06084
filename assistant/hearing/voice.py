"""The assistant's own voice: SVOX Pico, French (Apache-2.0), through py-nanotts."""

from __future__ import annotations

import asyncio
import io
import re
import wave
from typing import Any

from assistant.errors import HearingError
from assistant.types import SAMPLE_RATE

SIGNS: dict[int, str] = {
    ord(a): b for a, b in (("’", "'"), ("«", " "), ("»", " "), ("<", " "), (">", " "), ("&", " et "))
}
LONG_WORD = re.compile(r"(\S{40})(?=\S)")
LONGEST = 2000
"""Characters said at once; what follows is left out."""


class PicoVoice:
    """A Voice. The engine is loaded when first used; one sentence at a time."""

    def __init__(self, speed: float = 1.0, pitch: float = 1.0) -> None:
        self._speed = speed
        self._pitch = pitch
        self._engine: Any = None
        self._lock = asyncio.Lock()

    async def speak(self, text: str) -> bytes:
        """A WAV file, 16 kHz mono 16-bit; no sound for no words. Raises HearingError(voice-failed)."""
        async with self._lock:
            return await asyncio.to_thread(self._speak, text)

    def _speak(self, text: str) -> bytes:
        words = sayable(text)
        if not any(c.isalnum() for c in words):
            return wav(b"")
        try:
            if self._engine is None:
                from py_nanotts import NanoTTS

                self._engine = NanoTTS()
            return wav(self._engine.speak(words, voice="fr-FR", speed=self._speed, pitch=self._pitch))
        except (ImportError, OSError, RuntimeError, ValueError) as fault:
            raise HearingError("voice-failed", str(fault)) from fault


def sayable(text: str) -> str:
    """Only signs that Pico can say: it trips over markup, and never returns from a word of 200 letters."""
    plain = text.translate(SIGNS)
    words = (LONG_WORD.sub(r"\1 ", word) for word in plain.split())
    return " ".join(words)[:LONGEST].replace("\x00", " ")


def wav(pcm: bytes) -> bytes:
    """16 kHz mono 16-bit samples as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm)
    return buffer.getvalue()
