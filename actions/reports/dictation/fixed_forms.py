"""Fixed forms («covid dix-neuf», «h b a un c») and letters said one by one («c r p»), before numbers are read."""

from __future__ import annotations

import re
from functools import cache

from actions.reports.dictation.items import Item, Items, Kind, fold, joined, listing, table
from actions.reports.dictation.numerals import is_number

SPELLED = "letters"
"""What a word was «said» when its letters were said one by one."""
Key = tuple[str, ...]
_SHARES: dict[Key, str] = {("pour", "cent"): "pourcent", ("pour", "cents"): "pourcent", ("pour", "mille"): "pourmille"}
_LONGEST = 6


def key_of(text: str) -> Key:
    return tuple(re.split(r"[\s-]+", fold(text)))


@cache
def _fixed() -> dict[Key, str]:
    rows = table("abbreviations")["fixed"]
    found = {key_of(line): line for line in listing("compounds")}
    return found | {key_of(said): written for written, every in rows.items() for said in every}


def phrases(items: Items) -> Items:
    """Fixed forms («covid dix-neuf», «h b a un c») and letters said one by one («c r p»), before numbers are read."""
    found: Items = []
    place = 0
    while place < len(items):
        item, taken = _per_cent(items, place)
        if taken == 0:
            item, taken = _longest(items, place)
        if taken == 0:
            item, taken = _letters(items, place)
        found.append(item or items[place])
        place += max(taken, 1)
    return found


def _per_cent(items: Items, place: int) -> tuple[Item | None, int]:
    """«pour cent» after a number is a unit, not a hundred."""
    run = items[place : place + 2]
    unit = _SHARES.get(tuple(item.folded for item in run))
    if unit is None or not place or not is_number(items[place - 1].folded):
        return None, 0
    return joined(run, unit, Kind.WORD), 2


def _longest(items: Items, place: int) -> tuple[Item | None, int]:
    """The longest fixed form that begins here; «l'» before it stays («c'est-à-dire» begins with its own)."""
    best: tuple[Item | None, int] = (None, 0)
    first = items[place]
    for elision in dict.fromkeys((first.elision, "")):
        parts: list[str] = []
        for size, item in enumerate(items[place : place + _LONGEST], 1):
            if item.kind is not Kind.WORD:
                break
            parts += key_of(item.text[len(elision) :] if size == 1 else item.text)
            if (written := _fixed().get(tuple(parts))) and size > best[1]:
                best = (joined(items[place : place + size], elision + written, Kind.TERM), size)
    return best


def _letters(items: Items, place: int) -> tuple[Item | None, int]:
    """Single letters in a row; «a» and «y» at an edge only in a run of three («a v c», but «il y a»)."""
    elision = items[place].elision
    run: list[str] = []
    for item in items[place:]:
        letter = item.stem if not run else item.text
        if item.kind is not Kind.WORD or len(letter) != 1 or not letter.isascii() or not letter.isalpha():
            break
        run.append(letter)
    size = len(run)
    if size < 2 or (size == 2 and {run[0], run[-1]} & {"a", "y"}):
        return None, 0
    return Item(elision + "".join(run), items[place].first, items[place + size - 1].last, said=SPELLED), size
