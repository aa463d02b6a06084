"""Are dictated words written as a secretary types them? Exact match, characters wrong, time of an utterance."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from actions.reports.dictation.formatter import ready, write
from assistant.bench.hearing.words import median, p95
from assistant.bench.writing import pairs
from assistant.bench.writing.pairs import DEVELOPMENT, TEST, Pair
from assistant.bench.writing.rows import Row
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a pair."""

    pair: Pair
    got: str
    seconds: float
    work: float
    """Seconds of the processor: what is left of `seconds` when the machine is busy with others."""

    @property
    def exact(self) -> bool:
        """Is it what was to be written?"""
        return self.pair.plain(self.got) == self.pair.plain(self.pair.written)

    @property
    def wrong(self) -> int:
        """Characters to change."""
        return Levenshtein.distance(self.pair.plain(self.got), self.pair.plain(self.pair.written))


async def measure(settings: Settings) -> AsyncIterator[Row]:  # noqa: ARG001 - needs no settings
    """A row for each category and half, the worst category, and all; a row for each failure of the development half."""
    ready()
    tried = [_try(pair) for pair in pairs.load()]
    kinds = list(dict.fromkeys(one.pair.category for one in tried))
    for kind in (*kinds, "all"):
        of_kind = [one for one in tried if kind in (one.pair.category, "all")]
        for half in (DEVELOPMENT, TEST, "both"):
            yield _row(kind, half, [one for one in of_kind if half in (one.pair.half, "both")])
    for one in tried:
        if one.pair.half == DEVELOPMENT and not one.exact:
            yield {
                "table": "failure",
                "kind": one.pair.category,
                "said": one.pair.said,
                "want": one.pair.written,
                "got": one.got,
            }


def _try(pair: Pair) -> Tried:
    started, worked = time.perf_counter(), time.thread_time()
    got = write(pair.said, pair.before, pair.lexicon).text
    return Tried(pair, got, time.perf_counter() - started, time.thread_time() - worked)


def _row(kind: str, half: str, tried: Sequence[Tried]) -> Row:
    letters = sum(len(one.pair.written) for one in tried)
    spent = sorted(one.seconds * 1000 for one in tried)
    return {
        "table": "formatting", "kind": kind, "half": half, "pairs": len(tried),
        "exact_%": round(100 * sum(one.exact for one in tried) / max(1, len(tried)), 1),
        "characters_wrong_%": round(100 * sum(one.wrong for one in tried) / max(1, letters), 2),
        "median_ms": round(median(spent), 2), "p95_ms": round(p95(spent), 2),
        "work_p95_ms": round(p95([one.work * 1000 for one in tried]), 2),
    }  # fmt: skip
