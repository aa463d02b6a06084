"""Periods that have a name: «hier», «lundi», «la semaine dernière», «cet été», «noël», «premier trimestre», «2024».

Each reader: (folded text in figures, today, ahead) -> normal form or None.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlu.normalise.arithmetic import UNIT_MONTHS, months, week
from nlu.normalise.calendar import in_figures, one_day
from nlu.normalise.numbers import ordinal

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {"printemps": (3, 5), "ete": (6, 8), "automne": (9, 11), "hiver": (12, 2)}
_PARTS = r"(?:matin|matinee|apres-midi|apres midi|soir|soiree|nuit|midi|journee)"
_FEASTS = {
    "noel": (12, 25),
    "toussaint": (11, 1),
    "jour de l'an": (1, 1),
    "nouvel an": (1, 1),
    "quatorze juillet": (7, 14),
}
_QUARTERS = {"trimestre": 4, "semestre": 2}


def feast(said: str, today: date, ahead: bool) -> str | None:
    match = re.fullmatch(r"(?:la )?(.+?)(?: dernier| derniere| passe| (\d{4}))?", said)
    if not match or match[1] not in _FEASTS:
        return None
    month, number = _FEASTS[match[1]]
    if match[2]:
        return date(int(match[2]), month, number).isoformat()
    this = date(today.year, month, number)
    if ahead:
        return (this if this >= today else this.replace(year=today.year + 1)).isoformat()
    return (this if this <= today else this.replace(year=today.year - 1)).isoformat()


def quarter(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    """«premier trimestre», «deuxième semestre 2025»."""
    match = re.fullmatch(r"(\S+) (trimestre|semestre)(?: (?:de )?(?:l'annee )?(\d{4}))?", said)
    place = ordinal(match[1]) if match else None
    if not match or place is None or not 1 <= place <= _QUARTERS[match[2]]:
        return None
    size = UNIT_MONTHS[match[2]]
    start = date(int(match[3] or today.year), (place - 1) * size + 1, 1)
    if not match[3] and start > today:
        start = start.replace(year=today.year - 1)
    return f"{start.isoformat()}/{(months(start, size) - timedelta(days=1)).isoformat()}"


def near(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    days = {"hier": -1, "demain": 1, "avant-hier": -2, "avant hier": -2, "apres-demain": 2, "apres demain": 2,
            "veille": -1, "avant-veille": -2, "lendemain": 1, "nuit derniere": -1}  # fmt: skip
    word = re.sub(rf" (?:en )?{_PARTS}$", "", said)
    if word in days:
        return (today + timedelta(days=days[word])).isoformat()
    if re.fullmatch(rf"aujourd'hui|jour(?: meme)?|maintenant|tout a l'heure|ce jour|(?:ce|cet|cette)? ?{_PARTS}", said):
        return today.isoformat()
    return None


def weekday(said: str, today: date, ahead: bool) -> str | None:
    match = re.fullmatch(
        rf"(?:ce )?({'|'.join(_DAYS)})(?: {_PARTS})?(?: (prochain|qui vient|dernier|passe|en 8|"
        r"d'avant|de la semaine (?:derniere|passee|prochaine)))?",
        said,
    )
    if not match:
        return None
    wanted, bound = _DAYS.index(match[1]), match[2] or ""
    forward = (wanted - today.weekday()) % 7
    if bound in ("prochain", "qui vient"):
        shift = forward or 7
    elif bound.startswith("de la semaine"):
        shift = wanted - today.weekday() + (7 if bound.endswith("prochaine") else -7)
    elif bound == "en 8":
        shift = (forward or 7) + 7
    elif bound or not ahead:
        shift = forward - 7 if forward or bound else 0
    else:
        shift = forward
    return (today + timedelta(days=shift)).isoformat()


def week_or_longer(said: str, today: date, ahead: bool) -> str | None:
    if (match := re.fullmatch(r"semaine (\d{1,2})", said)) and 1 <= int(match[1]) <= 52:
        return week(date.fromisocalendar(today.year, int(match[1]), 1))
    if match := re.fullmatch(r"semaine du (.+)", said):
        day = one_day(in_figures(match[1]), today, ahead=ahead)
        return week(date.fromisoformat(day)) if day and len(day) == 10 else None
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
        if not ahead and not match[2] and today.weekday() < 5:
            step = -1  # the record is about the past: said on a weekday, it is the one that was
        saturday = today + timedelta(days=5 - today.weekday() + 7 * step)
        return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"
    if match[1] == "mois":
        return f"{months(today.replace(day=1), step):%Y-%m}"
    if match[1] in ("trimestre", "semestre"):
        size = UNIT_MONTHS[match[1]]
        start = months(today.replace(month=(today.month - 1) // size * size + 1, day=1), step * size)
        return f"{start.isoformat()}/{(months(start, size) - timedelta(days=1)).isoformat()}"
    return str(today.year + step)


def season(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
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


def year(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    match = re.fullmatch(r"(?:l')?(?:annee |an )?((?:19|20)\d\d)", said)
    return match[1] if match else None


def _step(bound: str) -> int:
    if bound.startswith(("dernier", "pass", "preced", "d'avant")):
        return -1
    return 1 if bound.startswith(("prochain", "qui", "suivant", "d'apres")) else 0
