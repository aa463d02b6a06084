"""Initialisms, fixed forms, diseases named after people, drugs, places: how a word of the field is written."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from actions.reports.dictation.items import (
    Item,
    Items,
    Kind,
    at,
    fold,
    folded_set,
    joined,
    table,
)
from actions.reports.dictation.numerals import is_number
from actions.reports.dictation.spelling import corrected
from actions.reports.dictation.vocabulary import known, ligature, lines

_LONGEST = 6
_SHORT = re.compile(r"[a-z]{2,4}")
"""So short and no French word: an initialism that no list has («hgpo»)."""
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,5}")
SPELLED = "letters"
"""What a word was «said» when its letters were said one by one."""
_LINK = frozenset({"de", "du", "des"})
Key = tuple[str, ...]


def _key(text: str) -> Key:
    return tuple(re.split(r"[\s-]+", fold(text)))


@cache
def _fixed() -> dict[Key, str]:
    rows = table("abbreviations")["fixed"]
    return {_key(said): written for written, every in rows.items() for said in every}


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
    if [item.folded for item in run] not in (["pour", "cent"], ["pour", "cents"]) or not place:
        return None, 0
    return (joined(run, "pourcent", Kind.WORD), 2) if is_number(items[place - 1].folded) else (None, 0)


def _longest(items: Items, place: int) -> tuple[Item | None, int]:
    parts: list[str] = []
    best: tuple[Item | None, int] = (None, 0)
    elision = items[place].elision
    for size, item in enumerate(items[place : place + _LONGEST], 1):
        if item.kind is not Kind.WORD:
            break
        parts += _key(item.stem if size == 1 else item.text)
        if written := _fixed().get(tuple(parts)):
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


def terms(items: Items) -> Items:
    """Every word that has a form of its own becomes a TERM."""
    found: Items = []
    place = 0
    while place < len(items):
        if items[place].kind is not Kind.WORD:
            found.append(items[place])
            place += 1
            continue
        item, taken = _saint(items, place, found)
        if item is None:
            item, taken = _several(items, place, found)
        found.append(item or _single(items, place, found))
        place += max(taken, 1)
    return found


@cache
def _named() -> tuple[dict[Key, str], dict[Key, str]]:
    """Written forms by their folded words: always, and only after «maladie de»…"""
    always: dict[Key, str] = {}
    guarded: dict[Key, str] = {}
    for line in lines("eponyms"):
        name = line.removeprefix("! ")
        (guarded if name != line else always)[_key(name)] = name
    for line in lines("terms"):
        if " " in line or line[0].isupper():
            always[_key(line)] = line
    return always, guarded


def _several(items: Items, place: int, found: Items) -> tuple[Item | None, int]:
    """The longest name of eponyms.txt or terms.txt that begins here."""
    always, guarded = _named()
    parts: list[str] = []
    best: tuple[Item | None, int] = (None, 0)
    elision = items[place].elision
    for size, item in enumerate(items[place : place + 3], 1):
        if item.kind is not Kind.WORD:
            break
        parts += _key(item.stem if size == 1 else item.text)
        written = always.get(tuple(parts)) or (guarded.get(tuple(parts)) if _triggered(items[place], found) else None)
        if written:
            best = (joined(items[place : place + size], elision + written, Kind.TERM), size)
    return best


def _saint(items: Items, place: int, found: Items) -> tuple[Item | None, int]:
    """«hôpital saint louis» -> Saint-Louis; «un demi comprimé» -> demi-comprimé."""
    item, after = items[place], at(items, place + 1)
    if after is None or after.kind is not Kind.WORD or after.elision:
        return None, 0
    if item.text in ("demi", "demie") and fold(after.text).rstrip("s") in folded_set("units", "doses"):
        return joined([item, after], f"demi-{after.text}", Kind.WORD), 2
    place_said = any(fold(word.stem) in _triggers("place_triggers") for word in found[-3:])
    if item.stem not in ("saint", "sainte") or not (place_said or fold(after.text) in _people()):
        return None, 0
    name = "-".join(part.capitalize() for part in after.text.split("-"))
    return joined([item, after], f"{item.elision}{item.stem.capitalize()}-{name}", Kind.TERM), 2


def _triggered(item: Item, found: Items) -> bool:
    """«maladie de X», «signe d'X»."""
    head = found if item.elision == "d'" else found[:-1]
    if head is not found and (not found or found[-1].folded not in _LINK):
        return False
    if len(head) > 1 and head[-1].kind is Kind.FIGURE:
        head = head[:-1]  # «stade IV d'Ahlback»
    return bool(head) and fold(head[-1].stem) in _triggers("triggers")


@cache
def _triggers(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lines(name))


