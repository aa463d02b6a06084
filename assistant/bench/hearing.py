"""How well and how fast the recogniser hears commands: word error rate by voice, with and without the situation."""

from __future__ import annotations

import csv
import re
import statistics
import time
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from assistant.console.sound import limits
from assistant.hearing.listener import read_utterances
from assistant.ports import Recognizer
from assistant.settings import ROOT, Settings
from assistant.situation import Situation
from assistant.types import Patient

HELD_OUT = ROOT / "tests" / "audio" / "heldout"
NAMES = ("Durand", "Carpentier", "Goncalves", "de La Tour", "Martin", "Petit", "Lefebvre", "Kerguelen")
"""Families put on the worklist for the «with the situation» column."""


@dataclass(slots=True)
class Tally:
    """Words wrong out of words said, clips without a fault, seconds for each clip."""

    wrong: int = 0
    words: int = 0
    exact: int = 0
    clips: int = 0

    def add(self, said: list[str], heard: list[str]) -> None:
        """Count one clip."""
        faults = Levenshtein.distance(said, heard)
        self.wrong += faults
        self.words += len(said)
        self.exact += faults == 0
        self.clips += 1

    def __str__(self) -> str:
        return f"WER {self.wrong / max(1, self.words):.3f}, exact {self.exact}/{self.clips}"


async def measure(recognizer: Recognizer, settings: Settings, folder: Path = HELD_OUT) -> Mapping[str, str]:
    """Hear every clip of the folder's transcripts.tsv (file, text, voice) twice: alone, and in a situation."""
    with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    worklist = tuple(Patient(str(n), name, "") for n, name in enumerate(NAMES))
    situations = {"alone": Situation(), "in a situation": Situation(worklist=worklist, patient=worklist[0])}
    tallies: dict[str, Tally] = defaultdict(Tally)
    seconds: list[float] = []
    for row in rows:
        spoken = await read_utterances(folder / row["file"], limits=limits(settings.listening))
        for name, situation in situations.items():
            started = time.perf_counter()
            heard = [(await recognizer.transcribe(u, situation)).text for u in spoken]
            seconds.append(time.perf_counter() - started)
            said = tokens(row["text"])
            for key in (name, f"{name}, voice {row['voice']}"):
                tallies[key].add(said, tokens(" ".join(heard)))
    figures = {name: str(tallies[name]) for name in sorted(tallies)}
    ranked = sorted(seconds)
    figures["clips"] = str(len(rows))
    figures["end of speech to text, median"] = f"{statistics.median(ranked):.2f} s"
    figures["end of speech to text, p95"] = f"{ranked[int(len(ranked) * 0.95)]:.2f} s"
    return figures


def tokens(text: str) -> list[str]:
    """Words for comparison: lower case, no punctuation; numbers as they are written."""
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'").replace("œ", "oe")
    return re.findall(r"\w+", text)
