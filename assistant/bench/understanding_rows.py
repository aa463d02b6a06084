"""What a system understood, as rows: all sets, each intent, each kind of value, calibration, confusions."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from assistant.bench import calibration, understanding_named
from assistant.bench.hearing.rows import Row
from assistant.bench.understanding import (
    GOLDEN,
    OTHERS,
    Answer,
    Score,
    all_misheard,
    golden,
    new_to_the_model,
    score_of,
    talk,
)
from assistant.ports import Interpreter

OURS = "ours"


async def rows_of(system: str, interpreter: Interpreter, folder: Path = GOLDEN) -> list[Row]:
    """Every row of one system on those sentences. The interpreter must have been started."""
    single, several = golden(folder)
    asked = {
        "all": (single, []), "unseen": (new_to_the_model(single), []), "misheard": (all_misheard(single), []),
        "several": ([], several), **{name: golden(path) for name, path in OTHERS.items()}, "talk": (talk(), []),
    }  # fmt: skip
    found: list[Row] = []
    scores: dict[str, Score] = {}
    for name, sentences in asked.items():
        scores[name] = await score_of(interpreter, *sentences)
        found.append({"table": "systems", "set": name, "system": system, **figures(scores[name])})
    found += await understanding_named.rows_of(system, interpreter)
    answers = scores["all"].answers
    found += slices("intent", system, ((a.wanted, a) for a in answers))
    found += slices("kind", system, ((kind, a) for a in answers for kind in a.kinds))
    found += reliability(system, answers)
    found += [
        {"table": "confusion", "system": system, "kind": f"{wanted} > {got}", "sentences": times}
        for (wanted, got), times in Counter((a.wanted, a.got) for a in answers).most_common()
    ]
    return found


def figures(score: Score) -> Row:
    """One line of the first table; what a set has none of is left out."""
    row: Row = {"sentences": score.commands + score.talk + score.several}
    if score.commands:
        row |= {
            "intent": _share(score.intents, score.commands), "exact": _share(score.exact, score.commands),
            "acts": _share(score.intents - score.refused, score.commands),
            "other_runs": _share(score.wrong_acting, score.commands),
        }  # fmt: skip
    if score.asked:
        row["done_amid"] = _share(score.done_amid, score.asked)
    if score.talk:
        row |= {"talk_acts": _share(score.acting, score.talk), "talk_taken": _share(score.taken, score.talk)}
        row["talk_amid"] = _share(score.acting_amid, score.talk)
    if score.several:
        row |= {
            "intent": _share(score.several_intents, score.several),
            "exact": _share(score.several_exact, score.several),
        }
    if score.answers:
        row["ece"] = round(calibration.error([(a.confidence, a.right) for a in score.answers]), 4)
    if score.seconds:
        ordered = sorted(score.seconds)
        row["median_ms"] = round(1000 * statistics.median(ordered), 1)
        row["p95_ms"] = round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1)
    return row


def slices(table: str, system: str, told: Iterable[tuple[str, Answer]]) -> list[Row]:
    """A row a name, the worst first."""
    groups: dict[str, list[Answer]] = {}
    for name, answer in told:
        groups.setdefault(name, []).append(answer)
    found: list[Row] = [
        {
            "table": table, "system": system, "kind": name, "sentences": len(group),
            "intent": _share(sum(a.right for a in group), len(group)),
            "exact": _share(sum(a.exact for a in group), len(group)),
        }
        for name, group in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["exact"], row["intent"]))


def reliability(system: str, answers: Iterable[Answer]) -> list[Row]:
    """A row a bin of confidence: how often the intent was right, talk included."""
    points = [(a.confidence, a.right) for a in answers]
    return [
        {
            "table": "calibration", "system": system, "bin": f"{b.low:.1f}-{b.high:.1f}", "sentences": b.count,
            "confidence": round(b.confidence, 3), "intent": round(b.right, 4),
        }
        for b in calibration.bins(points)
    ]  # fmt: skip


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)
