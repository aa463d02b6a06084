"""A command that was decided on -> what came of it: made ready, compared with the record, journalled, done."""

from __future__ import annotations

from dataclasses import replace

from actions.prepared import Offered, Prepared, Ready
from actions.registry import Desk, preparer
from actions.reports.templates.talking import Talking
from assistant.catalogue import CommandSpec
from assistant.dialogue import Confirming, Idle, Picking
from assistant.errors import DpiVocalError
from assistant.pipeline.known import Known
from assistant.pipeline.telling import Telling
from assistant.turn import Turn
from assistant.types import Asked, Command, Done, Failed, Interpretation, Outcome, Question, Refused, Reply, Risk


class Deeds:
    """Reads back what engages, and runs what may run now."""

    def __init__(self, known: Known, telling: Telling, talking: Talking | None) -> None:
        self._known = known
        self._telling = telling
        self._talking = talking

    async def read_back(self, asked: Confirming, turn: Turn) -> tuple[Outcome, ...]:
        """Ask to confirm what will really be done: looked up now, carried by the command; or say why it may not be."""
        known = self._known
        known.state = Idle()
        ready = await self._ready(asked.command, turn)
        if not isinstance(ready, Prepared):
            return (self._unready(asked.command, ready, asked.then, turn),)
        question = replace(asked.question, reply=ready.reply) if ready.reply else asked.question
        known.state = replace(asked, command=ready.command, question=question, asked=known.clock())
        return (Asked(question),)

    async def do(self, commands: tuple[Command, ...], turn: Turn) -> tuple[Outcome, ...]:
        """One after another, until one is not done or the screen does not follow."""
        outcomes: list[Outcome] = []
        for command in commands:
            outcomes.append(await self._prepare_and_run(command, turn))
            if not isinstance(outcomes[-1], Done):
                break
            # a pair of charts answers from its facts although its screen did not follow: the person must know
            if trouble := getattr(self._known.chart, "trouble", None):
                why = self._known.parts.catalogue.failure(trouble.code).facts["why"]
                outcomes.append(Failed(trouble.code, Reply("not_shown", {"why": why}), command))
                break
        return tuple(outcomes)

    async def run(self, command: Command, turn: Turn) -> Outcome:
        """The deed: compared with the record at the last moment, journalled before and after."""
        known, telling = self._known, self._telling
        spec = known.parts.catalogue.spec(command.intent)
        if changed := await self._changed(command, spec):
            telling.journal(turn, "refused", command, changed.code)
            return changed
        telling.journal(turn, "acting", command)
        telling.emit(turn, "acting", intent=command.intent, label=spec.label)
        try:
            reply = await known.parts.handlers[command.intent](command, self._desk(turn))
        except DpiVocalError as fault:
            telling.journal(turn, "failed", command, fault.code)
            return telling.failed(fault, command)
        except BaseException:
            telling.journal(turn, "failed", command, "unknown")
            raise
        telling.journal(turn, "done", command)
        if spec.group != "conversation":
            known.did(command)
        if command.intent in ("save_template", "undo", "cancel"):
            known.learn()
        await known.settle(reply)
        return Done(command, reply)

    async def _prepare_and_run(self, command: Command, turn: Turn) -> Outcome:
        """What engages was prepared when it was read back, and is run as it was confirmed."""
        parts = self._known.parts
        prepared = parts.catalogue.spec(command.intent).risk is Risk.BIND
        if prepared or preparer(parts.handlers[command.intent]) is None:
            return await self.run(command, turn)
        ready = await self._ready(command, turn)
        if isinstance(ready, Prepared):
            return await self.run(ready.command, turn)
        return self._unready(command, ready, (), turn)

    async def _ready(self, command: Command, turn: Turn) -> Ready:
        prepare = preparer(self._known.parts.handlers[command.intent])
        return await prepare(command, self._desk(turn)) if prepare else Prepared(command)

    def _unready(
        self, command: Command, ready: Reply | Offered, then: tuple[Interpretation, ...], turn: Turn
    ) -> Outcome:
        if isinstance(ready, Reply):
            self._telling.journal(turn, "refused", command, ready.key.replace("_", "-"))
            return Refused(ready.key.replace("_", "-"), ready)
        question = Question("picking", ready.reply, ready.choices)
        self._known.state = Picking(command, ready.words, question, self._known.clock(), then)
        return Asked(question)

    def _desk(self, turn: Turn) -> Desk:
        known, parts = self._known, self._known.parts
        return Desk(
            known.chart, known.situation, parts.catalogue, known.today, known.origin, turn.heard, parts.writer,
            self._talking, parts.secretariat, parts.mailroom,
        )  # fmt: skip

    async def _changed(self, command: Command, spec: CommandSpec) -> Refused | None:
        """Another record or another document than the one meant then is in front of the person; None: the same."""
        if (spec.needs_patient or spec.needs_document) and command.patient is not None:
            shown = await self._known.chart.shown()
            if shown.patient is None or shown.patient.id != command.patient.id:
                return Refused("changed-patient", Reply("changed_patient", {"patient": command.patient.name}))
        if command.document and not await self._same_document(command, spec):
            return Refused("changed-document", Reply("changed_report"))
        return None

    async def _same_document(self, command: Command, spec: CommandSpec) -> bool:
        """Is the document the one meant then; for what engages, with the very words that were read back?"""
        writer = self._known.parts.writer
        here = await writer.opened(self._known.origin, command.patient) if writer else None
        same = here is not None and here.id == command.document
        return same and (spec.risk is not Risk.BIND or (here is not None and here.version == command.version))
