"""People who really spoke, from Debian's packages: learnt beside the synthetic voices, so that real ones stay heard.

Tux Paint's stamps (GPL-2) are named aloud in French and Spanish, KTuberling's pieces (GPL-2) in French; Asterisk's
prompts (CC-BY-SA-3.0) are said in English, Spanish and Italian. Neither the prompts in French nor their speaker are
among them: those are for the measurement.
"""

from __future__ import annotations

import hashlib
import json
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
from speech import spoken
from speech.packages import prompts, unpacked
from speech.places import CLIPS, TEXTS
from speech.voices import RECORDED, Clip

STAMPS = "tuxpaint-stamps-default"
STAMPED = ("fr", "es")
PIECES = "ktuberling-data"
ASKED = {"en": "en_US_f_Allison", "es": "es_MX_f_Allison", "it": "it_IT_m_Carlo"}
"""Language -> folder of its prompts."""
SECONDS = (0.4, 12.0)
PACE = (4.0, 24.0)
"""Letters a second: what is said much faster or slower is not what is written."""
QUIET = 0.03
"""Of the loudest: the silence before and after is taken off."""
LETTER = re.compile(r"(?:la lettre|la letra) \w+")
"""Some say «la lettre x», some «x»."""
AROUND = 0.1
"""Seconds kept around the voice."""

Sound = np.ndarray[Any, np.dtype[np.float32]]


def record() -> None:
    """Every recording as a clip beside the spoken ones, once."""
    listing = CLIPS / "recordings.jsonl"
    if listing.is_file():
        return
    CLIPS.mkdir(parents=True, exist_ok=True)
    packages = [STAMPS, PIECES]
    for language in ASKED:
        packages += [f"asterisk-core-sounds-{language}", f"asterisk-core-sounds-{language}-wav"]
    with unpacked(packages) as folder:
        share = folder / "usr" / "share"
        found = [*_stamps(share / "tuxpaint" / "stamps"), *_pieces(share / "ktuberling" / "sounds"), *_prompts(share)]
        clips = [clip for path, text, language, voice in found if (clip := _clip(path, text, language, voice))]
    fresh = listing.with_suffix(".new")
    fresh.write_text("".join(json.dumps(asdict(clip)) + "\n" for clip in clips), encoding="utf-8")
    fresh.rename(listing)
    for language in sorted({clip.language for clip in clips}):
        seconds = [clip.seconds for clip in clips if clip.language == language]
        sys.stdout.write(f"{language}: {len(seconds)} recordings, {sum(seconds) / 60:.0f} minutes\n")


def _stamps(folder: Path) -> Iterator[tuple[Path, str, str, str]]:
    """Sound, what it says, language, voice: `frog.txt` has a line a language, `frog_desc_fr.ogg` reads it."""
    for text in sorted(folder.rglob("*.txt")):
        lines = dict(line.split(".utf8=", 1) for line in _lines(text) if ".utf8=" in line)
        for language in STAMPED:
            sound = text.with_name(f"{text.stem}_desc_{language}.ogg")
            if language in lines and sound.is_file():
                yield sound, lines[language], language, STAMPS


def _pieces(folder: Path) -> Iterator[tuple[Path, str, str, str]]:
    """Sound, what it says: the package has no text of them, so it stands in texts/, written down for this."""
    for line in _lines(TEXTS / "ktuberling.tsv"):
        name, said = line.split("\t")
        yield folder / "fr" / f"{name}.wav", said, "fr", PIECES


def _lines(text: Path) -> list[str]:
    return text.read_text(encoding="utf-8", errors="replace").splitlines()


def _prompts(share: Path) -> Iterator[tuple[Path, str, str, str]]:
    for language, voice in ASKED.items():
        texts = share / "doc" / f"asterisk-core-sounds-{language}" / f"core-sounds-{language}.txt.gz"
        for name, said in prompts(texts):
            sound = share / "asterisk" / "sounds" / voice / f"{name}.wav"
            if sound.is_file():
                yield sound, said, language, voice


def _clip(path: Path, text: str, language: str, voice: str) -> Clip | None:
    """Written beside the others; None where the text cannot be what is said."""
    said = spoken.words(text, language)
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    heard = trimmed(np.asarray(soxr.resample(sound.mean(1), rate, SAMPLE_RATE), dtype=np.float32))
    seconds = len(heard) / SAMPLE_RATE
    unclear = not said or LETTER.fullmatch(said)
    if unclear or not SECONDS[0] <= seconds <= SECONDS[1] or not PACE[0] <= len(said) / seconds <= PACE[1]:
        return None
    file = hashlib.sha256(f"{voice} {language} {path.name} {said}".encode()).hexdigest()[:16] + ".flac"
    soundfile.write(CLIPS / file, heard, SAMPLE_RATE, subtype="PCM_16")
    return Clip(file, said, RECORDED, voice, seconds, language)


def trimmed(sound: Sound, around: float = AROUND) -> Sound:
    """As loud as speech is kept, with so many seconds around it."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * np.abs(sound).max(initial=1e-6))
    if not len(loud):
        return sound[:0]
    edge = round(around * SAMPLE_RATE)
    return sound[max(0, loud[0] - edge) : loud[-1] + edge]
