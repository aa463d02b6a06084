"""Levels and other numbered things: «stade trois» III, «l quatre l cinq» L4-L5, «un zéro un» 1-0-1."""

from __future__ import annotations

from dataclasses import replace

from actions.reports.dictation.items import (
    Item,
    Items,
    Kind,
    at,
    figure,
    folded_set,
    joined,
    number_at,
    says,
    table,
)
from actions.reports.dictation.scores import ratio_at, signed_at, sum_at, tenths_at, thread_at

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def levels(items: Items) -> Items:
    """Everything numbered, in one walk."""
    found: Items = []
    place = 0
    while place < len(items):
        for reader in (_posology, thread_at, tenths_at, _letter_level, ratio_at, sum_at, _labelled, signed_at):
            if taken := reader(items, place, found):
                place += taken
                break
        else:
            found.append(items[place])
            place += 1
    return _chains(found)


def roman(value: int) -> str:
    """1 to 39."""
    text = ""
    for worth, letters in _ROMAN:
        while value >= worth:
            text, value = text + letters, value - worth
    return text


def _posology(items: Items, place: int, found: Items) -> int:
    """Three or four small numbers in a row: «un zéro un»."""
    parts: list[str] = []
    end = place
    while (value := number_at(items, end, 0, 9)) is not None and items[end].said != "une":
        parts.append(str(value))
        end += 1
    if not 3 <= len(parts) <= 4:
        return 0
    found.append(joined(items[place:end], "-".join(parts), Kind.FIGURE))
    return end - place


def _letter_level(items: Items, place: int, found: Items) -> int:
    """«l quatre», «j trois», «p t trois»: a single letter and its number."""
    item = items[place]
    if item.kind is not Kind.WORD or not item.text.isalpha():
        return 0
    letters, end = item.text, place + 1
    if (
        letters in folded_set("labels", "prefixes")
        and says(items, end, {"t"})
        and number_at(items, end + 1, 0, 4) is not None
    ):
        letters, end = letters + "T", end + 1
    elif letters in ("pt", "ct", "yt", "ypt", "pn", "cn", "pm"):
        letters = letters[:-1] + letters[-1].upper()
    elif len(letters) == 1 and letters.isascii() and letters not in folded_set("labels", "not_letters"):
        letters = letters.upper()
    elif letters == "a" and found and found[-1].kind is Kind.FIGURE and _head(found[-1].text) == "f":
        letters = "A"  # Metavir's «f deux a un»
    else:
        return 0
    value = number_at(items, end, 0, 99)
    if value is None or items[end].said == "une":
        return 0
    noun = at(items, end + 1)
    if items[end].said == "un" and noun and noun.folded.rstrip("s") in folded_set("units", "counted"):
        return 0  # «vitamine d un sachet»
    sub, following = at(items, end + 1), at(items, end + 2)
    end += 1
    suffix = ""
    alone = following is None or following.kind is Kind.SIGN or len(following.text) == 1
    if letters[-1] in "TNM" and sub and sub.text in ("a", "b", "c", "d") and alone:
        suffix, end = sub.text, end + 1
    found.append(joined(items[place:end], f"{letters}{value}{suffix}", Kind.FIGURE))
    return end - place


def _chains(items: Items) -> Items:
    """Neighbours that make one: L4 L5 -> L4-L5, T2 N0 M0 -> T2N0M0."""
    found: Items = []
    for item in items:
        last = at(found, len(found) - 1)
        if last and last.kind is Kind.FIGURE and item.kind is Kind.FIGURE and (text := _chained(last.text, item.text)):
            found[-1] = joined([last, item], text, Kind.FIGURE)
        else:
            found.append(item)
    return found


def _chained(first: str, second: str) -> str:
    nearest = first.rsplit("-", 1)[-1]
    one, two = _head(nearest), _head(second)
    if not one or not two:
        return ""
    spine = folded_set("labels", "vertebrae")
    if one in spine and two in spine and first[0].isupper() and _near(nearest, second):
        return f"{first}-{second}"
    for chain in table("labels")["chained"]:
        if one in chain and two in chain and chain.index(two) > chain.index(one):
            return first + second
    return ""


def _head(text: str) -> str:
    """The letter of the last level in «pT3N1» or «L4»; «» when it is none."""
    letters = [c for c in text if c.isalpha()]
    if not letters or not all(c.isalnum() for c in text):
        return ""
    if not text[-1].isdigit():  # «T1c»
        return letters[-2].lower() if len(letters) > 1 and text[-2:-1].isdigit() else ""
    return next(c for c in reversed(text) if c.isupper()).lower() if any(c.isupper() for c in text) else ""


def _near(first: str, second: str) -> bool:
    """Vertebrae that touch, or a stretch of one region."""
    if first[0] == second[0]:
        return first[1:].isdigit() and int(first[1:]) < int(second[1:])
    return (first[0], second[0]) in (("C", "T"), ("C", "D"), ("T", "L"), ("D", "L"), ("L", "S")) and second[1:] == "1"


def _labelled(items: Items, place: int, found: Items) -> int:
    """The number of what was just named."""
    item = items[place]
    value = number_at(items, place)
    if value is None or not found or item.said == "une":
        return 0
    label = found[-1]
    if label.says(folded_set("labels", "numbered")):
        found[-1] = replace(label, text="n°", kind=Kind.WORD)
        found.append(figure(item, str(value)))
        return 1
    if value and value < 40 and (_is_label(found, "roman") or _goes_on(found)):
        letter, taken = _suffix(items, place + 1)
        found.append(joined(items[place : place + 1 + taken], roman(value) + letter, Kind.FIGURE))
        return 1 + taken
    if label.says(folded_set("labels", "ungrouped")):
        found.append(figure(item, str(value)))
        return 1
    if _is_label(found, "figures") and not (value == 1 and _noun_follows(items, place + 1)):
        letter, taken = _suffix(items, place + 1) if label.folded in ("grade", "type", "classe", "stade") else ("", 0)
        found.append(joined(items[place : place + 1 + taken], f"{value}{letter.lower()}", Kind.FIGURE, value))
        return 1 + taken
    return 0


def _is_label(found: Items, name: str) -> bool:
    label = found[-1]
    if label.kind is Kind.SIGN:
        return False
    if label.says(folded_set("labels", name)):
        return True
    return len(found) > 1 and f"{found[-2].folded} {label.folded}" in folded_set("labels", name)


def _goes_on(found: Items) -> bool:
    """«stade deux à trois», «segments cinq et six»: after a roman figure."""
    if len(found) < 2 or found[-1].folded not in ("a", "ou", "et"):
        return False
    before = found[-2]
    return before.kind is Kind.FIGURE and bool(before.text) and set(before.text) <= set("IVX")


def _suffix(items: Items, place: int) -> tuple[str, int]:
    """«stade trois b» -> IIIB."""
    item = at(items, place)
    if item is None or item.text not in ("a", "b", "c", "d"):
        return "", 0
    if item.text == "a":
        following = at(items, place + 1)
        if following is not None and following.kind is not Kind.SIGN:
            return "", 0
    return item.text.upper(), 1


def _noun_follows(items: Items, place: int) -> bool:
    item = at(items, place)
    return item is not None and item.kind is Kind.WORD and item.folded not in folded_set("labels", "closed")


def scored(item: Item) -> bool:
    """A scale by its capitals: «EVA quatre», «Glasgow huit»."""
    return item.kind is Kind.TERM and (item.text.isupper() or item.text[:1].isupper())
