"""A template as it would be inserted, filled from an invented record: what its author sees before anybody uses it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from actions.charts import sample
from actions.charts.memory import MemoryChart
from actions.reports.model import Body
from actions.reports.templates.facts import Wanted, fill
from actions.reports.templates.nodes import Kind, Template, blocks
from assistant.people import Person
from assistant.types import Patient, Sex


class Sampled:
    """The invented record of the memory chart, read once a day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._chart = MemoryChart()
        self._people: tuple[Patient, ...] = ()
        self._lock = asyncio.Lock()

    async def people(self, today: date) -> tuple[Patient, ...]:
        """A woman and a man of whom much is known, and the youngest patient."""
        async with self._lock:
            if self._day != today:
                self._chart = MemoryChart(today=lambda: today)
                await self._chart.start()
                record = await asyncio.to_thread(sample.load, sample.SAMPLE, today)
                self._people = tuple(_chosen(record.people.values()))
                self._day = today
        return self._people

    async def body(
        self, template: Template, who: int, today: date, person: Person, service: str, options: frozenset[str]
    ) -> Body:
        """What would be inserted for that one of `people`, with those options. Raises ChartError."""
        people = await self.people(today)
        patient = people[who % len(people)]
        return await fill(template, self._chart, patient, today, person, service, Wanted(options))


def options(template: Template) -> tuple[str, ...]:
    """What may be said after «avec»."""
    return tuple(dict.fromkeys(b.of for b in blocks(template.nodes) if b.kind is Kind.OPTION))


def _chosen(people: Iterable[sample.Person]) -> Iterable[Patient]:
    known = sorted(people, key=lambda p: -len(p.results) - sum(map(len, p.lines.values())))
    yield from (next(p.patient for p in known if p.patient.sex is sex) for sex in (Sex.FEMALE, Sex.MALE))
    yield max((p.patient for p in known if p.patient.born), key=lambda p: p.born or date.min)
