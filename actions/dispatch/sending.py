"""From a signed document to parcels in the outbox: checked, built, checked again, submitted; recalled afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from actions.dispatch import gate, hl7v2, mail, naming, paper
from actions.dispatch.gate import Opinion, Rules
from actions.dispatch.message import Channel, Outgoing, Previous, Recipient
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Parcel, Row
from actions.dispatch.states import GONE, Status
from actions.dispatch.validate import Validator

GRACE = 120.0
"""Seconds during which «annule l'envoi» stops a departure."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was put in the outbox, and what a person should look at all the same."""

    rows: tuple[Row, ...]
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Recalled:
    """What «annule l'envoi» did for each recipient."""

    stopped: tuple[Row, ...]
    """Never left."""
    gone: tuple[Row, ...]
    """Left, or may have: only a new version that cancels and replaces can reach them (`amended`)."""


class Sending:
    """The one door to the outbox: nothing enters it that the gate did not open for."""

    def __init__(
        self,
        outbox: Outbox,
        rules: Rules = Rules(),  # noqa: B008 - frozen
        validator: Validator | None = None,
        route: hl7v2.Route | None = None,
        place: naming.Place = naming.Place.AFTER,
        grace: float = GRACE,
    ) -> None:
        self._outbox, self._rules, self._validator = outbox, rules, validator
        self._route, self._place, self._grace = route, place, grace

    def send(self, out: Outgoing, who: str, now: datetime | None = None) -> Submitted:
        """To all its recipients or, when one thing is wrong, to nobody. Raises DispatchError(outbox-…)."""
        moment = now or datetime.now(UTC).astimezone()
        opinion = gate.check(out, out.recipients, moment, self._rules)
        if not opinion.open:
            return self._refused(out, opinion)
        parcels: list[Parcel] = []
        for to in out.recipients:
            each = self._threaded(out, to)
            parcel, said = self._made(each, to, moment)
            opinion = Opinion(
                (*opinion.refusals, *said.refusals), opinion.warnings, (*opinion.detail, *said.detail)
            )  # fmt: skip
            parcels.append(parcel)
        if not opinion.open:
            return self._refused(out, opinion)
        return Submitted(self._outbox.submit(parcels, who, self._grace), opinion)

    def recall(self, report: str, who: str) -> Recalled:
        """Stop what has not left of a report; the rest is told apart."""
        stopped, gone = [], []
        for row in self._outbox.find(report=report):
            if row.status is Status.QUEUED and self._outbox.cancel(row.id, who):
                stopped.append(row)
            elif (now := self._outbox.get(row.id)) and (now.status in GONE or now.status is Status.LEAVING):
                gone.append(now)
        return Recalled(tuple(stopped), tuple(gone))

    def withdraw(
        self, patient: str, opposed: frozenset[str], who: str, spared: frozenset[str] = frozenset()
    ) -> tuple[Row, ...]:
        """A patient's new refusal stops what waits to leave: `opposed` as in Identity.opposed, RPPS as addresses.

        `patient`: their number; without one nobody's messages are theirs. `spared`: recipients it does not concern.
        """
        names = {name.casefold() for name in opposed}
        queued = self._outbox.find(status=(Status.QUEUED,)) if patient else ()
        waiting = [row for row in queued if row.patient == patient and row.recipient not in spared]
        met = [row for row in waiting if "all" in names or row.recipient in names or row.address.casefold() in names]
        return tuple(row for row in met if self._outbox.cancel(row.id, who))

    def _refused(self, out: Outgoing, opinion: Opinion) -> Submitted:
        """Nothing leaves; why is remembered, for the report is now late for that reason."""
        self._outbox.turn_away(out.id, (refusal.code for refusal in opinion.refusals))
        return Submitted((), opinion)

    def _threaded(self, out: Outgoing, to: Recipient) -> Outgoing:
        """The replacement as this recipient must see it: an answer to what they themselves received."""
        if out.replaces is None:
            return out
        earlier = [row for row in self._outbox.versions(out.set_oid, to.key) if row.version < out.version]
        ids = tuple(row.message_id for row in earlier if row.channel == Channel.MSSANTE)
        last, thread = (ids[-1], ids[:-1]) if ids else ("", ())
        return replace(out, replaces=replace(out.replaces, message_id=last, thread=thread))

    def _made(self, out: Outgoing, to: Recipient, at: datetime) -> tuple[Parcel, Opinion]:
        if to.channel is Channel.MSSANTE:
            made = mail.build(out, to, at, place=self._place)
            said = gate.inspect(made, out, to, self._rules, self._validator)
            return _parcel(out, to, made.message_id, made.envelope_id, made.data), said
        if to.channel is Channel.PFI:
            if self._route is None:
                return _parcel(out, to, "", "", b""), Opinion((gate.refusal("no-platform"),))
            event = hl7v2.Event.REPLACE if out.replaces else hl7v2.Event.NEW
            control = hl7v2.control_id(out, (to,))
            return _parcel(
                out, to, control, control, hl7v2.build(out, (to,), self._route, event, control, at)
            ), Opinion()
        name = mail.message_id_of(out, to)
        return _parcel(out, to, name, mail.envelope_id(name), paper.letter(paper.Letter(out, to))), Opinion()


def amended(out: Outgoing, document_oid: str, pdf: bytes, at: datetime) -> Outgoing:
    """The next version of a document, which cancels and replaces it: same set, a new id, not signed yet."""
    previous = Previous(out.document_oid, out.version)
    return replace(
        out, document_oid=document_oid, version=out.version + 1, pdf=pdf, created=at, signed=None, replaces=previous
    )


def _parcel(out: Outgoing, to: Recipient, message_id: str, envelope: str, data: bytes) -> Parcel:
    return Parcel(
        id=mail.envelope_id(mail.message_id_of(out, to)),
        report=out.id,
        document=out.document_oid,
        set_oid=out.set_oid,
        version=out.version,
        channel=to.channel.value,
        recipient=to.key,
        address=to.address,
        name=to.name,
        patient=out.patient.ipp,
        sender=out.sender.address,
        message_id=message_id,
        envelope=envelope,
        data=data,
    )
