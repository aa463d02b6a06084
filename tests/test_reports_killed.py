"""kill -9 in the middle of a dictation: what was said before is there, and no document is corrupted."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from actions.reports import encoding
from actions.reports.model import plain
from tests.writing import Clinic

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 20


def dictate_until_killed(folder: Path, start: int, seconds: float) -> list[int]:
    """Words whose change was on disk (said so) before SIGKILL came `seconds` after the first one."""
    command = [sys.executable, "-m", "tests.dictating", str(folder), str(start)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().startswith("open ")
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return [int(line) for line in rest.split()]


async def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    chance = random.Random(20)
    told: list[int] = []
    for _ in range(ROUNDS):
        told += dictate_until_killed(tmp_path, start=told[-1] + 1000 if told else 0, seconds=chance.uniform(0.01, 0.4))
        clinic = Clinic(tmp_path)
        (report,) = await clinic.writer.find()
        words = [int(word.removeprefix("mot")) for word in plain(report.body).split()]
        # at most the one word whose answer could not be told any more is there beside those that were
        assert set(told) <= set(words), sorted(set(told) - set(words))
        assert words == sorted(set(words))
        versions = await clinic.writer.versions(report.id)
        assert [v.version for v in versions] == list(range(report.version, 0, -1))
        for version in {0, report.version // 2, report.version}:
            assert encoding.read(encoding.written(await clinic.writer.at(report.id, version)))
        assert clinic.shelf.conn.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert len(told) > ROUNDS
