"""Periods: «la semaine dernière», «depuis six mois», «entre janvier et mars» -> a day, month, year or «start/end»."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlu.normalise.arithmetic import UNIT_MONTHS, back, edge, months, week
from nlu.normalise.calendar import in_figures, one_day
from nlu.normalise.numbers import figures
from nlu.text import fold

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {"printemps": (3, 5), "ete": (6, 8), "automne": (9, 11), "hiver": (12, 2)}
_LEADING = re.compile(r"^(?:(?:sur|en|de|du|dans|pendant|au|aux|des|pour|a|le|la|les|ces)\s+|[dl]')+(?=\S)")
_PARTS = r"(?:matin|matinee|apres-midi|apres midi|soir|soiree|nuit|midi|journee)"
_LONG = re.compile(
    r"(\d+) ?(?:(dernier|derniere|prochain|prochaine)s? )?"
    r"(jour|journee|nuit|semaine|mois|trimestre|semestre|an|annee)s?"
    r"(?: (?:et demie? )?(dernier|derniere|prochain|prochaine|passe|passee|ecoule|ecoulee|a venir)?(?:e?s)?)?"
)
_HOURS = re.compile(r"(?:dernieres )?(\d+)(?: dernieres)? ?h(?:eures?)?(?: \d+)?(?: dernieres)?")
_BETWEEN = re.compile(
    r"(?:entre (.+) et (?:le )?(.+)"
    r"|(?:du |de |d'|depuis (?:le )?)?(.+?) (?:au|a|jusqu'au|jusqu'a|jusqu'en) (.+))"
)


def period(text: str, today: date, *, ahead: bool = False) -> str | None:
    """The normal form that types.Period.parse reads, or None. `ahead`: a bare «lundi» or «mars» is to come."""
    said = fold(text).strip()
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
    counted = figures(said)
    for reader in (_near, _weekday, _week_or_longer, _season, _span, _hours, _year, _edge_of):
        if (found := reader(counted, today, ahead)) is not None:
            return found
    said, future, past = _direction(counted)
    return one_day(in_figures(said), today, ahead=(ahead or future) and not past)


# --- bounds -----------------------------------------------------------------------------------------------------


def _since(said: str, today: date) -> str | None:
    counted = figures(_LEADING.sub("", said).strip()).removesuffix(" et demi")
    if re.search(r"\b(?:naissance|toujours|le debut|debut$)", said):
        return "/"
    if length := _LONG.fullmatch(counted):
        return f"{back(today, int(length[1]), length[3]).isoformat()}/"
    if hours := _HOURS.fullmatch(counted):
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
    length = _LONG.fullmatch(figures(said))
    if not length:
        return None
    then = back(today, int(length[1]), length[3])
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
)


def _between(start: str, end: str, today: date, ahead: bool) -> str | None:
    last = simple(end, today, ahead=ahead)
    first = simple(start, today, ahead=ahead)
    if first is None and last is not None and start.strip().isdecimal():
        first = f"{last[:8]}{int(start):02}"  # «du 3 au 10 mars»
    if first is None or last is None:
        return None
    low, high = edge(first, first=True), edge(last, first=False)
    if low > high:  # «entre octobre et mars»: the earlier one is of the year before
        low = f"{int(low[:4]) - 1}{low[4:]}"
    return f"{low}/{high}"


# --- readers: (folded text in figures, today, ahead) -> normal form or None ---------------------------------------


def _near(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    days = {"hier": -1, "demain": 1, "avant-hier": -2, "avant hier": -2, "apres-demain": 2, "apres demain": 2,
            "veille": -1, "lendemain": 1, "nuit derniere": -1}  # fmt: skip
    word = re.sub(rf" (?:en )?{_PARTS}$", "", said)
    if word in days:
        return (today + timedelta(days=days[word])).isoformat()
    if re.fullmatch(rf"aujourd'hui|jour(?: meme)?|maintenant|ce jour|(?:ce|cet|cette)? ?{_PARTS}", said):
        return today.isoformat()
    return None


def _weekday(said: str, today: date, ahead: bool) -> str | None:
    match = re.fullmatch(
        rf"(?:ce )?({'|'.join(_DAYS)})(?: {_PARTS})?(?: (prochain|qui vient|dernier|passe|en huit))?", said
    )
    if not match:
        return None
    wanted, bound = _DAYS.index(match[1]), match[2] or ""
    forward = (wanted - today.weekday()) % 7
    if bound in ("prochain", "qui vient"):
        shift = forward or 7
    elif bound == "en huit":
        shift = (forward or 7) + 7
    elif bound or not ahead:
        shift = forward - 7 if forward or bound else 0
    else:
        shift = forward
    return (today + timedelta(days=shift)).isoformat()


def _week_or_longer(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    said = re.sub(r"^(derniere?|prochaine?) (\w+)$", r"\2 \1", said)
    match = re.fullmatch(
        r"(?:ce|cette|cet)? ?(semaine|week-end|weekend|week end|mois|trimestre|semestre|annee|an)"
        r"(?:[ -](ci|en cours|derniere?|passee?|precedente?|prochaine?|qui vient|suivante?|d'avant|d'apres))?", said
    )  # fmt: skip
    if not match:
        return None
    step = _step(match[2] or "")
    if match[1] == "semaine":
        return week(today + timedelta(days=7 * step))
    if match[1].startswith("week"):
        saturday = today + timedelta(days=5 - today.weekday() + 7 * step)
        return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"
    if match[1] == "mois":
        return f"{months(today.replace(day=1), step):%Y-%m}"
    if match[1] in ("trimestre", "semestre"):
        size = UNIT_MONTHS[match[1]]
        start = months(today.replace(month=(today.month - 1) // size * size + 1, day=1), step * size)
        return f"{start.isoformat()}/{(months(start, size) - timedelta(days=1)).isoformat()}"
    return str(today.year + step)


def _season(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    if match := re.fullmatch(r"(?:cette )?rentree(?: derniere| (\d{4}))?", said):
        passed = today.year if today.month >= 9 else today.year - 1
        return f"{match[1] or passed}-09"
    match = re.fullmatch(r"(?:cet )?(printemps|ete|automne|hiver)(?: (dernier|passe|prochain|\d{4}))?", said)
    if not match:
        return None
    first, last = _SEASONS[match[1]]
    named = match[2] or ""
    start_year = int(named) if named.isdecimal() else today.year
    if not named.isdecimal():
        started = date(today.year, first, 1) <= today
        start_year += 1 if named == "prochain" and started else 0
        start_year -= 1 if named != "prochain" and not started else 0
    end = months(date(start_year, first, 1), (last - first) % 12 + 1) - timedelta(days=1)
    return f"{date(start_year, first, 1).isoformat()}/{end.isoformat()}"


def _span(said: str, today: date, ahead: bool) -> str | None:
    said = re.sub(r"^(prochain|prochaine|dernier|derniere)s? (\d+) ", r"\2 \1 ", said).removesuffix(" et demi")
    match = _LONG.fullmatch(said)
    if not match:
        return None
    bound = match[2] or match[4] or ""
    if bound in ("prochain", "prochaine", "a venir") or (ahead and not bound):
        return f"{today.isoformat()}/{back(today, -int(match[1]), match[3]).isoformat()}"
    return f"{back(today, int(match[1]), match[3]).isoformat()}/{today.isoformat()}"


def _hours(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    match = _HOURS.fullmatch(said)
    if not match:
        return None
    if "derniere" not in said and int(match[1]) < 24:
        return today.isoformat()  # a time of the day
    return f"{back(today, -(-int(match[1]) // 24), 'jour').isoformat()}/{today.isoformat()}"


def _year(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    match = re.fullmatch(r"(?:l')?(?:annee )?((?:19|20)\d\d)", said)
    return match[1] if match else None


def _edge_of(said: str, today: date, ahead: bool) -> str | None:
    """«début mars», «fin 2024»: the first or last third."""
    match = re.fullmatch(r"(debut|fin|mi)(?:[ -](?:de |d'|du )?)(.+)", said)
    found = simple(match[2], today, ahead=ahead) if match else None
    if not match or not found:
        return None
    low, high = date.fromisoformat(edge(found, first=True)), date.fromisoformat(edge(found, first=False))
    third = (high - low) / 3
    starts = {"debut": low, "mi": low + third, "fin": high - third}
    return f"{starts[match[1]].isoformat()}/{min(high, starts[match[1]] + third).isoformat()}"


# --- arithmetic --------------------------------------------------------------------------------------------------


def _direction(said: str) -> tuple[str, bool, bool]:
    bare = re.sub(r" (?:prochaine?|qui vient|derniere?|passee?)$", "", said)
    return bare, said.endswith(("prochain", "prochaine", "vient")), said.endswith(("dernier", "derniere", "passe"))


def _step(bound: str) -> int:
    if bound.startswith(("dernier", "pass", "preced", "d'avant")):
        return -1
    return 1 if bound.startswith(("prochain", "qui", "suivant", "d'apres")) else 0
