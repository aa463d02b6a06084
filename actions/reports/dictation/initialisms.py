"""Is a word an initialism («ecg», «hgpo»), and is «ait» one here?"""

from __future__ import annotations

import re
from functools import cache

from actions.reports.dictation.fixed_forms import SPELLED
from actions.reports.dictation.items import Items, Kind, at, fold, table
from actions.reports.dictation.proper_names import proper_names
from assistant.lexicon import known

_SHORT = re.compile(r"[a-z]{2,4}")
"""So short and no French word: an initialism that no list has («hgpo»)."""
_WORDLIKE = re.compile(
    r"[^aeiouy]{0,2}[aeiouy]{1,2}[^aeiouy][aeiouy]|[^aeiouy]?[aeiouy]{2}[^aeiouy]{1,2}|[^aeiouy]{2}[aeiouy][^aeiouy]"
)
"""Four letters that can be said as a word («lewy», «peak»): not spelled."""
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,5}")


def initialism(items: Items, place: int, found: Items) -> str | None:
    """The word in capitals (or as its own form), None when it is none; the elision is left out."""
    stem = items[place].stem
    if items[place].said == SPELLED or stem in plain():
        return stem.upper()
    rule = table("abbreviations")["guarded"].get(stem)
    if rule is not None:
        return str(rule["written"]) if _allowed(rule, items, place, found) else None
    short = _NO_VOWEL.fullmatch(stem) or (_SHORT.fullmatch(stem) and not _WORDLIKE.fullmatch(stem))
    if fold(stem) in proper_names():
        return None
    if short and stem not in table("abbreviations")["lower"] and not known(stem):
        return stem.upper()
    return None


@cache
def plain() -> frozenset[str]:
    """Those written in capitals wherever they are heard."""
    return frozenset(table("abbreviations")["plain"])


def _allowed(rule: dict[str, object], items: Items, place: int, found: Items) -> bool:
    """Does what stands around show that the letters are an initialism? Without a condition but «unless», yes."""
    before, after = at(found, len(found) - 1), at(items, place + 1)
    if rule.get("figure_before"):
        return before is not None and before.kind is Kind.FIGURE
    last = {item.folded for item in found[-3:]} | {fold(item.stem) for item in found[-3:]}
    if last & _folded(rule.get("unless")):
        return False
    elision = items[place].elision
    word_before = elision or (before.folded if before else "")
    shown = (
        bool(rule.get("start")) and (before is None or before.kind is Kind.SIGN),
        bool(rule.get("end")) and (after is None or after.kind is Kind.SIGN),
        bool(rule.get("figure_after")) and after is not None and after.kind in (Kind.FIGURE, Kind.NUMBER),
        after is not None and after.folded in _folded(rule.get("next")),
        word_before in _folded(rule.get("after")),
    )
    return any(shown) or not {"start", "end", "figure_after", "next", "after"} & set(rule)


def _folded(words: object) -> set[str]:
    return {fold(str(word)) for word in words} if isinstance(words, list) else set()
