"""Speaks the sentences: Kokoro-82M (Apache-2.0) with French phonemes, in many voices and their blends.

A clip depends on its sentence alone, so that a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import soundfile
import soxr

from assistant.types import SAMPLE_RATE
from speech.places import CLIPS, SOURCES
from speech.sentences import SEED, Sentence
from speech.spoken import for_voice

HELD_OUT = ("ff_siwis", "if_sara", "pm_alex", "bf_emma", "hm_psi")
"""Never learnt: voices of the measurement, with Pico, another engine; two are also to choose by (strangers.py)."""
ABROAD = ("af_heart", "am_michael")
"""Who speaks English in the measurement: no language but French in training."""
NEAR = {
    "en": ("af_", "am_", "bf_", "bm_"), "es": ("ef_", "em_"), "it": ("if_", "im_"), "pt": ("pf_", "pm_"),
    "fr": ("ef_", "em_", "if_", "im_", "pf_", "pm_"),
}  # fmt: skip
"""Voices drawn more often, by the language spoken: its own; for French, Romance ones, the least foreign."""
PHONEMES = {"fr": "fr-fr", "en": "en-us", "pt": "pt-br"}
"""Names that espeak has for languages called otherwise here."""
BLENDED = 0.4
"""Share of clips said by a mixture of two voices: a person nobody else has."""
STRETCHED = 0.1
"""Share of clips whose voice goes away from a third one, half as far as it is from it: a person outside the set."""
BORROWED = 0.15
"""Share of clips that one voice says with the melody of another."""
RECORDED = "recording"
"""Kind of a clip that a person spoke (speech/recordings.py)."""
TIMBRE = 128
"""Kokoro's style: so many numbers for how a voice sounds, as many for how it speaks."""
SPEEDS = (0.85, 1.25)
SHARE = 250
"""Sentences that a worker speaks before it is replaced."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording: 16 kHz, mono, FLAC."""

    file: str
    words: str
    kind: str
    voice: str
    seconds: float
    language: str = "fr"


Cast = Callable[[str, list[str], str], tuple[str, float]]
"""Words, the voices there are, their language -> voice and speed."""


