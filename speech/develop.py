"""Which way of decoding, and which weights: measured on clips kept out of training and on strangers.

python -m speech.develop [FOLDER] [--clips N] [--data FOLDER] [--ways NAME,…]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch

from assistant import catalogue, settings
from assistant.bench.hearing.noise import Sound, mixed
from assistant.bench.hearing.noise import pcm as as_pcm
from assistant.bench.hearing.sets import BUSY, PEOPLE
from assistant.bench.hearing.words import comparable, error_rate, median
from assistant.hearing.biasing import likely
from assistant.hearing.decoding import LENGTH
from assistant.hearing.spoken import spoken
from assistant.hearing.weights import load
from assistant.hearing.whisper_model import Expected, WhisperModel
from assistant.situation import Situation
from assistant.types import Patient
from speech import lexicon
from speech.places import CLIPS, FRENCH, STRANGERS
from speech.rooms import Rooms
from speech.train import kept
from speech.voices import RECORDED, Clip, clips, sound_of

SEED = 7
SNR = 10.0
NBEST = 8
BEAM = settings.load().recognizer.beam
"""As shipped."""
NAMED = "name"
TALK = frozenset({"everyday", "medical", "diagnosis", "drug", "out_of_scope", RECORDED})
"""Kinds that nothing of the situation announces: heard freely."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip and what is known when it is said."""

    sound: Sound
    words: str
    situation: Situation | None


Way = Callable[[WhisperModel, bytes, Expected], str]


def free(model: WhisperModel, pcm: bytes, expected: Expected) -> str:  # noqa: ARG001
    """Beams without help of phrases."""
    return _best(model, pcm, model.phrases(()))


