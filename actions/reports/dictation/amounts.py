"""Numbers with their unit: «cinq cents milligrammes» 500 mg, «douze par quinze millimètres» 12 × 15 mm."""

from __future__ import annotations

from functools import cache

from actions.reports.dictation.items import (
    WIDE,
    Item,
    Items,
    Kind,
    at,
    figure,
    folded_set,
    grouped,
    joined,
    number_at,
    recent,
    says,
    table,
)
from actions.reports.dictation.proper_names import drugs
from actions.reports.dictation.units import singular, under, unit_at

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BY = frozenset({"sur", "par", "fois"})
_REACH = 10


def amounts(items: Items) -> Items:
    """Numbers with a unit; a unit after no number stays a word."""
    found: Items = []
    place = 0
    while place < len(items):
        for reader in (_power, _rate, _size, _amount, _dose):
            if taken := reader(items, place, found):
                place += taken
                break
        else:
            found.append(items[place])
            place += 1
    return found


def _power(items: Items, place: int, found: Items) -> int:
    """«dix puissance cinq par millilitre» -> 10⁵/ml."""
    base, power = number_at(items, place, 2, 10), number_at(items, place + 2, 2, 99)
    if base is None or power is None or not says(items, place + 1, {"puissance"}):
        return 0
    step = under(items, place + 3, "", kilo=False)
    per, size = (f"/{step[0]}", step[1]) if step else ("", 0)
    end = place + 3 + size
    text = f"{base}{str(power).translate(_RAISED)}{per}"
    found.append(joined(items[place:end], text, Kind.FIGURE))
    return end - place


def _rate(items: Items, place: int, found: Items) -> int:
    """«quatre-vingt-dix mille par millimètre cube» 90 000/mm³: a count under a volume."""
    item = items[place]
    if item.kind is not Kind.NUMBER:
        return 0
    noun = at(items, place + 1)
    if noun is not None and noun.kind is Kind.WORD and not says(items, place + 1, {"par"}):
        step = under(items, place + 2, "", kilo=False)
        if step is None or step[0] not in ("mm³", "µL"):
            return 0
        end = place + 2 + step[1]
        found.append(joined(items[place:end], f"{_figures(item)}{WIDE}{noun.text}/{step[0]}", Kind.FIGURE))
        return end - place
    step = under(items, place + 1, "", kilo=False)
    if step is None or step[0] not in ("mm³", "µL", "min"):
        return 0
    end = place + 1 + step[1]
    found.append(joined(items[place:end], f"{_figures(item)}/{step[0]}", Kind.FIGURE))
    return end - place


def _size(items: Items, place: int, found: Items) -> int:
    """«douze par quinze millimètres», «douze millimètres sur quinze millimètres» -> 12 × 15 mm."""
    parts: list[str] = []
    unit, end = "", place
    while (item := at(items, end)) and item.kind is Kind.NUMBER:
        here, taken = unit_at(items, end + 1)
        if taken and (here not in folded_set_exact("lengths") or unit not in ("", here)):
            return 0
        parts.append(_figures(item))
        unit, end = here or unit, end + 1 + taken
        following = at(items, end + 1)
        if not says(items, end, _BY) or following is None or following.kind is not Kind.NUMBER:
            break
        end += 1
    if len(parts) < 2 or not unit:
        return 0
    text = f"{WIDE}×{WIDE}".join(parts)
    found.append(joined(items[place:end], f"{text}{WIDE}{unit}", Kind.FIGURE))
    return end - place


def _figures(item: Item) -> str:
    if item.text:
        whole, _, rest = item.text.partition(",")
        return f"{grouped(int(whole))},{rest}" if rest else item.text
    return grouped(item.value)


def _amount(items: Items, place: int, found: Items) -> int:
    item = items[place]
    if item.kind is not Kind.NUMBER:
        return 0
    unit, taken = unit_at(items, place + 1)
    end = place + 1 + taken
    if not taken:
        return _units(items, place, found)
    if item.value == 1 and not item.text and item.said == "une" and unit != "UI":
        return 0
    text = _figures(item)
    base = unit.split("/")[0]
    if base in folded_set_exact("broken") and not item.text:
        text, unit, end = _broken(items, end, item, unit)
    found.append(joined(items[place:end], f"{text}{WIDE}{unit}", Kind.FIGURE))
    return end - place


