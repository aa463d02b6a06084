"""Units as they are said: «milligrammes par kilo et par jour» mg/kg/j, «millimoles par litre» mmol/L."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from actions.reports.dictation.items import WIDE, Items, Kind, at, fold, number_at, says, table

_LONGEST = 4
"""Words of the longest unit."""


@cache
def _said(name: str) -> Mapping[tuple[str, ...], str]:
    """Folded words, singular -> symbol."""
    return {tuple(fold(phrase).split()): symbol for symbol, said in table("units")[name].items() for phrase in said}


def singular(word: str) -> str:
    """A folded word without the mark of the plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word not in ("mmhg", "gauss") else word


def _match(items: Items, place: int, name: str) -> tuple[str, int]:
    """The symbol of the words there and how many they are; 0 when they are no unit."""
    words: list[str] = []
    for item in items[place : place + _LONGEST]:
        if item.kind is not Kind.WORD or item.text.startswith(("l'", "qu'")):
            break
        words.append(item.folded)
    for size in range(len(words), 0, -1):
        run = words[:size]
        for tried in (tuple(run), tuple(singular(word) for word in run)):
            if symbol := _said(name).get(tried):
                return symbol, size
    return "", 0


def unit_at(items: Items, place: int) -> tuple[str, int]:
    """The whole unit («mg/kg/j», «mmol/L») and the items it takes; 0 when there is none."""
    symbol, taken = _match(items, place, "symbols")
    if not taken:
        return "", 0
    kilo = False
    while (step := under(items, place + taken, symbol, kilo=kilo)) is not None:
        part, size = step
        kilo = kilo or part == "kg"
        symbol, taken = f"{symbol}/{part}", taken + size
    return symbol, taken


def under(items: Items, place: int, symbol: str, *, kilo: bool) -> tuple[str, int] | None:
    """«par litre», «par kilo et par jour», «par minute par un virgule soixante-treize mètre carré»."""
    start = place + 1 if says(items, place, {"et"}) and says(items, place + 1, {"par"}) else place
    if says(items, start, {"par"}):
        hours = number_at(items, start + 1, 24, 24)
        if hours and says(items, start + 2, {"heures"}):
            return f"24{WIDE}h", start + 3 - place
        body = at(items, start + 1)
        if body and body.kind is Kind.NUMBER and body.text and says(items, start + 2, {"metre", "metres"}):
            return f"{body.text}{WIDE}m²", start + 4 - place
        part, size = _match(items, start + 1, "under")
        if not size and kilo:
            part, size = _match(items, start + 1, "under_kilo")
        if size and part != symbol:
            return part, start + 1 + size - place
    return None
