"""What changed between two texts, as one cut: enough to go back and forth without keeping both; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """At `at`, `removed` gave way to `added` (offsets in characters)."""

    at: int
    removed: str
    added: str

    def forward(self, text: str) -> str:
        """The text after the change. Raises ValueError when `text` is not the one before it."""
        return _cut(text, self.at, self.removed, self.added)

    def backward(self, text: str) -> str:
        """The text before the change. Raises ValueError when `text` is not the one after it."""
        return _cut(text, self.at, self.added, self.removed)


def between(before: str, after: str) -> Splice:
    """The one cut that makes `after` of `before`; as short as a common beginning and end allow."""
    shorter = min(len(before), len(after))
    start = _same(lambda n: before[:n] == after[:n], shorter)
    end = _same(lambda n: before[len(before) - n :] == after[len(after) - n :], shorter - start)
    return Splice(start, before[start : len(before) - end], after[start : len(after) - end])


def _same(holds: Callable[[int], bool], most: int) -> int:
    """The greatest n up to `most` for which it holds; it holds for all smaller ones."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _cut(text: str, at: int, removed: str, added: str) -> str:
    if not text.startswith(removed, at):
        raise ValueError("not the text that was changed")
    return text[:at] + added + text[at + len(removed) :]
