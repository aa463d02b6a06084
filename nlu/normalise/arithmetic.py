"""Reckoning with days, weeks, months and years."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.types import Period

UNIT_DAYS = {"jour": 1, "journee": 1, "semaine": 7, "nuit": 1}
UNIT_MONTHS = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12, "annee": 12}


LONGEST = 200 * 366
"""Days: a longer span is a slip of the tongue or of the recogniser."""


def week(inside: date) -> str:
    """«monday/sunday» of the week that holds the day."""
    monday = inside - timedelta(days=inside.weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def back(today: date, count: int, unit: str) -> date:
    """So many units before today; after it when `count` is negative."""
    if unit in UNIT_DAYS:
        days = max(-LONGEST, min(LONGEST, count * UNIT_DAYS[unit]))
        return today - timedelta(days=days)
    return months(today, -count * UNIT_MONTHS[unit])


def months(start: date, count: int) -> date:
    """The same day so many months on, the last of the month where there is no such day."""
    month = start.year * 12 + start.month - 1 + count
    year, index = divmod(max(12, min(month, 9998 * 12)), 12)
    for number in range(start.day, 0, -1):
        try:
            return date(year, index + 1, number)
        except ValueError:  # 31 June: try the day before
            continue
    raise AssertionError("every month has a first day")


def edge(value: str, *, first: bool) -> str:
    """First or last day of a normal form, empty where it is open."""
    parsed = Period.parse(value)
    day = parsed.start if first else parsed.end
    return day.isoformat() if day else ""
