"""Do people talk to each other? Told by what came to nothing just before; pure.

«Potassium ?», «suivant», «elle a des antécédents ?» are commands when they come out of silence, and talk in a
conversation; only what is said as an order, or twice, is then for the assistant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.types import Ignored, Interpretation, Outcome, Utterance

TALK = frozenset({"out-of-scope", "unsure", "unrelated", "amid-talk"})
"""Why words come to nothing that were for somebody else."""
ASIDE = "aside"
"""Neither talk nor for us, for all that is known: no words, no answer to a question, what is asked to be said again."""
TURNS = 2
"""Utterances for somebody else, one after the other: one alone may be a command that was misheard."""
PAUSE = timedelta(seconds=2)
"""Longest silence within a conversation, beside the 0.6 s that two utterances keep of it (segmenter.Limits): who turns
to the assistant stops for longer, or says an order."""


class Overheard:
    """What was heard lately that was for nobody."""

    def __init__(self) -> None:
        self._turns = 0
        self._until: datetime | None = None
        self._dropped: tuple[Interpretation, ...] = ()

    def forget(self) -> None:
        """The person turned to the assistant: a button, a key."""
        self._turns, self._until, self._dropped = 0, None, ()

    def amid(self, utterance: Utterance) -> bool:
        """Do these words fall into a conversation?"""
        return self._turns >= TURNS and self._goes_on(utterance)

    def again(self, meant: tuple[Interpretation, ...]) -> bool:
        """Is it what was just let fall? Who says it twice in a row wants it."""
        return bool(meant) and [_said(m) for m in meant] == [_said(m) for m in self._dropped]

    def note(self, utterance: Utterance, meant: tuple[Interpretation, ...], reason: str) -> None:
        """What became of the words: why they came to nothing (or ASIDE), «» where they did not."""
        if reason == ASIDE:
            return
        self._dropped = meant if reason == "amid-talk" else ()
        self._turns = (self._turns if self._goes_on(utterance) else 0) + 1 if reason in TALK else 0
        self._until = utterance.started + timedelta(seconds=utterance.seconds)

    def _goes_on(self, utterance: Utterance) -> bool:
        return self._until is not None and utterance.started - self._until <= PAUSE


def reason(outcomes: Sequence[Outcome], *, asked: bool) -> str:
    """Why words came to nothing, for `Overheard.note`; `asked`: a question of the assistant's was open."""
    last = outcomes[-1]
    if not all(isinstance(outcome, Ignored) for outcome in outcomes) or not isinstance(last, Ignored):
        return ""
    for_us = last.reply is not None or (asked and last.reason != "amid-talk")
    return ASIDE if for_us or last.reason not in TALK else last.reason


def _said(meant: Interpretation) -> tuple[object, ...]:
    return meant.intent, meant.about, meant.together, *((e.name, str(e.value)) for e in meant.entities)