def doubly(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """As dictation is heard: with a second opinion."""
    return model.hear([pcm], [expected], BEAM, freely=True)[0].text


def helped(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """Beams helped along likely phrases while they are searched."""
    return _best(model, pcm, expected)


def rescored(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """The eight best texts of a free search, each helped once it is complete."""
    found = model.texts([pcm], [model.phrases(())], NBEST, twice=False)[0]
    if not found:
        return ""

    def score(place: int) -> float:
        text = found[place]
        scale: float = max(1, len(text.logs)) ** LENGTH
        return (text.said + text.help + model.help(text, expected)) / scale

    return model.spelling.written(found[max(range(len(found)), key=score)].tokens)


def one_pass(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """No beams, but the second look at what sounds alike."""
    return model.hear([pcm], [expected], 1)[0].text


def looked_twice(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """Beams helped where the first pass is not sure, then a second look: what is shipped."""
    return model.hear([pcm], [expected], BEAM)[0].text


def as_spelled(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    """As dictation is heard, its words not put right by their sound: no second look."""
    return model.hear([pcm], [expected], BEAM, freely=True, twice=False)[0].text


def _best(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
    found = model.texts([pcm], [expected], BEAM, twice=False)[0]
    return model.spelling.written(found[0].tokens) if found else ""


def _lacking(part: str, instead: object, way: Way) -> Way:
    """`way` with a part of the model put away."""

    def heard(model: WhisperModel, pcm: bytes, expected: Expected) -> str:
        kept = getattr(model, part)
        setattr(model, part, instead)
        try:
            return way(model, pcm, expected)
        finally:
            setattr(model, part, kept)

    return heard


WAYS: dict[str, Way] = {
    "free": free, "n-best rescored": rescored, "beams helped": helped, "one pass and a look": one_pass,
    "beams and a look": looked_twice, "two opinions": doubly,
    "without wording": _lacking("wording", None, looked_twice),
}  # fmt: skip
FREELY: dict[str, Way] = {
    "free": free, "one opinion": looked_twice, "words not looked up": _lacking("looks_up", False, doubly),
    "words as spelled": as_spelled, "as dictated": doubly,
}  # fmt: skip


def of_clips(clips: Sequence[Clip], folder: Path = CLIPS) -> list[Heard]:
    """Clips with what is known when they are said."""
    names = {name.lower() for name in lexicon.family_names()}
    return [Heard(sound_of(c, folder), c.words, _situation(c.words, c.kind, names)) for c in clips]


def noises() -> Sound:
    """Places one after the other, 16 kHz."""
    rooms = Rooms(SEED, lambda: torch.from_numpy(sound_of(kept()[0])))
    torch.manual_seed(SEED)
    return np.concatenate([rooms.noise(torch.empty(1, 16_000 * 8))[0].numpy() for _ in range(6)])


def sets(limit: int, data: Path | None) -> Iterator[tuple[str, list[Heard]]]:
    """Kept clips, then strangers: commands with the situation, talk without, both in noise; a folder's clips, free."""
    under = noises()
    yield from _quiet_and_loud("kept", of_clips(kept()[:limit]), under)
    strange = sorted(clips(STRANGERS), key=lambda clip: clip.file)[:limit]
    named = [clip for clip in strange if clip.kind == NAMED]
    yield from _quiet_and_loud(
        "strangers'", of_clips([clip for clip in strange if clip.kind != NAMED], STRANGERS), under
    )
    yield from _quiet_and_loud("strangers' named", of_clips(named, STRANGERS), under)
    if data:
        lines = (data / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:limit]
        rows = [line.split("\t")[:2] for line in lines]
        yield data.name, [Heard(soundfile.read(data / f, dtype="float32")[0], said, None) for f, said in rows]


def _quiet_and_loud(title: str, clean: list[Heard], under: Sound) -> Iterator[tuple[str, list[Heard]]]:
    loud = [Heard(mixed(h.sound, np.roll(under, 7919 * i), SNR), h.words, h.situation) for i, h in enumerate(clean)]
    for noise, heard in (("", clean), (f", {SNR:.0f} dB", loud)):
        for kind, some in (
            ("commands", [h for h in heard if h.situation]),
            ("talk", [h for h in heard if not h.situation]),
        ):
            if some:
                yield f"{title} {kind}{noise}", some


def measure(model: WhisperModel, heard: Sequence[Heard], way: Way) -> tuple[float, float, float]:
    """Words wrong, sentences exact (0 to 1), median seconds."""
    words = catalogue.load()
    pairs, seconds = [], []
    for one in heard:
        phrases = model.phrases(likely(one.situation, words) if one.situation else ())
        began = time.perf_counter()
        text = way(model, as_pcm(one.sound), phrases)
        seconds.append(time.perf_counter() - began)
        pairs.append((comparable(one.words), comparable(spoken(text))))
    return error_rate(pairs), sum(a == b for a, b in pairs) / len(pairs), median(seconds)


def _situation(words: str, kind: str, names: set[str]) -> Situation | None:
    """The day's list, with whoever is named in the sentence on it."""
    if kind in TALK:
        return None
    named = tuple(Patient(word, word.capitalize(), "") for word in words.split() if word in names)
    return Situation(patient=BUSY.patient, worklist=(*PEOPLE, *named), listing=BUSY.listing, place=BUSY.place)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m speech.develop", description="Ways of decoding, compared.")
    parser.add_argument("weights", nargs="?", default=str(FRENCH))
    parser.add_argument("--clips", type=int, default=120)
    parser.add_argument("--ways", default="", help="only those, with commas between")
    parser.add_argument("--data", type=Path, help="a folder with transcripts.tsv: file, words")
    given = parser.parse_args()
    model = load(given.weights, threads=2)
    only = set(filter(None, given.ways.split(",")))
    for name, heard in sets(given.clips, given.data):
        ways = WAYS if heard and heard[0].situation else FREELY
        for title, way in ways.items():
            if only and title not in only:
                continue
            wrong, exact, seconds = measure(model, heard, way)
            sys.stdout.write(f"{name:32} {title:20} words wrong {wrong:6.1%}  exact {exact:5.1%}  {seconds:.3f} s\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
