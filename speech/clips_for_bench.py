"""Speaks what the measurement hears, in voices kept out of training: `nice python -m speech.clips_for_bench`.

Each set is a folder of var/speech/bench with a transcripts.tsv. A stopped run goes on where it was.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import itertools
import random
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from py_nanotts import NanoTTS

from assistant.bench.understanding import TALK as CONVERSATIONS
from assistant.bench.understanding import golden
from assistant.catalogue import OUT_OF_SCOPE
from assistant.hearing.voice import PicoVoice
from assistant.types import SAMPLE_RATE
from nlu.sentences import Example, read
from nlu.text import fold
from speech import initials, lexicon
from speech.places import TEXTS, WORK
from speech.sentences import misheard
from speech.spoken import for_voice, words
from speech.voices import ABROAD, HELD_OUT, Speaker

BENCH = WORK / "bench"
PICO = "pico"
VOICES = (*HELD_OUT, PICO)
PICO_IN = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "it": "it-IT"}
"""Pico's voices of other languages: an engine that nothing was learnt from."""
SEED = 20261125
COMMANDS, TALK, NAMES = 150, 30, 60
CROWD = ("ef_dora", "em_alex", "im_nicola", "pf_dora", "pm_santa", "af_bella", "am_adam", "bf_isabella", "bm_george")
"""Voices that talk behind the others in its noise: none of those who say commands."""
BABBLE, LONG = 36, 5
"""Sentences they say, of so many words at least."""
TURNS = 2
"""Voices that say each sentence."""
SPEEDS = (0.9, 1.15)
BREATH = 0.9
"""Seconds between two sentences of a letter."""
COMMON = 45
"""Family names that are common; the others come from the dictionary."""
_KNOWN = 600
"""So many names of lexicon.family_names() are the common ones."""
_GIVEN_EVERY = 3
_SAVED_EVERY = 20

Sound = np.ndarray[Any, np.dtype[np.float32]]
Row = dict[str, str]
"""file, text, voice; intent and marked (the golden sentence with its values); aloud (how it is read);
family, given, sex of who is meant."""


class Voices(Speaker):
    """The voices of the measurement: Kokoro in French or English, and Pico in five languages."""

    def __init__(self) -> None:
        super().__init__()
        self._pico = PicoVoice()

    def speak(self, text: str, voice: str, speed: float) -> Sound:
        """16 kHz samples."""
        if voice == PICO:
            wav = asyncio.run(self._pico.speak(for_voice(text)))
            return np.asarray(soundfile.read(io.BytesIO(wav), dtype="float32")[0])
        if voice.startswith(PICO):
            pcm = NanoTTS().speak(text, voice=PICO_IN[voice.removeprefix(f"{PICO}_")])
            return np.asarray(np.frombuffer(pcm, dtype="<i2") / 32768, dtype=np.float32)
        return self.say(text, voice, speed, "en" if voice in ABROAD else "fr")

    def read_out(self, text: str, voice: str, speed: float) -> Sound:
        """One sentence after the other, a breath between."""
        parts: list[Sound] = []
        for sentence in re.split(r"(?<=[.])\s+", text):
            parts += [self.speak(sentence, voice, speed), np.zeros(round(BREATH * SAMPLE_RATE), dtype=np.float32)]
        return np.concatenate(parts[:-1])


