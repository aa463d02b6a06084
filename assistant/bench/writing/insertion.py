"""How long a template takes from its spoken name to its filled fields, on the record in memory; and if it is found."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

from actions.charts.memory import MemoryChart
from actions.reports.model import Body, Field
from actions.reports.templates import facts, gathering, shelves
from actions.reports.templates.library import Library
from assistant import store
from assistant.bench.names import noise
from assistant.bench.writing.rows import Row
from assistant.people import Person
from assistant.record import PatientQuery
from assistant.settings import Settings
from assistant.sounds import fold
from assistant.types import Patient

ROUNDS = 5
MEMBER = gathering.Member("demo", "demo")
PERSON = Person("demo", "Dr Camille Durand", "doctor", "demo")


@dataclass(frozen=True, slots=True)
class Inserted:
    """One insertion."""

    names: tuple[str, ...]
    """Templates that were found."""
    body: Body
    seconds: float
    work: float
    """Seconds of the processor."""


async def measure(settings: Settings) -> AsyncIterator[Row]:  # noqa: ARG001 - needs no settings
    """Rows: the first insertion of a process, those after it, names as a recogniser may write them."""
    chart = MemoryChart()
    await chart.start()
    patient = (await chart.search(PatientQuery("durand anne")))[0]
    with tempfile.TemporaryDirectory() as folder:
        db = store.connect(Path(folder) / "store.sqlite", (shelves.migrations,))
        try:
            library = Library(shelves.Shelves(db))
            first = await _inserted(library, "échographie cardiaque", chart, patient)
            yield {"table": "insertion", "kind": "first of a process", **_times([first])}
            yield await _warm(library, chart, patient)
            for how in (noise.same_sound, noise.other_sound, noise.cut):
                yield _misheard(library, how)
        finally:
            db.close()


async def _warm(library: Library, chart: MemoryChart, patient: Patient) -> Row:
    spoken = [(entry.template.name, name) for entry in library.entries(MEMBER) for name in entry.template.names]
    done = [await _inserted(library, fold(name), chart, patient) for _ in range(ROUNDS) for _, name in spoken]
    meant = [template for template, _ in spoken] * ROUNDS
    right = sum(one.names == (template,) for one, template in zip(done, meant, strict=True))
    fields = [part for one in done for part in one.body if isinstance(part, Field)]
    return {
        "table": "insertion", "kind": "after it", **_times(done), "names": len(spoken),
        "found_%": round(100 * right / len(done), 2), "fields": len(fields) // ROUNDS,
        "from_record": sum(part.source is not None for part in fields) // ROUNDS,
    }  # fmt: skip


def _times(done: list[Inserted]) -> Row:
    spent = [one.seconds * 1000 for one in done]
    high = quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
    work = max(one.work for one in done) * 1000
    return {
        "count": len(done), "median_ms": round(median(spent), 2), "p95_ms": round(high, 2),
        "max_ms": round(max(spent), 2), "work_max_ms": round(work, 2),
    }  # fmt: skip


async def _inserted(library: Library, words: str, chart: MemoryChart, patient: Patient) -> Inserted:
    began, worked = time.perf_counter(), time.thread_time()
    found = library.find(words, MEMBER)
    body: Body = ()
    if len(found.entries) == 1:
        today = datetime.now(UTC).date()
        body = await facts.fill(found.entries[0].template, chart, patient, today, PERSON, "", found.wanted)
    names = tuple(entry.template.name for entry in found.entries)
    return Inserted(names, body, time.perf_counter() - began, time.thread_time() - worked)


def _misheard(library: Library, how: Callable[[str, Random], str]) -> Row:
    """Wrong is one template alone, and not the one meant."""
    rnd = Random(1)  # noqa: S311 - the same errors at every run
    ends = dict.fromkeys(("alone", "asked", "asked_without_it", "nothing", "wrong"), 0)
    spoken = [(e.template.name, name) for e in library.entries(MEMBER) for name in e.template.names] * ROUNDS
    for template, name in spoken:
        found = [e.template.name for e in library.find(how(name, rnd), MEMBER).entries]
        if not found:
            ends["nothing"] += 1
        elif template in found:
            ends["alone" if len(found) == 1 else "asked"] += 1
        else:
            ends["wrong" if len(found) == 1 else "asked_without_it"] += 1
    shares = {f"{end}_%": round(100 * count / len(spoken), 2) for end, count in ends.items()}
    return {"table": "template names", "kind": how.__name__.replace("_", " "), "count": len(spoken), **shares}
