"""How long a template takes from its spoken name to its filled fields, on the record in memory; and if it is found."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from actions.charts.memory import MemoryChart
from actions.reports.model import Field
from actions.reports.templates import facts, gathering, shelves
from actions.reports.templates.library import Library
from assistant import store
from assistant.bench.names import noise
from assistant.people import Person
from assistant.record import PatientQuery
from assistant.sounds import fold
from assistant.types import Patient

Row = Mapping[str, Any]


async def measure(rounds: int = 5) -> AsyncIterator[Row]:
    """One row for the first insertion of a process (nothing read yet), one for those after it."""
    chart = MemoryChart()
    await chart.start()
    patient = (await chart.search(PatientQuery("durand anne")))[0]
    person = Person("demo", "Dr Camille Durand", "doctor", "demo")
    with tempfile.TemporaryDirectory() as folder:
        db = store.connect(Path(folder) / "store.sqlite", (shelves.migrations,))
        try:
            library = Library(shelves.Shelves(db))
            first = await _inserted(library, "échographie cardiaque", chart, patient, person)
            yield {"what": "first insertion of a process", "ms": round(first[1] * 1000, 1)}
            yield await _warm(library, chart, patient, person, rounds)
            for how in (noise.same_sound, noise.other_sound, noise.cut):
                yield _misheard(library, gathering.Member(person.id, person.site), how, rounds)
        finally:
            db.close()


async def _warm(library: Library, chart: MemoryChart, patient: Patient, person: Person, rounds: int) -> Row:
    member = gathering.Member(person.id, person.site)
    spoken = [(entry.template.name, name) for entry in library.entries(member) for name in entry.template.names]
    seconds: list[float] = []
    right = fields = filled = 0
    for _ in range(rounds):
        for template, name in spoken:
            found, took, body = await _inserted(library, fold(name), chart, patient, person)
            seconds.append(took)
            right += found == (template,)
            held = [part for part in body if isinstance(part, Field)]
            fields, filled = fields + len(held), filled + sum(part.source is not None for part in held)
    cuts = quantiles(seconds, n=100)
    return {
        "what": "insertions after it", "count": len(seconds), "names": len(spoken), "found_alone": right / len(seconds),
        "ms_median": round(median(seconds) * 1000, 2), "ms_p95": round(cuts[94] * 1000, 2),
        "ms_max": round(max(seconds) * 1000, 2), "fields": fields // rounds, "from_record": filled // rounds,
    }  # fmt: skip


async def _inserted(
    library: Library, words: str, chart: MemoryChart, patient: Patient, person: Person
) -> tuple[tuple[str, ...], float, tuple[object, ...]]:
    """Names found, seconds from the words to the filled body, the body."""
    began = time.perf_counter()
    found = library.find(words, gathering.Member(person.id, person.site))
    body: tuple[object, ...] = ()
    if len(found.entries) == 1:
        body = await facts.fill(
            found.entries[0].template, chart, patient, datetime.now(UTC).date(), person, "", found.wanted
        )
    return tuple(e.template.name for e in found.entries), time.perf_counter() - began, body


def _misheard(library: Library, member: gathering.Member, how: Callable[[str, Random], str], rounds: int) -> Row:
    """Names as a recogniser may write them: what became of each. Wrong is one template alone, and not the one meant."""
    rnd = Random(1)  # noqa: S311 - the same errors at every run
    ends = dict.fromkeys(("alone", "asked", "asked_without_it", "nothing", "wrong"), 0)
    spoken = [(e.template.name, name) for e in library.entries(member) for name in e.template.names] * rounds
    for template, name in spoken:
        found = [e.template.name for e in library.find(how(name, rnd), member).entries]
        if not found:
            ends["nothing"] += 1
        elif template in found:
            ends["alone" if len(found) == 1 else "asked"] += 1
        else:
            ends["wrong" if len(found) == 1 else "asked_without_it"] += 1
    return {"what": f"names {how.__name__}", "count": len(spoken)} | {
        k: round(n / len(spoken), 4) for k, n in ends.items()
    }
