"""Lengths of time: «six mois», «les trois derniers jours», «une quinzaine», «un an et demi», «48 heures»."""

from __future__ import annotations

import re
from datetime import date

from nlu.normalise.arithmetic import back
from nlu.normalise.numbers import figures

LONG = re.compile(
    r"(\d+) ?(?:(dernier|derniere|prochain|prochaine)s? )?"
    r"(jour|journee|nuit|semaine|mois|trimestre|semestre|an|annee)s?"
    r"(?: (?:et demie? )?(dernier|derniere|prochain|prochaine|passe|passee|ecoule|ecoulee|a venir)?(?:e?s)?)?"
)
HOURS = re.compile(r"(?:dernieres )?(\d+)(?: dernieres)? ?h(?:eures?)?(?: \d+)?(?: dernieres)?")
_ROUND = {"quinzaine": 15, "dizaine": 10, "huitaine": 8, "vingtaine": 20, "douzaine": 12, "centaine": 100}
_ROUNDED = re.compile(rf"\b(?:1|une) ({'|'.join(_ROUND)})(?: (?:de |d')(jours|semaines|mois|ans|annees))?\b")


def counted_in(said: str) -> str:
    """Numbers in figures, «une quinzaine de jours» as «15 jours»."""
    return _ROUNDED.sub(lambda m: f"{_ROUND[m[1]]} {m[2] or 'jours'}", figures(said))


def half(said: str, today: date) -> date | None:
    """«un an et demi», «deux mois et demi»: that long before today."""
    match = re.fullmatch(r"(\d+) (mois|ans?|annees?) et demie?", said)
    if not match:
        return None
    if match[2] == "mois":
        return back(back(today, int(match[1]), "mois"), 15, "jour")
    return back(today, 12 * int(match[1]) + 6, "mois")


def span(said: str, today: date, ahead: bool) -> str | None:
    said = re.sub(r"^(prochain|prochaine|dernier|derniere)s? (\d+) ", r"\2 \1 ", said)
    if then := half(said, today):
        return f"{today.isoformat()}/{then.isoformat()}" if ahead else f"{then.isoformat()}/{today.isoformat()}"
    match = LONG.fullmatch(said.removesuffix(" et demi"))
    if not match:
        return None
    bound = match[2] or match[4] or ""
    if bound in ("prochain", "prochaine", "a venir") or (ahead and not bound):
        return f"{today.isoformat()}/{back(today, -int(match[1]), match[3]).isoformat()}"
    return f"{back(today, int(match[1]), match[3]).isoformat()}/{today.isoformat()}"


def hours(said: str, today: date, ahead: bool) -> str | None:  # noqa: ARG001
    match = HOURS.fullmatch(said)
    if not match:
        return None
    if "derniere" not in said and int(match[1]) < 24:
        return today.isoformat()  # a time of the day
    return f"{back(today, -(-int(match[1]) // 24), 'jour').isoformat()}/{today.isoformat()}"
