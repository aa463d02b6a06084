"""Sound that is no command, made by code with a seed, and speech put into noise at a given level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from assistant.types import SAMPLE_RATE

Sound = np.ndarray[Any, np.dtype[np.float32]]
"""16 kHz mono, -1 to 1."""
Random = np.random.Generator
BABBLE_VOICES = 6
PINK_SHARE = 0.5
"""Of the power of the noise put under speech; the rest is babble, where there is some."""
LEAD, TAIL = 0.5, 1.2
"""Seconds of noise before and after the words."""


def read(path: Path) -> Sound:
    """A sound file at 16 kHz, mono."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return np.asarray(mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE), dtype=np.float32)


def pcm(sound: Sound) -> bytes:
    """16-bit samples."""
    return bytes((np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def power(sound: Sound) -> float:
    """Mean square."""
    return float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0


def level(sound: Sound, decibels: float) -> Sound:
    """At so many dB under full scale (RMS); silence stays silence."""
    have = power(sound)
    return sound if not have else np.asarray(sound * np.sqrt(10 ** (decibels / 10) / have), dtype=np.float32)


def mixed(speech: Sound, noise: Sound, snr: float) -> Sound:
    """Speech with `noise` from before it to after it, `snr` dB weaker than the words (their silence left out)."""
    lead, tail = round(LEAD * SAMPLE_RATE), round(TAIL * SAMPLE_RATE)
    padded = np.pad(speech, (lead, tail))
    loud = np.abs(speech) > 0.02 * np.max(np.abs(speech), initial=0.0)
    under = np.resize(noise, len(padded))
    gain = np.sqrt(power(speech[loud]) / max(power(under), 1e-12) / 10 ** (snr / 10))
    both = padded + gain * under
    return np.asarray(both / max(1.0, float(np.max(np.abs(both)))), dtype=np.float32)


def colored(rng: Random, seconds: float, slope: float) -> Sound:
    """Noise whose power falls with frequency ** -slope: 0 white, 1 pink, 2 brown; at -30 dB."""
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 20.0)
    return level(np.asarray(np.fft.irfft(spectrum / frequency ** (slope / 2), count), dtype=np.float32), -30)


def room(rng: Random, seconds: float) -> Sound:
    """A quiet room: brown noise that comes and goes, and a little hiss."""
    base = colored(rng, seconds, 2)
    time = np.arange(len(base)) / SAMPLE_RATE
    breath = 1 + 0.4 * np.sin(2 * np.pi * 0.13 * time)
    return level(np.asarray(base * breath + 0.05 * colored(rng, seconds, 0), dtype=np.float32), -50)


def clicks(rng: Random, seconds: float) -> Sound:
    """A keyboard: four keys a second, each two short bursts."""
    sound = 0.02 * colored(rng, seconds, 2)
    decay = np.exp(-np.arange(400) / 60)
    for start in rng.uniform(0, seconds - 0.2, round(4 * seconds)):
        for late, loud in ((0.0, 0.25), (rng.uniform(0.05, 0.11), 0.12)):
            at = round((start + late) * SAMPLE_RATE)
            burst = loud * rng.uniform(0.5, 1.0) * rng.standard_normal(400) * decay
            sound[at : at + 400] += burst[: len(sound[at : at + 400])].astype(np.float32)
    return np.asarray(np.clip(sound, -1, 1), dtype=np.float32)


def hum(rng: Random, seconds: float) -> Sound:
    """Mains and a fan: 50 Hz, its harmonics, and air."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = sum(np.sin(2 * np.pi * 50 * n * time + rng.uniform(0, 6)) / n for n in (1, 2, 3, 4, 6))
    return level(np.asarray(tones + 3 * colored(rng, seconds, 1), dtype=np.float32), -35)


def music(rng: Random, seconds: float) -> Sound:
    """Chords that change twice a second, with harmonics and a decay."""
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
    length = SAMPLE_RATE // 2
    time = np.arange(length) / SAMPLE_RATE
    notes = []
    for _ in range(round(2 * seconds)):
        chord = rng.choice(scale, 3, replace=False)
        waves = [np.sin(2 * np.pi * pitch * part * time) / part**1.5 for pitch in chord for part in (1, 2, 3, 4)]
        notes.append(np.sum(waves, axis=0) * np.exp(-2.5 * time))
    return level(np.concatenate(notes).astype(np.float32), -25)


def babble(rng: Random, clips: list[Path], seconds: float, voices: int = BABBLE_VOICES) -> Sound:
    """Many people at once: no word can be made out. `clips` are drawn from."""
    total = np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)
    for _ in range(voices):
        stream = np.zeros(0, dtype=np.float32)
        while len(stream) < len(total):
            stream = np.concatenate((stream, level(read(clips[int(rng.integers(len(clips)))]), -26)))
        shift = int(rng.integers(len(stream)))
        total += np.roll(stream, shift)[: len(total)]
    return level(total, -28)


def under_speech(seed: int, clips: list[Path], seconds: float = 60.0) -> Sound:
    """What is put under the words: babble and pink noise, half each; pink alone where there are no voices."""
    rng = np.random.default_rng(seed)
    pink = level(colored(rng, seconds, 1), -30)
    if not clips:
        return pink
    people = level(babble(rng, clips, seconds), -30)
    return np.asarray(np.sqrt(PINK_SHARE) * pink + np.sqrt(1 - PINK_SHARE) * people, dtype=np.float32)


MADE: Mapping[str, Callable[[Random, float], Sound]] = {
    "digital silence": lambda _, seconds: np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32),
    "quiet room": room,
    "white noise": lambda rng, seconds: colored(rng, seconds, 0),
    "pink noise": lambda rng, seconds: colored(rng, seconds, 1),
    "brown noise": lambda rng, seconds: colored(rng, seconds, 2),
    "keyboard": clicks,
    "hum": hum,
    "music": music,
}
