"""What is heard where nobody commands: silence, noise, foreign speech, and ordinary talk for as long as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.bench.hearing.deeds import Judge, Wish, wish
from assistant.bench.hearing.listening import LONGEST, cut, transcript, whole
from assistant.bench.hearing.noise import MADE, Sound, babble, read
from assistant.bench.hearing.peer import called
from assistant.bench.hearing.rows import Row
from assistant.bench.hearing.sets import BENCH, BUSY, IDLE, SHIPPED, training_talk
from assistant.bench.hearing.words import comparable
from assistant.catalogue import Catalogue
from assistant.hearing.segmenter import Limits
from assistant.ports import Recognizer, VoiceDetector
from assistant.types import SAMPLE_RATE, Transcript, Utterance

SECONDS = {"digital silence": 60.0, "babble": 40.0}
USUAL = 30.0
PAUSES = (0.4, 1.5)
"""Seconds between two sentences of ordinary talk."""
SEED = 4

Tell = Callable[[str], None]


def noises(*, short: bool = False) -> dict[str, Sound]:
    """Every kind of sound that must be heard as nothing; `short` for a trial."""
    rng = np.random.default_rng(SEED)
    made = {kind: make(rng, 8.0 if short else SECONDS.get(kind, USUAL)) for kind, make in MADE.items()}
    made["babble"] = babble(rng, voices(), 8.0 if short else SECONDS["babble"])
    if foreign := sorted((BENCH / "foreign").glob("*.flac"))[: 6 if short else None]:
        made["speech in other languages"] = joined([read(path) for path in foreign])
    return made


def voices() -> list[Path]:
    """Clips that babble is mixed from: those made for it, else those shipped."""
    return made_for_it() or sorted(SHIPPED.glob("*.flac"))


def made_for_it() -> list[Path]:
    """What speech/clips_for_bench.py spoke to be talked over."""
    return sorted((BENCH / "babble").glob("*.flac"))


def joined(sounds: Sequence[Sound]) -> Sound:
    """One after the other, with pauses as people make them."""
    rng = np.random.default_rng(SEED)
    parts: list[Sound] = []
    for sound in sounds:
        parts += [sound, np.zeros(round(rng.uniform(*PAUSES) * SAMPLE_RATE), dtype=np.float32)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def talk(minutes: float) -> tuple[Sound, str]:
    """So much ordinary French talk, and what it is made of; nothing where there is none."""
    clips, kind = list(training_talk()), "training voices"
    if not clips:
        return np.zeros(0, dtype=np.float32), "none"
    rng = np.random.default_rng(SEED)
    chosen, total = [], 0.0
    for at in rng.permutation(len(clips)):
        if total >= 60 * minutes:
            break
        chosen.append(read(clips[at][0]))
        total += clips[at][1] + sum(PAUSES) / 2
    return joined(chosen), kind


async def of_noises(
    recognizer: Recognizer,
    made: dict[str, Sound],
    parts: tuple[VoiceDetector, Limits],
    judge: Judge | None,
    words: Catalogue,
    tell: Tell,
) -> list[Row]:
    """A row a kind: texts out of nothing, given whole and through the assistant's own ear; what they would do."""
    rows = []
    for kind, sound in made.items():
        tell(kind)
        size = round(LONGEST * SAMPLE_RATE)
        pieces = [whole(sound[at : at + size]) for at in range(0, len(sound), size)]
        given = await _texts(recognizer, pieces)
        through = await _texts(recognizer, await cut(sound, *parts))
        row: Row = {
            "table": "silence", "kind": kind, "system": called(recognizer), "seconds": round(len(sound) / SAMPLE_RATE),
            "pieces": len(pieces), "texts_whole": len(given), "texts_through_ear": len(through),
        }  # fmt: skip
        if judge:
            wishes = [w for said in through for w in await _wishes(judge, said, words)]
            row["would_run"] = sum(bool(w.runs) for w in wishes)
        rows.append({**row, "example": (through or given or [Transcript("")])[0].text[:60]})
    return rows


async def of_talk(
    recognizer: Recognizer, utterances: Sequence[Utterance], minutes: float, judge: Judge | None,
    words: Catalogue, tell: Tell,
) -> list[Row]:  # fmt: skip
    """False commands per hour, with no record open and with one."""
    counts = {"no record open": [0, 0], "a record and a list open": [0, 0]}
    heard = 0
    for place, utterance in enumerate(utterances, 1):
        said = await transcript(recognizer, utterance, BUSY)
        heard += bool(said.text)
        if judge and said.text:
            for count, found in zip(counts.values(), await _wishes(judge, said, words), strict=True):
                count[0] += bool(found.runs)
                count[1] += found.asks
        if place % 10 == 0:
            tell(f"{place} of {len(utterances)}")
    about: Row = {
        "table": "background", "system": called(recognizer), "minutes": round(minutes, 1),
        "utterances": len(utterances), "texts": heard,
    }  # fmt: skip
    if judge is None:
        return [about]
    return [
        {
            **about, "kind": kind, "false_commands": runs, "false_questions": asks,
            "false_commands_per_hour": round(60 * runs / minutes, 2),
        }
        for kind, (runs, asks) in counts.items()
    ]  # fmt: skip


async def _texts(recognizer: Recognizer, utterances: Sequence[Utterance]) -> list[Transcript]:
    found = [await transcript(recognizer, utterance, BUSY) for utterance in utterances]
    return [said for said in found if comparable(said.text)]  # «...» is no word


async def _wishes(judge: Judge, said: Transcript, words: Catalogue) -> list[Wish]:
    """With no record open, and with one."""
    found = await judge.meant([said])
    return [wish(found, situation, words) for situation in (IDLE, BUSY)]
