"""One person at one station, in front of one chart: the ways in, and a turn up to what it means."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from actions.mailroom.mailroom import Mailroom
from actions.own_words import OwnWords, Told
from actions.reports.templates.choosing import Told as TemplateTold
from actions.reports.templates.shelving import By
from actions.reports.templates.talking import Talking
from actions.reports.writer import Writer
from actions.secretariat.service import Secretariat
from assistant import direct
from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.dialogue import Idle, State
from assistant.errors import DpiVocalError
from assistant.events import Bus
from assistant.naming import as_heard
from assistant.pipeline.deeds import Deeds
from assistant.pipeline.known import Known
from assistant.pipeline.listening import Listening
from assistant.pipeline.overheard import Overheard, reason
from assistant.pipeline.side_orders import SideOrders, templates
from assistant.pipeline.steps import Steps
from assistant.pipeline.telling import Telling
from assistant.ports import Chart
from assistant.situation import Situation
from assistant.turn import Parts, Turn
from assistant.types import Entity, Failed, Ignored, Interpretation, Item, Mode, Origin, Reply, Transcript, Utterance
from nlu import own_words, template_orders
from nlu.context import InContext

LONGEST_TEXT = 1000
"""Characters; nobody speaks longer in one breath."""


class Session:
    """A conversation: one turn at a time."""

    def __init__(
        self,
        origin: Origin,
        parts: Parts,
        chart: Chart,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self.bus = Bus()
        self.talking = templates(parts, origin, clock)
        """The person's templates, as they are managed; None where there are none."""
        self._new_id = new_id
        self._lock = asyncio.Lock()
        self._interpreter = InContext(parts.interpreter, parts.catalogue, lambda: clock().astimezone().date())
        self._known = Known(origin, parts, chart, clock)
        self._overheard = Overheard()
        self._telling = Telling(self._known, self.bus)
        self._listening = Listening(self._known, self._telling)
        self._side = SideOrders(self._known, self.talking)
        self._deeds = Deeds(self._known, self._telling, self.talking)
        self._steps = Steps(self._known, self._telling, self._deeds, self._side, new_id)

    # --- what others read --------------------------------------------------------------------------------------

    @property
    def origin(self) -> Origin:
        """Who speaks, and where."""
        return self._known.origin

    @property
    def situation(self) -> Situation:
        """What is known now."""
        return self._known.situation

    @situation.setter
    def situation(self, situation: Situation) -> None:
        self._known.situation = situation

    @property
    def state(self) -> State:
        """What the conversation waits for."""
        return self._known.state

    @state.setter
    def state(self, state: State) -> None:
        self._known.state = state

    @property
    def catalogue(self) -> Catalogue:
        """Commands and sentences."""
        return self._known.parts.catalogue

    @property
    def own(self) -> OwnWords | None:
        """Words of one's own, where there may be any."""
        return self._known.parts.own

    @property
    def writer(self) -> Writer | None:
        """The documents of the place; None where there are none."""
        return self._known.parts.writer

    @property
    def secretariat(self) -> Secretariat | None:
        """The desk of reports; None where there is none."""
        return self._known.parts.secretariat

    @property
    def mailroom(self) -> Mailroom | None:
        """What sends; None where there is nothing that could."""
        return self._known.parts.mailroom

    @property
    def chart(self) -> Chart:
        """The record, to look up who a report is about."""
        return self._known.chart

    def can_say(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """(group, label, examples) of every command that may be said now: «que puis-je dire»."""
        active = self.situation.active(self.catalogue)
        said = tuple((c.group, c.label, c.say) for c in active if c.intent != OUT_OF_SCOPE)
        manages = self.talking and self.situation.mode is Mode.COMMANDS and self.situation.question is None
        return (*said, ("writing", "gérer les modèles", template_orders.examples())) if manages else said

    # --- ways in -----------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Learn who is on the day's worklist. Raises ChartError."""
        await self._known.start()

    async def hear(self, utterance: Utterance, spoken: str = "") -> Turn:
        """A spoken turn. Never raises for what the outside does: failures are outcomes.

        `spoken` is what the assistant itself said meanwhile: its own voice is no command.
        """
        async with self._lock:
            asked, attentive = not isinstance(self.state, Idle), self.situation.mode is Mode.COMMANDS
            turn = await self._hear(utterance, spoken)
            if attentive:
                self._overheard.note(utterance, turn.meant, reason(turn.outcomes, asked=asked))
            else:
                self._overheard.forget()
            await self._listening.forget(utterance)
            return turn

    def attend(self) -> None:
        """The person turned to the assistant (the microphone's button): what comes is no talk."""
        self._overheard.forget()

    async def glimpse(self, utterance: Utterance, *, quiet: bool) -> tuple[str, tuple[Interpretation, ...]]:
        """The words so far of an utterance that goes on, and, for a command that may be whole (`quiet`), its meaning.

        Beside the turns: nothing is decided, told or logged, and nobody waits for it; ("", ()) when it is not known.
        """
        situation = self.situation
        try:
            text = await self._listening.so_far(utterance, quiet=quiet)
        except DpiVocalError:
            return "", ()  # the complete utterance will say what is wrong
        whole = quiet and situation.mode is Mode.COMMANDS
        if not text or not whole or len(text) > LONGEST_TEXT:
            return text, ()
        try:
            return text, await self._interpreter.interpret(text, situation)
        except DpiVocalError:
            return text, ()

    async def say(self, text: str) -> Turn:
        """A typed turn: the same from the words on."""
        async with self._lock:
            self.attend()
            turn = Turn(self._new_id(), Transcript(" ".join(text.split())))
            if not turn.heard.text:
                return self._telling.end(turn, Ignored("silence"))
            return await self._understand(turn)

    async def press(self, meant: Interpretation) -> Turn:
        """A clicked turn: the meaning is given by a button of the console."""
        async with self._lock:
            self.attend()
            turn = Turn(self._new_id(), Transcript(meant.text), (meant,))
            return await self._steps.follow(turn)

    async def choose(self, line: Item) -> Turn:
        """A clicked line of another page: «le premier» of a list that holds it alone. An open question is dropped."""
        async with self._lock:
            self.attend()
            self._known.point(line)
            first = Entity("ordinal", "1", 1, 0, 0)
            turn = Turn(self._new_id(), Transcript(line.label), (Interpretation("", "select_item", 1.0, (first,)),))
            return await self._steps.follow(turn)

    async def look(self) -> None:
        """Learn what the console did beside the turns (a document opened, closed, undone), and tell the pages."""
        async with self._lock:
            await self._known.look_at_document()
        self._telling.changed()

    async def teach(self, order: own_words.Order) -> Told:
        """Words of one's own, from the console. Raises DpiVocalError."""
        async with self._lock:
            return await self._side.teach(order, self._new_id())

    async def manage(self, deed: Callable[[Talking, By], TemplateTold]) -> TemplateTold | None:
        """Templates, from the console; None where there are none. Raises DpiVocalError."""
        async with self._lock:
            return self._side.manage(deed, self._new_id())

    async def expire(self) -> Reply | None:
        """Drop a question that waited too long (safety rule 6); what to say, if it was."""
        async with self._lock:
            return self._telling.expire(self._new_id())

    # --- one turn ----------------------------------------------------------------------------------------------

    async def _hear(self, utterance: Utterance, spoken: str) -> Turn:
        turn = Turn(utterance.id, Transcript(""))
        if outcome := await self._listening.whole(turn, utterance, spoken):
            return self._telling.end(turn, outcome)
        turn.amid = self.situation.mode is Mode.COMMANDS and self._overheard.amid(utterance)
        return await self._understand(turn)

    async def _understand(self, turn: Turn) -> Turn:
        telling, text = self._telling, turn.heard.text
        telling.emit(turn, "heard", text=text, confidence=turn.heard.confidence, doubtful=turn.heard.doubtful)
        if len(text) > LONGEST_TEXT:
            return telling.end(turn, Failed("text-too-long", self.catalogue.failure("text-too-long")))
        started = time.perf_counter()
        try:
            await self._known.look_at_document()
            if outcome := await self._side.heard(turn):
                return telling.end(turn, outcome)
            turn.meant = tuple(as_heard(m, turn.heard) for m in await self._meaning(text))
            turn.amid = turn.amid and not self._overheard.again(turn.meant)
        except DpiVocalError as fault:
            return telling.end(turn, telling.failed(fault))
        turn.seconds["understand"] = time.perf_counter() - started
        return await self._steps.follow(turn)

    async def _meaning(self, text: str) -> tuple[Interpretation, ...]:
        if meant := direct.meaning(self.situation, text):
            return (meant,)
        known = replace(self.situation, topic=self._known.topic())
        return direct.instead(self.situation, text, await self._interpreter.interpret(text, known))
