"""What may be said now -> the words given to the recogniser as a prompt; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from assistant.catalogue import OUT_OF_SCOPE, Catalogue, CommandSpec
from assistant.situation import Situation
from assistant.types import Mode

WORDS = Path(__file__).with_name("words.txt")
TOKENS = 210
"""Longest prompt: Whisper keeps at most 223 tokens of what was said before."""
SHORT = 20
"""Letters of a short command."""
NAMES = 8
_ARTICLE = re.compile(r"^(?:les? |la |l')")
CHOICES = "Le premier. La première. Le deuxième. La deuxième. Le troisième. La troisième. Le dernier."


def prompt(situation: Situation, catalogue: Catalogue, count: Callable[[str], int], tokens: int = TOKENS) -> str:
    """Sentences as they may have been said just before, the likeliest last (Whisper minds the end most).

    `count` gives the length of a text in tokens; a sentence that does not fit is left out.
    """
    chosen: list[str] = []
    left = tokens
    for part in dict.fromkeys(_parts(situation, catalogue)):
        length = count(part)
        if length <= left:
            chosen.append(part)
            left -= length
    return " ".join(reversed(chosen))


def _parts(situation: Situation, catalogue: Catalogue) -> Iterable[str]:
    """Sentences, the likeliest first."""
    active = situation.active(catalogue)
    if situation.mode is Mode.ASLEEP:
        yield from (_sentence(s) for c in active for s in c.say)
        return
    yield from (_sentence(s) for c in active if c.only_answer for s in c.say)
    if situation.listing or (situation.question and situation.question.choices):
        yield CHOICES
    if names := situation.names()[:NAMES]:
        yield _sentence(", ".join(names))
    if situation.words:
        yield _sentence(", ".join(situation.words[:20]))
    if situation.mode is Mode.DICTATION:
        return
    words = [_sentence(line) for line in _words()]
    yield from words[:1]
    yield from _commands(situation, active)
    yield _sentence(", ".join(_ARTICLE.sub("", label) for label in catalogue.labels.get("section", {}).values()))
    yield from words[1:]


def _commands(situation: Situation, active: tuple[CommandSpec, ...]) -> Iterable[str]:
    """First example of each command, short ones first: nothing else in the sound tells «descends» apart.

    Then those that read the open record, when there is one, or those that find one.
    """
    groups = ("conversation", "record", "patient") if situation.patient else ("conversation", "patient", "record")
    known = [c for c in active if c.group in groups and c.say and not c.only_answer and c.intent != OUT_OF_SCOPE]
    for command in sorted(known, key=lambda c: (len(c.say[0]) > SHORT, groups.index(c.group))):
        yield _sentence(command.say[0])


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    lines = (line.split("#")[0].strip() for line in WORDS.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)
