"""Do people talk to each other? Told by what came to nothing just before; pure.

«Potassium ?», «suivant», «elle a des antécédents ?» are commands when they come out of silence, and talk in a
conversation; only what is said as an order, or twice, is then for the assistant.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.types import Interpretation, Utterance

TALK = frozenset({"out-of-scope", "unsure", "unrelated", "amid-talk"})
"""Why words come to nothing that were for somebody else."""
NO_WORDS = frozenset({"silence", "unclear", "echo"})
"""A voice of which nothing is known: it neither begins a conversation nor ends one."""
TURNS = 2
"""Utterances for somebody else, one after the other: one alone may be a command that was misheard."""
PAUSE = timedelta(seconds=2.5)
"""Longest silence within a conversation; who turns to the assistant stops for longer, or says an order."""


class Overheard:
    """What was heard lately that was for nobody."""

    def __init__(self) -> None:
        self._turns = 0
        self._until: datetime | None = None
        self._dropped: tuple[Interpretation, ...] = ()

    def amid(self, utterance: Utterance) -> bool:
        """Do these words fall into a conversation?"""
        return self._turns >= TURNS and self._goes_on(utterance)

    def again(self, meant: tuple[Interpretation, ...]) -> bool:
        """Is it what was just let fall? Who says it twice in a row wants it."""
        return bool(meant) and [_said(m) for m in meant] == [_said(m) for m in self._dropped]

    def note(self, utterance: Utterance, meant: tuple[Interpretation, ...], reason: str) -> None:
        """What became of the words: why they came to nothing, «» where they did not."""
        end = utterance.started + timedelta(seconds=utterance.seconds)
        goes_on = self._goes_on(utterance)
        if reason in NO_WORDS:
            self._until = end if goes_on else self._until
            return
        self._dropped = meant if reason == "amid-talk" else ()
        self._turns = (self._turns if goes_on else 0) + 1 if reason in TALK else 0
        self._until = end

    def _goes_on(self, utterance: Utterance) -> bool:
        return self._until is not None and utterance.started - self._until <= PAUSE


def _said(meant: Interpretation) -> tuple[object, ...]:
    return meant.intent, meant.about, *((e.name, str(e.value)) for e in meant.entities)
