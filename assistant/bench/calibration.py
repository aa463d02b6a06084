"""Is a confidence the share of times that it is right? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10

Point = tuple[float, bool]
"""A confidence (0 to 1), and whether the answer was right."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of nearly the same confidence."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean."""
    right: float
    """Share of them that was right."""


def bins(points: Sequence[Point]) -> list[Bin]:
    """Ten bins of equal width, those without an answer left out."""
    found: list[Bin] = []
    for place in range(BINS):
        low, high = place / BINS, (place + 1) / BINS
        inside = [p for p in points if low <= p[0] < high or (place == BINS - 1 and p[0] >= 1.0)]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            found.append(Bin(low, high, len(inside), mean, sum(ok for _, ok in inside) / len(inside)))
    return found


def error(points: Sequence[Point]) -> float:
    """Expected calibration error (Guo et al. 2017): mean distance of confidence and accuracy, 0 is perfect."""
    return sum(b.count * abs(b.confidence - b.right) for b in bins(points)) / len(points) if points else 0.0
