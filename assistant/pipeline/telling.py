"""What is told of a turn: its outcomes, its events on the bus, its lines in the journal."""

from __future__ import annotations

import logging
from dataclasses import replace

from actions.phrases import of
from assistant import dialogue
from assistant.errors import DpiVocalError
from assistant.events import Bus
from assistant.journal import Entry
from assistant.pipeline.known import Known
from assistant.turn import Turn
from assistant.types import Asked, Command, Done, Event, Failed, Ignored, Interpretation, Outcome, Refused, Reply

log = logging.getLogger(__name__)


class Telling:
    """Puts what happened where it is read: the turn, the pages, the trail."""

    def __init__(self, known: Known, bus: Bus) -> None:
        self._known = known
        self._bus = bus

    def emit(self, turn: Turn, name: str, **facts: object) -> None:
        """One event, in the turn and on the bus."""
        event = Event(turn.id, name, facts, self._known.clock())
        turn.events.append(event)
        self._bus.emit(event)

    def changed(self) -> None:
        """Tell the pages that something is so now which no turn did."""
        self._bus.emit(Event("", "state", {}, self._known.clock()))

    def expire(self, turn: str) -> Reply | None:
        """Drop a question that waited too long (safety rule 6), and say so; what to say, if it was."""
        if not self._known.lapse():
            return None
        reply = Reply("expired")
        say = self._known.parts.catalogue.sentence(reply)
        self._bus.emit(Event(turn, "expired", {"say": say}, self._known.clock()))
        return reply

    def end(self, turn: Turn, outcome: Outcome) -> Turn:
        """The only outcome of a turn that goes no further."""
        self.conclude(turn, outcome)
        self.emit(turn, "state")
        return turn

    def conclude(self, turn: Turn, outcome: Outcome) -> None:
        """Add an outcome to the turn, and tell it."""
        known, own = self._known, self._known.parts.own
        turn.outcomes.append(outcome)
        known.situation = replace(known.situation, question=dialogue.question(known.state))
        facts: dict[str, object] = {}
        if reply := outcome.reply:
            facts |= {"say": known.parts.catalogue.sentence(reply), "reply": reply.key, "facts": reply.facts}
            facts |= {} if reply.aloud else {"aloud": False}
            if reply.key != "say_confirm":
                known.situation = replace(known.situation, last=reply)
        if isinstance(outcome, Done | Failed) and outcome.command:
            facts["intent"] = outcome.command.intent
        if isinstance(outcome, Refused | Failed):
            facts["code"] = outcome.code
        if isinstance(outcome, Ignored):
            facts["reason"] = outcome.reason
            if own and outcome.reason in ("out-of-scope", "unsure"):
                own.refused(known.origin, turn.heard.text)
        if isinstance(outcome, Asked):
            facts["choices"] = tuple(i.label for i in outcome.question.choices)
        self.emit(turn, type(outcome).__name__.lower(), **facts)

    def failed(self, fault: DpiVocalError, command: Command | None = None) -> Failed:
        """A fault as an outcome, with its sentence."""
        log.warning("%s failed: %s", fault.stage, fault.code)
        return Failed(fault.code, self._known.parts.catalogue.failure(fault.code, fault.facts), command)

    def forbidden(self, heard: Interpretation, turn: Turn) -> Refused:
        """The person has no right to that command."""
        self.journal(turn, "refused", Command(heard.intent), "forbidden")
        label = of(self._known.parts.catalogue.spec(heard.intent).label)
        return Refused("forbidden", Reply("forbidden", {"label": label}))

    def journal(self, turn: Turn, event: str, command: Command, code: str = "") -> None:
        """One line of the trail. Raises JournalError."""
        patient = command.patient.id if command.patient else ""
        risk = self._known.parts.catalogue.spec(command.intent).risk
        entry = Entry(turn.id, event, self._known.origin, command.intent, risk, patient, command.id, code)
        self._known.parts.journal.write(entry)
