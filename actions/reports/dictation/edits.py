"""Corrections by voice, as values: what is asked, of which words, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]
"""Start and end (excluded) of characters in the text."""


class Unit(StrEnum):
    """What can be taken whole."""

    WORD = "word"
    SENTENCE = "sentence"
    LINE = "line"
    PARAGRAPH = "paragraph"
    ALL = "all"


class Case(StrEnum):
    """How letters are to be."""

    CAPITAL = "capital"
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Named:
    """Words of the text, as they were said."""

    said: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """From some words to others, both included."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Last:
    """The last words, sentences… before the cursor."""

    unit: Unit
    count: int = 1


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected. Without a selection: «corrige en» takes the doubtful word nearest before the cursor,
    «efface ça» what the last utterance wrote."""


Target = Named | Stretch | Last | Selection


@dataclass(frozen=True, slots=True)
class Replace:
    """«remplace X par Y»: every way to cut the words at «par», the text decides."""

    cuts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """«corrige en Y»: what is selected becomes Y."""

    new: str


@dataclass(frozen=True, slots=True)
class Insert:
    """«ajoute Y après X»: every way to cut; `after` tells the side."""

    cuts: tuple[tuple[str, str], ...]
    """(what stands there, what is added)."""
    after: bool = True


@dataclass(frozen=True, slots=True)
class Select:
    """«sélectionne …»."""

    target: Target


@dataclass(frozen=True, slots=True)
class Delete:
    """«supprime …»."""

    target: Target


@dataclass(frozen=True, slots=True)
class Recase:
    """«mets une majuscule à …»."""

    target: Target
    case: Case


@dataclass(frozen=True, slots=True)
class Spell:
    """«épelle d u p o n t»: a name, letter by letter, in place of the selection or at the cursor."""

    letters: str


@dataclass(frozen=True, slots=True)
class Jump:
    """«mot douteux suivant»."""

    forward: bool = True


@dataclass(frozen=True, slots=True)
class Go:
    """«va à la fin», «va après X»: the cursor moves, nothing changes."""

    target: Target
    after: bool = True


Correction = Replace | Rewrite | Insert | Select | Delete | Recase | Spell | Jump | Go


@dataclass(frozen=True, slots=True)
class Draft:
    """A text being dictated."""

    text: str
    cursor: int
    selection: Span | None = None
    doubtful: tuple[Span, ...] = ()
    latest: Span | None = None
    """What the last utterance wrote: «efface ça» without a selection."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Done: the new draft (doubtful words moved with the text), and the characters that are new in it."""

    draft: Draft
    changed: Span


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places fit; the nearest before the cursor first. Nothing was changed."""

    candidates: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing fits these words; empty when there was no selection or no doubtful word. Nothing was changed."""

    said: str = ""


Outcome = Edited | Ambiguous | NotFound
