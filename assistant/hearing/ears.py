"""Where sound comes from: a file of any usual format and rate, or a stream of 16 kHz PCM."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from assistant.errors import HearingError
from assistant.types import SAMPLE_RATE

LONGEST_FILE = 600.0
"""Seconds: a command or a dictation, not a meeting."""
BLOCK = 1.0
"""Seconds read at a time."""
UNKNOWN_FORMAT = (1, 3)
"""libsndfile's SF_ERR_UNRECOGNISED_FORMAT and SF_ERR_MALFORMED_FILE."""


class FileEar:
    """An Ear that reads WAV, FLAC, OGG or MP3: any rate, any number of channels (mixed to one).

    Raises HearingError from `frames`: audio-unreadable (no such file, no right, damaged), audio-format (not a
    sound file), audio-empty (no sample), audio-too-long.
    """

    def __init__(self, path: Path, longest: float = LONGEST_FILE) -> None:
        self._path = path
        self._longest = longest

    async def frames(self) -> AsyncIterator[bytes]:
        """Blocks of about a second."""
        file = await asyncio.to_thread(self._open)
        try:
            resampler = soxr.ResampleStream(file.samplerate, SAMPLE_RATE, 1, dtype="float32")
            read = 0
            while True:
                block = await asyncio.to_thread(self._read, file)
                read += len(block)
                if read > self._longest * file.samplerate:
                    raise self._too_long()
                last = len(block) == 0
                pcm = _pcm(resampler.resample_chunk(block, last=last))
                if pcm:
                    yield pcm
                if last:
                    break
        finally:
            file.close()
        if not read:
            raise HearingError("audio-empty", f"{self._path.name}: no sample")

    def _open(self) -> Any:
        name = self._path.name
        try:
            size = self._path.stat().st_size
            if not self._path.is_file():
                raise HearingError("audio-unreadable", f"{name}: not a file")
            if not size:
                raise HearingError("audio-empty", f"{name}: 0 bytes")
            with self._path.open("rb"):
                pass
            file = soundfile.SoundFile(self._path)
        except OSError as fault:
            raise HearingError("audio-unreadable", f"{name}: {fault.strerror or fault}") from fault
        except soundfile.LibsndfileError as fault:
            code = "audio-format" if fault.code in UNKNOWN_FORMAT else "audio-unreadable"
            raise HearingError(code, f"{name}: {fault.error_string} WAV, FLAC, OGG or MP3 is wanted") from fault
        except (TypeError, ValueError) as fault:
            # soundfile guesses headerless formats (.raw) from the name and then asks for their rate.
            raise HearingError("audio-format", f"{name}: {fault}") from fault
        if not file.samplerate or not math.isfinite(file.samplerate):
            raise HearingError("audio-format", f"{name}: no sample rate")
        if file.seekable() and file.frames > self._longest * file.samplerate:
            file.close()
            raise self._too_long()
        return file

    def _read(self, file: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
        try:
            block = file.read(round(BLOCK * file.samplerate), dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError, ValueError) as fault:
            raise HearingError("audio-unreadable", f"{self._path.name}: {fault}") from fault
        mono: np.ndarray[Any, np.dtype[np.float32]] = block.mean(axis=1, dtype=np.float32)
        return mono

    def _too_long(self) -> HearingError:
        return HearingError("audio-too-long", f"{self._path.name}: more than {self._longest:.0f} seconds")


class StreamEar:
    """An Ear fed from outside (the console's websocket) with 16 kHz mono 16-bit PCM.

    The queue is bounded: `feed` waits when nobody listens fast enough, and so the sender is slowed down.
    """

    def __init__(self, blocks: int = 256) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(blocks)
        self._closed = False

    async def feed(self, pcm: bytes) -> None:
        """Some sound, any length; nothing happens after `close`."""
        if pcm and not self._closed:
            await self._queue.put(pcm)

    async def close(self) -> None:
        """No more sound will come."""
        if not self._closed:
            self._closed = True
            await self._queue.put(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """What was fed, in order, cut at whole samples, until `close`."""
        rest = b""
        while (pcm := await self._queue.get()) is not None:
            pcm = rest + pcm
            whole = len(pcm) // 2 * 2
            rest = pcm[whole:]
            if whole:
                yield pcm[:whole]


def _pcm(samples: np.ndarray[Any, Any]) -> bytes:
    """Float samples -> 16-bit PCM; what is not a number is silence."""
    clean = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return bytes((np.clip(clean, -1.0, 1.0) * 32767).astype("<i2").tobytes())
