"""Brands, people and places, by their folded words."""

from __future__ import annotations

from functools import cache

from actions.reports.dictation.items import fold
from assistant.lexicon import lines


@cache
def proper_names() -> dict[str, str]:
    """Folded word -> brands, people and places that are no French word."""
    found: dict[str, str] = {}
    found.update({fold(line): line for line in lines("proper")})
    found.update({fold(line): line for line in (*lines("brands"), *lines("brands_written"))})
    return found


@cache
def brands() -> frozenset[str]:
    """Folded brands, also those that are French words."""
    return frozenset(fold(line) for line in (*lines("brands"), *lines("brands_written")))


@cache
def drugs() -> frozenset[str]:
    """Folded brands and substances."""
    words = (word for name in ("substances", "substances_written") for line in lines(name) for word in line.split())
    return brands() | frozenset(fold(word) for word in words)


@cache
def people() -> dict[str, str]:
    """Folded family and given names -> as written."""
    return {fold(line): line for line in lines("people")}


@cache
def places() -> dict[str, str]:
    """Folded towns, countries… -> as written, also those that are French words."""
    return {fold(line): line for line in lines("places")}
