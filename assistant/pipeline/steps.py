"""What was understood -> outcomes, one meaning after another: rights, candidates, decision, deed."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

from actions.finding import Found, find
from assistant import dialogue
from assistant.catalogue import OUT_OF_SCOPE
from assistant.dialogue import (
    Ask,
    Choosing,
    Confirming,
    Decision,
    Doubting,
    Drop,
    Filling,
    Idle,
    Picking,
    Run,
    State,
    World,
)
from assistant.errors import DpiVocalError
from assistant.pipeline.deeds import Deeds
from assistant.pipeline.known import Known
from assistant.pipeline.side_orders import SideOrders
from assistant.pipeline.telling import Telling
from assistant.turn import Turn
from assistant.types import Asked, Command, Done, Failed, Ignored, Interpretation, Outcome, Refused, Reply

log = logging.getLogger(__name__)


class Steps:
    """Follows the meanings of a turn, and what waited behind a question that is answered."""

    def __init__(
        self, known: Known, telling: Telling, deeds: Deeds, side: SideOrders, new_id: Callable[[], str]
    ) -> None:
        self._known = known
        self._telling = telling
        self._deeds = deeds
        self._side = side
        self._new_id = new_id

    async def follow(self, turn: Turn) -> Turn:
        """All of the turn's meanings in order, until one is not done. Never raises: failures are outcomes."""
        telling = self._telling
        telling.emit(turn, "understood", commands=tuple((m.intent, round(m.confidence, 3)) for m in turn.meant))
        started = time.perf_counter()
        telling.expire(turn.id)
        waiting = deque(turn.meant)
        try:
            while waiting:
                before = self._known.state
                for outcome in await self._step(waiting.popleft(), waiting, turn):
                    telling.conclude(turn, outcome)
                if not isinstance(turn.outcome, Done):
                    break
                if isinstance(self._known.state, Idle) and _answered(before, turn.outcome):
                    waiting.extendleft(reversed(before.then))
            if waiting and isinstance(turn.outcome, Refused | Failed):
                telling.conclude(turn, Refused("stopped", Reply("stopped")))
        except DpiVocalError as fault:
            telling.conclude(turn, telling.failed(fault))
        except Exception as fault:  # noqa: BLE001 - the last line: a fault of ours must not end the conversation
            # no traceback: it could hold a name
            log.error("turn %s: unexpected %s at %s", turn.id, type(fault).__name__, _where(fault))  # noqa: TRY400
            telling.conclude(turn, Failed("unknown", self._known.parts.catalogue.failure("unknown")))
        turn.seconds["act"] = time.perf_counter() - started
        telling.emit(turn, "state")
        return turn

    async def _step(self, heard: Interpretation, rest: deque[Interpretation], turn: Turn) -> tuple[Outcome, ...]:
        """One interpretation: rights, candidates, decision, deed."""
        known = self._known
        if heard.intent == OUT_OF_SCOPE and isinstance(known.state, Idle):
            return (Ignored("out-of-scope"),)
        amid = turn.amid and heard is turn.meant[0]
        if not known.parts.people.allow(known.origin.person, heard.intent):
            overheard = amid and isinstance(known.state, Idle) and not dialogue.addressed(heard)
            return (Ignored("amid-talk") if overheard else self._telling.forbidden(heard, turn),)
        if outcome := self._side.shelve(turn, heard):
            return (outcome,)
        await known.look()
        world = await self._world(heard, waited=_waited(heard, turn), amid=amid)
        before = known.state
        after, decision = dialogue.decide(before, heard, world)
        if isinstance(decision, Run) and decision.then:
            rest.appendleft(decision.then)
            rest.extend(() if isinstance(before, Idle) else before.then)
        if not isinstance(after, Idle) and after is not before:
            then = before.then if not isinstance(before, Idle) and _goes_on(before, after) else tuple(rest)
            after = replace(after, then=then)
        known.state = after
        if isinstance(after, Confirming) and _subject(before) is not after.command:
            return await self._deeds.read_back(after, turn)
        return await self._carry_out(decision, turn)

    async def _world(self, heard: Interpretation, *, waited: bool, amid: bool) -> World:
        """What the decision may depend on: who the record finds, and what might be signed."""
        known = self._known
        query = dialogue.query(known.state, heard)
        found = await find(known.chart, query, known.situation, known.today) if query else Found()
        pile = await known.pile(heard)
        return World(
            known.parts.catalogue, known.situation, known.clock(), self._new_id, found.people, found.near, waited, amid,
            pile,
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
        return await self._deeds.do(decision.commands, turn)


def _goes_on(before: State, after: State) -> bool:
    """Is the open question still about the same, so that what waited behind it waits on?"""
    return isinstance(after, Doubting) or _subject(before) is _subject(after)  # see dialogue.doubting.displaces


def _subject(state: State) -> object:
    """What a question is about: the same object means the same question, asked again."""
    if isinstance(state, Confirming | Picking):
        return state.command
    if isinstance(state, Doubting):
        return state.run
    return None if isinstance(state, Idle) else state.heard


def _answered(before: State, outcome: Outcome) -> TypeGuard[Confirming | Choosing | Filling | Picking | Doubting]:
    """Was what the question was about done? Another command, or «laisse tomber», lets fall what waited behind it."""
    if isinstance(before, Idle) or not isinstance(outcome, Done):
        return False
    if isinstance(before, Doubting):
        return outcome.command.id == before.run.commands[-1].id
    asked = before.command.intent if isinstance(before, Confirming | Picking) else before.heard.intent
    return outcome.command.intent in (asked, "open_record" if asked == "select_item" else asked)


def _where(fault: BaseException) -> str:
    """File and line of a fault, without its values."""
    frame = fault.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"


def _waited(heard: Interpretation, turn: Turn) -> bool:
    """Was it said in an earlier turn, or after somebody else's record was asked for in this one?"""
    place = next((at for at, one in enumerate(turn.meant) if one is heard), None)
    return place is None or any(one.intent in dialogue.LEAVES or one.about for one in turn.meant[:place])