@cache
def folded_set_exact(name: str) -> frozenset[str]:
    """Symbols keep their capitals: «L» is not «l»."""
    return frozenset(str(symbol) for symbol in table("units")[name])


def _broken(items: Items, end: int, item: Item, unit: str) -> tuple[str, str, int]:
    """What follows the unit belongs to it: «trois grammes cinq» 3,5 g, «soixante kilos cinq cents» 60,5 kg."""
    text = _figures(item)
    if says(items, end, {"et"}) and says(items, end + 1, {"demi", "demie"}):
        return f"{text},5", unit, end + 2
    rest = number_at(items, end, 1, 999)
    if rest is None or "/" in unit:
        return text, unit, end
    after = end + 1
    more, size = "", 0
    while (step := under(items, after + size, unit, kilo=False)) is not None:
        more, size = f"{more}/{step[0]}", size + step[1]
    if not more and not _ends(items, after):
        return text, unit, end
    decimals = _decimals(rest, unit)
    return (f"{text},{decimals}", unit + more, after + size) if decimals else (text, unit, end)


def _decimals(rest: int, unit: str) -> str:
    if unit == "m":
        return f"{rest:02}" if rest < 100 else ""
    if unit in ("kg", "L", "g") and rest >= 100:
        return f"{rest:03}".rstrip("0")
    return str(rest) if rest < 100 else ""


def _ends(items: Items, place: int) -> bool:
    item = at(items, place)
    return item is None or item.kind is Kind.SIGN or item.folded in folded_set("labels", "closed")


def _units(items: Items, place: int, found: Items) -> int:
    """«douze unités» of insulin are UI; elsewhere «unités» stays."""
    if not says(items, place + 1, {"unite", "unites"}) or says(items, place + 2, {"de", "d'"}):
        return 0
    if not recent(found, len(found), folded_set("units", "insulins"), _REACH):
        after = {item.folded.removeprefix("d'") for item in items[place + 2 : place + 5]}
        if not after & folded_set("units", "insulins"):
            return 0
    step = under(items, place + 2, "UI", kilo=False)
    per, size = (f"/{step[0]}", step[1]) if step else ("", 0)
    end = place + 2 + size
    found.append(joined(items[place:end], f"{_figures(items[place])}{WIDE}UI{per}", Kind.FIGURE))
    return end - place


def _dose(items: Items, place: int, found: Items) -> int:
    """«un comprimé le matin» -> 1 comprimé, when a posology follows; «deux jours» -> 2 jours; never «un jour»."""
    item, counted = items[place], at(items, place + 1)
    if item.kind is not Kind.NUMBER or counted is None or counted.kind is not Kind.WORD:
        return 0
    word = singular(counted.folded)
    if word not in folded_set("units", "counted") and counted.folded not in folded_set("units", "counted"):
        return 0
    if item.value == 1 and not item.text:
        if found and len(found) > 1 and found[-1].folded == "de" and found[-2].folded in ("age", "agee"):
            found.append(figure(item))  # «âgé de un an»
            return 1
        then = at(items, place + 2)
        posology = then is not None and (then.folded in folded_set("units", "posology") or then.kind is Kind.NUMBER)
        if word not in folded_set("units", "doses") or not posology or not _prescribed(found):
            return 0
    found.append(figure(item, _figures(item)))
    return 1


def _prescribed(found: Items) -> bool:
    """«un comprimé» is a dose at the head of a clause, after a strength or a link of posology."""
    if not found or found[-1].kind in (Kind.SIGN, Kind.FIGURE) or found[-1].folded in drugs():
        return True
    return (found[-1].kind is not Kind.NUMBER and found[-1].folded in ("soit", "puis")) or recent_strength(found)


def recent_strength(found: Items) -> bool:
    """A dose was just written, or the drug stands right before."""
    return any(item.kind is Kind.FIGURE for item in found[-3:])
