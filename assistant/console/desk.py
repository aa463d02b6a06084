"""The one door between the page and the conversation: a turn at a time, and a short memory of them."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from assistant.console.encode import Json
from assistant.console.state import Listed, listing_id, question_id, snapshot
from assistant.dialogue import Idle
from assistant.pipeline import Session
from assistant.turn import Turn
from assistant.types import Entity, Event, Facts, Interpretation, Item, Utterance

MEMORY = 240
"""Events kept for a page that is opened or reloaded: some forty turns."""
SPOKEN = 40
"""Sentences that can still be asked for as sound."""
WAITING = 8
"""Turns that may wait behind one another; beyond, the person is told to wait."""
TICK = 0.5
"""Seconds between two looks at an open question's age."""
SEEN = frozenset({"select_item", "confirm", "affirm"})
"""Presses that mean something only with what was on screen when the button was drawn."""


class Changed(Exception):  # noqa: N818 - a value for the page, not a fault
    """What the button was drawn for is no longer there: nothing was done."""


class Busy(Exception):  # noqa: N818
    """Too many turns wait."""


class Desk:
    """Serialises every turn that comes from the page; spoken, typed and clicked alike."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.curve: Mapping[str, object] | None = None
        self._listed = Listed()
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._events: deque[Event] = deque(maxlen=MEMORY)
        self._spoken: dict[str, str] = {}
        self._followers: set[asyncio.Queue[Event]] = set()

    # --- turns --------------------------------------------------------------------------------

    async def say(self, text: str) -> Turn:
        """A typed turn. Raises Busy."""
        async with self._turn():
            return await self.session.say(text)

    async def hear(self, utterance: Utterance, spoken: str = "") -> Turn:
        """A spoken turn, heard while the assistant said `spoken`. Raises Busy."""
        async with self._turn():
            return await self.session.hear(utterance, spoken)

    async def press(self, intent: str, slots: Mapping[str, str | int], seen: str | None) -> Turn:
        """A clicked turn. Raises Busy; Changed when `seen` names no longer what is on screen."""
        async with self._turn():
            if intent in SEEN and (seen is None or seen != self._visible()):
                raise Changed
            spec = self.session.catalogue.spec(intent)
            text = spec.say[0] if spec.say else spec.label
            entities = tuple(Entity(k, str(v), v, 0, 0) for k, v in slots.items())
            return await self.session.press(Interpretation(text, intent, 1.0, entities))

    async def choose(self, meant: Interpretation | Item) -> Turn:
        """A turn that another page began: its meaning, or a line to open. Raises Busy."""
        async with self._turn():
            return await (self.session.choose(meant) if isinstance(meant, Item) else self.session.press(meant))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1

    def _lines(self) -> tuple[Item, ...]:
        """The list that may be chosen from."""
        situation = self.session.situation
        self._listed = self._listed.after(situation, self.session.catalogue)
        return self._listed.current(situation.patient)

    def _visible(self) -> str | None:
        """What a number or a yes refers to: the open question, else the list on screen."""
        return question_id(self.session.state) or listing_id(self._lines())

    # --- what happened --------------------------------------------------------------------------------

    def tell(self, name: str, **facts: object) -> None:
        """Tell everybody who follows the session something that happened at the microphone."""
        self.session.bus.emit(Event("", name, facts))

    def glimpsed(self, turn: str, text: str) -> None:
        """Show the words so far of an utterance that goes on: to the pages alone, and nothing keeps them."""
        self._hand(Event(turn, "partial", {"text": text}))

    def state(self) -> dict[str, Json]:
        """What the page shows now."""
        self._lines()
        return snapshot(self.session, self.curve, self._listed, datetime.now(UTC))

    def why(self, code: str, facts: Facts) -> str:
        """The sentence of a fault."""
        catalogue = self.session.catalogue
        return catalogue.sentence(catalogue.failure(code, facts))

    def past(self) -> tuple[Event, ...]:
        """Events a fresh page starts from."""
        return tuple(self._events)

    def spoken(self, key: str) -> str | None:
        """The sentence that an event offered under that key, while it is remembered."""
        return self._spoken.get(key)

    def follow(self, queue: asyncio.Queue[Event]) -> None:
        """Hand events (with the key of their sentence) to a page."""
        self._followers.add(queue)

    def unfollow(self, queue: asyncio.Queue[Event]) -> None:
        self._followers.discard(queue)

    async def watch(self) -> None:
        """Read the session's events for as long as the console runs."""
        with self.session.bus.subscribe() as events:
            async for event in events:
                self._hand(self._remember(event))

    def _hand(self, event: Event) -> None:
        for queue in self._followers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    async def expire(self) -> None:
        """Drop a question that waited too long, for as long as the console runs (safety rule 6)."""
        while True:
            await asyncio.sleep(TICK)
            if not isinstance(self.session.state, Idle):
                await self.session.expire()

    def _remember(self, event: Event) -> Event:
        if (say := event.facts.get("say")) and event.facts.get("aloud", True):
            key = secrets.token_urlsafe(12)
            self._spoken[key] = str(say)
            while len(self._spoken) > SPOKEN:
                del self._spoken[next(iter(self._spoken))]
            event = replace(event, facts={**event.facts, "speech": key})
        self._lines()  # a list is remembered with the place it was made in, before the person moves on
        if event.name == "understood":
            commands = self.session.catalogue.commands
            labels = tuple(commands[intent].label for intent, _ in event.facts["commands"])
            event = replace(event, facts={**event.facts, "labels": labels})
        if event.facts.get("reply") == "plot":
            self.curve = event.facts.get("facts")
        if event.name == "ignored":
            self._forget_words(event.turn)
        if event.turn and event.name != "state":
            self._events.append(event)
        return event

    def _forget_words(self, turn: str) -> None:
        """What was not for the assistant (a talk with the patient) is not kept."""
        kept = (e for e in self._events if e.turn != turn)
        self._events = deque(kept, MEMORY)
