"""Rooms and patient numbers: «chambre douze lit un» -> «12-1», «un zéro zéro deux trois» -> «10023»."""

from __future__ import annotations

import re

from nlu.normalise.numbers import digits, sequence
from nlu.text import fold

_LABEL = re.compile(r"\b(\d+ ?[a-d]?(?:bis)?) ?[-/] ?(\d+|[a-d])\b")
_PART = re.compile(r"\b(chambre|chbre|ch|lit|box|porte|fenetre)\b")
_BED = re.compile(r"[a-d]")
_LETTER = re.compile(r"[a-d]|bis")


def room(text: str) -> str | None:
    """Room label, «room-bed» when a bed is named, «-bed» for a bed alone; None without a number."""
    said = fold(text)
    if match := _LABEL.search(said):
        return f"{match[1].replace(' ', '')}-{match[2]}"
    parts = _PART.split(said)
    places = {"": _place(parts[0])}
    for kind, words in zip(parts[1::2], parts[2::2], strict=True):
        of_bed = kind in ("lit", "porte", "fenetre")
        label = _place(words) or (words.strip() if of_bed and _BED.fullmatch(words.strip()) else "")
        place = "lit" if of_bed else "chambre"
        places[place] = label or places.get(place, "")
    room_, bed = places.get("chambre") or places[""], places.get("lit", "")
    if not room_ and not bed:
        return None
    return f"{room_}-{bed}" if bed else room_


def _place(words: str) -> str:
    """Numbers of one part: figures said one by one are joined, a room and a small number are room and bed."""
    found = sequence(words)
    numbers = [n for n in found if isinstance(n, int)]
    letters = [(i, w) for i, w in enumerate(found) if isinstance(w, str) and _LETTER.fullmatch(w)] if numbers else []
    first = next((i for i, n in enumerate(found) if isinstance(n, int)), 0)
    wing = "".join(w for i, w in letters if i < first)  # «chambre b douze»
    after = "".join(w for i, w in letters if i > first)
    mixed = "".join(w for w in found if isinstance(w, str) and re.fullmatch(r"[a-z]?\d+[a-z]?", w))
    if len(numbers) == 2 and numbers[0] >= 10 > numbers[1]:
        return f"{numbers[0]}-{numbers[1]}"
    return wing + "".join(str(n) for n in numbers) + after or mixed


def patient_id(text: str) -> str | None:
    """The digits said, in whatever grouping; None without any."""
    return digits(text) or None
