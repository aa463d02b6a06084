"""What one conversation knows: the situation, kept in line with the record, and the question that waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from actions.mailroom import doctors
from assistant import dialogue
from assistant.dialogue import Idle, State
from assistant.errors import DpiVocalError
from assistant.ports import Chart
from assistant.record import Piled
from assistant.situation import SIGNS, Situation
from assistant.turn import Parts
from assistant.types import Command, Interpretation, Item, Origin, Period, Reply

log = logging.getLogger(__name__)
SOON = 0.2
"""Seconds that names may take which only help to hear."""
FRESH = timedelta(minutes=2)
"""How long «la même chose pour hier» may refer to the last command."""


class Known:
    """Who speaks, in front of which chart, what is so now; told and acted upon elsewhere."""

    def __init__(self, origin: Origin, parts: Parts, chart: Chart, clock: Callable[[], datetime]) -> None:
        self.origin = origin
        self.parts = parts
        self.chart = chart
        self.clock = clock
        self.state: State = Idle()
        self.situation = Situation(words=parts.words)
        self._doctors: tuple[str, ...] = ()
        """Those who are expected whoever's record is open."""
        self._done: tuple[Command, datetime] | None = None

    @property
    def today(self) -> date:
        """The day it is here."""
        return self.clock().astimezone().date()

    async def start(self) -> None:
        """Learn who is on the day's worklist. Raises ChartError."""
        answers = {c.intent for c in self.parts.catalogue.commands.values() if c.only_answer}
        self.situation = replace(self.situation, available=frozenset(self.parts.handlers) | answers)
        today = self.today
        lines = await self.chart.worklist(Period(today, today))
        self.situation = replace(self.situation, worklist=tuple(a.patient for a in lines))
        signers = (p.name for p in self.parts.people.signers(self.origin.site))
        here = (way for name in (*signers, *(a.practitioner for a in lines)) for way in doctors.called(name))
        written = await _soon(self.parts.mailroom.usual()) if self.parts.mailroom else ()
        self._doctors = tuple(dict.fromkeys((*here, *written)))
        self.situation = replace(self.situation, doctors=self._doctors)
        self.learn()
        await self.look()

    def learn(self) -> None:
        """Take up the words and the templates of the person and the site: they changed, here or in the console."""
        if writer := self.parts.writer:
            names = writer.tools.templates.names(self.origin.person)
            self.situation = replace(self.situation, templates=names)
        own = self.parts.own.of(self.origin) if self.parts.own else ()
        said = tuple(a.said for a in own if a.status == "active")
        self.situation = replace(self.situation, own=own, words=(*self.parts.words, *said))

    async def look(self) -> None:
        """Bring the situation in line with what the record really shows."""
        view = await self.chart.shown()
        question = dialogue.question(self.state)
        before = self.situation.patient
        if before is not None and (view.patient is None or view.patient.id != before.id):
            # «le deuxième» must never mean a line of the record that was open before
            listing = tuple(i for i in self.situation.listing if i.kind in ("patient", "report"))
            self.situation = replace(self.situation, listing=listing)
        self.situation = replace(
            self.situation, patient=view.patient, place=view.place, detail=view.detail, question=question
        )
        if view.patient is not None and (before is None or view.patient.id != before.id):
            own = await _soon(self.parts.mailroom.of(view.patient)) if self.parts.mailroom else ()
            self.situation = replace(self.situation, doctors=tuple(dict.fromkeys((*own, *self._doctors))))
        await self.look_at_document()

    async def look_at_document(self) -> None:
        """The document of the open patient that is being written here; the console may have opened another."""
        if writer := self.parts.writer:
            document = await writer.opened(self.origin, self.situation.patient)
            self.situation = replace(self.situation, document=document)

    async def pile(self, heard: Interpretation) -> tuple[Piled, ...]:
        """The reports of the list on screen as they are now, when they might be signed together."""
        desk = self.parts.secretariat
        meant = heard.intent == SIGNS and desk is not None and bool(self.situation.reports)
        return await desk.pile(self.origin, self.situation.reports) if desk and meant else ()

    async def settle(self, reply: Reply) -> None:
        """After a deed: where the record is now, the list and the mode that it leaves."""
        await self.look()
        listing = self.situation.listing if reply.listing is None else reply.listing
        self.situation = replace(self.situation, listing=listing, mode=reply.mode or self.situation.mode)

    def point(self, line: Item) -> None:
        """A list that holds that line alone; an open question is dropped."""
        self.state = Idle()
        self.situation = replace(self.situation, listing=(line,), question=None)

    def lapse(self) -> bool:
        """Drop the open question if it waited too long (safety rule 6); was it?"""
        if not dialogue.expired(self.state, self.clock()):
            return False
        self.state = Idle()
        self.situation = replace(self.situation, question=None)
        return True

    def did(self, command: Command) -> None:
        """What words left out refer to from now on."""
        self._done = (command, self.clock())

    def topic(self) -> Command | None:
        """The command that words left out refer to: the one asked about, else the last one done, while it is fresh."""
        if asked := dialogue.pending(self.state, self.parts.catalogue):
            return asked
        return self._done[0] if self._done and self.clock() - self._done[1] < FRESH else None


async def _soon(names: Awaitable[tuple[str, ...]]) -> tuple[str, ...]:
    """Names for the recogniser; () where they do not come soon or at all: they help, and nobody waits for them."""
    asked = asyncio.ensure_future(names)
    # what is late goes on to its end: its connection serves one call at a time
    done, _ = await asyncio.wait({asked}, timeout=SOON)
    if not done:
        return ()
    try:
        return asked.result()
    except DpiVocalError as fault:
        log.warning("no names of doctors: %s", fault.code)
        return ()
