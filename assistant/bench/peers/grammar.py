"""The peer that is a grammar: hassil (Home Assistant's recogniser) on templates made of our training sentences.

Each sentence becomes a template with its values as lists: what can be listed (sections, quantities, periods …) may be
any value that the training or a lookup has, what is free (a name, a dictated value) any words at all. A template that
is nothing but free words is left out: it would take every talk for a command.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.situation import Situation
from assistant.types import Entity, Interpretation
from nlu import lexicon, normalise, sentences
from nlu.sentences import Example
from nlu.text import clean

SKIPPED = ("s'il te plaît", "s'il vous plaît", "euh", "bah", "bon", "merci")
"""Words that say nothing, left out of any sentence as hassil provides for."""
FREE = frozenset({"patient", "content", "recipient", "practitioner", "template", "service", "patient_id"})
"""Values that no list can hold."""
_LOOKUPS = frozenset({"section", "doc_type", "analyte", "channel", "status", "direction"})


class Grammar:
    """Interpreter port on hassil. A match has no confidence: it is sure or it is none."""

    name = "hassil"

    def __init__(self, words: Catalogue, examples: Iterable[Example] | None = None) -> None:
        self._words = words
        self._examples = list(sentences.read() if examples is None else examples)
        self._intents: Any = None

    async def start(self) -> None:
        """Read the grammar. Raises ImportError where hassil is not installed."""
        from hassil import Intents

        self._intents = await asyncio.to_thread(Intents.from_dict, grammar(self._examples))

    async def stop(self) -> None:
        """Nothing runs."""

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:  # noqa: ARG002
        """The template with most words of its own that takes the whole text; talk when none does."""
        from hassil import recognize_best

        said = clean(text).text
        found = recognize_best(said, self._intents, skip_words=SKIPPED, language="fr") if said else None
        if found is None:
            return (Interpretation(text, OUT_OF_SCOPE, 1.0),)
        intent = found.intent.name
        return (Interpretation(text, intent, 1.0, tuple(_entities(said, found.entities_list, intent))),)


def grammar(examples: Iterable[Example]) -> dict[str, Any]:
    """hassil's own form: intents with their templates, and the lists."""
    templates: dict[str, dict[str, None]] = {}
    values: dict[str, dict[str, None]] = {name: dict.fromkeys(lexicon.phrases(name)) for name in _LOOKUPS}
    for example in examples:
        if example.intent == OUT_OF_SCOPE:
            continue
        text, at, literal = "", 0, ""
        for span in example.spans:
            between = example.text[at : span.start]
            text += f"{_plain(between)}{{{span.name}}}"
            literal += between if span.name in FREE else f"{between}x"
            values.setdefault(span.name, {})[_plain(example.text[span.start : span.end])] = None
            at = span.end
        literal += example.text[at:]
        if literal.strip():
            templates.setdefault(example.intent, {})[text + _plain(example.text[at:])] = None
    lists: dict[str, Any] = {
        name: {"wildcard": True} if name in FREE else {"values": [v for v in found if v]}
        for name, found in values.items()
    }
    intents = {intent: {"data": [{"sentences": list(lines)}]} for intent, lines in templates.items()}
    return {"language": "fr", "intents": intents, "lists": lists}


def _plain(words: str) -> str:
    """Without the signs that mean something in a template."""
    return "".join(" " if c in "()[]{}<>|:;" else c for c in words)


def _entities(said: str, marked: Iterable[Any], intent: str) -> Iterable[Entity]:
    at = 0
    for mark in marked:
        words = str(mark.text).strip()
        start = said.find(words, at)
        if start < 0:
            start = said.find(words)
        value = normalise.value(mark.name, words, date.today(), intent)  # noqa: DTZ011 - days are the person's
        if start >= 0 and value is not None:
            at = start + len(words)
            yield Entity(mark.name, words, value, start, at)
