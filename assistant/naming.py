"""Interpretation -> PatientQuery: how the words of a command name a person; pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time

from assistant.catalogue import OUT_OF_SCOPE
from assistant.record import PatientQuery
from assistant.sounds import echo
from assistant.types import Interpretation, Period, Sex, Transcript

PERSONAL = frozenset({"patient", "birth_date", "patient_id", "room", "age", "time"})
"""Entities by which a person is called."""
_TITLES = {
    Sex.FEMALE: re.compile(r"\b(madame|mme|mademoiselle|mlle|(?:la|ma|cette) (?:patiente|dame))\b", re.IGNORECASE),
    Sex.MALE: re.compile(r"\b(monsieur|mr)\b", re.IGNORECASE),
}


def title_sex(text: str) -> Sex | None:
    """The sex that a title gives; None without a title, or with both."""
    said = [sex for sex, pattern in _TITLES.items() if pattern.search(text)]
    return said[0] if len(said) == 1 else None


def named(heard: Interpretation) -> PatientQuery:
    """What the words of a command say of the person meant; an empty query when they name nobody."""

    def words(name: str) -> str:
        entity = heard.first(name)
        return str(entity.value) if entity else ""

    day, births = birth(words("birth_date"))
    called = heard.about or words("patient")
    number, room = words("patient_id") or None, words("room") or None
    age = int(said) if (said := words("age")).isdecimal() else None
    at = _time(words("time"))
    sex = title_sex(heard.text) if called or age is not None or at else None
    return PatientQuery(called, day, number, room, sex, births, age, at)


def as_heard(meant: Interpretation, said: Transcript) -> Interpretation:
    """The same, knowing how clearly the words were heard, and how much like the name in them all else that was.

    Words that are no command may be a bare name, in answer to who is meant.
    """
    name = meant.text if meant.intent == OUT_OF_SCOPE else named(meant).words
    return replace(meant, clarity=said.confidence, echo=echo(name, said.text, said.alternatives))


def birth(said: str) -> tuple[date | None, Period | None]:
    """The day that a normal form of a birth date means, or the days it leaves open («1952», «1952-03»)."""
    try:
        span = Period.parse(said) if said else None
    except ValueError:
        return None, None
    if span and span.start and span.start == span.end:
        return span.start, None
    return None, span


def _time(said: str) -> time | None:
    try:
        return time.fromisoformat(said) if said else None
    except ValueError:
        return None


def both(asked: PatientQuery, more: PatientQuery) -> PatientQuery:
    """What was said first and what the answer adds."""
    return PatientQuery(
        f"{asked.words} {more.words}".strip(), more.born or asked.born, more.number or asked.number,
        more.room or asked.room, more.sex or asked.sex, more.births or asked.births,
        asked.age if more.age is None else more.age, more.at or asked.at, more.strict,
    )  # fmt: skip