class Speaker:
    """One Kokoro on one thread."""

    def __init__(self) -> None:
        from kokoro_onnx import Kokoro

        from speech.floats import widened

        model = widened(SOURCES / "kokoro.onnx", SOURCES / "kokoro-wide.onnx")
        self._kokoro: Any = Kokoro.from_session(
            _Session(model), str(_styles()), vocab_config=str(SOURCES / "vocab.json")
        )
        self.names = sorted(self._kokoro.voices.files)

    def say(self, text: str, voice: str, speed: float, language: str = "fr") -> np.ndarray[Any, np.dtype[np.float32]]:
        """16 kHz samples of `text` in «name», «name+name», «name-name» (away from), «timbre/melody»."""
        timbre, _, melody = voice.partition("/")
        style = self._style(timbre)
        if melody:
            style[..., TIMBRE:] = self._style(melody)[..., TIMBRE:]
        read = for_voice(text) if language == "fr" else text
        sound, rate = self._kokoro.create(read, style, speed, PHONEMES.get(language, language))
        return np.asarray(soxr.resample(sound.astype(np.float32), rate, SAMPLE_RATE), dtype=np.float32)

    def _style(self, voice: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        blended, _, away = voice.partition("-")
        style = np.mean([self._kokoro.voices[name] for name in blended.split("+")], axis=0, dtype=np.float32)
        if away:
            style += 0.5 * (style - self._kokoro.voices[away])
        return np.asarray(style)


class _Input(NamedTuple):
    name: str
    type: str
    shape: tuple[int, ...] = ()


class _Session:
    """What kokoro-onnx asks of a runtime, on OpenVINO: bfloat16 where the processor multiplies it."""

    def __init__(self, model: Path) -> None:
        import openvino

        one = {
            "INFERENCE_NUM_THREADS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # or every worker stands on the first core
            "CPU_RUNTIME_CACHE_CAPACITY": "50",  # every sentence has its own shapes: a larger cache is memory lost
        }
        self._model_path = str(model)
        self._compiled = openvino.Core().compile_model(str(model), "CPU", one)

    def get_inputs(self) -> list[_Input]:
        """Names and types."""
        return [_Input("tokens", "tensor(int64)"), _Input("style", "tensor(float)"), _Input("speed", "tensor(float)")]

    def get_outputs(self) -> list[_Input]:
        """None with timings."""
        return []

    def run(self, _: object, inputs: dict[str, Any]) -> list[Any]:
        """[samples at 24 kHz]."""
        return [self._compiled(inputs)[self._compiled.output(0)]]


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


def casting(text: str, names: list[str], language: str = "fr") -> tuple[str, float]:
    """Voice and speed of a sentence, by its own hash and the round's."""
    rng = random.Random(hashlib.sha256(f"{SEED} {text}".encode()).digest())
    aside = HELD_OUT if language == "fr" else (*HELD_OUT, *ABROAD)
    pool = [name for name in names if name not in aside]
    pool += [name for name in pool if name.startswith(NEAR.get(language, ()))] * 3
    pair = rng.sample(pool, 2) if rng.random() < BLENDED else [rng.choice(pool)]
    voice = "+".join(sorted(set(pair)))
    if rng.random() < STRETCHED:
        voice += f"-{rng.choice([name for name in pool if name not in pair])}"
    if rng.random() < BORROWED:
        voice += f"/{rng.choice(pool)}"
    return voice, round(rng.uniform(*SPEEDS), 2)


def record(
    sentences: list[Sentence], seconds: float, workers: int = 2, *, folder: Path = CLIPS, cast: Cast = casting
) -> None:
    """Speak what is not there yet, at most so long; progress on standard output."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    there = {clip.file for clip in clips(folder)}
    left = [sentence for sentence in sentences if _file(sentence) not in there]
    shares = [
        (left[i : i + SHARE], folder / f"{n}.jsonl", until, cast) for n, i in enumerate(range(0, len(left), SHARE))
    ]
    # a worker is replaced after each share: the runtime keeps memory for every length it has seen
    with multiprocessing.get_context("spawn").Pool(workers, maxtasksperchild=1) as pool:
        pool.starmap(_share, shares, chunksize=1)


def clips(folder: Path = CLIPS) -> Iterator[Clip]:
    """All that was spoken or recorded, once (two runs may have shared out a sentence otherwise)."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            clip = Clip(**json.loads(line))
            if clip.file not in seen:
                seen.add(clip.file)
                yield clip


def _file(sentence: Sentence) -> str:
    return hashlib.sha256(sentence.words.encode()).hexdigest()[:16] + ".flac"


def _share(sentences: list[Sentence], listing: Path, until: float, cast: Cast) -> None:
    if time.monotonic() > until:
        return
    speaker, spoken, begun = Speaker(), 0.0, time.monotonic()
    with listing.open("a", encoding="utf-8") as rows:
        for sentence in sentences:
            if time.monotonic() > until:
                break
            voice, speed = cast(sentence.words, speaker.names, sentence.language)
            sound = speaker.say(sentence.text, voice, speed, sentence.language)
            file, seconds = _file(sentence), len(sound) / SAMPLE_RATE
            soundfile.write(listing.with_name(file), sound, SAMPLE_RATE, subtype="PCM_16")
            clip = Clip(file, sentence.words, sentence.kind, voice, seconds, sentence.language)
            rows.write(json.dumps(asdict(clip)) + "\n")
            rows.flush()
            spoken += seconds
    rate = spoken / (time.monotonic() - begun)
    print(f"share {listing.stem}: {spoken / 60:.1f} minutes spoken, {rate:.1f} times real time", flush=True)


def sound_of(clip: Clip, folder: Path = CLIPS) -> np.ndarray[Any, np.dtype[np.float32]]:
    """16 kHz samples."""
    return np.asarray(soundfile.read(folder / clip.file, dtype="float32")[0])