def _single(items: Items, place: int, found: Items) -> Item:
    item = items[place]
    stem = item.stem
    if (joined_letters := ligature(stem)) != stem:
        item = replace(item, text=item.elision + joined_letters)
        stem = joined_letters
        items = [*items[:place], item, *items[place + 1 :]]
    written = _initialism(items, place, found) or _lettered(items, place, found) or _proper(item, found)
    if written is None and _after_given_name(stem, found):
        written = stem.capitalize()
    if written is None and _triggered(item, found) and stem.isalpha() and len(stem) > 3 and not known(stem):
        written = stem.capitalize()
    if written is not None:
        return replace(item, text=item.elision + written, kind=Kind.TERM)
    better = corrected(stem)
    if better is None:
        return item
    return replace(item, text=item.elision + better, kind=Kind.TERM if better != better.lower() else Kind.WORD)


def _after_given_name(stem: str, found: Items) -> bool:
    """«Édouard herriot»: a word that no list has, after a given name."""
    if not found or found[-1].kind is not Kind.TERM or not stem.isalpha() or len(stem) < 4 or known(stem):
        return False
    return fold(found[-1].stem) in _people() and corrected(stem) is None


@cache
def _people() -> frozenset[str]:
    return frozenset(fold(line) for line in lines("people"))


def _initialism(items: Items, place: int, found: Items) -> str | None:
    stem = items[place].stem
    if items[place].said == SPELLED or stem in _plain():
        return stem.upper()
    rule = table("abbreviations")["guarded"].get(stem)
    if rule is not None:
        return str(rule["written"]) if _allowed(rule, items, place, found) else None
    short = _NO_VOWEL.fullmatch(stem) or (_SHORT.fullmatch(stem) and fold(stem) not in _proper_names())
    if short and stem not in table("abbreviations")["lower"] and not known(stem):
        return stem.upper()
    return None


@cache
def _plain() -> frozenset[str]:
    return frozenset(table("abbreviations")["plain"])


def _allowed(rule: dict[str, object], items: Items, place: int, found: Items) -> bool:
    """Does what stands around show that the letters are an initialism?"""
    before, after = at(found, len(found) - 1), at(items, place + 1)
    if rule.get("figure_before"):
        return before is not None and before.kind is Kind.FIGURE
    if "unless" in rule:
        last = {item.folded for item in found[-3:]} | {fold(item.stem) for item in found[-3:]}
        if last & set(map(fold, _strings(rule["unless"]))):
            return False
        if "after" not in rule and "start" not in rule:
            return True
    if rule.get("start") and (before is None or before.kind is Kind.SIGN):
        return True
    if "next" in rule and after is not None and after.folded in map(fold, _strings(rule["next"])):
        return True
    if "after" not in rule:
        return not rule.get("start")
    words = {fold(word) for word in _strings(rule["after"])}
    return items[place].elision in words or (before is not None and not items[place].elision and before.folded in words)


def _strings(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _lettered(items: Items, place: int, found: Items) -> str | None:
    """«hépatite b», «groupe a»."""
    letter = items[place].text
    if (
        len(letter) != 1
        or not letter.isascii()
        or not letter.isalpha()
        or not found
        or not found[-1].says(folded_set("titles", "lettered"))
    ):
        return None
    after = at(items, place + 1)
    verb = letter in ("a", "y", "à") and after is not None and after.kind is Kind.WORD
    return None if verb and after.folded not in folded_set("titles", "lettered_after") else letter.upper()


@cache
def _proper_names() -> dict[str, str]:
    """Folded word -> brands, people and places that are no French word."""
    found: dict[str, str] = {}
    found.update({fold(line): line for line in lines("proper")})
    found.update({fold(line): line for line in (*lines("brands"), *lines("brands_written"))})
    return found


@cache
def _brands() -> frozenset[str]:
    return frozenset(fold(line) for line in (*lines("brands"), *lines("brands_written")))


@cache
def _places() -> dict[str, str]:
    return {fold(line): line for line in lines("places")}


def _proper(item: Item, found: Items) -> str | None:
    folded = fold(item.stem)
    if (written := _proper_names().get(folded)) is not None and (not known(item.stem) or folded in _brands()):
        # the list of brands has no accents: those that were heard are kept
        heard = item.stem.capitalize()
        return heard if fold(written) == written.lower() and not known(item.stem) else written
    if folded in _places() and _by_place(item, found):
        return _places()[folded]
    return None


def _by_place(item: Item, found: Items) -> bool:
    """«CHU de Nice», «habite à Tours»."""
    links = 0 if item.elision == "d'" else 1
    if links and not (found and found[-1].folded in ("de", "a", "du", "en")):
        return False
    return len(found) > links and fold(found[-1 - links].stem) in _triggers("place_triggers")
