"""Right one found, time, memory, and who was opened: the search and the real dialogue on an invented base."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from actions.charts.people import Directory
from actions.finding import find
from assistant import catalogue
from assistant.bench.names import base, requests
from assistant.bench.names.requests import Request
from assistant.dialogue import Ask, Choosing, Decision, Idle, Run, State, World, decide, query
from assistant.record import Appointment, PatientQuery
from assistant.situation import Situation
from assistant.types import Interpretation, Patient, Period
from nlu.names import fold

NOW = datetime(base.TODAY.year, base.TODAY.month, base.TODAY.day, 9, tzinfo=UTC)
Row = dict[str, str | int | float]


class Base:
    """What a chart answers of an invented base."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """See Chart.search."""
        return self._directory.find(query)

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:  # noqa: ARG002
        """No request of the bench names an hour."""
        return ()


@dataclass(slots=True)
class Score:
    """Counts of one kind of requests."""

    requests: int = 0
    first: int = 0
    three: int = 0
    """The right one among the first three; people whom the request cannot tell apart count as one."""
    ends: Counter[str] = field(default_factory=Counter)
    """What became of them: opened, asked, nobody, wrong; after the birth date was asked: «then …»."""
    seconds: list[float] = field(default_factory=list)

    def row(self, kind: str) -> Row:
        """The figures, shares in per cent."""
        spent = sorted(self.seconds)
        share = 100 / max(1, self.requests)
        return {
            "requests": kind, "n": self.requests, "top1": round(self.first * share, 1),
            "top3": round(self.three * share, 1), "median_ms": round(statistics.median(spent) * 1000, 2),
            "p95_ms": round(spent[int(len(spent) * 0.95)] * 1000, 2), "max_ms": round(spent[-1] * 1000, 1),
            **{name: self.ends[name] for name in _ENDS},
        }  # fmt: skip


_ENDS = ("opened", "asked", "nobody", "wrong", "then_opened", "then_asked", "then_nobody", "then_wrong")


async def measure(people: int, wanted: int, seed: int) -> AsyncIterator[Row]:
    """A row for the base, one for each kind of requests, the worst kind, and all of them."""
    started, before = time.perf_counter(), _memory()
    everyone = await asyncio.to_thread(base.patients, people, seed)
    drawn, held = time.perf_counter(), _memory()
    directory = await asyncio.to_thread(Directory, everyone)
    built, after = time.perf_counter(), _memory()
    yield {
        "patients": people, "families": len({p.family for p in everyone}), "drawn_s": round(drawn - started, 1),
        "build_s": round(built - drawn, 1), "people_mb": held - before, "index_mb": after - held,
    }  # fmt: skip
    twins = tuple(base.homonyms(everyone))
    yield {"with_homonyms": len(twins)}
    scores: dict[str, Score] = defaultdict(Score)
    bench = _Bench(Base(directory))
    for request in requests.drawn(everyone, twins, wanted, seed + 1):
        await bench.one(request, (scores[request.kind], scores["all"]))
    for kind, score in scores.items():
        yield score.row(kind)
    worst = min((k for k in scores if k != "all"), key=lambda k: scores[k].three / scores[k].requests)
    yield {"worst": worst, **{k: v for k, v in scores[worst].row(worst).items() if k in ("n", "top3")}}


class _Bench:
    def __init__(self, chart: Base) -> None:
        self._chart = chart
        self._words = catalogue.load()
        self._ids = count()

    async def one(self, request: Request, scores: tuple[Score, ...]) -> None:
        """One request, and where it was asked who is meant, the birth date as the answer."""
        state, decision, found, spent = await self._turn(Idle(), request.heard, request)
        place = _place(request, found)
        ends = [_end(decision, request.meant)]
        if isinstance(state, Choosing):
            _, then, _, _ = await self._turn(state, requests.born(request.meant), request)
            ends.append(f"then_{_end(then, request.meant)}")
        for score in scores:
            score.requests += 1
            score.first += place == 1
            score.three += 1 <= place <= 3
            score.ends.update(ends)
            score.seconds.append(spent)

    async def _turn(
        self, state: State, heard: Interpretation, request: Request
    ) -> tuple[State, Decision, tuple[Patient, ...], float]:
        situation = Situation(worklist=request.worklist)
        asked = query(state, heard)
        started = time.perf_counter()
        found = await find(self._chart, asked or PatientQuery(), situation, base.TODAY)
        spent = time.perf_counter() - started
        here = World(self._words, situation, NOW, lambda: str(next(self._ids)), found.people, found.near)
        return *decide(state, heard, here), found.people, spent


def _place(request: Request, found: tuple[Patient, ...]) -> int:
    """From 1; 0 when not found. Of a name alone, the place of the name among the different names found."""
    if request.tells_apart:
        return next((n for n, p in enumerate(found, 1) if p.id == request.meant.id), 0)
    names = list(dict.fromkeys(_name(p) for p in found))
    wanted = {_name(p) for p in found if _called(p) & _called(request.meant)}
    return next((n for n, name in enumerate(names, 1) if name in wanted), 0)


def _name(patient: Patient) -> tuple[str, str]:
    return fold(patient.family), fold(patient.given)


def _called(patient: Patient) -> set[tuple[str, str]]:
    """Full names, in use and at birth."""
    return {(fold(f), fold(patient.given)) for f in (patient.family, patient.birth_family) if f}


def _end(decision: Decision, meant: Patient) -> str:
    if isinstance(decision, Run):
        return "opened" if all(c.patient and c.patient.id == meant.id for c in decision.commands) else "wrong"
    return "asked" if isinstance(decision, Ask) else "nobody"


def _memory() -> int:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 // 1_000_000