def commands() -> Iterator[Row]:
    """Golden sentences that no training file of Rasa has, every intent in turn.

    Those that stand as a recogniser mishears them are left out: nobody says «oeuvre le dossier».
    """
    known = {fold(example.text) for example in read()}
    by_intent: dict[str, list[Example]] = {}
    for example in golden()[0]:
        if fold(example.text) not in known and not any(wrong in example.text for wrong in misheard()):
            by_intent.setdefault(example.intent, []).append(example)
    rng = random.Random(SEED)
    for examples in by_intent.values():
        rng.shuffle(examples)
    talk = by_intent.pop(OUT_OF_SCOPE)[:TALK]
    turns = itertools.zip_longest(*(by_intent[intent] for intent in sorted(by_intent)))
    chosen = [example for turn in turns for example in turn if example is not None][:COMMANDS]
    voices = itertools.cycle(VOICES)
    for place, example in enumerate([*chosen, *talk]):
        if place % (len(VOICES) // TURNS) == 0:
            next(voices)  # or a sentence of every round would have the same pair of voices
        for _ in range(TURNS):
            said = {"text": words(example.text), "intent": example.intent, "marked": marked(example)}
            yield _row(said, next(voices))


def marked(example: Example) -> str:
    """The sentence with its marks and the values it should get, as tests/golden has it."""
    text = example.text
    for span in reversed(example.spans):
        value = "" if span.value is None else f"={span.value}"
        text = f"{text[: span.start]}[{text[span.start : span.end]}]({span.name}{value}){text[span.end :]}"
    return text


def spelled() -> Iterator[Row]:
    """Commands and talk with initialisms said letter by letter, none learnt; each said by two voices."""
    voices = itertools.cycle(VOICES)
    for place, example in enumerate(initials.examples(initials.REPORTED)):
        if place % (len(VOICES) // TURNS) == 0:
            next(voices)
        said = {"text": words(example.text), "intent": example.intent, "marked": marked(example).lower()}
        for _ in range(TURNS):
            yield {**_row(said, next(voices)), "aloud": initials.apart(example.text)}


def names() -> Iterator[Row]:
    """«ouvre le dossier de madame X», with people whose names are never spoken in training.

    Those that came into a text of the workshop later are left out: they keep their place, so that no other row changes.
    """
    rng = random.Random(SEED + 1)
    known = lexicon.family_names()
    common, rare = ([n for n in part if lexicon.held_out(n)] for part in (known[:_KNOWN], known[_KNOWN:]))
    families = rng.sample(common, COMMON) + rng.sample(rare, NAMES - COMMON)
    rng.shuffle(families)
    given = [(name, sex) for name, sex in lexicon.given_names() if lexicon.held_out(name) and sex in ("mas", "fem")]
    plain, full = _lines("names"), _lines("given_names")
    voices = itertools.cycle(VOICES)
    for place, (family, (first, sex)) in enumerate(zip(families, rng.sample(given, NAMES), strict=True)):
        frames = full if place % _GIVEN_EVERY == 0 else plain
        frame, title = frames[place % len(frames)], "madame" if sex == "fem" else "monsieur"
        text = words(frame.format(t=title, g=first, n=family))
        who = {"family": family, "given": first, "sex": "f" if sex == "fem" else "m"}
        if place % (len(VOICES) // TURNS) == 0:
            next(voices)
        learnt = not lexicon.written().isdisjoint((family.lower(), first.lower()))
        for _ in range(TURNS):
            row = _row({"text": text, "intent": "open_record", **who}, next(voices))
            if not learnt:
                yield row


def foreign() -> Iterator[Row]:
    """Talk that is not French: nothing of it is written."""
    for line in _lines("foreign"):
        language, text = line.split("\t")
        voices = (*(ABROAD if language == "en" else ()), f"{PICO}_{language}")
        yield from (_row({"text": text, "intent": OUT_OF_SCOPE}, voice) for voice in voices)


def dictation() -> Iterator[Row]:
    """Letters of some ten sentences, each dictated whole by two people."""
    letters = (TEXTS / "bench" / "dictation.txt").read_text(encoding="utf-8").strip().split("\n\n")
    voices = itertools.cycle(VOICES)
    for letter in letters:
        yield from (_row({"text": " ".join(letter.split("\n"))}, next(voices)) for _ in range(TURNS))


def babble() -> Iterator[Row]:
    """Everyday French, to be laid under the words: here and not learnt from, so that the noise is the same anywhere."""
    every = (TEXTS / "everyday.txt").read_text(encoding="utf-8").splitlines()
    long = {line for line in every if len(line.split()) >= LONG}
    chosen = sorted(long, key=lambda line: hashlib.sha256(line.encode()).hexdigest())[:BABBLE]
    yield from (_row({"text": words(line)}, voice) for line, voice in zip(chosen, itertools.cycle(CROWD), strict=False))


def talk() -> Iterator[Row]:
    """What people say to each other where the assistant listens, in the order they say it (tests/talk)."""
    voices = itertools.cycle(VOICES)
    for path in sorted(CONVERSATIONS.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _row({"text": words(line), "intent": OUT_OF_SCOPE, "place": path.stem}, next(voices))


SETS = {
    "commands": commands, "initials": spelled, "names": names, "foreign": foreign, "dictation": dictation,
    "babble": babble, "talk": talk,
}  # fmt: skip


def _lines(name: str) -> list[str]:
    return (TEXTS / "bench" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _row(said: Mapping[str, str], voice: str) -> Row:
    stem = hashlib.sha256(f"{voice} {said['text']}".encode()).hexdigest()[:16]
    return {"file": f"{stem}.flac", **said, "voice": voice}


def make(name: str, voices: Voices) -> None:
    """Speak what is missing of a set."""
    folder = BENCH / name
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(SETS[name]())
    for place, row in enumerate(rows, 1):
        path = folder / row["file"]
        if not path.exists():
            speed = random.Random(row["file"]).uniform(*SPEEDS)
            fresh = path.with_suffix(".part")
            sound = voices.read_out(row.get("aloud") or row["text"], row["voice"], speed)
            soundfile.write(fresh, sound, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
            fresh.rename(path)
        if place % _SAVED_EVERY == 0 or place == len(rows):
            _save(folder, rows[:place])
            sys.stderr.write(f"{name}: {place} of {len(rows)}\n")


def _save(folder: Path, rows: list[Row]) -> None:
    fields = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / "transcripts.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fields, delimiter="\t", lineterminator="\n", restval="")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    speaking = Voices()
    for wanted in sys.argv[1:] or SETS:
        make(wanted, speaking)
