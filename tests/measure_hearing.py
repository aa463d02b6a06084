"""What the recogniser hears: `python -m tests.measure_hearing [--all] [--biased]` (not a test)."""

from __future__ import annotations

import asyncio
import csv
import re
import resource
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from jiwer import wer
from text_to_num import alpha2digit

from assistant.hearing import recognizer
from assistant.hearing.doubt import _fold
from assistant.hearing.listener import read_utterances
from assistant.hearing.vad import SileroDetector
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Item, Patient

NAMES = ("Anne Durand", "Marie Durand", "Paul Carpentier", "Jean Martin", "Claire Lefebvre", "Luis Gonçalves",
         "Odette de La Tour", "Karim Benali")  # fmt: skip
PEOPLE = tuple(Patient(name, name.split(" ", 1)[1], name.split(" ", 1)[0]) for name in NAMES)
SITUATION = Situation(patient=PEOPLE[0], worklist=PEOPLE, listing=(Item("patient", "1", PEOPLE[0]),))
FOLDERS = {"demo": ROOT / "demo" / "audio", "held-out": Path(__file__).parent / "audio" / "heldout"}


def comparable(text: str) -> str:
    """Numbers as digits, no accent, no punctuation: «La deuxième.» and «la 2e» are the same words."""
    words = re.sub(r"(\d+)(?:ere?|eme|ieme|e|er)\b", r"\1", _fold(alpha2digit(text.lower(), "fr")))
    return re.sub(r"\bune?\b", "1", re.sub(r"\b(?:premier|premiere)\b", "1", words)) or "_"


async def main() -> None:
    """A line a voice and a way of listening."""
    ours = recognizer("whisper", str(ROOT / "var" / "models" / "whisper-base"), 2, 1)
    detector = SileroDetector()
    await ours.start()
    for title, folder in FOLDERS.items():
        with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        for biased in (True,) if "--biased" in sys.argv else (True, False):
            ours._biased = biased
            heard: dict[str, list[tuple[str, str]]] = defaultdict(list)
            wall, work = [], []
            for row in rows:
                utterances = await read_utterances(folder / row["file"], detector=detector)
                begin, spent = time.monotonic(), time.process_time()
                text = " ".join([(await ours.transcribe(u, SITUATION)).text for u in utterances])
                wall.append(time.monotonic() - begin)
                work.append(time.process_time() - spent)
                pair = (comparable(row["text"]), comparable(text))
                heard[row["voice"]].append(pair)
                if "--all" in sys.argv or pair[0] != pair[1]:
                    print(f"  {row['file']}: {text!r}", flush=True)
            for voice, pairs in heard.items():
                said, got = zip(*pairs, strict=True)
                exact = sum(a == b for a, b in pairs)
                print(f"{title} {voice} {biased=} WER {wer(list(said), list(got)):.3f} exact {exact}/{len(pairs)}")
            p95 = sorted(wall)[int(0.95 * len(wall))]
            print(
                f"{title} {biased=} seconds: median {statistics.median(wall):.2f} p95 {p95:.2f}"
                f" processor {statistics.median(work):.2f}",
                flush=True,
            )
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    asyncio.run(main())
