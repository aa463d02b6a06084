"""Adding and taking off addressees of the document that is written, or that waits to be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.dispatch.directory_values import Correspondent
from actions.mailroom import preparing, telling
from actions.mailroom.values import PATIENT
from actions.mailroom.whom import ROLES, TREATING, Several, Whom, is_a
from actions.prepared import Offered, Prepared
from actions.reports.model import Report
from actions.subject import subject
from assistant.sounds import fold
from assistant.types import Command, Patient, Reply

if TYPE_CHECKING:
    from actions.registry import Desk


async def prepare(command: Command, desk: Desk, *, among: bool = False) -> Prepared | Offered | Reply:
    """The document and who is meant; `among`: looked for among its addressees first."""
    room, patient = desk.sending, subject(command)
    report = await preparing.document(command, desk, patient, signed=False)
    if not isinstance(report, Report):
        return report
    found: list[str] = []
    for words in preparing.values(command, "recipient"):
        key: Whom = preparing.picked(command).get(words) or (
            await _among(words, report, patient, desk) if among else ""
        )
        key = key or await room.whom(words, patient, desk.chart)
        if isinstance(key, Several):
            return preparing.offered(words, key)
        if isinstance(key, Reply):
            return key
        found.append(key)
    slots = {**command.slots, "report": report.id, "keys": tuple(dict.fromkeys(found))}
    return Prepared(replace(command, slots=slots))


async def choose(command: Command, desk: Desk, *, left_out: bool) -> Reply:
    """On disk when it returns."""
    room, patient = desk.sending, subject(command)
    report = await desk.writing.get(command.slots["report"])
    names = []
    for key in command.slots["keys"]:
        await room.choose(desk.origin, report, key, left_out=left_out)
        who = None if key == PATIENT else await room.correspondent(key)
        names.append(telling.named(key, who, patient))
    facts = {"title": report.title, "patient": patient.name, "people": telling.listed(names)}
    return Reply("recipient_removed" if left_out else "recipient_added", facts)


async def _among(words: str, report: Report, patient: Patient, desk: Desk) -> Whom:
    """The only addressee whom these words fit; «» when none does."""
    held = await desk.sending.addressees(report, patient, desk.chart)
    if isinstance(held, Several) or words == PATIENT:
        return ""
    people = [who for key in held if (who := await desk.sending.correspondent(key))]
    fitting = [who for who in people if _fits(words, who)]
    if words == TREATING or words in ROLES:
        return ""
    return fitting[0].id if len(fitting) == 1 else Several(tuple(fitting)) if fitting else ""


def _fits(words: str, who: Correspondent) -> bool:
    said = set(fold(words).split())
    return said <= set(fold(f"{who.given} {who.family}").split()) or is_a(words, who.specialty)
