"""Diseases named after people, drugs, places, initialisms: how a word of the field is written."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from actions.reports.dictation.fixed_forms import Key, key_of
from actions.reports.dictation.initialisms import initialism, plain
from actions.reports.dictation.items import (
    Item,
    Items,
    Kind,
    at,
    fold,
    folded_set,
    joined,
    listing,
)
from actions.reports.dictation.ligatures import ligature
from actions.reports.dictation.proper_names import brands, people, places, proper_names
from actions.reports.dictation.spelling import corrected
from assistant.lexicon import known, lines

_ENDS_IN_LETTER = re.compile(r"([a-zà-ÿ]{3,})-([b-xz])")
_LINK = frozenset({"de", "du", "des"})


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
        (guarded if name != line else always)[key_of(name)] = name
    for line in lines("terms"):
        if " " in line or line[0].isupper():
            always[key_of(line)] = line
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
        parts += key_of(item.stem if size == 1 else item.text)
        written = always.get(tuple(parts)) or (guarded.get(tuple(parts)) if _triggered(items[place], found) else None)
        if written:
            best = (joined(items[place : place + size], elision + written, Kind.TERM), size)
    return best


def _saint(items: Items, place: int, found: Items) -> tuple[Item | None, int]:
    """«hôpital saint louis», «gare saint-charles» -> Saint-…; «un demi comprimé» -> demi-comprimé."""
    item, after = items[place], at(items, place + 1)
    first, _, rest = item.stem.partition("-")
    if first in ("saint", "sainte") and rest:
        if not _holy(rest, found):
            return None, 0
        name = "-".join(part.capitalize() for part in item.stem.split("-"))
        return joined([item], item.elision + name, Kind.TERM), 1
    if after is None or after.kind is not Kind.WORD or after.elision:
        return None, 0
    if item.text in ("demi", "demie") and fold(after.text).rstrip("s") in folded_set("units", "doses"):
        return joined([item, after], f"demi-{after.text}", Kind.WORD), 2
    if first not in ("saint", "sainte") or not _holy(after.text, found):
        return None, 0
    name = "-".join(part.capitalize() for part in after.text.split("-"))
    return joined([item, after], f"{item.elision}{first.capitalize()}-{name}", Kind.TERM), 2


def _holy(name: str, found: Items) -> bool:
    """A given name, or anything after «hôpital», «rue»…"""
    return fold(name) in people() or any(fold(word.stem) in _triggers("place_triggers") for word in found[-3:])


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
    return frozenset(fold(word) for word in listing(name))


def _single(items: Items, place: int, found: Items) -> Item:
    item = items[place]
    stem = item.stem
    if (joined_letters := ligature(stem)) != stem:
        item = replace(item, text=item.elision + joined_letters)
        stem = joined_letters
        items = [*items[:place], item, *items[place + 1 :]]
    written = (
        _after_trigger(item, found)
        or initialism(items, place, found)
        or _lettered(items, place, found)
        or _proper(item, found)
    )
    if written is None and _after_given_name(stem, found):
        written = stem.capitalize()
    if written is not None:
        return replace(item, text=item.elision + written, kind=Kind.TERM)
    better = corrected(stem)
    if better is None:
        return item
    return replace(item, text=item.elision + better, kind=Kind.TERM if better != better.lower() else Kind.WORD)


def _after_trigger(item: Item, found: Items) -> str | None:
    """A word that no list has after «maladie de», «selon», «classification»: a person's name."""
    stem = item.stem
    if not stem.isalpha() or len(stem) < 4 or known(stem) or corrected(stem) is not None:
        return None
    if fold(stem) in proper_names() or stem in plain():
        return None
    direct = bool(found) and not item.elision and found[-1].folded in _triggers("direct_triggers")
    if not direct and not _triggered(item, found):
        return None
    return f"Mc{stem[2:].capitalize()}" if stem.startswith("mc") else stem.capitalize()


def _after_given_name(stem: str, found: Items) -> bool:
    """«Édouard herriot»: a word that no list has, after a given name."""
    if not found or found[-1].kind is not Kind.TERM or not stem.isalpha() or len(stem) < 4 or known(stem):
        return False
    return fold(found[-1].stem) in people() and corrected(stem) is None


def _lettered(items: Items, place: int, found: Items) -> str | None:
    """«hépatite b», «groupe a»."""
    letter = items[place].stem
    if match := _ENDS_IN_LETTER.fullmatch(letter):
        return f"{match[1]}-{match[2].upper()}"  # «anti-d»
    if len(letter) != 1 or not letter.isascii() or not letter.isalpha():
        return None
    if letter not in "aoy":
        return letter.upper()  # «onde t», «fièvre q», «amphotéricine b»
    if not found or not found[-1].says(folded_set("titles", "lettered")):
        return None
    after = at(items, place + 1)
    if letter in "ay" and after is not None and after.kind is Kind.WORD:
        return letter.upper() if after.folded in folded_set("titles", "lettered_after") else None
    return letter.upper()


def _proper(item: Item, found: Items) -> str | None:
    folded = fold(item.stem)
    if (written := proper_names().get(folded)) is not None and (not known(item.stem) or folded in brands()):
        # the list of brands has no accents: those that were heard are kept
        heard = item.stem.capitalize()
        return heard if fold(written) == written.lower() and not known(item.stem) else written
    if folded in places() and _by_place(item, found):
        return places()[folded]
    return None


def _by_place(item: Item, found: Items) -> bool:
    """«CHU de Nice», «habite à Tours»."""
    links = 0 if item.elision == "d'" else 1
    if links and not (found and found[-1].folded in ("de", "a", "du", "en")):
        return False
    return len(found) > links and fold(found[-1 - links].stem) in _triggers("place_triggers")
