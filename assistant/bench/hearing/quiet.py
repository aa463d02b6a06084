"""What is heard where nobody commands: silence, noise, foreign speech, and ordinary talk for as long as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.bench.hearing.deeds import Judge, Wish, wish
from assistant.bench.hearing.listening import LONGEST, cut, transcript, whole
from assistant.bench.hearing.noise import MADE, Sound, babble, read
from assistant.bench.hearing.peer import called
from assistant.bench.hearing.rows import ALL, Row
from assistant.bench.hearing.sets import BENCH, BUILD, BUSY, IDLE, SHIPPED, read_table
from assistant.bench.hearing.words import comparable
from assistant.catalogue import Catalogue
from assistant.errors import SetupError
from assistant.hearing.segmenter import Limits
from assistant.pipeline.overheard import ASIDE, Overheard
from assistant.ports import Recognizer, VoiceDetector
from assistant.situation import Situation
from assistant.types import SAMPLE_RATE, Interpretation, Transcript, Utterance

SECONDS = {"digital silence": 60.0, "babble": 40.0}
USUAL = 30.0
SITUATIONS = {"no record open": IDLE, "a record and a list open": BUSY}
SUMMED = ("minutes", "utterances", "texts", "false_commands", "false_questions", "false_alone")
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


def talks(minutes: float) -> dict[str, Sound]:
    """What is said where nobody speaks to the assistant, by the place it is said at, in order; so many minutes in all.

    Raises SetupError(bench-missing).
    """
    folder = BENCH / "talk"
    if not (folder / "transcripts.tsv").is_file():
        raise SetupError("bench-missing", f"no ordinary talk is there; make it with: {BUILD['talk']}")
    places: dict[str, list[Sound]] = {}
    for row in read_table(folder / "transcripts.tsv"):
        places.setdefault(row["place"], []).append(read(folder / row["file"]))
    most = round(60 * minutes * SAMPLE_RATE / len(places))
    return {place: joined(sounds)[:most] for place, sounds in places.items()}


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
    recognizer: Recognizer, place: str, utterances: Sequence[Utterance], minutes: float, judge: Judge | None,
    words: Catalogue, tell: Tell,
) -> list[Row]:  # fmt: skip
    """False commands, with no record open and with one: as a conversation, and were each utterance said on its own."""
    counts = {kind: Falsely(situation) for kind, situation in SITUATIONS.items()}
    heard = 0
    for at, utterance in enumerate(utterances, 1):
        said = await transcript(recognizer, utterance, BUSY)
        heard += bool(said.text)
        meant = await judge.meant([said]) if judge and said.text else ()
        for count in counts.values():
            count.add(utterance, meant, words)
        if at % 10 == 0:
            tell(f"{at} of {len(utterances)}")
    about: Row = {
        "table": "background", "place": place, "system": called(recognizer), "minutes": round(minutes, 1),
        "utterances": len(utterances), "texts": heard,
    }  # fmt: skip
    return [{**about, "kind": kind, **count.figures()} for kind, count in counts.items()] if judge else [about]


def of_all(rows: Sequence[Row]) -> list[Row]:
    """One row a kind: all places together, with false commands per hour."""
    kinds: dict[object, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.get("kind"), []).append(row)
    found: list[Row] = []
    for group in kinds.values():
        sums = {key: round(sum(float(row[key]) for row in group), 1) for key in SUMMED if key in group[0]}
        whole: Row = {**group[0], "place": ALL, **{k: v if k == "minutes" else round(v) for k, v in sums.items()}}
        if "false_commands" in sums:
            whole["false_commands_per_hour"] = round(60 * sums["false_commands"] / max(sums["minutes"], 0.1), 2)
        found.append(whole)
    return found


class Falsely:
    """Counts what would be done of talk, with what was overheard before in mind, as a session has it."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._overheard = Overheard()
        self._runs = self._asks = self._alone = 0

    def add(self, utterance: Utterance, meant: tuple[Interpretation, ...], words: Catalogue) -> None:
        """The next utterance; () means that nothing was heard."""
        amid = self._overheard.amid(utterance) and not self._overheard.again(meant)
        alone = wish(meant, self._situation, words)
        wished = wish(meant, self._situation, words, amid=True) if amid else alone
        self._runs += bool(wished.runs)
        self._asks += wished.asks
        self._alone += bool(alone.runs)
        self._overheard.note(utterance, meant, wished.reason if meant else ASIDE)

    def figures(self) -> Row:
        """Commands that would run, questions that would be asked; commands were each said on its own."""
        return {"false_commands": self._runs, "false_questions": self._asks, "false_alone": self._alone}


async def _texts(recognizer: Recognizer, utterances: Sequence[Utterance]) -> list[Transcript]:
    found = [await transcript(recognizer, utterance, BUSY) for utterance in utterances]
    return [said for said in found if comparable(said.text)]  # «...» is no word


async def _wishes(judge: Judge, said: Transcript, words: Catalogue) -> list[Wish]:
    """With no record open, and with one."""
    found = await judge.meant([said])
    return [wish(found, situation, words) for situation in (IDLE, BUSY)]
