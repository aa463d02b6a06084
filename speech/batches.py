"""Clips -> batches of about so many seconds: sound in its place, and the tokens to write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from assistant.types import SAMPLE_RATE
from speech.places import CLIPS
from speech.rooms import Rooms
from speech.throats import TWINS
from speech.voices import RECORDED, Clip, sound_of

TAIL = (0.2, 0.9)
"""Seconds of room after the voice."""
EMPTY = 0.05
"""Share of sounds in which nobody speaks: nothing is to be written."""
TWIN = 0.35
"""Share of clips heard from their other throat, where it was recorded (speech/throats.py)."""
JOINED = (0.12, 0.4)
"""Share of clips followed by another after a pause: two commands, hesitations, dictation; and of the recordings, which
are short."""
SPOKEN, FRENCH, FOREIGN = 0.9, 2.0, 0.3
"""How often a clip is heard in an epoch: spoken by a synthesizer, by a person in French, by one in another language."""
PAUSE = (0.2, 1.0)
LONGEST = 14.0
GRID = (*(half / 2 for half in range(4, 12)), *range(6, 15), 16, 18, 22, 26, 30)
"""Lengths in seconds that batches are padded to: every new shape costs a processor seconds of preparation."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`sound` [clips, samples] at 16 kHz; `words` to write and their language, one a clip."""

    sound: Tensor
    words: list[str]
    languages: list[str]

    def to(self, device: str) -> Batch:
        """SpeechBrain's Brain moves its batches."""
        return Batch(self.sound.to(device), self.words, self.languages)


@dataclass(frozen=True, slots=True)
class _Item:
    """What is heard in one place of a batch."""

    clip: Clip
    then: Clip | None = None
    nobody: bool = False

    @property
    def seconds(self) -> float:
        return self.clip.seconds + (self.then.seconds + 0.6 if self.then else 0.0)

    @property
    def words(self) -> str:
        if self.nobody:
            return ""
        return f"{self.clip.words} {self.then.words}" if self.then else self.clip.words

    @property
    def language(self) -> str:
        """An empty room has no other language than the one that is expected."""
        return "fr" if self.nobody else self.clip.language


class Batches:
    """An epoch of batches, other clips, places and neighbours each time; sounds stay in memory (460 MB an hour)."""

    def __init__(self, clips: list[Clip], seconds: float, seed: int) -> None:
        self._clips = clips
        self._seconds = seconds
        self._rng = random.Random(seed)
        self._of: dict[tuple[str, str], list[Clip]] = {}
        for clip in clips:
            self._of.setdefault((clip.voice if clip.kind == RECORDED else "", clip.language), []).append(clip)
        self._sounds: dict[Path, Tensor] = {}
        self._rooms = Rooms(seed, lambda: self._said(self._rng.choice(self._clips)))

    def __len__(self) -> int:
        """About: the draw of each epoch changes it a little."""
        return max(1, len(self._groups(self._drawn())))

    def plain(self) -> Iterator[Batch]:
        """Every clip as it was spoken, half a second of silence after it."""
        for group in self._groups([_Item(clip) for clip in self._clips]):
            clips = [item.clip for item in group]
            sounds, words = [self._sound(clip) for clip in clips], [clip.words for clip in clips]
            yield collated(sounds, words, [clip.language for clip in clips], 0.5)

    def __iter__(self) -> Iterator[Batch]:
        for group in self._groups(self._drawn()):
            sounds = [self._heard(item) for item in group]
            yield collated(sounds, [item.words for item in group], [item.language for item in group], 0.0)

    def _drawn(self) -> list[_Item]:
        """About so many clips: alone, followed by another, or replaced by a place where nobody speaks."""
        drawn = []
        for clip in self._heard_now():
            if self._rng.random() < EMPTY:
                drawn.append(_Item(clip, nobody=True))
                continue
            other = self._rng.choice(self._alike(clip)) if self._rng.random() < JOINED[clip.kind == RECORDED] else None
            fits = other is not None and clip.seconds + other.seconds < LONGEST
            drawn.append(_Item(clip, other if fits else None))
        return drawn

    def _heard_now(self) -> Iterator[Clip]:
        """What an epoch is made of."""
        for clip in self._clips:
            often = SPOKEN if clip.kind != RECORDED else FRENCH if clip.language == "fr" else FOREIGN
            yield from [clip] * (int(often) + (self._rng.random() < often % 1))

    def _alike(self, clip: Clip) -> list[Clip]:
        """Those that may follow it: any that was synthesized, or one more of the same person."""
        return self._of[clip.voice if clip.kind == RECORDED else "", clip.language]

    def _groups(self, items: list[_Item]) -> list[list[_Item]]:
        """Items of about one length together; the size of a group depends on that length alone (see GRID)."""
        shelves: dict[float, list[_Item]] = {}
        for item in items:
            shelves.setdefault(_rounded(item.seconds + 1.0), []).append(item)
        groups = []
        for length, shelf in shelves.items():
            size = max(1, int(self._seconds / length))
            self._rng.shuffle(shelf)
            groups += [shelf[at : at + size] for at in range(0, len(shelf), size)]
        self._rng.shuffle(groups)
        return groups

    def _heard(self, item: _Item) -> Tensor:
        if item.nobody:
            return self._rooms.nobody(item.seconds)
        voice = self._said(item.clip)
        if item.then is not None:
            pause = torch.zeros(round(self._rng.uniform(*PAUSE) * SAMPLE_RATE))
            voice = torch.cat((voice, pause, self._said(item.then)))
        return self._rooms(voice, self._rng.uniform(*TAIL))

    def _said(self, clip: Clip) -> Tensor:
        """As it was spoken, or from another throat."""
        other = self._rng.random() < TWIN and (TWINS / clip.file).is_file()
        return self._sound(clip, TWINS if other else CLIPS)

    def _sound(self, clip: Clip, folder: Path = CLIPS) -> Tensor:
        path = folder / clip.file
        if path not in self._sounds:
            self._sounds[path] = torch.from_numpy(sound_of(clip, folder))
        return self._sounds[path]


def collated(sounds: list[Tensor], words: list[str], languages: list[str], tail: float) -> Batch:
    """Padded with silence to the longest and `tail` seconds."""
    longest = max(len(sound) for sound in sounds) / SAMPLE_RATE + tail
    length = round(_rounded(longest) * SAMPLE_RATE)
    padded = [torch.nn.functional.pad(sound, (0, length - len(sound))) for sound in sounds]
    return Batch(torch.stack(padded), words, languages)


def _rounded(seconds: float) -> float:
    """Up, to the grid."""
    return float(next((step for step in GRID if step >= seconds), GRID[-1]))
