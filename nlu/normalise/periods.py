"""Periods: «la semaine dernière», «depuis six mois», «entre janvier et mars» -> a day, month, year or «start/end»."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlu.normalise import named_periods as named
from nlu.normalise.arithmetic import back, edge, week
from nlu.normalise.calendar import in_figures, one_day
from nlu.normalise.lengths import HOURS, LONG, counted_in, half, hours, span
from nlu.normalise.numbers import figures
from nlu.text import fold

_LEADING = re.compile(r"^(?:(?:sur|en|de|du|dans|pendant|au|aux|des|pour|a|le|la|les|ces)\s+|[dl]')+(?=\S)")
_BETWEEN = re.compile(
    r"(?:entre (.+) et (?:le )?(.+)"
    r"|(?:du |de |d'|depuis (?:le )?)?(.+?) (?:au|a|jusqu'au|jusqu'a|jusqu'en) (.+))"
)


_MONTH_OF = re.compile(r"\bmois (?:de |d')(?=[a-z])")


def period(text: str, today: date, *, ahead: bool = False) -> str | None:
    """The normal form that types.Period.parse reads, or None. `ahead`: a bare «lundi» or «mars» is to come."""
    said = _MONTH_OF.sub("", fold(text).strip())
    if match := _BETWEEN.fullmatch(said):
        start, end = match[1] or match[3], match[2] or match[4]
        if found := _between(start, end, today, ahead):
            return found
    for lead, build in _BOUNDS:
        if match := re.match(lead, said):
            return build(said[match.end() :], today)
    return simple(said, today, ahead=ahead)


def simple(said: str, today: date, *, ahead: bool = False) -> str | None:
    """A period without a bound, folded."""
    said = _LEADING.sub("", said).strip() or said
    counted = counted_in(said)
    for reader in (
        named.feast,
        named.quarter,
        named.near,
        named.weekday,
        named.week_or_longer,
        named.season,
        span,
        hours,
        named.year,
        _edge_of,
    ):
        if (found := reader(counted, today, ahead)) is not None:
            return found
    said, future, past = _direction(counted)
    return one_day(in_figures(said), today, ahead=(ahead or future) and not past)


# --- bounds -----------------------------------------------------------------------------------------------------


def _since(said: str, today: date) -> str | None:
    counted = counted_in(_LEADING.sub("", said).strip())
    if then := half(counted, today):
        return f"{then.isoformat()}/"
    counted = counted.removesuffix(" et demi")
    if re.search(r"\b(?:naissance|toujours|le debut|debut$)", said):
        return "/"
    if length := LONG.fullmatch(counted):
        return f"{back(today, int(length[1]), length[3]).isoformat()}/"
    if hours := HOURS.fullmatch(counted):
        return f"{back(today, -(-int(hours[1]) // 24), 'jour').isoformat()}/"
    found = simple(said, today)
    return None if found is None else f"{edge(found, first=True)}/"


def _until(said: str, today: date) -> str | None:
    found = simple(said, today)
    return None if found is None else f"/{edge(found, first=False)}"


def _before(said: str, today: date) -> str | None:
    found = simple(said, today)
    if found is None or not (day := edge(found, first=True)):
        return None
    return f"/{(date.fromisoformat(day) - timedelta(days=1)).isoformat()}"


def _after(said: str, today: date) -> str | None:
    found = simple(said, today)
    if found is None or not (day := edge(found, first=False)):
        return None
    return f"{(date.fromisoformat(day) + timedelta(days=1)).isoformat()}/"


def _ago(said: str, today: date) -> str | None:
    """«il y a trois mois»: that day, week, month or year."""
    counted = counted_in(said)
    if then := half(counted, today):
        return f"{then:%Y-%m}"
    length = LONG.fullmatch(counted)
    if not length:
        return None
    then = back(today, int(length[1]), length[3])
    if length[3] in ("mois", "trimestre", "semestre"):
        return f"{then:%Y-%m}"
    if length[3] in ("an", "annee"):
        return str(then.year)
    return week(then) if length[3] == "semaine" else then.isoformat()


def _ahead(said: str, today: date) -> str | None:
    """«dans trois jours»: that day, week or month."""
    length = LONG.fullmatch(counted_in(said))
    if not length:
        return None
    then = back(today, -int(length[1]), length[3])
    if length[3] in ("mois", "trimestre", "semestre"):
        return f"{then:%Y-%m}"
    if length[3] in ("an", "annee"):
        return str(then.year)
    return week(then) if length[3] == "semaine" else then.isoformat()


_BOUNDS: tuple[tuple[str, Callable[[str, date], str | None]], ...] = (
    (r"(?:depuis|a partir d[eu]|a compter d[eu]|des) ", _since),
    (r"(?:jusqu'(?:a|au|en|aux)) ", _until),
    (r"avant (?!-?hier)", _before),
    (r"apres (?!-?(?:demain|midi))", _after),
    (r"(?:il y a|ya) (?:environ )?", _ago),
    (r"dans (?:environ )?(?=un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|\d)", _ahead),
)


def _between(start: str, end: str, today: date, ahead: bool) -> str | None:
    last = simple(end, today, ahead=ahead)
    first = simple(start, today, ahead=ahead)
    number = figures(_LEADING.sub("", start.strip()))
    if last is not None and number.isdecimal() and len(last) == 10 and 1 <= int(number) <= int(last[8:]):
        first = f"{last[:8]}{int(number):02}"  # «du 3 au 10 mars»
    if first is None or last is None:
        return None
    low, high = edge(first, first=True), edge(last, first=False)
    if low > high:  # «entre octobre et mars»: the earlier one is of the year before
        low = f"{int(low[:4]) - 1}{low[4:]}"
    return f"{low}/{high}"


# --- readers: (folded text in figures, today, ahead) -> normal form or None ---------------------------------------


def _edge_of(said: str, today: date, ahead: bool) -> str | None:
    """«début mars», «fin 2024»: the first or last third."""
    match = re.fullmatch(r"(debut|fin|mi|milieu)(?:[ -](?:de |d'|du )?)(.+)", said)
    found = simple(match[2], today, ahead=ahead) if match else None
    if not match or not found:
        return None
    low, high = date.fromisoformat(edge(found, first=True)), date.fromisoformat(edge(found, first=False))
    third = (high - low) / 3
    starts = {"debut": low, "mi": low + third, "milieu": low + third, "fin": high - third}
    return f"{starts[match[1]].isoformat()}/{min(high, starts[match[1]] + third).isoformat()}"


# --- arithmetic --------------------------------------------------------------------------------------------------


def _direction(said: str) -> tuple[str, bool, bool]:
    bare = re.sub(r" (?:prochaine?|qui vient|derniere?|passee?)$", "", said)
    return bare, said.endswith(("prochain", "prochaine", "vient")), said.endswith(("dernier", "derniere", "passe"))
