"""An Interpreter in its context: the person's own words, then words left unsaid, then the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.catalogue import Catalogue
from assistant.ports import Interpreter
from assistant.situation import Situation
from assistant.types import Interpretation, Mode
from nlu import ellipsis, own_words
from nlu.orders import is_order
from nlu.text import clean


class InContext:
    """Interpreter port before another one; it starts and stops nothing, the other one is shared by all sessions."""

    def __init__(self, inner: Interpreter, words: Catalogue, today: Callable[[], date] = date.today) -> None:
        self._inner = inner
        self._words = words
        self._today = today
        self.name = inner.name

    async def start(self) -> None:
        """The other one is started by whoever made it."""

    async def stop(self) -> None:
        """The other one is stopped by whoever made it."""

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:
        """One Interpretation for each command of the text. Raises UnderstandingError."""
        said = own_words.rewrite(text, situation.own) if situation.mode is Mode.COMMANDS else text
        if said != text:
            found = await self._read(said, situation)
            if own_words.harmless(found, self._words) and not own_words.holds_own(found, situation.own):
                return tuple(replace(m, order=is_order(text)) for m in found)
        return await self._read(text, situation)

    async def _read(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:
        if left := ellipsis.read(clean(text), situation, self._words, self._today()):
            return (replace(left, order=is_order(text)),)
        return await self._inner.interpret(text, situation)
