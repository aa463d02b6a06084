"""A step: what it makes, what it needs, what it costs, and whether it is done."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provision.shell import Shell

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
STAMPS = VAR / "stamps"


class StepError(Exception):
    """Something is missing that only the person can give: a stable code and what to do, in one sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to have. It is done when its stamp fits its inputs and what it makes is there."""

    name: str
    says: str
    run: Callable[[Shell], None]
    after: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    """Files of the clone (globs) that the result depends on."""
    makes: tuple[str, ...] = ()
    """Paths of the clone that must exist."""
    recipe: int = 1
    """Raised when the way of making changes."""
    fetches: int = 0
    """Megabytes fetched, measured."""
    disk: int = 0
    """Megabytes on disk, measured."""
    seconds: int = 0
    """On two idle cores, measured."""
    fresh: Callable[[], bool] = lambda: True
    """False when what is there is too old."""
    outside: bool = False
    """It lives outside the clone (apt): `fresh` alone says whether it is there."""

    @property
    def stamp(self) -> Path:
        return STAMPS / self.name

    def digest(self) -> str:
        """What the result depends on: recipe, place of the clone (environments hold paths), Python, inputs."""
        found = hashlib.sha256(f"{self.name} {self.recipe} {ROOT} {sys.version_info[:2]}".encode())
        for pattern in self.inputs:
            for path in sorted(ROOT.glob(pattern)):
                found.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
        return found.hexdigest()

    def done(self) -> bool:
        """Nothing left to do?"""
        if self.outside:
            return self.fresh()
        if not all((ROOT / path).exists() for path in self.makes):
            return False
        try:
            return self.stamp.read_text(encoding="utf-8") == self.digest() and self.fresh()
        except FileNotFoundError:
            return False

    def mark(self) -> None:
        STAMPS.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.digest(), encoding="utf-8")
