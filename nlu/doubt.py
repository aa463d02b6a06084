"""Reasons to believe a model less: what it says was named is missing, or is nothing of that kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from assistant.catalogue import OUT_OF_SCOPE, CommandSpec
from assistant.types import Entity
from nlu import lexicon, sentences
from nlu.text import fold

MISSING = 0.8
"""Factor on the confidence when a value that the command cannot do without was not named."""
IMPLAUSIBLE = 0.5
"""Factor when nothing in the words supports the command: a bare number as a room, an unknown field."""
STRANGE = 0.7
"""Factor for each word that no sentence of that command has: «remonte le dossier du lit» is not for us.

Chosen on 14 % of the training sentences held out: talk that acts falls from 3.5 to 1.4 %, see README.md.
"""
TAGGED = 0.7
"""Factor when the words ask for approval and nothing opens an order: «la prise de sang était rassurante, non ?»."""
_TAG = re.compile(r" (?:non|hein|n'est ce pas|n'est-ce pas|pas vrai)$")
_PLACES = frozenset({"champ", "variable", "curseur", "zone", "case"})
"""Words for a field that nothing else has: a field nobody trained may follow them."""
_SHORT = 3
"""Letters: shorter words are grammar."""
_COMMON = 30
"""Commands that a word is in for it to be strange in none."""
_WORD = re.compile(r"[^\s'-]+")


def factor(spec: CommandSpec, text: str, rest: str, entities: Collection[Entity]) -> float:
    """1.0 when there is no reason to doubt; `text` is cleaned, `rest` is what no entity or name has of it."""
    names = {e.name for e in entities}
    doubt = MISSING if any(slot not in names for slot in spec.required) else 1.0
    words = set(fold(text).replace("-", " ").replace("'", " ").split())
    opens = bool(words & lexicon.words("opener", "verb"))
    if spec.intent == "fill_field" and not opens and not any(_known_field(e) for e in entities):
        doubt = min(doubt, IMPLAUSIBLE)
    if spec.intent == "open_record" and names == {"room"} and not (words & lexicon.words("doubt", "room")):
        doubt = min(doubt, IMPLAUSIBLE)
    if (
        spec.intent == "go_to_field"
        and not opens
        and not (words & _PLACES)
        and not any(_known_field(e) for e in entities)
    ):
        doubt = min(doubt, IMPLAUSIBLE)  # «la rubrique nécrologique»
    if spec.group != "conversation" and not opens and _TAG.search(text):
        doubt *= TAGGED
    return doubt * STRANGE ** len(_strange(spec.intent, rest))


def _strange(intent: str, rest: str) -> set[str]:
    own, common = _vocabulary()
    if intent not in own:
        return set()
    return {w for w in _WORD.findall(fold(rest)) if len(w) >= _SHORT and w not in own[intent] and w not in common}


def _known_field(entity: Entity) -> bool:
    return entity.name == "field" and lexicon.plain(entity.text) in fields()


@cache
def fields() -> frozenset[str]:
    """Fields that the training sentences name."""
    return frozenset(
        lexicon.plain(e.text[s.start : s.end]) for e in sentences.taught() for s in e.spans if s.name == "field"
    )


@cache
def _vocabulary() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """Words beside the values: of each command's training sentences, and those that many commands have."""
    own: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    for example in sentences.taught():
        words = set(_WORD.findall(fold(without(example.text, [(s.start, s.end) for s in example.spans]))))
        own.setdefault(example.intent, set()).update(words)
        if example.intent != OUT_OF_SCOPE:
            times.update(words)
    common = frozenset(word for word, count in times.items() if count >= _COMMON)
    return {intent: frozenset(words) for intent, words in own.items()}, common


def without(text: str, places: Collection[tuple[int, int]]) -> str:
    """The text with those stretches left out."""
    left, at = "", 0
    for start, end in sorted(places):
        left += f"{text[at:start]} " if start >= at else ""
        at = max(at, end)
    return left + text[at:]
