"""Words -> numbers, not written yet: cardinals, decimals; ordinals from «onzième» on are written at once («22e»)."""

from __future__ import annotations

from functools import lru_cache

from actions.reports.dictation.items import Item, Items, Kind, at, folded_set, joined
from nlu.normalise.numbers import Token, cardinal_at, ordinal_at, tokens

_YEARS = range(1900, 2100)
_WRITTEN_ORDINAL = 11
"""Smaller ones stay in words: «deuxième étage»."""


def numerals(items: Items) -> Items:
    """NUMBER items in place of the words of a number; a decimal is a NUMBER whose `text` is ready («3,5»)."""
    reader = _Reader(items)
    return _decimals(_millions(reader.read()))


class _Reader:
    """The words as the number grammar wants them (hyphens split), each with the item it belongs to."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self._tokens: list[Token] = []
        self._first: list[int] = []
        """Place of the first token of each item."""
        for item in items:
            self._first.append(len(self._tokens))
            # a sign is a token that no number holds
            self._tokens += (tokens(item.text) if item.kind is Kind.WORD else []) or [("|", " ")]
        self._ends = {first: place for place, first in enumerate([*self._first, len(self._tokens)])}

    def read(self) -> Items:
        found: Items = []
        place = 0
        while place < len(self._items):
            item, after = self._one(place)
            found.append(item)
            place = after
        return found

    def _one(self, place: int) -> tuple[Item, int]:
        first = self._first[place]
        if self._items[place].kind is not Kind.WORD:
            return self._items[place], place + 1
        value, end = cardinal_at(self._tokens, first)
        rank, rank_end = ordinal_at(self._tokens, first)
        if (
            rank_end > max(end, first)
            and rank_end in self._ends
            and rank >= _WRITTEN_ORDINAL
            and not self._digits(first)
        ):
            after = self._ends[rank_end]
            plural = "s" if self._tokens[rank_end - 1][0].endswith("s") else ""
            return joined(self._items[place:after], f"{rank}e{plural}", Kind.FIGURE), after
        while end > first and end not in self._ends:
            end -= 1  # a compound word that is not a number to its end: «vingt-quatrième», «mille-pattes»
            value, end = self._shorter(first, end)
        if end <= first:
            return self._items[place], place + 1
        after = self._ends[end]
        run = self._items[place:after]
        said = " ".join(item.text for item in run)
        return Item("", run[0].first, run[-1].last, Kind.NUMBER, value, said), after

    def _shorter(self, first: int, end: int) -> tuple[int, int]:
        """The number when only the tokens up to `end` are looked at."""
        return cardinal_at(self._tokens[:end], first)

    def _digits(self, first: int) -> bool:
        return self._tokens[first][0].isdecimal()


@lru_cache(maxsize=4096)
def is_number(word: str) -> bool:
    """Is this one word a number, or a compound that is one?"""
    parts = tokens(word)
    return bool(parts) and cardinal_at(parts, 0)[1] == len(parts)


def _millions(items: Items) -> Items:
    """«un million cinq cent mille» -> 1 500 000; «deux millions» keeps its word."""
    found: Items = []
    place = 0
    while place < len(items):
        run = items[place : place + 3]
        whole = len(run) == 3 and run[0].kind is Kind.NUMBER and run[2].kind is Kind.NUMBER and run[2].value >= 1000
        if whole and run[1].folded in ("million", "millions"):
            said = " ".join(item.said or item.text for item in run)
            value = run[0].value * 1_000_000 + run[2].value
            found.append(Item("", run[0].first, run[2].last, Kind.NUMBER, value, said))
            place += 3
        else:
            found.append(items[place])
            place += 1
    return found


def _decimals(items: Items) -> Items:
    """NUMBER «virgule» NUMBER -> one NUMBER; zeros after the comma are kept: «zéro virgule zéro cinq»."""
    found: Items = []
    place = 0
    while place < len(items):
        end = place + 3
        if not _is_decimal(items, place):
            found.append(items[place])
            place += 1
            continue
        if _is_settled(items, place):
            comma = items[place + 1]
            found += [items[place], Item(",", comma.first, comma.last, Kind.SIGN)]
            place += 2
            continue
        digits = "0" if items[place + 2].value == 0 else str(items[place + 2].value)
        while (
            digits.strip("0") == "" and end < len(items) and items[end].kind is Kind.NUMBER and items[end].value < 100
        ):
            digits += str(items[end].value)
            end += 1
        run = items[place:end]
        said = " ".join(item.said or item.text for item in run)
        whole = items[place].value
        found.append(Item(f"{whole},{digits}", run[0].first, run[-1].last, Kind.NUMBER, whole, said))
        place = end
    return found


def _is_settled(items: Items, place: int) -> bool:
    """«en deux mille quinze, vingt paquets», «stade trois, deux ganglions», «L5, deux hernies»: no decimal."""
    if items[place].value in _YEARS:
        return True
    after, term = at(items, place + 3), at(items, place + 4)
    if after is not None and after.folded == "plus" and term is not None and term.kind is Kind.NUMBER:
        return True  # «Gleason sept, trois plus quatre»
    before = at(items, place - 1)
    if before is None or before.kind is not Kind.WORD:
        return False
    level = len(before.text) == 1 and before.text not in ("a", "à", "y")
    return level or before.folded in folded_set("labels", "roman") | folded_set("labels", "rooms")


def _is_decimal(items: Items, place: int) -> bool:
    if place + 2 >= len(items) or items[place + 1].folded != "virgule":
        return False
    return items[place].kind is Kind.NUMBER and items[place + 2].kind is Kind.NUMBER
