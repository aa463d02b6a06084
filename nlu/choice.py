"""Which of the model's guesses can be meant: what the situation excludes, what the words themselves decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.situation import Situation

CLOSE = 0.5
"""Share of the first guess's confidence from which another one is a rival."""
ANSWER = 0.7
"""The same for an answer while a question is open: «annule» is then for the question."""
_PROMOTED = frozenset({"affirm", "deny", "cancel", "select_item"})
"""Answers that an open question may prefer; never «confirm»: what engages is not decided by a tie."""

Guess = tuple[str, float]


def possible(guesses: Sequence[Guess], words: Catalogue, situation: Situation) -> list[Guess]:
    """The guesses, best first, without those that cannot be meant now; the confidences sum to what they did.

    What this installation cannot do stays a guess: it must be said, not taken for something else. A guess that is
    impossible but far ahead stays too: the words are for that command, and nothing is done. A situation that does not
    say what is available (no session) excludes nothing.
    """
    ranked = sorted(guesses, key=lambda g: -g[1])
    if not situation.available or not ranked:
        return ranked
    now = replace(situation, available=frozenset())
    allowed = [g for g in ranked if g[0] == OUT_OF_SCOPE or _allowed(g[0], words, now)]
    if not allowed or allowed[0][1] < CLOSE * ranked[0][1] or "confirm" in (ranked[0][0], allowed[0][0]):
        return ranked  # what engages is as sure as the words make it, never surer
    whole, kept = sum(c for _, c in ranked), sum(c for _, c in allowed)
    ranked = [(name, confidence * whole / kept) for name, confidence in allowed]
    if situation.question is not None and ranked[0][0] not in (*_PROMOTED, OUT_OF_SCOPE, "confirm"):
        answers = [g for g in ranked if g[0] in _PROMOTED and g[1] >= ANSWER * ranked[0][1]]
        ranked = [*answers[:1], *(g for g in ranked if g not in answers[:1])]
    return ranked


def by_field(guesses: Sequence[Guess], marked: Collection[str]) -> list[Guess]:
    """A field named without a value is gone to, one with a value is filled: the words decide between the two."""
    found = dict(guesses)
    first = guesses[0][0] if guesses else ""
    if "field" not in marked or first not in ("fill_field", "go_to_field"):
        return list(guesses)
    meant = "fill_field" if "content" in marked else "go_to_field"
    if first != meant and (meant == "go_to_field" or found.get(meant, 0.0) >= CLOSE * found[first]):
        both = found.get("fill_field", 0.0) + found.get("go_to_field", 0.0)
        rest = [g for g in guesses if g[0] not in ("fill_field", "go_to_field")]
        return [(meant, both), *rest]
    return list(guesses)


def rivals(guesses: Sequence[Guess]) -> list[Guess]:
    """The first guess and those close behind it; talk is never a rival, and nothing rivals talk."""
    if not guesses or guesses[0][0] == OUT_OF_SCOPE:
        return list(guesses[:1])
    least = CLOSE * guesses[0][1]
    return [guesses[0], *(g for g in guesses[1:] if g[1] >= least and g[0] not in (OUT_OF_SCOPE, "confirm"))]


def _allowed(intent: str, words: Catalogue, situation: Situation) -> bool:
    spec = words.commands.get(intent)
    return spec is not None and situation.allows(spec)
