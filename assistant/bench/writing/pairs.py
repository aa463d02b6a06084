"""The spoken/written pairs of tests/writing, each in its half: development or test, by a hash of its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.reports.dictation.values import Lexicon
from assistant.settings import ROOT

FOLDER = ROOT / "tests" / "writing" / "pairs"
DEVELOPMENT, TEST = "development", "test"
_TEST_SHARE = 102
"""Of 256: 40 %."""
_SIGNS = str.maketrans({"⍽": "\u00a0", "⎵": "\u202f"})
_ORDINARY = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Pair:
    """What is said after `before`, and what is to be written."""

    category: str
    before: str
    said: str
    written: str
    lexicon: Lexicon
    spaces: bool
    """Are no-break spaces compared?"""

    @property
    def half(self) -> str:
        """Development (60 %): its failures may be looked at; test: only counted."""
        return TEST if hashlib.sha256(self.said.encode()).digest()[0] < _TEST_SHARE else DEVELOPMENT

    def plain(self, text: str) -> str:
        """The text as it is compared."""
        return text if self.spaces else text.translate(_ORDINARY)


def load(folder: Path = FOLDER) -> Iterator[Pair]:
    """Every pair of every category."""
    for path in sorted(folder.glob("*.yml")):
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        lexicon = Lexicon(tuple(raw.get("names", ())))
        spaces = path.stem == "typography"
        rows = [("", said, written) for said, written in raw["pairs"].items()]
        rows += [(row["before"], row["said"], row["written"]) for row in raw.get("continued", ())]
        for before, said, written in rows:
            yield Pair(path.stem, before, said, written.translate(_SIGNS) if spaces else written, lexicon, spaces)
