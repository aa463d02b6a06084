"""A figure of the bench: flat, one JSON object a line; the same row measured again takes the place of the old one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str | int | float]
KEYS = ("table", "kind", "half", "template")
"""What a row is about; the rest are its figures."""


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """The old rows, those of a table that was measured again left out, then the new ones."""
    fresh = list(new)
    again = {row["table"] for row in fresh}
    return [row for row in old if row["table"] not in again] + fresh


def load(path: Path) -> list[Row]:
    """Rows of an earlier run; none when there was none."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def save(path: Path, rows: Iterable[Row]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
