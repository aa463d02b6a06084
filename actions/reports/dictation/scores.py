"""Scores and sums: «sept sur dix» 7/10, «trois plus quatre», «huit dixièmes», T-score «moins deux virgule cinq»."""

from __future__ import annotations

from actions.reports.dictation.items import (
    WIDE,
    Items,
    Kind,
    at,
    folded_set,
    grouped,
    joined,
    number_at,
    recent,
    says,
)

_SCALES = frozenset({3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 18, 20, 24, 28, 30, 42, 56, 60, 75, 84, 90, 100, 108, 126})
"""What scores are out of: pain, Glasgow, MMSE, muscle testing, souffle, ASIA, …"""


def sum_at(items: Items, place: int, found: Items) -> int:
    """Gleason's «trois plus quatre», Schober's «dix plus cinq»."""
    first, second = number_at(items, place, 1, 99), number_at(items, place + 2, 1, 99)
    if first is None or second is None or not says(items, place + 1, {"plus"}):
        return 0
    found.append(joined(items[place : place + 3], f"{first}{WIDE}+{WIDE}{second}", Kind.FIGURE))
    return 3


def thread_at(items: Items, place: int, found: Items) -> int:
    """«vicryl deux zéro» -> 2/0."""
    size = number_at(items, place, 1, 12)
    if (
        size is None
        or number_at(items, place + 1) != 0
        or not recent(found, len(found), folded_set("labels", "threads"), 3)
    ):
        return 0
    found.append(joined(items[place : place + 2], f"{size}/0", Kind.FIGURE))
    return 2


def tenths_at(items: Items, place: int, found: Items) -> int:
    """«zéro quatre» is 0,4; «huit dixièmes», «dix sur dixième» of sight are 8/10, 10/10."""
    value = number_at(items, place, 0, 99)
    if value is None:
        return 0
    tenth = number_at(items, place + 1, 1, 99)
    if value == 0 and tenth is not None:
        found.append(joined(items[place : place + 2], f"0,{tenth}", Kind.FIGURE))
        return 2
    end = place + 2 if says(items, place + 1, {"sur"}) else place + 1
    if says(items, end, {"dixieme", "dixiemes"}) and recent(found, len(found), folded_set("labels", "sight"), 8):
        found.append(joined(items[place : end + 1], f"{value}/10", Kind.FIGURE))
        return end + 1 - place
    return 0


def ratio_at(items: Items, place: int, found: Items) -> int:
    """«sept sur dix» -> 7/10, not «un sur deux»."""
    item, out_of = items[place], number_at(items, place + 2, 1, 999)
    if item.kind is not Kind.NUMBER or out_of is None or not says(items, place + 1, {"sur"}):
        return 0
    block = out_of == 1 and item.value in (2, 3, 4)  # «bloc deux sur un»
    if not block and (out_of not in _SCALES or item.value > out_of or (item.value == 1 and out_of < 5)):
        return 0
    following = at(items, place + 3)
    if following is not None and following.folded.rstrip("s") in folded_set("units", "counted"):
        return 0
    found.append(joined(items[place : place + 3], f"{item.text or item.value}/{out_of}", Kind.FIGURE))
    return 3


def signed_at(items: Items, place: int, found: Items) -> int:
    """«T-score à moins deux virgule cinq» -> -2,5."""
    item = at(items, place + 1)
    if item is None or item.kind is not Kind.NUMBER or not says(items, place, {"moins", "plus"}):
        return 0
    if not recent(found, len(found), folded_set("labels", "signed"), 5):
        return 0
    sign = "-" if items[place].folded == "moins" else "+"
    found.append(joined(items[place : place + 2], f"{sign}{item.text or grouped(item.value)}", Kind.FIGURE))
    return 2
