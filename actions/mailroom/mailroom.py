"""What leaves the place and what comes back, as the voice commands and the console do it: one service.

Every method that changes something has it on disk when it returns. SQLite's work runs in a thread, one call at a time,
on connections of its own; the workers that really send have theirs (actions.mailroom.running).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from actions.dispatch import gate
from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent, patient_recipient
from actions.dispatch.followup import Followup
from actions.dispatch.gate import Opinion
from actions.dispatch.message import Channel, Identity, Kind, Outgoing, Recipient
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Row
from actions.dispatch.sending import Recalled, Sending, Submitted
from actions.dispatch.states import GONE
from actions.dispatch.validate import Validator
from actions.mailroom import building
from actions.mailroom.departures import Chosen, Departures
from actions.mailroom.doctors import USUAL, ways
from actions.mailroom.identity import identity_of
from actions.mailroom.values import PATIENT, Departure, House, Send
from actions.mailroom.whom import TREATING, Several, Whom, whom
from actions.reports.model import Report
from actions.reports.writer import Writer
from actions.threaded import Threaded
from assistant.errors import DispatchError
from assistant.journal import Entry
from assistant.ports import Chart, Journal
from assistant.sounds import fold
from assistant.types import Origin, Patient, Reply


class Mailroom(Threaded):
    """Addressees of a document, the gate, the outbox, its recall, what became of it."""

    def __init__(
        self, house: House, sent: Database, doctors: Database, writer: Writer, journal: Journal, *,
        validator: Validator | None = None, clock: Callable[[], float] | None = None,
    ) -> None:  # fmt: skip
        """`sent`: connection with the migrations of outbox, followup and mailroom; `doctors`: with the directory's."""
        super().__init__()
        self.house = house
        self.outbox = Outbox(sent, clock)
        self.followup = Followup(sent, self.outbox)
        self.directory = Directory(doctors)
        self._departures = Departures(sent)
        self._writer = writer
        self._journal = journal
        self._sending = Sending(self.outbox, house.rules, validator, house.route, grace=house.grace)

    # --- addressees ----------------------------------------------------------------------------------------------

    async def whom(self, said: str, patient: Patient, chart: Chart) -> Whom:
        """Whom these words mean. Raises ChartError, DispatchError."""
        lines = await chart.section(patient, "correspondents")
        return await self.do(whom, said, patient.id, patient.name, lines, self.directory)

    async def correspondent(self, key: str) -> Correspondent | None:
        """Of the directory."""
        return await self.do(self.directory.get, key)

    async def usual(self) -> tuple[str, ...]:
        """Doctors that this place writes to, each way to call them. Raises DispatchError(directory-unreadable)."""
        return ways(await self.do(self.directory.usual, USUAL))

    async def of(self, patient: Patient) -> tuple[str, ...]:
        """Doctors on the patient's own list, the same way. Raises DispatchError(directory-unreadable)."""
        return ways(await self.do(self.directory.called, patient.id))

    async def choose(self, origin: Origin, report: Report, key: str, *, left_out: bool) -> None:
        """Add an addressee of a document, or take one off."""
        await self.do(self._departures.choose, report.id, key, origin.person, self.outbox.now(), left_out=left_out)

    async def chosen(self, report: str) -> Chosen:
        """Who was added to a document, who was taken off."""
        return await self.do(self._departures.chosen, report)

    async def correct(self, origin: Origin, report: Report, wanted: Mapping[str, bool], known: Chosen) -> None:
        """See Departures.correct."""
        await self.do(self._departures.correct, report.id, wanted, origin.person, self.outbox.now(), known)

    async def left(self, report: str) -> bool:
        """Did something of it leave, or is it about to?"""
        return bool(await self.do(self._departures.left, [report]))

    async def addressees(
        self, report: Report, patient: Patient, chart: Chart, treating: Whom = ""
    ) -> tuple[str, ...] | Several:
        """Ids of who gets this document: who got the version it replaces, else the treating doctor; and who was added.

        Several, when the treating doctor's name is borne by more than one; `treating` is the one that was picked then.
        """
        added, left_out = await self.chosen(report.id)
        usual = await self._earlier(report, patient)
        if not usual:
            treating = treating or await self.whom(TREATING, patient, chart)
            if isinstance(treating, Several) and not any(who.id in left_out for who in treating.people):
                return treating
            usual = (treating,) if isinstance(treating, str) else ()
        return tuple(key for key in dict.fromkeys((*usual, *added)) if key not in left_out)

    async def _earlier(self, report: Report, patient: Patient) -> tuple[str, ...]:
        """Who received (or may have received) a version that this one replaces, at once or by those between."""
        rows = [row for old in await self._chain(report) for row in await self.rows(old.id)]
        reached = [row for row in rows if row.status in GONE]
        return tuple([key for row in reached if (key := await self._key_of(row, patient))])

    async def _key_of(self, row: Row, patient: Patient) -> str:
        if row.address.casefold().endswith("@patient.mssante.fr") or (
            not row.address and fold(row.name) == fold(patient.name)
        ):
            return PATIENT
        if row.address:
            found = await self.do(self.directory.by_address, row.address)
            return found.id if found else ""
        named = [f.who for f in await self.do(self.directory.search, row.name) if f.who.name == row.name]
        there = [who for who in named if _posted(who).key == row.recipient]
        return (there or named)[0].id if len(there or named) == 1 else ""

    async def recipient(self, key: str, identity: Identity, channel: str) -> Recipient | None:
        """That addressee on the road wanted («mssante», «paper», «»: the usual one); None when nobody is known."""
        if key == PATIENT:
            name = f"{identity.used_given or identity.given} {(identity.used_family or identity.birth_family).upper()}"
            if channel == "paper":
                return Recipient(Kind.PATIENT, name, channel=Channel.PAPER, postal=identity.address)
            made = patient_recipient(identity) or Recipient(Kind.PATIENT, name)
            return _on(made, self.house.road)
        who = await self.correspondent(key)
        if who is None:
            return None
        if channel == "paper" or (not who.boxes and channel != "mssante"):
            return _posted(who)
        if not who.boxes:
            return Recipient(Kind.PROFESSIONAL, who.name, "", who.rpps, self.house.road, who.postal)
        return _on(who.recipient(), self.house.road)

    # --- sending -------------------------------------------------------------------------------------------------

    async def identity(self, patient: Patient, chart: Chart) -> Identity:
        """With the refusals that the patient made here. Raises ChartError."""
        root = self.house.organisation.oid
        held = await identity_of(chart, patient, f"{root}.1" if root else "")
        opposed = await self.do(self.directory.opposed, patient.id)
        return replace(held, opposed=held.opposed | opposed)

    async def outgoing(
        self, report: Report, patient: Patient, chart: Chart, recipients: tuple[Recipient, ...]
    ) -> Outgoing:
        """The value that everything is made from. Raises ReportError, ChartError."""
        chain = await self._chain(report)
        signature = await self._writer.signature(report.id)
        pdf = await self._writer.record.sheet(report.id, patient) or b""
        identity = await self.identity(patient, chart)
        people = self._writer.people
        author, signer = (
            building.known(people, report.author),
            building.known(people, signature[0] if signature else ""),
        )
        editor = building.known(people, report.editor)
        source = building.Source(
            report, chain, signature, pdf, identity,
            await self.do(building.professional, author, self.directory),
            await self.do(building.professional, signer, self.directory),
            await self.do(building.professional, editor, self.directory) if editor else None,
        )  # fmt: skip
        return building.outgoing(source, self.house, recipients)

    async def check(self, report: Report, patient: Patient, chart: Chart, recipients: tuple[Recipient, ...]) -> Opinion:
        """May this leave for them? Nothing leaves; why it may not is remembered: the report is late for that reason."""
        out = await self.outgoing(report, patient, chart, recipients)
        return await self._checked(out, recipients, self._writer.clock())

    async def _checked(self, out: Outgoing, recipients: tuple[Recipient, ...], now: datetime) -> Opinion:
        opinion = await asyncio.to_thread(gate.check, out, recipients, now, self.house.rules)
        if not opinion.open:
            await self.do(self.outbox.turn_away, out.id, [r.code for r in opinion.refusals])
        return opinion

    async def send(self, send: Send, patient: Patient, chart: Chart, origin: Origin, command: str) -> Submitted:
        """Put it into the outbox, or say why not. Raises DispatchError (dispatch-changed too), ChartError."""
        report = await self._writer.get(send.report)
        if (report.version, report.patient, report.title) != (send.version, send.patient, send.title):
            raise DispatchError("dispatch-changed", "not the document that was read back")
        if any(r.replaces == report.id for r in await self._writer.find(patient=send.patient, status="signed")):
            raise DispatchError("dispatch-changed", "another document has taken its place")
        out = await self.outgoing(report, patient, chart, send.recipients)
        now = self._writer.clock().astimezone()
        opinion = await self._checked(out, send.recipients, now)
        if not opinion.open:
            return Submitted((), opinion)
        # before it may leave: «annule l'envoi» must find it whatever happens next
        await self.do(self._departures.note, command, (send,), origin, self.outbox.now())
        submitted = await self.do(self._sending.send, out, origin.person, now)
        if submitted.rows:
            facts = ("send_report", "bind", send.patient, send.report, str(len(submitted.rows)))
            self._journal.write(Entry(command, "queued", origin, *facts))
        return submitted

    async def remember(self, patient: Patient, key: str, role: str) -> None:
        """Put a correspondent on the patient's own list: a person picked them for that role."""
        await self.do(self.directory.remember, patient.id, key, role)

    async def recall(self, report: str, origin: Origin) -> Recalled:
        """«Annule l'envoi» of a document."""
        return await self.do(self._sending.recall, report, origin.person)

    async def last(self, person: str, patient: str = "") -> Departure | None:
        """What that person sent last (of that patient)."""
        return await self.do(self._departures.last, person, patient)

    # --- what became of it -----------------------------------------------------------------------------------------

    async def rows(self, report: str) -> tuple[Row, ...]:
        """Its messages, one a recipient."""
        return await self.do(lambda: self.outbox.find(report=report))

    async def waiting(self, *, author: str = "", patient: str = "") -> list[Report]:
        """Signed documents of which nothing was ever sent (or all was called back), the oldest first."""
        signed = await self._writer.find(patient=patient, status="signed", author=author)
        replaced = {r.replaces for r in signed if r.replaces}
        left = await self.do(self._departures.left, [r.id for r in signed])
        unsent = [r for r in signed if r.id not in replaced and r.id not in left]
        return sorted(unsent, key=lambda r: (r.changed or self._writer.clock(), r.id))

    # --- parts -----------------------------------------------------------------------------------------------------

    async def _chain(self, report: Report) -> tuple[Report, ...]:
        """What it replaces, the first document first."""
        chain: list[Report] = []
        while report.replaces:
            report = await self._writer.get(report.replaces)
            chain.insert(0, report)
        return tuple(chain)


def _posted(who: Correspondent) -> Recipient:
    return Recipient(Kind.PROFESSIONAL, who.name, "", who.rpps, Channel.PAPER, who.postal)


def _on(recipient: Recipient, road: Channel) -> Recipient:
    return replace(recipient, channel=road)


def refusal(opinion: Opinion) -> Reply:
    """Why nothing may leave, in French with the remedy."""
    return Reply("dispatch_refused", {"why": " ".join(r.says for r in opinion.refusals)})
