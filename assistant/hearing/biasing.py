"""What may be said now -> phrases that the recogniser is helped along, with their weights; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.hearing.carriers import TITLES
from assistant.situation import Situation
from assistant.types import Mode

WORDS = Path(__file__).with_name("words.txt")
NAME, ANSWER, DOCTOR, OWN, COMMAND, WORD = 1.2, 1.1, 1.0, 1.0, 0.3, 0.4
"""Help for each token (natural logarithm): names of people near at hand, answers of the field, doctors, words of the
site, commands that may be meant, care."""
ORDINALS = ("premier", "première", "deuxième", "troisième", "quatrième", "cinquième", "dernier", "dernière")
_ARTICLE = re.compile(r"^(?:les? |la |l')")
Weighted = tuple[str, float]


def likely(situation: Situation, catalogue: Catalogue) -> Iterator[Weighted]:
    """Phrases and weights; the same phrase may come twice, the tree keeps the greater help."""
    for name in situation.names():
        yield from _name(name)
    # without a title, «petit» and «blanc» are words like others
    yield from ((f"{TITLES[0]} {name}", DOCTOR) for name in situation.doctors)
    yield from ((word, OWN) for word in situation.words)
    if situation.listing or (situation.question and situation.question.choices):
        yield from ((f"{article} {ordinal}", OWN) for ordinal in ORDINALS for article in ("le", "la"))
    yield from _document(situation)
    if situation.mode is Mode.DICTATION:
        return
    for command in situation.active(catalogue):
        if command.intent != OUT_OF_SCOPE:
            yield from ((said, OWN if command.only_answer else COMMAND) for said in command.say)
    yield from _vocabulary(catalogue)


def _document(situation: Situation) -> Iterator[Weighted]:
    """What the open document may be told: its fields by name, the answers of the current one; templates by name."""
    if situation.mode is not Mode.DICTATION:
        yield from ((name, OWN) for name in situation.templates)
    if opened := situation.document:
        yield from ((place.name, OWN) for place in opened.places)
        yield from ((answer, ANSWER) for answer in (opened.place.choices if opened.place else ()))


def _name(name: str) -> Iterator[Weighted]:
    """«Anne Durand» is called so, or «Durand», or «Durand Anne»."""
    given, _, family = name.partition(" ")
    yield from ((said, NAME) for said in {name, family, f"{family} {given}".strip()} if said)


def _vocabulary(catalogue: Catalogue) -> Iterator[Weighted]:
    for label in catalogue.labels.get("section", {}).values():
        yield _ARTICLE.sub("", label), WORD
    yield from ((word, WORD) for word in _words())


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    lines = (line.split("#")[0] for line in WORDS.read_text(encoding="utf-8").splitlines())
    return tuple(word.strip() for line in lines for word in line.split(",") if word.strip())
