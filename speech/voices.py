"""Speaks the sentences: Kokoro-82M (Apache-2.0) with French phonemes, in many voices and their blends.

A clip depends on its sentence alone, so that a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from assistant.types import SAMPLE_RATE
from speech.places import CLIPS, SOURCES
from speech.sentences import Sentence
from speech.spoken import for_voice

HELD_OUT = ("ff_siwis", "if_sara", "pm_alex", "bf_emma", "hm_psi")
"""Voices of the measurement only; with Pico, which is another engine."""
NEAR = ("ef_", "em_", "if_", "im_", "pf_", "pm_")
"""Romance languages: the least foreign in French, drawn more often."""
BLENDED = 0.4
"""Share of clips said by a mixture of two voices: a person nobody else has."""
SPEEDS = (0.85, 1.25)


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording: 16 kHz, mono, FLAC."""

    file: str
    words: str
    kind: str
    voice: str
    seconds: float


class Speaker:
    """One Kokoro on one thread."""

    def __init__(self) -> None:
        import onnxruntime
        from kokoro_onnx import Kokoro

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = str(SOURCES / "kokoro.onnx")
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._kokoro: Any = Kokoro.from_session(session, str(_styles()), vocab_config=str(SOURCES / "vocab.json"))
        self.names = sorted(self._kokoro.voices.files)

    def say(self, text: str, voice: str, speed: float) -> np.ndarray[Any, np.dtype[np.float32]]:
        """16 kHz samples of `text` in «name» or «name+name»."""
        styles = [self._kokoro.voices[name] for name in voice.split("+")]
        style = np.mean(styles, axis=0, dtype=np.float32)
        sound, rate = self._kokoro.create(for_voice(text), style, speed, "fr-fr")
        return np.asarray(soxr.resample(sound.astype(np.float32), rate, SAMPLE_RATE), dtype=np.float32)


def _styles() -> Path:
    """Every voice in the one file that kokoro-onnx reads."""
    path = SOURCES / "voices.npz"
    if not path.is_file():
        files = sorted((SOURCES / "voices").glob("*.bin"))
        styles = {file.stem: np.fromfile(file, dtype=np.float32).reshape(-1, 1, 256) for file in files}
        fresh = path.with_name(f"voices.{multiprocessing.current_process().pid}.npz")
        np.savez(fresh, allow_pickle=False, **styles)
        fresh.rename(path)
    return path


def casting(text: str, names: list[str]) -> tuple[str, float]:
    """Voice and speed of a sentence, by its own hash."""
    rng = random.Random(hashlib.sha256(text.encode()).digest())
    pool = [name for name in names if name not in HELD_OUT]
    pool += [name for name in pool if name.startswith(NEAR)] * 3
    pair = rng.sample(pool, 2) if rng.random() < BLENDED else [rng.choice(pool)]
    return "+".join(sorted(set(pair))), round(rng.uniform(*SPEEDS), 2)


def record(sentences: list[Sentence], seconds: float, workers: int = 2) -> None:
    """Speak what is not there yet, at most so long; progress on standard output."""
    CLIPS.mkdir(parents=True, exist_ok=True)
    shares = [(sentences[i::workers], i, time.monotonic() + seconds) for i in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.starmap(_share, shares)


def clips() -> Iterator[Clip]:
    """All that was spoken."""
    for path in sorted(CLIPS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Clip(**json.loads(line))


def _share(sentences: list[Sentence], worker: int, until: float) -> None:
    there = {clip.file for clip in clips()}
    speaker, spoken, begun = Speaker(), 0.0, time.monotonic()
    with (CLIPS / f"{worker}.jsonl").open("a", encoding="utf-8") as listing:
        for place, sentence in enumerate(sentences, 1):
            if time.monotonic() > until:
                break
            file = hashlib.sha256(sentence.words.encode()).hexdigest()[:16] + ".flac"
            if file in there:
                continue
            voice, speed = casting(sentence.words, speaker.names)
            sound = speaker.say(sentence.text, voice, speed)
            soundfile.write(CLIPS / file, sound, SAMPLE_RATE, subtype="PCM_16")
            seconds = len(sound) / SAMPLE_RATE
            listing.write(json.dumps(asdict(Clip(file, sentence.words, sentence.kind, voice, seconds))) + "\n")
            listing.flush()
            spoken += seconds
            if place % 100 == 0:
                rate = spoken / (time.monotonic() - begun)
                print(f"voice {worker}: {place} of {len(sentences)}, {rate:.1f} times real time", flush=True)


def sound_of(clip: Clip, folder: Path = CLIPS) -> np.ndarray[Any, np.dtype[np.float32]]:
    """16 kHz samples."""
    return np.asarray(soundfile.read(folder / clip.file, dtype="float32")[0])
