"""A code of a server, a platform or a recipient -> what went wrong in French, and the remedy (codes.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).with_name("codes.yml")


@dataclass(frozen=True, slots=True)
class Reason:
    """Two French sentences."""

    says: str
    remedy: str


def reason(code: str) -> Reason:
    """Of any code; one that is not listed says what it can."""
    row = _table().get(code) or _table()["other"]
    return Reason(row["says"], row["remedy"])


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return found
