"""Who is meant: by an age, a year of birth, an hour; the day's worklist first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from actions.charts.people import Directory
from actions.finding import find
from assistant.record import Appointment, PatientQuery
from assistant.situation import Situation
from assistant.types import Patient, Period, Sex

TODAY = date(2026, 11, 24)
ANNE = Patient("1", "Durand", "Anne", date(1946, 3, 12), Sex.FEMALE)
PAUL = Patient("2", "Dupont", "Paul", date(1961, 1, 2), Sex.MALE)
ZOE = Patient("3", "Durand", "Zoé", date(2001, 7, 30), Sex.FEMALE)
JEAN = Patient("4", "Dumont", "Paul", date(1961, 5, 5), Sex.MALE)
DAY = Situation(worklist=(ZOE, PAUL))


class Chart:
    """A record with three people and two appointments."""

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        return Directory((ANNE, PAUL, ZOE)).find(query)

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        lines = (
            (datetime(2026, 11, 24, 10), PAUL),
            (datetime(2026, 11, 24, 14), ZOE),
            (datetime(2026, 11, 24, 10), ZOE),
        )
        return tuple(Appointment(at, who) for at, who in lines if at in period)


async def people(query: PatientQuery, situation: Situation = DAY) -> list[str]:
    return [p.id for p in (await find(Chart(), query, situation, TODAY)).people]


async def test_who_is_on_the_worklist_comes_first_and_hides_nobody() -> None:
    assert await people(PatientQuery("durand")) == ["3", "1"]
    assert await people(PatientQuery("durand"), Situation()) == ["1", "3"]


async def test_an_age_with_a_name() -> None:
    assert await people(PatientQuery("durand", age=80)) == ["1"]
    assert await people(PatientQuery("durand", age=82)) == []


async def test_an_age_alone_means_the_people_of_the_day() -> None:
    assert await people(PatientQuery(age=65)) == ["2"]
    assert await people(PatientQuery(age=80)) == []


async def test_an_age_said_roughly_is_a_year_wide() -> None:
    assert [await people(PatientQuery("anne durand", age=age)) for age in (78, 79, 80, 81, 82)] == [
        [], ["1"], ["1"], ["1"], [],
    ]  # fmt: skip


async def test_a_year_of_birth_restricts() -> None:
    year = Period(date(2001, 1, 1), date(2001, 12, 31))
    assert await people(PatientQuery("durand", births=year)) == ["3"]


async def test_an_hour_means_the_worklist_and_the_sex_said_ranks() -> None:
    assert await people(PatientQuery(at=time(10))) == ["2", "3"]
    assert await people(PatientQuery(at=time(10), sex=Sex.FEMALE)) == ["3", "2"]
    assert await people(PatientQuery(at=time(2))) == ["3"]
    assert await people(PatientQuery(at=time(9))) == []
    assert await people(PatientQuery("dupont", at=time(10))) == ["2"]


async def test_a_weak_match_is_told() -> None:
    assert not (await find(Chart(), PatientQuery("paul dupont"), DAY, TODAY)).near
    assert (await find(Chart(), PatientQuery("paul duponte"), DAY, TODAY)).people == (PAUL,)
    assert (await find(Chart(), PatientQuery("paul dubont"), DAY, TODAY)).near


async def test_a_name_that_nobody_has_may_be_a_misheard_one_of_the_day_and_is_asked_about() -> None:
    day = Situation(worklist=(Patient("9", "Quéméneur", "Gwenn", date(1970, 1, 1), Sex.FEMALE),))
    found = await find(Chart(), PatientQuery("gouainkéminer"), day, TODAY)
    assert ([p.id for p in found.people], found.near) == (["9"], True)
    assert await people(PatientQuery("keminer"), Situation()) == []
    assert await people(PatientQuery("keminer", born=date(1970, 1, 1)), day) == ["9"]
    assert await people(PatientQuery("keminer", born=date(1971, 1, 1)), day) == []
    assert await people(PatientQuery("keminer", strict=True), day) == []
    assert await people(PatientQuery("keminer", at=time(9)), day) == []
    many = tuple(Patient(f"x{n}", "Zwingelstein", str(n)) for n in range(60))
    assert await people(PatientQuery("keminer"), replace(day, worklist=(*many, *day.worklist))) == ["9"]


async def test_two_who_sound_alike_are_a_choice_that_a_yes_must_end() -> None:
    alike = tuple(Patient(n, "Quéméneur", given) for n, given in (("7", "Gwenn"), ("8", "Yves")))
    found = await find(Chart(), PatientQuery("keminer"), Situation(worklist=alike), TODAY)
    assert (found.people, found.near) == (alike, True)


def test_somebody_one_letter_away_is_shown_too_unless_the_birth_date_is_said() -> None:
    held = Directory((PAUL, JEAN))
    assert held.find(PatientQuery("paul dupont")) == (PAUL, JEAN)
    assert held.find(PatientQuery("paul dupont", born=date(1961, 1, 2))) == (PAUL,)
    assert held.find(PatientQuery("paul dupont", births=Period(date(1961, 1, 1), date(1961, 2, 1)))) == (PAUL,)
