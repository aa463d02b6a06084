"""Addressees corrected by hand: who a report would go to now, whom words may mean, one added or taken off.

The hand of «ajoute …» and «retire …»: what is chosen is of that one report, in the journal before and after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from actions.dispatch import gate
from actions.dispatch.directory_values import Correspondent
from actions.dispatch.gate_values import opposed
from actions.dispatch.message import Identity
from actions.mailroom import telling
from actions.mailroom.departures import Chosen
from actions.mailroom.identity import person_of
from actions.mailroom.mailroom import Mailroom
from actions.mailroom.values import PATIENT
from actions.mailroom.whom import ROLES, TREATING, Several, called
from actions.reports.model import Report
from actions.secretariat.service import Secretariat
from assistant.errors import DispatchError
from assistant.ports import Chart
from assistant.sounds import fold
from assistant.types import Origin, Patient, Reply

ADD, DROP = "add_recipient", "remove_recipient"
"""The commands that this is the hand of: their right, their name in the journal."""
_SAID = {fold(role): key for key, role in ROLES.items()} | {"patient": PATIENT, "patiente": PATIENT}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody a report goes to, or may go to."""

    key: str
    name: str
    about: str
    """Specialty and town."""
    road: str = ""
    opposed: bool = False
    """The patient refused that anything be sent there."""
    warning: str = ""
    """Why the gate will not let it through, where that is known already."""


@dataclass(frozen=True, slots=True)
class Addressees:
    """Of one report, now."""

    people: tuple[Addressee, ...]
    between: tuple[Addressee, ...] = ()
    """Bearers of the treating doctor's name, of whom one must be picked."""
    patient: Addressee | None = None
    """The patient, where they may be added."""
    why: Reply | None = None
    """Why nobody is suggested."""
    left: bool = False
    """It left, or is about to: nothing changes any more."""

    @property
    def seen(self) -> str:
        """Names the list: a button means a line of the list it was drawn for."""
        keys = [*(a.key for a in self.people), "?", *(a.key for a in self.between)]
        return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]

    def has(self, key: str) -> bool:
        return any(a.key == key for a in self.people)

    def doubts(self, key: str) -> bool:
        """Is it one of those who may be the treating doctor?"""
        return any(a.key == key for a in self.between)


