"""kill -9 in the middle of dictations: what was said before is there, and no document is corrupted."""

from __future__ import annotations

from pathlib import Path

from assistant.bench.writing import killing

ROUNDS = 20
"""`bench writing` kills 200."""


def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    found = killing.rounds(ROUNDS, tmp_path)
    assert found.acknowledged > ROUNDS
    assert (found.lost, found.corrupted) == (0, 0)
