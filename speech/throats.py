"""A second recording of every clip, from another throat: WORLD (Morise 2016) takes a voice apart and puts it together
with other formants, another pitch and melody, or the flat, buzzing sound of an old synthesizer.

Voices of one synthesizer have much in common that a recogniser learns instead of French; twins have it less.
"""

from __future__ import annotations

import hashlib
import math
import multiprocessing
import random
from typing import Any

import numpy as np
import soundfile
from scipy.ndimage import gaussian_filter1d

from assistant.types import SAMPLE_RATE
from speech.places import CLIPS
from speech.sentences import kept_aside
from speech.voices import RECORDED, Clip, clips, sound_of

TWINS = CLIPS / "twins"
FORMANTS = 0.2
"""Of a shorter or longer throat: natural logarithm of the ratio, at most."""
PITCH = 0.4
"""Natural logarithm, at most: two thirds to one and a half."""
MONOTONE, WHISPERED, BUZZING, SMOOTHED, HELD, NARROWED = 0.12, 0.04, 0.35, 0.35, 0.2, 0.25
"""Shares of twins with these: no melody, no voice at all, no breath in the voice, few formants, a sound renewed every
10 to 20 ms, and nothing above 3 to 6.5 kHz."""
AGED = 0.25
"""Share of twins that a synthesizer of statistical models might have said: smooth along time and frequency at once,
its voice a pulse without breath, its melody rounded."""
ROUNDED = (2.0, 5.0)
"""Standard deviation of that smoothness, in frames of 5 ms."""
FRAME = 5.0
"""Milliseconds."""
FLOOR = 1e-12

Array = np.ndarray[Any, np.dtype[np.float64]]
Sound = np.ndarray[Any, np.dtype[np.float32]]


def twin(sound: Sound, rng: random.Random) -> Sound:
    """The same words, 16 kHz, from another throat."""
    import pyworld

    wave = sound.astype(np.float64)
    pitch, times = pyworld.dio(wave, SAMPLE_RATE, frame_period=FRAME)
    pitch = pyworld.stonemask(wave, pitch, times, SAMPLE_RATE)
    envelope = pyworld.cheaptrick(wave, pitch, times, SAMPLE_RATE)
    breath = pyworld.d4c(wave, pitch, times, SAMPLE_RATE)
    ratio = math.exp(rng.uniform(-FORMANTS, FORMANTS))
    envelope, breath = _longer(envelope, ratio), _longer(breath, ratio)
    aged = rng.random() < AGED
    if aged:
        width = rng.uniform(*ROUNDED)
        envelope = np.exp(gaussian_filter1d(np.log(envelope + FLOOR), width, axis=0))
        pitch = _rounded(pitch, width)
    if aged or rng.random() < SMOOTHED:
        envelope = _smoothed(envelope, rng.randint(18, 40))
    if rng.random() < NARROWED:
        envelope = envelope * _below(rng.uniform(3000, 6500), envelope.shape[1])
    if rng.random() < HELD:
        kept = np.arange(len(envelope)) // (step := rng.randint(2, 4)) * step
        envelope, pitch = envelope[kept], pitch[kept]
    if aged or rng.random() < BUZZING:
        breath = breath * rng.uniform(0.0, 0.5)
    pitch = np.zeros_like(pitch) if rng.random() < WHISPERED else _sung(pitch, rng)
    spoken: Array = pyworld.synthesize(
        pitch, np.ascontiguousarray(envelope), np.ascontiguousarray(breath), SAMPLE_RATE, FRAME * rng.uniform(0.9, 1.12)
    )
    return np.asarray(spoken / max(1.0, float(np.abs(spoken).max(initial=0.0))), dtype=np.float32)


def _longer(frames: Array, ratio: float) -> Array:
    """Every frame [times, frequencies] stretched along the frequencies."""
    count = frames.shape[1]
    places = np.minimum(np.arange(count) / ratio, count - 1)
    low = places.astype(int)
    high, part = np.minimum(low + 1, count - 1), places - low
    return np.asarray((1 - part) * frames[:, low] + part * frames[:, high])


def _smoothed(envelope: Array, kept: int) -> Array:
    """Only the first `kept` cepstral coefficients."""
    cepstrum = np.fft.irfft(np.log(envelope + FLOOR), axis=1)
    cepstrum[:, kept:-kept] = 0.0
    return np.exp(np.fft.rfft(cepstrum, axis=1).real)


def _below(hertz: float, count: int) -> Array:
    """Power gain that falls by 48 dB an octave above `hertz`."""
    above = np.maximum(np.linspace(0, SAMPLE_RATE / 2, count) / hertz, 1.0)
    return np.asarray(above**-16.0)


def _rounded(pitch: Array, width: float) -> Array:
    """The melody of each voiced stretch without its quick turns."""
    voiced = pitch > 0
    share = gaussian_filter1d(voiced.astype(float), width)
    return np.where(voiced, gaussian_filter1d(pitch, width) / np.maximum(share, FLOOR), 0.0)


def _sung(pitch: Array, rng: random.Random) -> Array:
    """Higher or lower, with more or less melody; 0 stays unvoiced."""
    voiced = pitch > 0
    if not voiced.any():
        return pitch
    heights = np.log(pitch[voiced])
    melody = 0.0 if rng.random() < MONOTONE else rng.uniform(0.3, 1.7)
    sung = np.zeros_like(pitch)
    sung[voiced] = np.exp(heights.mean() + rng.uniform(-PITCH, PITCH) + melody * (heights - heights.mean()))
    return sung


def record(workers: int = 2) -> None:
    """A twin of every clip to learn that has none yet, by its own name; progress on standard output."""
    TWINS.mkdir(parents=True, exist_ok=True)
    spoken = [c for c in clips() if c.kind != RECORDED]
    left = [c for c in spoken if not kept_aside(c.words) and not (TWINS / c.file).is_file()]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, _ in enumerate(pool.imap_unordered(_record, left, chunksize=20), 1):
            if done % 500 == 0:
                print(f"{done} of {len(left)} twins", flush=True)


def _record(clip: Clip) -> None:
    rng = random.Random(hashlib.sha256(f"throat {clip.file}".encode()).digest())
    path = TWINS / clip.file
    fresh = path.with_suffix(".new.flac")
    soundfile.write(fresh, twin(sound_of(clip), rng), SAMPLE_RATE, subtype="PCM_16")
    fresh.rename(path)
