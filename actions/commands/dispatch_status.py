"""«est-ce que le courrier de madame Dupont est parti»."""

from __future__ import annotations

from actions.dispatch.outbox_values import Row
from actions.mailroom import preparing, telling
from actions.mailroom.identity import person_of
from actions.mailroom.mailroom import Mailroom
from actions.mailroom.values import PATIENT
from actions.mailroom.whom import ROLES, Several, is_a
from actions.registry import Desk
from actions.reports.model import Report
from assistant.sounds import fold
from assistant.types import Command, Item, Patient, Reply

LAST = 3
"""Documents told of; the desk's page has them all."""


async def run(command: Command, desk: Desk) -> Reply:
    """Of the patient named, else of the open record, else what this person sent last."""
    room = desk.sending
    patient = command.patient or desk.situation.patient
    if patient is None:
        last = await room.last(desk.origin.person)
        if last is None:
            return Reply("nothing_sent")
        reports = [await desk.writing.get(key) for key in last.reports]
    else:
        found = await desk.writing.find(patient=patient.id, status="signed")
        reports = [r for r in found if r.site == desk.origin.site]
    said = preparing.values(command, "recipient")
    told = [(r, rows) for r in reports if (rows := await _rows(room, r, said, patient, desk))]
    if told:
        lines = [await _line(report, rows, desk) for report, rows in told[:LAST]]
        listing = tuple(Item("line", line) for line in lines)
        return Reply("dispatch_status", {"list": " ".join(lines)}, listing=listing)
    waiting = [r for r in await room.waiting(patient=patient.id) if r.site == desk.origin.site] if patient else []
    if patient and waiting and not said:
        facts = {"patient": patient.name, "title": waiting[-1].title, "count": len(waiting)}
        return Reply("signed_not_sent", facts)
    return Reply("nothing_sent_to", {"patient": patient.name}) if patient else Reply("nothing_sent")


async def _rows(
    room: Mailroom, report: Report, said: tuple[str, ...], patient: Patient | None, desk: Desk
) -> tuple[Row, ...]:
    """Its messages, those to the recipients that were named."""
    rows = await room.rows(report.id)
    if not said:
        return rows
    return tuple([row for row in rows if any([await _meant(words, row, patient, desk) for words in said])])


async def _meant(words: str, row: Row, patient: Patient | None, desk: Desk) -> bool:
    """Is that message for whom these words name?"""
    room = desk.sending
    if words == PATIENT:
        return row.address.endswith("@patient.mssante.fr") or (patient is not None and row.name == patient.name)
    who = await room.do(room.directory.by_address, row.address) if row.address else None
    if words in ROLES and patient is not None:
        key = await room.whom(words, patient, desk.chart)
        keys = {w.id for w in key.people} if isinstance(key, Several) else {key}
        return who is not None and who.id in keys
    return set(fold(words).split()) <= set(fold(row.name).split()) or bool(who and is_a(words, who.specialty))


async def _line(report: Report, rows: tuple[Row, ...], desk: Desk) -> str:
    patient = await person_of(desk.chart, report.patient, desk.situation.patient)
    return f"« {preparing.dated(report)} » de {patient.name} : {telling.fates(reversed(rows))}."
