"""Days: birth dates and single dates, said or written, against a given today."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache

from nlu import lexicon
from nlu.normalise.numbers import figures
from nlu.text import fold

_FIRST = re.compile(r"\b(?:premier|1er)\b")
_SPOKEN_ZERO = re.compile(r"\b0 (?=[1-9]\b)")
_WEEKDAY = re.compile(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b ?")
_LEADING = re.compile(r"^(?:(?:nee?s?|en|le|la|au|du|de|ce)\s+|[ld]')+(?=\S)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NUMERIC = re.compile(r"(\d{1,2})(?: ?[/.-] ?| du | de | )(\d{1,2})(?: ?[/.-] ?| de | du | )(\d{4}|\d{2}|\d)")
_COMPACT = re.compile(r"\b(\d\d)(\d\d)(\d{4})\b")


@cache
def months() -> dict[str, int]:
    """Folded month word -> its number."""
    return {fold(w): int(n) for n, words in lexicon.table("month").items() for w in words}


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(sorted(months(), key=len, reverse=True))
    return re.compile(rf"(?:(\d{{1,2}}) )?({names})\b\.?(?: (?:de )?(?:l'an )?(\d{{4}}|\d{{2}}|\d))?")


def in_figures(text: str, *, apart: bool = False) -> str:
    """Folded, numbers in figures, «premier» as 1, without weekday or leading article."""
    said = _COMPACT.sub(r"\1/\2/\3", _FIRST.sub("1", fold(text)))
    said = _SPOKEN_ZERO.sub("", figures(said, apart=apart))
    return _LEADING.sub("", _WEEKDAY.sub("", said)).strip()


def year(figure: str, today: date) -> int:
    """Four figures as they are; two are the last such year that is not to come."""
    value = int(figure)
    if len(figure) == 4:
        return value
    century = today.year // 100 * 100
    return century + value if century + value <= today.year else century - 100 + value


def birth_date(text: str, today: date) -> str | None:
    """«1954-03-03»; «1954-03» or «1954» when no more was said; None when it is no date, or one to come."""
    for apart in (False, True):
        said = in_figures(text, apart=apart)
        found = _full(said, today) or _partial(said, today)
        if found and found <= today.isoformat():
            return found
    return None


def _full(said: str, today: date) -> str | None:
    if match := _ISO.fullmatch(said):
        return day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(said):
        return day(year(match[3], today), int(match[2]), int(match[1]))
    if (match := _named().fullmatch(said)) and match[1] and match[3]:
        return day(year(match[3], today), months()[match[2]], int(match[1]))
    return None


def _partial(said: str, today: date) -> str | None:
    if re.fullmatch(r"\d{4}|\d{2}", said):
        found = year(said, today)
        return str(found) if 1880 <= found <= today.year else None
    match = _named().fullmatch(said) or re.fullmatch(r"()(\d{1,2})[/ ](\d{4})", said)
    if match and not match[1] and match[3]:
        month = months().get(match[2]) or int(match[2])
        return f"{year(match[3], today)}-{month:02}" if 1 <= month <= 12 else None
    return None


def one_day(said: str, today: date, *, ahead: bool) -> str | None:
    """A day or a month in figures («3 mars 2025», «12/03», «mars»): without a year, the nearest on that side."""
    if found := _full(said, today) or (_partial(said, today) if re.search(r"\d{4}$", said) else None):
        return found
    if match := re.fullmatch(r"(\d{1,2})(?:/| du )(\d{1,2})", said):
        return _nearest(int(match[2]), int(match[1]), today, ahead)
    if re.fullmatch(r"\d{1,2}", said):
        return _number(int(said), today, ahead)
    if match := _named().fullmatch(said):
        month, number = months()[match[2]], match[1]
        if match[3]:
            return None
        if number:
            return _nearest(month, int(number), today, ahead)
        past = month <= today.month
        shift = (0 if month >= today.month else 1) if ahead else (0 if past else -1)
        return f"{today.year + shift}-{month:02}"
    return None


def _number(number: int, today: date, ahead: bool) -> str | None:
    """«le 12»: the last such day of a month, or the next one."""
    for step in range(12):
        index = today.year * 12 + today.month - 1 + (step if ahead else -step)
        found = day(index // 12, index % 12 + 1, number)
        if found and (found >= today.isoformat() if ahead else found <= today.isoformat()):
            return found
    return None


def _nearest(month: int, number: int, today: date, ahead: bool) -> str | None:
    this = day(today.year, month, number)
    if ahead:
        return this if this and this >= today.isoformat() else day(today.year + 1, month, number)
    return this if this and this <= today.isoformat() else day(today.year - 1, month, number)


def day(year_: int, month: int, number: int) -> str | None:
    """ISO date, None when the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= number <= monthrange(year_, month)[1] if year_ >= 1 else False):
        return None
    return date(year_, month, number).isoformat()
