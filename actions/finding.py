"""Who is meant by a query: the day's worklist first, then everyone in the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Protocol

from actions.charts.people import MOST, Directory
from assistant.record import Appointment, PatientQuery
from assistant.situation import Situation
from assistant.types import Patient, Period, Sex
from nlu.names import surely
from nlu.sounding import sounding

MORNING = 8
"""«deux heures» is in the afternoon as well: nobody is seen between midnight and eight."""


class Searched(Protocol):
    """What of a Chart is asked here."""

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]: ...

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """People who could be meant, best first."""

    people: tuple[Patient, ...] = ()
    near: bool = False
    """Their name just resembles the one that was said: nothing is done before a yes."""


async def find(chart: Searched, query: PatientQuery, situation: Situation, today: date) -> Found:
    """Look in the worklist and in the chart. Raises ChartError.

    Who is on the worklist comes first, and hides nobody. Where nobody has the name, someone of the worklist, the list
    on screen or the open record may have one that sounds like it. An age, a year of birth or an hour says too little
    to look for in the whole record: they mean the people of the day.
    """
    query = replace(query, births=born_at(query.age, today), age=None) if query.age is not None else query
    if query.at is not None:
        people = await _of_hour(chart, query, today)
    elif not (query.words or query.born or query.number or query.room):
        people = _agreeing(situation.worklist, query)
    else:
        people = await chart.search(query)
        if query.words:
            people = first(Directory(situation.worklist).find(query), people)
    return _told(query, people, situation.people)


def among(query: PatientQuery, people: tuple[Patient, ...]) -> Found:
    """The same, were these few people all the record holds."""
    return _told(query, Directory(people).find(query), people)


def _told(query: PatientQuery, people: tuple[Patient, ...], here: tuple[Patient, ...]) -> Found:
    """Who was found, else who of those near at hand has a name that sounds like the words."""
    if not people:
        alike = by_sound(query, here)
        return Found(alike, bool(alike))
    return Found(people, len(people) == 1 and bool(query.words) and not surely(query.words, people[0]))


def by_sound(query: PatientQuery, people: tuple[Patient, ...]) -> tuple[Patient, ...]:
    """Those whose name just sounds like the words, likeliest first; the rest of the query must fit them."""
    if query.strict or not query.words or query.at is not None:  # whom an hour fits was looked up already
        return ()
    rest = replace(query, words="")
    return sounding(query.words, people if rest.empty else Directory(people).find(rest), query.sex)


def first(mine: tuple[Patient, ...], others: tuple[Patient, ...]) -> tuple[Patient, ...]:
    """Both, each person once, at most as many as one search gives."""
    return tuple({p.id: p for p in (*mine, *others)}.values())[:MOST]


def born_at(age: int, today: date) -> Period:
    """Days of birth of people of that age today; a year more on either side, for ages are said roughly."""
    return Period(_years_before(today, age + 2), _years_before(today, age - 1))


def _years_before(today: date, years: int) -> date:
    # 29 February counts as 28
    return date(max(1, today.year - years), today.month, min(today.day, 28))


async def _of_hour(chart: Searched, query: PatientQuery, today: date) -> tuple[Patient, ...]:
    """Those whose appointment of the day begins then."""
    said = query.at or time()
    hours = {said.hour, said.hour + 12} if said.hour < MORNING else {said.hour}
    lines = await chart.worklist(Period(today, today))
    people = {a.patient.id: a.patient for a in lines if a.at.hour in hours and a.at.minute == said.minute}
    return _agreeing(tuple(people.values()), replace(query, at=None))


def _agreeing(people: tuple[Patient, ...], query: PatientQuery) -> tuple[Patient, ...]:
    """Those of them whom the rest of the query fits; of the sex said first."""
    found = people if query.empty else Directory(people).find(query)
    return tuple(sorted(found, key=lambda p: query.sex not in (None, p.sex) and p.sex is not Sex.UNKNOWN))
