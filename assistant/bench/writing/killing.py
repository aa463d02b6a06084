"""kill -9 at random moments of dictations: what was acknowledged and is gone, what is broken.

Run as a module it is the victim: it dictates into one document and says on standard output which word is on disk.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path

from actions.reports import tables
from actions.reports.model import Report, plain
from actions.reports.store import Reports
from actions.reports.writer import Writer
from assistant import journal, people, store
from assistant.bench.writing.rows import Row
from assistant.errors import ReportError
from assistant.settings import ROOT, Settings
from assistant.types import Origin, Patient

HERE = Origin("bench", "author", "station")
PATIENT = Patient("7", "Personne", "Ulysse")
LONGEST = 0.4
"""Seconds a dictation lasts at most before it is killed: some hundred changes."""


@dataclass(frozen=True, slots=True)
class Killed:
    """What `rounds` found."""

    rounds: int
    acknowledged: int
    """Words whose change was said to be on disk."""
    lost: int
    """Of those, words that are not in the document."""
    corrupted: int
    """Rounds after which a document, a version or the file was not whole."""


ROUNDS = 200


async def measure(settings: Settings) -> AsyncIterator[Row]:  # noqa: ARG001 - needs no settings
    """One row: 200 dictations killed."""
    with tempfile.TemporaryDirectory() as folder:
        found = await asyncio.to_thread(rounds, ROUNDS, Path(folder))
    yield {"table": "killing", "kind": "kill -9", **asdict(found)}


def rounds(count: int, folder: Path, seed: int = 1) -> Killed:
    """Kill that many dictations, all into one document of the store in `folder`."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    told: list[int] = []
    corrupted = 0
    for turn in range(count):
        # its own numbers: a word that was written and never acknowledged must not be said again
        told += _victim(folder, turn * 100_000, chance.uniform(0.01, LONGEST))
        corrupted += not _whole(folder)
    (report,) = _reports(folder).find()
    return Killed(count, len(told), len(set(told) - set(_words(report))), corrupted)


def _victim(folder: Path, start: int, seconds: float) -> list[int]:
    """Words it acknowledged before it was killed, `seconds` after the document was open."""
    command = [sys.executable, "-m", "assistant.bench.writing.killing", str(folder), str(start)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if process.stdout is None or not process.stdout.readline().startswith("open"):
        raise RuntimeError("the dictation did not start")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return [int(line) for line in rest.split()]


def _whole(folder: Path) -> bool:
    """Is the file sound, does every version read, is no word there twice or out of order?"""
    db = store.connect(folder / "store.sqlite", (tables.migrations,))
    reports = Reports(db)
    (report,) = reports.find()
    try:
        kept = [v.version for v in reports.versions(report.id)]
        past = [_words(reports.at(report.id, v)) for v in {0, report.version // 3, report.version}]
        sound = db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"
    except ReportError:
        return False
    finally:
        db.close()
    return sound and kept == list(range(report.version, 0, -1)) and all(w == sorted(set(w)) for w in past)


def _words(report: Report) -> list[int]:
    return [int(word.removeprefix("mot")) for word in plain(report.body).split()]


def _reports(folder: Path) -> Reports:
    return Reports(store.connect(folder / "store.sqlite", (tables.migrations,)))


async def dictate(folder: Path, start: int) -> None:
    """Dictate «mot0», «mot1» …; now and then undo and redo; until killed."""
    db = store.connect(folder / "store.sqlite", (journal.migrations, people.migrations, tables.migrations))
    known = people.SqlitePeople(db, {})
    known.add(people.Person(HERE.person, HERE.person, "doctor", HERE.site))
    writer = Writer(db, known, journal.SqliteJournal(db))
    found = await writer.find()
    report = found[0] if found else await writer.create(HERE, PATIENT, "letter", "Courrier")
    sys.stdout.write(f"open {report.id}\n")
    sys.stdout.flush()
    word = start
    while True:
        await writer.dictate(HERE, report.id, f"mot{word}")
        if word % 7 == 0:
            await writer.undo(HERE, report.id)
            await writer.redo(HERE, report.id)
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()
        word += 1


if __name__ == "__main__":
    asyncio.run(dictate(Path(sys.argv[1]), int(sys.argv[2])))
