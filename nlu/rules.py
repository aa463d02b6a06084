"""The simplest real Interpreter: a few patterns and the catalogue's own examples; no Rasa, no training."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date
from functools import cache

import yaml

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.situation import Situation
from assistant.types import Interpretation
from nlu import lexicon, split
from nlu.normalise.periods import period
from nlu.reading import Piece, Raw, finish
from nlu.spans import Mark
from nlu.text import clean

NEAR = 0.9
"""Likeness (difflib ratio) from which a catalogue example is meant."""
_PERIOD = (
    r"(?:depuis|sur|hier|avant-hier|demain|aujourd'hui|ce|cet|cette|la semaine|le mois|l'an|l'annee|entre|en|\d{4})\b.*"
)
_TABLES = ("section", "doc_type", "direction", "channel", "status")
_NO_ACCENT = str.maketrans("àâäéèêëîïôöùûüÿç", "aaaeeeeiioouuuyc")


class RuleInterpreter:
    """Interpreter port without a model. What no pattern says is out of scope."""

    name = "rules"

    def __init__(self, words: Catalogue, *, today: Callable[[], date] = date.today) -> None:
        self._words = words
        self._today = today
        self._examples = {
            _flat(clean(said).text): intent
            for intent, spec in words.commands.items()
            if not spec.slots
            for said in spec.say
        }

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:
        """One Interpretation for each command of the text."""
        whole = clean(text)

        async def read(piece: Piece) -> Interpretation:
            return finish(piece, self._read(piece.text), self._words, self._today(), situation)

        if not whole.text:
            return (Interpretation(text, OUT_OF_SCOPE, 1.0),)
        return await split.commands(whole, read, self._words)

    def _read(self, text: str) -> Raw:
        flat = _flat(text)
        if intent := self._examples.get(flat):
            return Raw(intent, 1.0)
        for intent, patterns in _patterns().items():
            for pattern in patterns:
                if (match := pattern.fullmatch(flat)) and self._sensible(text, match):
                    marks = (Mark(n, *match.span(n)) for n, found in match.groupdict().items() if found)
                    return Raw(intent, 0.95, marks=tuple(marks))
        if near := difflib.get_close_matches(flat, self._examples, n=1, cutoff=NEAR):
            return Raw(self._examples[near[0]], NEAR)
        return Raw(OUT_OF_SCOPE, 1.0)

    def _sensible(self, text: str, match: re.Match[str]) -> bool:
        """A pattern takes any words as a period: only those that mean one will do."""
        said = match.groupdict().get("period")
        return not said or period(text[slice(*match.span("period"))], self._today()) is not None


def _flat(text: str) -> str:
    """Without accents, each character in its place."""
    return text.translate(_NO_ACCENT)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    path = lexicon.LOOKUPS / "rules.yml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {name: _either(name) for name in _TABLES} | {"period": _PERIOD}
    return {intent: tuple(_compile(p, known) for p in patterns) for intent, patterns in raw.items()}


def _compile(pattern: str, known: dict[str, str]) -> re.Pattern[str]:
    for name, words in known.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    return re.compile(pattern)


def _either(name: str) -> str:
    phrases = sorted((_flat(p) for p in lexicon.phrases(name)), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(p) for p in phrases) + ")"
