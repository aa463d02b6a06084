"""Dates, years, hours, telephone numbers: figures that stand in a fixed form."""

from __future__ import annotations

from functools import cache

from actions.reports.dictation.items import (
    WIDE,
    Item,
    Items,
    Kind,
    at,
    figure,
    fold,
    folded_set,
    joined,
    number_at,
    says,
    table,
)
from nlu import lexicon

_LINKS = frozenset({"et", "au", "a", "ou"})
_THESE_DAYS = range(2005, 2041)
_CENTURIES = range(1880, 2100)


@cache
def _months() -> frozenset[str]:
    return frozenset(fold(words[0]) for words in lexicon.table("month").values())


def moments(items: Items) -> Items:
    """Telephone numbers, dates in figures, dates with a month, hours, years."""
    found: Items = []
    place = 0
    while place < len(items):
        for reader in (_phone, _numeric_date, _day_of_month, _named_date, _hour, _year):
            taken = reader(items, place, found)
            if taken:
                place += taken
                break
        else:
            found.append(items[place])
            place += 1
    return found


def _two_figures(items: Items, place: int) -> tuple[str, int]:
    """Two figures said as one number or as «zéro six»; how many items they took, 0 when there are none."""
    if number_at(items, place) == 0 and (digit := number_at(items, place + 1, 0, 9)) is not None:
        return f"0{digit}", 2
    if (value := number_at(items, place, 10, 99)) is not None:
        return str(value), 1
    return "", 0


def _phone(items: Items, place: int, found: Items) -> int:
    """«zéro un quarante-deux …» -> 01 42 34 56 78."""
    groups: list[str] = []
    end = place
    if number_at(items, place) != 0:
        return 0
    while len(groups) < 5:
        group, taken = _two_figures(items, end)
        if not taken:
            return 0
        groups.append(group)
        end += taken
    found.append(joined(items[place:end], WIDE.join(groups), Kind.FIGURE))
    return end - place


