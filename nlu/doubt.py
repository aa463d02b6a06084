"""Reasons to believe a model less: what it says was named is missing, or is nothing of that kind."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from assistant.catalogue import CommandSpec
from assistant.types import Entity
from nlu import lexicon, sentences
from nlu.text import fold

MISSING = 0.8
"""Factor on the confidence when a value that the command cannot do without was not named."""
IMPLAUSIBLE = 0.5
"""Factor when nothing in the words supports the command: a bare number as a room, an unknown field."""


def factor(spec: CommandSpec, text: str, entities: Collection[Entity]) -> float:
    """1.0 when there is no reason to doubt; `text` is cleaned."""
    names = {e.name for e in entities}
    doubt = MISSING if any(slot not in names for slot in spec.required) else 1.0
    words = set(fold(text).replace("-", " ").replace("'", " ").split())
    opens = bool(words & lexicon.words("opener", "verb"))
    if spec.intent == "fill_field" and not opens and not any(_known_field(e) for e in entities):
        doubt = min(doubt, IMPLAUSIBLE)
    if spec.intent == "open_record" and names == {"room"} and not (words & lexicon.words("doubt", "room")):
        doubt = min(doubt, IMPLAUSIBLE)
    return doubt


def _known_field(entity: Entity) -> bool:
    return entity.name == "field" and lexicon.plain(entity.text) in _fields()


@cache
def _fields() -> frozenset[str]:
    """Fields that the training sentences name."""
    return frozenset(
        lexicon.plain(e.text[s.start : s.end]) for e in sentences.read() for s in e.spans if s.name == "field"
    )
