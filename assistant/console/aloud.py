"""What the page says aloud, and how far it is: of what is heard meanwhile, those words may be its own voice."""

from __future__ import annotations

import math
from collections.abc import Callable

from assistant.hearing.folding import words

RATE = 4.5
"""Words a second that the voice never reaches: SVOX Pico says 3."""
SURPLUS = 2
"""Words more: the page and the loudspeaker do not begin at the same time."""


class Aloud:
    """One page's loudspeaker. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._words: list[str] = []
        """Of the sentence that is being said; none when all is silent."""
        self._since = 0.0
        """When its first word was said, or would have been."""
        self._before: list[str] = []
        """Said since somebody began to speak, in sentences that are over."""

    def play(self, sentence: str, at: float = 0.0) -> None:
        """A sentence goes on from its second `at`; "" is silence."""
        self._before += self._said()
        self._words = words(sentence)
        self._since = self._clock() - max(0.0, at)

    def begin(self) -> None:
        """Somebody begins to speak."""
        self._before = []

    def said(self) -> str:
        """The words that may have been heard since then."""
        return " ".join((*self._before, *self._said()))

    def _said(self) -> list[str]:
        elapsed = self._clock() - self._since
        return self._words[: math.ceil(elapsed * RATE) + SURPLUS]