def _numeric_date(items: Items, place: int, found: Items) -> int:
    """«zéro trois zéro quatre dix-neuf cent soixante» -> 03/04/1960."""
    day, first = _two_figures(items, place)
    month, second = _two_figures(items, place + first)
    year = number_at(items, place + first + second, _CENTURIES[0], _CENTURIES[-1])
    if not (first and second and year and 1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return 0
    end = place + first + second + 1
    found.append(joined(items[place:end], f"{day}/{month}/{year}", Kind.FIGURE))
    return end - place


def _day_of_month(items: Items, place: int, found: Items) -> int:
    """«le cinq du six [deux mille vingt-six]» -> 05/06[/2026]."""
    day, month = number_at(items, place, 1, 31), number_at(items, place + 2, 1, 12)
    if day is None or month is None or not says(items, place + 1, {"du"}):
        return 0
    if not says(found, len(found) - 1, folded_set("labels", "before_day")):
        return 0
    year = number_at(items, place + 3, _CENTURIES[0], _CENTURIES[-1])
    end = place + (4 if year else 3)
    found.append(joined(items[place:end], f"{day:02}/{month:02}" + (f"/{year}" if year else ""), Kind.FIGURE))
    return end - place


def _named_date(items: Items, place: int, found: Items) -> int:
    """The month, its day before it, its year after it; «du trois au sept mars»: the first day too."""
    month = items[place]
    if month.kind is not Kind.WORD or month.elision or month.folded.removeprefix("mi-") not in _months():
        return 0
    day = bool(found) and _write_day(found, len(found) - 1)
    if day and len(found) > 2 and found[-2].folded in _LINKS:
        _write_day(found, len(found) - 3)
    found.append(items[place])
    year = number_at(items, place + 1, _CENTURIES[0], _CENTURIES[-1])
    short = number_at(items, place + 1, 10, 99) if day and place + 2 == len(items) else None
    if year or short:
        found.append(figure(items[place + 1], str(year or short)))
        return 2
    return 1


def _write_day(found: Items, place: int) -> bool:
    item = at(found, place)
    if item is None:
        return False
    if item.kind is Kind.WORD and item.folded == "premier":
        found[place] = joined([item], "1er", Kind.FIGURE)
        return True
    if number_at(found, place, 1, 31) is None or item.said in ("un", "une"):
        return item.kind is Kind.FIGURE and item.value in range(1, 32)
    found[place] = figure(item)
    return True


def _year(items: Items, place: int, found: Items) -> int:
    """A year has no space: after «en», «depuis», «de»… and nothing that is counted after it."""
    year = number_at(items, place, _CENTURIES[0], _CENTURIES[-1])
    if year is None or not found or not found[-1].says(folded_set("labels", "before_year")):
        return 0
    following = at(items, place + 1)
    if following and following.kind is Kind.WORD and following.folded not in folded_set("labels", "closed"):
        counted = folded_set("units", "counted") | _unit_words()
        if following.folded.rstrip("s") in counted or following.folded in counted:
            return 0
    after_year = len(found) > 1 and found[-2].kind is Kind.FIGURE
    if found[-1].folded == "a" and not after_year and year not in _THESE_DAYS:
        return 0  # «à deux mille»: a value, unless a year came before («de 2000 à 2010») or it is one of these days
    found.append(figure(items[place], str(year)))
    return 1


@cache
def _unit_words() -> frozenset[str]:
    words = table("units")["symbols"].values()
    return frozenset(fold(phrase).split()[0] for said in words for phrase in said)


def _hour(items: Items, place: int, found: Items) -> int:
    """«dix heures trente» 10 h 30, «à quinze heures» 15 h; a length of time keeps its word («2 heures»)."""
    if says(items, place, {"midi", "minuit"}):
        return _noon(items, place, found)
    hour = number_at(items, place, 0, 24)
    if hour is None or not says(items, place + 1, {"heure", "heures"}):
        return 0
    minutes, taken, less = _minutes(items, place + 2)
    if less:
        hour -= 1
    clock = minutes is not None or _on_the_clock(items, place, found)
    if not clock:
        return 0
    text = f"{hour}{WIDE}h" + (f"{WIDE}{minutes:02}" if minutes else "")
    end = place + 2 + taken
    found.append(joined(items[place:end], text, Kind.FIGURE))
    return end - place


def _noon(items: Items, place: int, found: Items) -> int:
    """«midi trente» 12 h 30; «midi» alone stays."""
    minutes, taken, less = _minutes(items, place + 1)
    if minutes is None or less or (found and found[-1].folded == "matin"):
        return 0
    hour = 12 if items[place].folded == "midi" else 0
    end = place + 1 + taken
    found.append(joined(items[place:end], f"{hour}{WIDE}h{WIDE}{minutes:02}", Kind.FIGURE))
    return end - place


def _minutes(items: Items, place: int) -> tuple[int | None, int, bool]:
    """Minutes, the items they took, and whether they are before the hour."""
    value = number_at(items, place, 1, 59)
    if value is not None:
        following = at(items, place + 1)
        if says(items, place + 1, {"minute", "minutes"}):
            return value, 2, False
        if value >= 5 and (following is None or following.kind is not Kind.WORD or _closes(following)):
            return value, 1, False
        return None, 0, False
    if says(items, place, {"et"}):
        if says(items, place + 1, {"demie", "demi"}):
            return 30, 2, False
        if says(items, place + 1, {"quart"}):
            return 15, 2, False
    if says(items, place, {"moins"}):
        if says(items, place + 1, {"le"}) and says(items, place + 2, {"quart"}):
            return 45, 3, True
        if (less := number_at(items, place + 1, 1, 29)) is not None:
            return 60 - less, 2, True
    return None, 0, False


def _closes(item: Item) -> bool:
    return item.folded in folded_set("labels", "closed")


def _on_the_clock(items: Items, place: int, found: Items) -> bool:
    after = " ".join(item.folded for item in items[place + 2 : place + 4])
    if any(after.startswith(said) for said in folded_set("labels", "clock_after")):
        return True
    if not found or (items[place].said == "une" and not after):
        return bool(found) and found[-1].says(folded_set("labels", "clock_before"))
    if len(found) > 1 and found[-1].folded in ("a", "et", "ou", "puis"):
        if found[-2].kind is Kind.NUMBER:
            return says(found, len(found) - 3, {"le", "du"})  # «le huit à six heures», «toutes les quatre à six heures»
        if f"{WIDE}h" in found[-2].text or any(f"{WIDE}h" in item.text for item in found[-5:]):
            return True  # «à 8 h et 20 h»
    if found[-1].says(folded_set("labels", "clock_before")):
        return True
    if found[-1].folded == "entre" and says(items, place + 2, {"et"}):
        return says(items, place + 3, {"midi", "minuit"}) or says(items, place + 4, {"heure", "heures"})
    # «de huit heures à midi»: the clock on both sides
    return found[-1].folded == "de" and after.split()[:1] == ["a"]
