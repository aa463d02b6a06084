"""Orders that are no command of the catalogue: words of one's own, and templates as they are managed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from actions.own_words import Told
from actions.reports.templates.choosing import Told as TemplateTold
from actions.reports.templates.managing import Managing
from actions.reports.templates.shelving import By
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.templates.talking import Talking
from assistant.dialogue import CLEAR
from assistant.pipeline.known import Known
from assistant.turn import Parts, Turn
from assistant.types import Command, Done, Ignored, Interpretation, Mode, Origin, Outcome, Refused, Reply
from nlu import own_words


def templates(parts: Parts, origin: Origin, clock: Callable[[], datetime]) -> Talking | None:
    """The person's templates, as they are managed; None where there are none."""
    kept = parts.writer.tools.templates if parts.writer else None
    if not isinstance(kept, SpokenTemplates):
        return None
    return Talking(Managing(kept, parts.people, parts.journal), origin, clock)


class SideOrders:
    """By voice and from the console; what they change is learnt at once."""

    def __init__(self, known: Known, talking: Talking | None) -> None:
        self._known = known
        self._talking = talking

    async def heard(self, turn: Turn) -> Outcome | None:
        """What the words of the turn lead to; None when they are no such order. Raises DpiVocalError."""
        commands = self._known.situation.mode is Mode.COMMANDS
        if self._known.parts.own and commands and (order := own_words.order(turn.heard.text)):
            if turn.heard.confidence < CLEAR and not order.shows:
                return Ignored("unclear", Reply("unclear"))
            told = await self.teach(order, turn.id)
            return Refused(told.code, told.reply) if told.code else Done(Command("own_words"), told.reply)
        return self.shelve(turn)

    async def teach(self, order: own_words.Order, turn: str) -> Told:
        """Words of one's own, added or taken back. Raises DpiVocalError."""
        own = self._known.parts.own
        if own is None:
            return Told(Reply("unavailable", {"label": "ajouter des mots"}), "unavailable")
        told = await own.do(order, self._known.origin, turn)
        self._known.learn()
        return told

    def shelve(self, turn: Turn, chosen: Interpretation | None = None) -> Outcome | None:
        """Templates renamed, shared, retired…: an order, or an answer to what was asked; None when it is neither."""
        known = self._known
        if self._talking is None or known.situation.mode is not Mode.COMMANDS:
            return None
        opened = known.situation.document
        clear = turn.heard.confidence >= CLEAR
        if chosen:
            found = self._talking.picked(chosen, turn.id, known.state, opened, clear=clear)
        else:
            found = self._talking.heard(turn.heard.text, turn.id, known.state, opened, clear=clear)
        if found is None:
            return None
        outcome, known.state = found
        known.learn()
        return outcome

    def manage(self, deed: Callable[[Talking, By], TemplateTold], turn: str) -> TemplateTold | None:
        """Templates, from the console; None where there are none. Raises DpiVocalError."""
        if self._talking is None:
            return None
        told = deed(self._talking, self._talking.by(turn))
        self._talking.kept(told.row, self._known.situation.document)
        self._known.learn()
        return told
