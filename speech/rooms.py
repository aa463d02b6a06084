"""Rooms, distances, telephones and noises around a clip, with SpeechBrain's augmentations; one clip at a time."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import torch
from speechbrain.augment.time_domain import AddNoise, DoClip, DropChunk, DropFreq, Resample, SpeedPerturb
from speechbrain.processing.signal_processing import reverberate
from torch import Tensor

from assistant.types import SAMPLE_RATE

SPEEDS = [86, 90, 94, 97, 103, 106, 110, 114]
"""Percent; the pitch follows, so that one voice becomes eight."""
LEAD = (0.0, 0.4)
"""Seconds of room before the voice; the tail is given by the batch."""


class Rooms:
    """Draws a place for every clip: [samples] -> [samples], 16 kHz."""

    def __init__(self, seed: int, others: Callable[[], Tensor]) -> None:
        """`others` draws another clip: people talking behind."""
        self._rng = random.Random(seed)
        self._others = others
        self._speed = SpeedPerturb(SAMPLE_RATE, SPEEDS)
        self._narrow, self._wide = Resample(SAMPLE_RATE, 8000), Resample(8000, SAMPLE_RATE)
        self._drop_frequency = DropFreq(drop_freq_count_low=1, drop_freq_count_high=2)
        self._drop_chunk = DropChunk(drop_length_low=200, drop_length_high=1200, drop_count_high=3)
        self._clip = DoClip(0.3, 0.9)

    def __call__(self, voice: Tensor, seconds: float) -> Tensor:
        """The clip in a place, `seconds` longer at the end; level between -26 and -1 dB of full scale."""
        sound, draw = voice[None], self._rng.random
        if draw() < 0.6:
            sound = self._speed(sound)
        if draw() < 0.4:
            sound = self._reverberated(sound)
        if draw() < 0.5:
            sound = self._microphone(sound)
        if draw() < 0.1:
            sound = self._clip(sound / (sound.abs().max() + 1e-6))
        if draw() < 0.15:
            sound = self._drop_frequency(sound)
        if draw() < 0.15:
            sound = self._drop_chunk(sound, torch.ones(1))
        lead = round(self._rng.uniform(*LEAD) * SAMPLE_RATE)
        sound = torch.nn.functional.pad(sound, (lead, round(seconds * SAMPLE_RATE)))
        if draw() < 0.85:
            snr = self._rng.uniform(0, 24)
            sound = AddNoise(snr_low=snr, snr_high=snr, noise_funct=self.noise)(sound, torch.ones(1))
        if draw() < 0.3:
            sound = self._telephone(sound)
        return self._levelled(sound[0])

    def nobody(self, seconds: float) -> Tensor:
        """A place where nobody speaks to us: noise, murmurs far away, or nothing."""
        length = round(seconds * SAMPLE_RATE)
        if self._rng.random() < 0.15:
            return torch.zeros(length)
        sound = self._place(length)
        return self._levelled(sound * (1 + torch.randn(1).abs()))

    def noise(self, like: Tensor) -> Tensor:
        """Noise of that shape: a place, or people behind (SpeechBrain's AddNoise sets the level)."""
        length = like.shape[1]
        kind = self._rng.random()
        if kind < 0.4:
            sound = self._place(length)
        else:
            sound = self._babble(length)
            if kind < 0.75:  # a ward: a place with people behind
                sound = sound / (sound.std() + 1e-6) * self._rng.uniform(0.3, 1.5)
                place = self._place(length)
                sound = sound + place / (place.std() + 1e-6)
        return sound.reshape(1, length, *[1] * (like.dim() - 2)).expand_as(like).clone()

    def _place(self, length: int) -> Tensor:
        kind = self._rng.choice(("white", "pink", "brown", "hum", "clicks", "fan"))
        if kind == "hum":
            time = torch.arange(length) / SAMPLE_RATE
            tones = (50.0, 100.0, 150.0, self._rng.uniform(200, 900))
            parts = [torch.sin(6.2832 * f * time) / (i + 1) for i, f in enumerate(tones)]
            return torch.stack(parts).sum(0)
        if kind == "clicks":
            sound = torch.randn(length) * 0.02
            for _ in range(max(1, length // 4000)):
                at = self._rng.randrange(max(1, length - 200))
                sound[at : at + 200] += torch.randn(min(200, length - at)) * torch.linspace(1, 0, 200)[: length - at]
            return sound
        slope = {"white": 0.0, "pink": 0.5, "brown": 1.0, "fan": self._rng.uniform(0.3, 1.2)}[kind]
        spectrum = torch.fft.rfft(torch.randn(length))
        return torch.as_tensor(torch.fft.irfft(spectrum / torch.arange(1, len(spectrum) + 1) ** slope, n=length))

    def _babble(self, length: int) -> Tensor:
        sound = torch.zeros(length)
        for _ in range(self._rng.randint(3, 6)):
            other = self._others()
            copies = -(-(length + len(other)) // len(other))
            start = self._rng.randrange(len(other))
            sound += other.repeat(copies)[start : start + length]
        return sound

    def _reverberated(self, sound: Tensor) -> Tensor:
        """Exponential decay, 0.08 to 0.5 s (Polack's model of a room), direct sound first."""
        decay = self._rng.uniform(0.08, 0.5)
        time = torch.arange(round(decay * SAMPLE_RATE))
        response = torch.randn(len(time)) * torch.exp(-6.9 * time / len(time))
        response = response / response.norm() * self._rng.uniform(0.1, 0.7)
        response[0] = 1.0
        wet: Any = reverberate(sound[..., None], response[None, :, None], rescale_amp="avg")
        return torch.as_tensor(wet)[..., 0]

    def _microphone(self, sound: Tensor) -> Tensor:
        """A slope of -9 to +4 dB an octave from 300 Hz up, and three bumps or dips of at most 8 dB."""
        spectrum = torch.fft.rfft(sound, dim=1)
        octaves = torch.log2((torch.linspace(1, SAMPLE_RATE / 2, spectrum.shape[1]) / 300).clamp(min=1))
        gain = self._rng.uniform(-9, 4) * octaves
        for _ in range(3):
            gain += self._rng.uniform(-8, 8) * torch.exp(-(((octaves - self._rng.uniform(0, 4.7)) / 0.4) ** 2))
        heard: Tensor = torch.fft.irfft(spectrum * 10 ** (gain / 20), n=sound.shape[1], dim=1)
        return heard

    def _telephone(self, sound: Tensor) -> Tensor:
        """8 kHz, and the 8 bits of a telephone line (mu-law) half of the time."""
        narrow = self._narrow(sound)
        if self._rng.random() < 0.5:
            peak = narrow.abs().max() + 1e-6
            folded = torch.sign(narrow) * torch.log1p(255 * (narrow / peak).abs()) / 5.545
            folded = torch.round(folded * 127) / 127
            narrow = torch.sign(folded) * (torch.exp(folded.abs() * 5.545) - 1) / 255 * peak
        return torch.as_tensor(self._wide(narrow))

    def _levelled(self, sound: Tensor) -> Tensor:
        return sound / (sound.abs().max() + 1e-6) * 10 ** (self._rng.uniform(-26, -1) / 20)
