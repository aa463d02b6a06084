"""Initialisms spelled by a person: KLettres (GPL-2, Debian) has the alphabet in French, said letter by letter by a man.

Joined closely, so that synthetic voices are not all that spells; learnt beside the other recordings.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from assistant.types import SAMPLE_RATE
from speech.initials import KNOWN
from speech.packages import unpacked
from speech.places import CLIPS
from speech.recordings import trimmed
from speech.voices import RECORDED, Clip

PACKAGE = "klettres-data"
_NAMED = re.compile(r'name="([A-Z])" file="(fr/alpha/[\w.-]+)"')
GAP = (0.0, 0.09)
"""Seconds between two letters."""

Sound = np.ndarray[Any, np.dtype[np.float32]]


def record() -> None:
    """A clip of every initialism that is known, once."""
    listing = CLIPS / "letters.jsonl"
    if listing.is_file():
        return
    CLIPS.mkdir(parents=True, exist_ok=True)
    with unpacked([PACKAGE]) as folder:
        letters = alphabet(folder / "usr" / "share" / "klettres")
    made = list(_clips(letters))
    fresh = listing.with_suffix(".new")
    fresh.write_text("".join(json.dumps(asdict(clip)) + "\n" for clip in made), encoding="utf-8")
    fresh.rename(listing)
    sys.stdout.write(f"{len(made)} initialisms, {sum(clip.seconds for clip in made) / 60:.0f} minutes\n")


def alphabet(folder: Path) -> dict[str, Sound]:
    """Letter -> 16 kHz samples without the silence around it; `folder` has sounds and their list."""
    listed = (folder / "fr" / "sounds.xml").read_text(encoding="utf-8")
    return {letter.lower(): _read(folder / file) for letter, file in _NAMED.findall(listed)}


def spelled(initials: str, letters: dict[str, Sound], rng: random.Random) -> Sound:
    """The letters one after the other, each as loud as it was said."""
    parts: list[Sound] = []
    for letter in initials:
        parts += [letters[letter], np.zeros(round(rng.uniform(*GAP) * SAMPLE_RATE), dtype=np.float32)]
    return np.concatenate(parts[:-1])


def _clips(letters: dict[str, Sound]) -> Iterator[Clip]:
    for initials in sorted(KNOWN):
        sound = spelled(initials, letters, random.Random(initials))
        file = hashlib.sha256(f"{PACKAGE} {initials}".encode()).hexdigest()[:16] + ".flac"
        soundfile.write(CLIPS / file, sound, SAMPLE_RATE, subtype="PCM_16")
        yield Clip(file, initials, RECORDED, PACKAGE, len(sound) / SAMPLE_RATE)


def _read(path: Path) -> Sound:
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return trimmed(np.asarray(soxr.resample(sound.mean(1), rate, SAMPLE_RATE), dtype=np.float32), around=0.01)
