"""Utterance -> Outcome: the only place where the stages meet."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeGuard

from actions.finding import Found, find
from actions.own_words import OwnWords, Told
from actions.phrases import of
from actions.prepared import Offered, Prepared, Ready
from actions.registry import Desk, preparer
from actions.reports.templates.choosing import Told as TemplateTold
from actions.reports.templates.managing import Managing
from actions.reports.templates.shelving import By
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.templates.talking import Talking
from actions.reports.writer import Writer
from actions.secretariat.service import Secretariat
from assistant import dialogue, direct
from assistant.catalogue import OUT_OF_SCOPE, Catalogue, CommandSpec
from assistant.dialogue import (
    Ask,
    Choosing,
    Confirming,
    Decision,
    Drop,
    Filling,
    Idle,
    Picking,
    Run,
    State,
    World,
)
from assistant.errors import DpiVocalError, SetupError
from assistant.events import Bus
from assistant.hearing.echo import is_echo
from assistant.journal import Entry
from assistant.ports import Chart
from assistant.record import Piled
from assistant.situation import SIGNS, Situation
from assistant.turn import Parts, Turn
from assistant.types import (
    Asked,
    Command,
    Done,
    Entity,
    Event,
    Failed,
    Ignored,
    Interpretation,
    Item,
    Mode,
    Origin,
    Outcome,
    Patient,
    Period,
    Question,
    Refused,
    Reply,
    Risk,
    Transcript,
    Utterance,
)  # fmt: skip
from nlu import own_words, template_orders
from nlu.context import InContext

log = logging.getLogger(__name__)
LONGEST_TEXT = 1000
"""Characters; nobody speaks longer in one breath."""
FRESH = timedelta(minutes=2)
"""How long «la même chose pour hier» may refer to the last command."""


class Session:
    """One person at one station, in front of one chart: a conversation."""

    def __init__(
        self,
        origin: Origin,
        parts: Parts,
        chart: Chart,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self.origin = origin
        self.bus = Bus()
        self.state: State = Idle()
        self.situation = Situation(words=parts.words)
        self._parts = parts
        self._chart = chart
        self._clock = clock
        self._new_id = new_id
        self._lock = asyncio.Lock()
        self._interpreter = InContext(parts.interpreter, parts.catalogue, lambda: clock().astimezone().date())
        self.talking = _talking(parts, origin, clock)
        """The person's templates, as they are managed; None where there are none."""
        self._done: tuple[Command, datetime] | None = None
        self._heard = ""
        """The last utterance that came in whole."""

    @property
    def catalogue(self) -> Catalogue:
        """Commands and sentences."""
        return self._parts.catalogue

    @property
    def own(self) -> OwnWords | None:
        """Words of one's own, where there may be any."""
        return self._parts.own

    async def start(self) -> None:
        """Learn who is on the day's worklist. Raises ChartError."""
        answers = {c.intent for c in self.catalogue.commands.values() if c.only_answer}
        self.situation = replace(self.situation, available=frozenset(self._parts.handlers) | answers)
        today = self._clock().astimezone().date()
        lines = await self._chart.worklist(Period(today, today))
        self.situation = replace(self.situation, worklist=tuple(a.patient for a in lines))
        self.learn()
        await self._look()

    def learn(self) -> None:
        """Take up the words and the templates of the person and the site: they changed, here or in the console."""
        if writer := self._parts.writer:
            names = writer.tools.templates.names(self.origin.person)
            self.situation = replace(self.situation, templates=names)
        own = self.own.of(self.origin) if self.own else ()
        said = tuple(a.said for a in own if a.status == "active")
        self.situation = replace(self.situation, own=own, words=(*self._parts.words, *said))

    # --- ways in -----------------------------------------------------------------------------------------------

    async def hear(self, utterance: Utterance, spoken: str = "") -> Turn:
        """A spoken turn. Never raises for what the outside does: failures are outcomes.

        `spoken` is what the assistant itself said meanwhile: its own voice is no command.
        """
        async with self._lock:
            turn = await self._hear(utterance, spoken)
            await self._overhear(utterance, "")
            return turn

    async def glimpse(self, utterance: Utterance, *, meaning: bool) -> tuple[str, tuple[Interpretation, ...]]:
        """The words so far of an utterance that goes on, and what they would mean if they were all.

        Beside the turns: nothing is decided, told or logged, and nobody waits for it; ("", ()) when it is not known.
        """
        recognizer, situation = self._parts.recognizer, self.situation
        try:
            text = await recognizer.partial(utterance, situation) if recognizer else ""
            await self._overhear(utterance, text)
        except DpiVocalError:
            return "", ()  # the complete utterance will say what is wrong
        if not text or not meaning or len(text) > LONGEST_TEXT:
            return text, ()
        try:
            return text, await self._interpreter.interpret(text, situation)
        except DpiVocalError:
            return text, ()

    async def say(self, text: str) -> Turn:
        """A typed turn: the same from the words on."""
        async with self._lock:
            turn = Turn(self._new_id(), Transcript(" ".join(text.split())))
            if not turn.heard.text:
                return self._end(turn, Ignored("silence"))
            return await self._understand(turn)

    async def press(self, meant: Interpretation) -> Turn:
        """A clicked turn: the meaning is given by a button of the console."""
        async with self._lock:
            turn = Turn(self._new_id(), Transcript(meant.text), (meant,))
            return await self._follow(turn)

    async def look(self) -> None:
        """Learn what the console did beside the turns (a document opened, closed, undone), and tell the pages."""
        async with self._lock:
            await self._look_at_document(self.situation.patient)
        self.bus.emit(Event("", "state", {}, self._clock()))

    @property
    def writer(self) -> Writer | None:
        """The documents of the place; None where there are none."""
        return self._parts.writer

    async def expire(self) -> Reply | None:
        """Drop a question that waited too long (safety rule 6); what to say, if it was."""
        async with self._lock:
            return self._expire(self._new_id())

    def can_say(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """(group, label, examples) of every command that may be said now: «que puis-je dire»."""
        active = self.situation.active(self.catalogue)
        said = tuple((c.group, c.label, c.say) for c in active if c.intent != OUT_OF_SCOPE)
        manages = self.talking and self.situation.mode is Mode.COMMANDS and self.situation.question is None
        return (*said, ("writing", "gérer les modèles", template_orders.examples())) if manages else said

    # --- one turn ----------------------------------------------------------------------------------------------

    async def _hear(self, utterance: Utterance, spoken: str) -> Turn:
        recognizer = self._parts.recognizer
        if recognizer is None:
            raise SetupError("no-recogniser", "this session was started without one")
        turn = Turn(utterance.id, Transcript(""))
        self._heard = utterance.id
        started = time.perf_counter()
        try:
            turn.heard = await recognizer.transcribe(utterance, self.situation)
        except DpiVocalError as fault:
            return self._end(turn, self._failed(fault))
        turn.seconds["hear"] = time.perf_counter() - started
        if not turn.heard.text:
            return self._end(turn, Ignored("silence"))
        if is_echo(turn.heard.text, spoken):
            return self._end(turn, Ignored("echo"))
        return await self._understand(turn)

    async def _overhear(self, utterance: Utterance, text: str) -> None:
        """Keep the words so far of a dictated utterance aside until all of it is written; "" forgets them."""
        opened, writer = self.situation.document, self._parts.writer
        kept = self.situation.mode is Mode.DICTATION and utterance.id != self._heard  # else it is being written already
        if writer is None or opened is None or not (kept or not text):
            return
        try:
            await writer.overhear(opened.id, text)
        except DpiVocalError as fault:
            log.warning("%s failed: %s", fault.stage, fault.code)

    async def _understand(self, turn: Turn) -> Turn:
        text = turn.heard.text
        self._emit(turn, "heard", text=text, confidence=turn.heard.confidence, doubtful=turn.heard.doubtful)
        if len(text) > LONGEST_TEXT:
            return self._end(turn, Failed("text-too-long", self.catalogue.failure("text-too-long")))
        started = time.perf_counter()
        try:
            await self._look_at_document(self.situation.patient)  # the console may have opened another
            if self.own and self.situation.mode is Mode.COMMANDS and (order := own_words.order(text)):
                return self._end(turn, await self._teach(order, turn))
            if outcome := self._shelve(turn):
                return self._end(turn, outcome)
            meant = direct.meaning(self.situation, text)
            known = replace(self.situation, topic=self._topic())
            turn.meant = (
                (meant,) if meant
                else direct.instead(self.situation, text, await self._interpreter.interpret(text, known))
            )  # fmt: skip
        except DpiVocalError as fault:
            return self._end(turn, self._failed(fault))
        turn.seconds["understand"] = time.perf_counter() - started
        return await self._follow(turn)

    async def teach(self, order: own_words.Order) -> Told:
        """Words of one's own, from the console. Raises DpiVocalError."""
        async with self._lock:
            return await self._learn(order, self._new_id())

    async def _learn(self, order: own_words.Order, turn: str) -> Told:
        if self.own is None:
            return Told(Reply("unavailable", {"label": "ajouter des mots"}), "unavailable")
        told = await self.own.do(order, self.origin, turn)
        self.learn()
        return told

    async def _teach(self, order: own_words.Order, turn: Turn) -> Outcome:
        """Words of one's own, added or taken back by voice."""
        told = await self._learn(order, turn.id)
        if told.code:
            return Refused(told.code, told.reply)
        return Done(Command("own_words"), told.reply)

    def _shelve(self, turn: Turn, chosen: Interpretation | None = None) -> Outcome | None:
        """Templates renamed, shared, retired…: an order, or an answer to what was asked; None when it is neither."""
        if self.talking is None or self.situation.mode is not Mode.COMMANDS:
            return None
        opened = self.situation.document
        if chosen:
            found = self.talking.picked(chosen, turn.id, self.state, opened)
        else:
            found = self.talking.heard(turn.heard.text, turn.id, self.state, opened)
        if found is None:
            return None
        outcome, self.state = found
        self.learn()
        return outcome

    async def manage(self, deed: Callable[[Talking, By], TemplateTold]) -> TemplateTold | None:
        """Templates, from the console; None where there are none. Raises DpiVocalError."""
        async with self._lock:
            if self.talking is None:
                return None
            told = deed(self.talking, self.talking.by(self._new_id()))
            self.talking.kept(told.row, self.situation.document)
            self.learn()
            return told

    def _topic(self) -> Command | None:
        """The command that words left out refer to: the one asked about, else the last one done, while it is fresh."""
        if asked := dialogue.pending(self.state, self.catalogue):
            return asked
        return self._done[0] if self._done and self._clock() - self._done[1] < FRESH else None

    async def _follow(self, turn: Turn) -> Turn:
        self._emit(turn, "understood", commands=tuple((m.intent, round(m.confidence, 3)) for m in turn.meant))
        started = time.perf_counter()
        self._expire(turn.id)
        waiting = deque(turn.meant)
        try:
            while waiting:
                before = self.state
                for outcome in await self._step(waiting.popleft(), waiting, turn):
                    self._conclude(turn, outcome)
                if not isinstance(turn.outcome, Done):
                    break
                if isinstance(self.state, Idle) and _answered(before, turn.outcome):
                    waiting.extendleft(reversed(before.then))
            if waiting and isinstance(turn.outcome, Refused | Failed):
                self._conclude(turn, Refused("stopped", Reply("stopped")))
        except DpiVocalError as fault:
            self._conclude(turn, self._failed(fault))
        except Exception as fault:  # noqa: BLE001 - the last line: a fault of ours must not end the conversation
            # no traceback: it could hold a name
            log.error("turn %s: unexpected %s at %s", turn.id, type(fault).__name__, _where(fault))  # noqa: TRY400
            self._conclude(turn, Failed("unknown", self.catalogue.failure("unknown")))
        turn.seconds["act"] = time.perf_counter() - started
        self._emit(turn, "state")
        return turn

    async def _step(self, heard: Interpretation, rest: deque[Interpretation], turn: Turn) -> tuple[Outcome, ...]:
        """One interpretation: rights, candidates, decision, deed."""
        if heard.intent == OUT_OF_SCOPE and isinstance(self.state, Idle):
            return (Ignored("out-of-scope"),)
        if not self._parts.people.allow(self.origin.person, heard.intent):
            return (self._forbidden(heard, turn),)
        if outcome := self._shelve(turn, heard):
            return (outcome,)
        await self._look()
        query = dialogue.query(self.state, heard)
        today = self._clock().astimezone().date()
        found = await find(self._chart, query, self.situation, today) if query else Found()
        pile = await self._pile(heard)
        world = World(self.catalogue, self.situation, self._clock(), self._new_id, found.people, found.near, pile)
        before = self.state
        after, decision = dialogue.decide(before, heard, world)
        if isinstance(decision, Run) and decision.then:
            rest.appendleft(decision.then)
            rest.extend(() if isinstance(before, Idle) else before.then)
        if not isinstance(after, Idle) and after is not before:
            same = not isinstance(before, Idle) and _subject(before) is _subject(after)
            then = before.then if same and not isinstance(before, Idle) else tuple(rest)
            after = replace(after, then=then)
        self.state = after
        if isinstance(after, Confirming) and _subject(before) is not after.command:
            return await self._read_back(after, turn)
        return await self._carry_out(decision, turn)

    async def _read_back(self, asked: Confirming, turn: Turn) -> tuple[Outcome, ...]:
        """Ask to confirm what will really be done: looked up now, carried by the command; or say why it may not be."""
        self.state = Idle()
        ready = await self._ready(asked.command, turn)
        if not isinstance(ready, Prepared):
            return (self._unready(asked.command, ready, asked.then, turn),)
        question = replace(asked.question, reply=ready.reply) if ready.reply else asked.question
        self.state = replace(asked, command=ready.command, question=question, asked=self._clock())
        return (Asked(question),)

    async def _ready(self, command: Command, turn: Turn) -> Ready:
        prepare = preparer(self._parts.handlers[command.intent])
        return await prepare(command, self._desk(turn)) if prepare else Prepared(command)

    def _unready(
        self, command: Command, ready: Reply | Offered, then: tuple[Interpretation, ...], turn: Turn
    ) -> Outcome:
        if isinstance(ready, Reply):
            self._journal(turn, "refused", command, ready.key.replace("_", "-"))
            return Refused(ready.key.replace("_", "-"), ready)
        question = Question("picking", ready.reply, ready.choices)
        self.state = Picking(command, ready.words, question, self._clock(), then)
        return Asked(question)

    def _desk(self, turn: Turn) -> Desk:
        today = self._clock().astimezone().date()
        return Desk(
            self._chart, self.situation, self.catalogue, today, self.origin, turn.heard, self._parts.writer,
            self.talking, self._parts.secretariat, self._parts.mailroom,
        )  # fmt: skip

    async def _carry_out(self, decision: Decision, turn: Turn) -> tuple[Outcome, ...]:
        if isinstance(decision, Ask):
            return (Asked(decision.question),)
        if isinstance(decision, Drop):
            if decision.reason == "cancelled" and decision.reply:
                return (Done(Command("cancel"), decision.reply),)
            if decision.refused and decision.reply:
                return (Refused(decision.reason, decision.reply),)
            return (Ignored(decision.reason, decision.reply),)
        outcomes: list[Outcome] = []
        for command in decision.commands:
            outcomes.append(await self._prepare_and_run(command, turn))
            if not isinstance(outcomes[-1], Done):
                break
            # a pair of charts answers from its facts although its screen did not follow: the person must know
            if trouble := getattr(self._chart, "trouble", None):
                why = self.catalogue.failure(trouble.code).facts["why"]
                outcomes.append(Failed(trouble.code, Reply("not_shown", {"why": why}), command))
                break
        return tuple(outcomes)

    async def _prepare_and_run(self, command: Command, turn: Turn) -> Outcome:
        """What engages was prepared when it was read back, and is run as it was confirmed."""
        prepared = self.catalogue.spec(command.intent).risk is Risk.BIND
        if prepared or preparer(self._parts.handlers[command.intent]) is None:
            return await self._run(command, turn)
        await self._look()
        ready = await self._ready(command, turn)
        if isinstance(ready, Prepared):
            return await self._run(ready.command, turn)
        return self._unready(command, ready, (), turn)

    async def _run(self, command: Command, turn: Turn) -> Outcome:
        """The deed: compared with the record at the last moment, journalled before and after."""
        spec = self.catalogue.spec(command.intent)
        if (spec.needs_patient or spec.needs_document) and command.patient is not None:
            shown = await self._chart.shown()
            if shown.patient is None or shown.patient.id != command.patient.id:
                self._journal(turn, "refused", command, "changed-patient")
                return Refused("changed-patient", Reply("changed_patient", {"patient": command.patient.name}))
        if command.document and not await self._same_document(command, spec):
            self._journal(turn, "refused", command, "changed-document")
            return Refused("changed-document", Reply("changed_report"))
        self._journal(turn, "acting", command)
        self._emit(turn, "acting", intent=command.intent, label=spec.label)
        try:
            reply = await self._parts.handlers[command.intent](command, self._desk(turn))
        except DpiVocalError as fault:
            self._journal(turn, "failed", command, fault.code)
            return self._failed(fault, command)
        except BaseException:
            self._journal(turn, "failed", command, "unknown")
            raise
        self._journal(turn, "done", command)
        if spec.group != "conversation":
            self._done = (command, self._clock())
        if command.intent in ("save_template", "undo", "cancel"):
            self.learn()
        await self._settle(reply)
        return Done(command, reply)

    # --- what is known -----------------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Bring the situation in line with what the record really shows."""
        view = await self._chart.shown()
        question = dialogue.question(self.state)
        before = self.situation.patient
        if before is not None and (view.patient is None or view.patient.id != before.id):
            # «le deuxième» must never mean a line of the record that was open before
            listing = tuple(i for i in self.situation.listing if i.kind in ("patient", "report"))
            self.situation = replace(self.situation, listing=listing)
        self.situation = replace(
            self.situation, patient=view.patient, place=view.place, detail=view.detail, question=question
        )
        await self._look_at_document(view.patient)

    async def _look_at_document(self, patient: Patient | None) -> None:
        """The document of that patient that is being written here."""
        if writer := self._parts.writer:
            self.situation = replace(self.situation, document=await writer.opened(self.origin, patient))

    async def _pile(self, heard: Interpretation) -> tuple[Piled, ...]:
        """The reports of the list on screen as they are now, when they might be signed together."""
        desk = self._parts.secretariat
        meant = heard.intent == SIGNS and desk is not None and bool(self.situation.reports)
        return await desk.pile(self.origin, self.situation.reports) if desk and meant else ()

    async def choose(self, line: Item) -> Turn:
        """A clicked line of another page: «le premier» of a list that holds it alone. An open question is dropped."""
        async with self._lock:
            self.state = Idle()
            self.situation = replace(self.situation, listing=(line,), question=None)
            first = Entity("ordinal", "1", 1, 0, 0)
            turn = Turn(self._new_id(), Transcript(line.label), (Interpretation("", "select_item", 1.0, (first,)),))
            return await self._follow(turn)

    @property
    def secretariat(self) -> Secretariat | None:
        """The desk of reports; None where there is none."""
        return self._parts.secretariat

    @property
    def chart(self) -> Chart:
        """The record, to look up who a report is about."""
        return self._chart

    async def _same_document(self, command: Command, spec: CommandSpec) -> bool:
        """Is the document the one meant then; for what engages, with the very words that were read back?"""
        writer = self._parts.writer
        here = await writer.opened(self.origin, command.patient) if writer else None
        same = here is not None and here.id == command.document
        return same and (spec.risk is not Risk.BIND or (here is not None and here.version == command.version))

    async def _settle(self, reply: Reply) -> None:
        await self._look()
        listing = self.situation.listing if reply.listing is None else reply.listing
        self.situation = replace(self.situation, listing=listing, mode=reply.mode or self.situation.mode)

    def _expire(self, turn: str) -> Reply | None:
        if not dialogue.expired(self.state, self._clock()):
            return None
        self.state = Idle()
        self.situation = replace(self.situation, question=None)
        reply = Reply("expired")
        self.bus.emit(Event(turn, "expired", {"say": self.catalogue.sentence(reply)}, self._clock()))
        return reply

    # --- telling -----------------------------------------------------------------------------------------------

    def _end(self, turn: Turn, outcome: Outcome) -> Turn:
        self._conclude(turn, outcome)
        self._emit(turn, "state")
        return turn

    def _conclude(self, turn: Turn, outcome: Outcome) -> None:
        """Add an outcome to the turn, and tell it."""
        turn.outcomes.append(outcome)
        question = dialogue.question(self.state)
        self.situation = replace(self.situation, question=question)
        facts: dict[str, object] = {}
        if reply := outcome.reply:
            facts |= {"say": self.catalogue.sentence(reply), "reply": reply.key, "facts": reply.facts}
            facts |= {} if reply.aloud else {"aloud": False}
            if reply.key != "say_confirm":
                self.situation = replace(self.situation, last=reply)
        if isinstance(outcome, Done | Failed) and outcome.command:
            facts["intent"] = outcome.command.intent
        if isinstance(outcome, Refused | Failed):
            facts["code"] = outcome.code
        if isinstance(outcome, Ignored):
            facts["reason"] = outcome.reason
            if self.own and outcome.reason in ("out-of-scope", "unsure"):
                self.own.refused(self.origin, turn.heard.text)
        if isinstance(outcome, Asked):
            facts["choices"] = tuple(i.label for i in outcome.question.choices)
        self._emit(turn, type(outcome).__name__.lower(), **facts)

    def _emit(self, turn: Turn, name: str, **facts: object) -> None:
        event = Event(turn.id, name, facts, self._clock())
        turn.events.append(event)
        self.bus.emit(event)

    def _failed(self, fault: DpiVocalError, command: Command | None = None) -> Failed:
        log.warning("%s failed: %s", fault.stage, fault.code)
        return Failed(fault.code, self.catalogue.failure(fault.code, fault.facts), command)

    def _forbidden(self, heard: Interpretation, turn: Turn) -> Refused:
        self._journal(turn, "refused", Command(heard.intent), "forbidden")
        return Refused("forbidden", Reply("forbidden", {"label": of(self.catalogue.spec(heard.intent).label)}))

    def _journal(self, turn: Turn, event: str, command: Command, code: str = "") -> None:
        patient = command.patient.id if command.patient else ""
        risk = self.catalogue.spec(command.intent).risk
        entry = Entry(turn.id, event, self.origin, command.intent, risk, patient, command.id, code)
        self._parts.journal.write(entry)


def _talking(parts: Parts, origin: Origin, clock: Callable[[], datetime]) -> Talking | None:
    templates = parts.writer.tools.templates if parts.writer else None
    if not isinstance(templates, SpokenTemplates):
        return None
    return Talking(Managing(templates, parts.people, parts.journal), origin, clock)


def _subject(state: State) -> object:
    """What a question is about: the same object means the same question, asked again."""
    if isinstance(state, Confirming | Picking):
        return state.command
    return None if isinstance(state, Idle) else state.heard


def _answered(before: State, outcome: Outcome) -> TypeGuard[Confirming | Choosing | Filling | Picking]:
    """Was what the question was about done? Another command, or «laisse tomber», lets fall what waited behind it."""
    if isinstance(before, Idle) or not isinstance(outcome, Done):
        return False
    asked = before.command.intent if isinstance(before, Confirming | Picking) else before.heard.intent
    return outcome.command.intent in (asked, "open_record" if asked == "select_item" else asked)


def _where(fault: BaseException) -> str:
    """File and line of a fault, without its values."""
    frame = fault.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
