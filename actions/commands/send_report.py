"""«envoie le compte-rendu au médecin traitant par MSSanté»: looked up and judged first, sent on «je confirme» alone."""

from __future__ import annotations

from dataclasses import replace

from actions.mailroom import preparing, telling
from actions.mailroom.preparing import Ready
from actions.mailroom.values import Send
from actions.mailroom.whom import ROLES, TREATING
from actions.prepared import Offered, Prepared
from actions.registry import Desk
from actions.reports.model import Report
from actions.subject import subject
from assistant.errors import DispatchError
from assistant.types import Command, Reply


async def prepare(command: Command, desk: Desk) -> Prepared | Offered | Reply:
    """The document, the addressees and the road, as they will leave; refusals are told now, not after «je confirme»."""
    desk.sending  # noqa: B018 - raises where nothing may leave
    patient, channel = subject(command), next(iter(preparing.values(command, "channel")), "")
    if channel == "dmp":
        return Reply("no_dmp")
    report = await preparing.document(command, desk, patient)
    if not isinstance(report, Report):
        return report
    whom = await preparing.keys(command, desk, patient, report)
    if not isinstance(whom, tuple):
        return whom
    made = await preparing.ready(desk, report, patient, whom, channel)
    if not isinstance(made, Ready):
        return made
    slots = {**command.slots, "sends": (made.send,)}
    return Prepared(replace(command, slots=slots), preparing.read_back(made, patient))


async def run(command: Command, desk: Desk) -> Reply:
    """Into the outbox, as it was read back. Raises DispatchError(dispatch-refused) when it may no longer leave."""
    sends: tuple[Send, ...] = command.slots["sends"]
    (send,) = sends
    patient = subject(command)
    submitted = await desk.sending.send(send, patient, desk.chart, desk.origin, command.id)
    if not submitted.opinion.open:
        why = " ".join(r.says for r in submitted.opinion.refusals)
        raise DispatchError("dispatch-refused", "the gate", {"why": why})
    if treating := preparing.picked(command).get(TREATING):
        await desk.sending.remember(patient, treating, ROLES[TREATING])
    facts = {
        "title": send.title, "patient": patient.name, "to": telling.names(submitted.rows),
        "seconds": round(desk.sending.house.grace),
    }  # fmt: skip
    return Reply("send_queued", facts)
