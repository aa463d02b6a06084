"""Blood pressure and temperature: numbers whose meaning is in what was said before them."""

from __future__ import annotations

from actions.reports.dictation.items import (
    WIDE,
    Item,
    Items,
    Kind,
    at,
    folded_set,
    joined,
    number_at,
    recent,
    says,
)
from nlu.normalise.numbers import sequence

_REACH = 11
"""Items back that still speak of the same measure."""
_HALF = frozenset({"demi", "demie"})


def readings(items: Items) -> Items:
    """Pairs after «tension» -> 120/80 mmHg; numbers after «température» -> 38,5 °C; angles -> 90°."""
    found: Items = []
    place = 0
    while place < len(items):
        for reader in (_acidity, _pressure, _degrees, _temperature):
            if taken := reader(items, place, found):
                place += taken
                break
        else:
            found.append(items[place])
            place += 1
    return found


def _acidity(items: Items, place: int, found: Items) -> int:
    """«pH sept trente-cinq» -> 7,35."""
    whole, rest = number_at(items, place, 6, 7), number_at(items, place + 1, 0, 99)
    if whole is None or rest is None or not recent(found, len(found), {"ph"}, 3):
        return 0
    found.append(joined(items[place : place + 2], f"{whole},{rest:02}", Kind.FIGURE))
    return 2


def _half(items: Items, place: int) -> bool:
    return says(items, place, {"et"}) and says(items, place + 1, _HALF)


def _pressure(items: Items, place: int, found: Items) -> int:
    high = number_at(items, place, 5, 300)
    if high is None or not recent(found, len(found), folded_set("units", "pressure"), _REACH):
        return 0
    end = place + 1
    tenths = [0, 0]
    if _half(items, end):
        tenths[0], end = 5, end + 2
    if says(items, end, {"sur"}):
        end += 1
    low = number_at(items, end, 2, 200)
    if low is None:
        return _run_together(items, place, found)
    end += 1
    if _half(items, end):
        tenths[1], end = 5, end + 2
    if high < 30:
        high, low = high * 10 + tenths[0], low * 10 + tenths[1]
    if not (low < high and 50 <= high <= 300 and 20 <= low <= 180):
        return 0
    end += _mercury(items, end)
    found.append(joined(items[place:end], f"{high}/{low}{WIDE}mmHg", Kind.FIGURE))
    return end - place


def _run_together(items: Items, place: int, found: Items) -> int:
    """«dix sept» of tension is ten and seven when no hyphen joins them."""
    pair = sequence(items[place].said, apart=True)
    if len(pair) != 2 or not all(isinstance(part, int) for part in pair):
        return 0
    high, low = (int(part) * 10 for part in pair)
    if not (low < high and 50 <= high <= 300):
        return 0
    end = place + 1 + _mercury(items, place + 1)
    found.append(joined(items[place:end], f"{high}/{low}{WIDE}mmHg", Kind.FIGURE))
    return end - place


def _mercury(items: Items, place: int) -> int:
    if says(items, place, {"mmhg"}):
        return 1
    if says(items, place, {"millimetre", "millimetres", "centimetre", "centimetres"}):
        return 3 if says(items, place + 1, {"de"}) and says(items, place + 2, {"mercure"}) else 0
    return 0


def _degrees(items: Items, place: int, found: Items) -> int:
    """«trente-huit degrés cinq», «quatre-vingt-dix degrés»."""
    item = items[place]
    if item.kind is not Kind.NUMBER or not says(items, place + 1, {"degre", "degres"}):
        return 0
    end = place + 2
    text = item.text or str(item.value)
    tenth = number_at(items, end, 0, 9)
    fever = recent(found, len(found), folded_set("units", "temperature"), _REACH)
    angle = recent(found, len(found), folded_set("units", "angle"), _REACH)
    hot = _is_hot(item.value) and (fever or (item.value >= 36 and not angle))
    if hot and not item.text and tenth is not None and _value_ends(items, end + 1):
        text, end = f"{text},{tenth}", end + 1
    elif not item.text and _half(items, end):
        text, end = f"{text},5", end + 2
    if says(items, end, {"celsius"}):
        hot, end = True, end + 1
    if not hot and len(found) > 1 and found[-1].folded == "moins" and found[-2].folded in ("a", "de", "est"):
        run = [found.pop(), *items[place:end]]
        found.append(joined(run, f"-{text}°", Kind.FIGURE))
        return end - place
    found.append(joined(items[place:end], text + (f"{WIDE}°C" if hot else "°"), Kind.FIGURE))
    return end - place


def _is_hot(value: int) -> bool:
    return 30 <= value <= 43


def _temperature(items: Items, place: int, found: Items) -> int:
    """«température trente-huit cinq», «fièvre à trente-neuf»."""
    item = items[place]
    if item.kind is not Kind.NUMBER or not _is_hot(item.value):
        return 0
    if not recent(found, len(found), folded_set("units", "temperature"), _REACH):
        return 0
    end, text = place + 1, item.text or str(item.value)
    tenth = number_at(items, end, 0, 9)
    if not item.text and tenth is not None and _value_ends(items, end + 1):
        text, end = f"{text},{tenth}", end + 1
    elif not item.text and _half(items, end):
        text, end = f"{text},5", end + 2
    if not _value_ends(items, end) or recent(found, len(found), {"pouls", "frequence", "saturation", "glasgow"}, 3):
        return 0
    found.append(joined(items[place:end], f"{text}{WIDE}°C", Kind.FIGURE))
    return end - place


def _value_ends(items: Items, place: int) -> bool:
    """Nothing counted stands here: the number is a value by itself."""
    item: Item | None = at(items, place)
    return item is None or item.kind is Kind.SIGN or item.folded in folded_set("labels", "closed") | {"matin", "soir"}