class Correcting:
    """See above. Raises DispatchError, ReportError(report-not-found), ChartError."""

    def __init__(self, room: Mailroom, desk: Secretariat, chart: Chart) -> None:
        self._room, self._desk, self._chart = room, desk, chart

    async def look(self, origin: Origin, report: str) -> Addressees:
        """Who it would go to if it were sent now."""
        return await self._now(*await self._of(origin, report))

    async def find(self, origin: Origin, report: str, words: str) -> tuple[Addressee, ...] | Reply:
        """Whom these words may mean, even when it is one alone: a person picks. Or why nobody."""
        _, patient = await self._of(origin, report)
        identity = await self._room.identity(patient, self._chart)
        plain = fold(words).removeprefix("le ").removeprefix("la ")
        meant = await self._room.whom(_SAID.get(plain, words), patient, self._chart)
        if isinstance(meant, Reply):
            return meant
        if meant == PATIENT:
            if refused := _no_box(identity):
                return Reply("dispatch_refused", {"why": refused})
            return (await self._told(PATIENT, identity),)
        keys = [who.id for who in meant.people] if isinstance(meant, Several) else [meant]
        return await self._all(keys, identity)

    async def add(self, origin: Origin, report: str, key: str, seen: str) -> Reply:
        """Among the addressees; picked as treating doctor, instead of the others of that name."""
        async with self._desk.deed(ADD, origin, report):
            held, patient, known, now = await self._seen(origin, report, seen)
            if key == PATIENT:
                if refused := _no_box(await self._room.identity(patient, self._chart)):
                    raise DispatchError("dispatch-refused", "the patient has no box", {"why": refused})
            elif await self._room.correspondent(key) is None:
                raise DispatchError("recipient-unknown", "not in the directory")
            others = {a.key: True for a in now.between} if now.doubts(key) else {}
            await self._room.correct(origin, held, {**others, key: False}, known)
        return await self._said("recipient_added", held, patient, key)

    async def drop(self, origin: Origin, report: str, key: str, seen: str) -> Reply:
        """No longer among them; of those who may be the treating doctor, none is."""
        async with self._desk.deed(DROP, origin, report):
            held, patient, known, now = await self._seen(origin, report, seen)
            if not (now.has(key) or now.doubts(key)):
                raise DispatchError("recipients-changed", "no addressee of it")
            keys = [key] if now.has(key) else [a.key for a in now.between]
            await self._room.correct(origin, held, dict.fromkeys(keys, True), known)
        return await self._said("recipient_removed", held, patient, *keys)

    # --- parts -----------------------------------------------------------------------------------------------------

    async def _of(self, origin: Origin, report: str) -> tuple[Report, Patient]:
        if not self._room.house.on:
            raise DispatchError("dispatch-off", "neither a box nor a platform is configured")
        line = await self._desk.line(origin, report)
        return await self._desk.writer.get(report), await person_of(self._chart, line.patient)

    async def _seen(self, origin: Origin, report: str, seen: str) -> tuple[Report, Patient, Chosen, Addressees]:
        """As it is now, where that is what the person saw."""
        held, patient = await self._of(origin, report)
        known = await self._room.chosen(report)  # before the list: whoever changes it in between is found out
        now = await self._now(held, patient)
        if now.left:
            raise DispatchError("recipients-gone", "it left, or is about to")
        if now.seen != seen:
            raise DispatchError("recipients-changed", "not the list that was on the page")
        return held, patient, known, now

    async def _now(self, report: Report, patient: Patient) -> Addressees:
        added, left_out = await self._room.chosen(report.id)
        identity = await self._room.identity(patient, self._chart)
        keys = await self._room.addressees(report, patient, self._chart)
        between: tuple[Addressee, ...] = ()
        if isinstance(keys, Several):
            between = await self._all([who.id for who in keys.people if who.id not in added], identity)
            keys = added
        why = None
        if not (keys or between or left_out):
            nobody = await self._room.whom(TREATING, patient, self._chart)
            why = nobody if isinstance(nobody, Reply) else None
        people = await self._all(keys, identity)
        may = PATIENT not in keys and not _no_box(identity)
        own = await self._told(PATIENT, identity) if may else None
        return Addressees(people, between, own, why, await self._room.left(report.id))

    async def _all(self, keys: Iterable[str], identity: Identity) -> tuple[Addressee, ...]:
        return tuple([await self._told(key, identity) for key in keys])

    async def _told(self, key: str, identity: Identity) -> Addressee:
        to = await self._room.recipient(key, identity, "")
        if to is None:
            return Addressee(key, key, "", warning=gate.refusal("recipient-address").says)
        refused, road = opposed(identity, to), telling.road(to)
        if key == PATIENT:
            return Addressee(key, to.name, "", road, refused, "" if identity.mailbox else _no_box(identity))
        who = await self._room.correspondent(key)
        return Addressee(key, called(to.name), about(who) if who else "", road, refused)

    async def _said(self, reply: str, report: Report, patient: Patient, *keys: str) -> Reply:
        """In the words of the voice."""
        names = [telling.named(key, await self._room.correspondent(key), patient) for key in keys]
        return Reply(reply, {"title": report.title, "patient": patient.name, "people": telling.listed(names)})


def _no_box(who: Identity) -> str:
    """Why the patient may not be an addressee, in the words of the gate; "" where they may."""
    if not who.mailbox:
        return gate.refusal("patient-unqualified").says
    return gate.refusal("opposition").says if PATIENT in who.opposed else ""


def about(who: Correspondent) -> str:
    """«Cardiologie, à QUIMPER»."""
    return ", ".join(part for part in (who.specialty, f"à {who.town}" if who.town else "") if part)
