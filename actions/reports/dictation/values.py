"""What goes in and out of the formatter: names, typography, the written text with the place of every spoken word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typography:
    """Spaces and apostrophe. Source: Lexique des règles typographiques en usage à l'Imprimerie nationale."""

    wide: str = "\u00a0"
    """Before «:», inside « », between a number and its unit."""
    narrow: str = "\u202f"
    """Before «;», «!», «?»; between groups of three figures."""
    apostrophe: str = "'"


FRENCH = Typography()
PLAIN = Typography(" ", " ")
"""Ordinary spaces, for a record that shows no-break ones badly."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of this document that no list can hold."""

    names: tuple[str, ...] = ()
    """The patient's and the correspondents', as they are written: «Jeanne Carpentier», «Le Goff»."""
    terms: tuple[str, ...] = ()
    """The site's own words, as they are written: «UMJ», «service Laennec»."""


@dataclass(frozen=True, slots=True)
class Written:
    """The text to put at the cursor, and where each spoken word went."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """For each word of the input, (start, end) in `text`; start == end where it left nothing («virgule» dropped)."""

    def under(self, places: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Spans of the words at those places, in order, joined where they touch or overlap: what to underline."""
        found: list[tuple[int, int]] = []
        for start, end in sorted({self.spans[p] for p in places if 0 <= p < len(self.spans)}):
            if start == end:
                continue
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return tuple(found)
