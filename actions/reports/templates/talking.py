"""One session's talk about its templates: an order, what is asked back, the last change that «annule» takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeGuard

from actions.reports.templates.calling import SOUND, called
from actions.reports.templates.choosing import Choice
from actions.reports.templates.managing import Managing
from actions.reports.templates.shelves import Row
from actions.reports.templates.shelving import INTENT, NEEDS, By
from assistant import dialogue
from assistant.dialogue import Choosing, Idle, State
from assistant.record import Opened
from assistant.types import Asked, Command, Done, Ignored, Interpretation, Origin, Outcome, Question, Refused, Reply
from nlu import template_orders
from nlu.template_orders import Order

KIND = "template"
"""Of the question that is asked back."""
FRESH = timedelta(minutes=2)
"""How long «annule» means the last change of a template, while nothing else was changed."""
Answer = tuple[Outcome, State]
_LEADS = ("c'est ", "avec ", "le modèle ", "la trame ", "plutôt ", "non ", "oui ")


class Talking:
    """Holds the choices of the open question and the last change, in memory."""

    def __init__(self, managing: Managing, origin: Origin, clock: Callable[[], datetime]) -> None:
        self.managing = managing
        self._origin = origin
        self._clock = clock
        self._choices: tuple[Choice, ...] = ()
        self._last: tuple[Row, datetime, tuple[str, int]] | None = None

    def heard(self, text: str, turn: str, state: State, opened: Opened | None, *, clear: bool = True) -> Answer | None:
        """What the words lead to when they are an order, or name one of the choices; None: they are not for us.

        What was not heard clearly changes nothing. Raises DpiVocalError.
        """
        if self._waits(state) and (choice := self._named(text)):
            return self._chosen(choice, text, turn, state, opened, clear=clear)
        found = template_orders.order(text)
        if found and not clear and not found.shows:
            return Ignored("unclear", Reply("unclear")), state
        return self._do(found, text, turn, opened) if found else None

    def picked(
        self, heard: Interpretation, turn: str, state: State, opened: Opened | None, *, clear: bool = True
    ) -> Answer | None:
        """«la deuxième», «oui», or the button of a choice. Raises DpiVocalError."""
        if not self._waits(state):
            return None
        ordinal = heard.first("ordinal")
        if heard.intent == "select_item" and ordinal:
            place = int(ordinal.value)
            at = place - 1 if place > 0 else len(self._choices) + place
            if not 0 <= at < len(self._choices):
                return Refused("no-such-item", Reply("which_item", {"ordinal": place})), state
            return self._chosen(self._choices[at], heard.text, turn, state, opened, clear=clear)
        if heard.intent == "affirm" and len(self._choices) == 1:
            return self._chosen(self._choices[0], heard.text, turn, state, opened, clear=clear)
        return None

    def by(self, turn: str) -> By:
        """Who asks, for a change that comes from the console. Raises PeopleError(person-unknown)."""
        return By(self.managing.member(self._origin.person), self._origin, turn)

    def kept(self, row: Row | None, opened: Opened | None) -> None:
        """A change was made: the next «annule» may mean it."""
        self._last = (row, self._clock(), _mark(opened)) if row else self._last

    def take_back(self, turn: str, opened: Opened | None) -> Reply | None:
        """For «annule»: undo the last change of a template, when nothing was written since. Raises DpiVocalError."""
        if self._last is None:
            return None
        row, at, mark = self._last
        self._last = None
        if self._clock() - at >= FRESH or mark != _mark(opened):
            return None
        return self.managing.take_back(row, self.by(turn)).reply

    def _chosen(
        self, choice: Choice, text: str, turn: str, state: Choosing, opened: Opened | None, *, clear: bool
    ) -> Answer:
        """Done, or asked again where the answer was not heard clearly."""
        return self._do(choice.order, text, turn, opened) if clear else (Asked(state.question), state)

    def _do(self, order: Order, text: str, turn: str, opened: Opened | None) -> Answer:
        told = self.managing.do(order, self.by(turn))
        self.kept(told.row, opened)
        self._choices = told.choices
        if told.choices:
            asked = Question(KIND, told.reply, tuple(c.item for c in told.choices))
            return Asked(asked), Choosing(Interpretation(text, NEEDS, 1.0), asked, self._clock())
        if told.code:
            return Refused(told.code, told.reply), Idle()
        return Done(Command(INTENT), told.reply), Idle()

    def _waits(self, state: State) -> TypeGuard[Choosing]:
        asked = isinstance(state, Choosing) and state.question.kind == KIND
        return asked and bool(self._choices) and not dialogue.expired(state, self._clock())

    def _named(self, text: str) -> Choice | None:
        said = text.lower().replace("’", "'").strip(" .,;!?")
        for lead in _LEADS:
            said = said.removeprefix(lead)
        found = called(said, {c.label: (c.label, *c.also) for c in self._choices})
        if len(found) != 1 or found[0].score < SOUND:
            return None
        return next(c for c in self._choices if c.label == found[0].name)


def _mark(opened: Opened | None) -> tuple[str, int]:
    """What changes whenever something is written in the open document."""
    return (opened.id, opened.version) if opened else ("", 0)
