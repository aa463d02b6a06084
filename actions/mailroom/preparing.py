"""From spoken words to what will leave: which document, for whom, by which road; or a question, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actions.dispatch.message import Recipient
from actions.dispatch.outbox import NEVER_LEFT
from actions.mailroom import telling
from actions.mailroom.mailroom import Mailroom, refusal
from actions.mailroom.values import PATIENT, Send
from actions.mailroom.whom import TREATING, Several
from actions.prepared import Offered
from actions.reports.model import Report, Status
from assistant.dialogue import describe
from assistant.types import Command, Item, Patient, Reply

if TYPE_CHECKING:
    from actions.registry import Desk

DOCUMENT = "document"
"""What a choice between documents is known by, among the words that were picked for."""
LOOSE = frozenset({"consultation_report", "letter"})
"""Types that people also say of any document («le compte-rendu», «le courrier»)."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One document that may leave, and how it is read back."""

    send: Send
    title: str
    to: str
    """Addressees with their road."""
    warning: str = ""


def picked(command: Command) -> Mapping[str, str]:
    """Words -> what a person picked for them."""
    found: Mapping[str, str] = command.slots.get("picked", {})
    return found


def values(command: Command, slot: str) -> tuple[str, ...]:
    """All values of a slot, in the order they were said."""
    held = command.slots.get(slot, ())
    return tuple(map(str, held)) if isinstance(held, list) else (str(held),) if held else ()


async def document(command: Command, desk: Desk, patient: Patient, *, signed: bool = True) -> Report | Offered | Reply:
    """Which document is meant: the one on the desk, else the only signed one that still waits, else the last one."""
    writer, wanted = desk.writing, next(iter(values(command, "doc_type")), "")
    if ref := picked(command).get(DOCUMENT):
        return await writer.get(ref)
    signed_ones = [r for r in await writer.find(patient=patient.id, status="signed") if r.site == desk.origin.site]
    replaced = {r.replaces for r in signed_ones}
    here = await writer.current(desk.origin, patient)
    if here is not None and here.id not in replaced and (not wanted or here.doc_type == wanted or wanted in LOOSE):
        if here.status is Status.SIGNED or not signed:
            return here
        return Reply("send_unsigned", {"title": here.title, "patient": patient.name})
    everything = [r for r in signed_ones if r.id not in replaced]
    typed = [r for r in everything if r.doc_type == wanted]
    fitting = typed or (everything if not wanted or wanted in LOOSE else [])
    waiting = {r.id for r in await desk.sending.waiting(patient=patient.id)}
    unsent = [r for r in fitting if r.id in waiting]
    if len(unsent) > 1:
        return _documents(unsent)
    if unsent or fitting:
        return (unsent or fitting)[0]
    return Reply("nothing_to_send", {"patient": patient.name})


def _documents(reports: list[Report]) -> Offered:
    days = Counter(map(dated, reports))
    choices = tuple(Item(DOCUMENT, dated(r, hour=days[dated(r)] > 1), ref=r.id) for r in reports)
    return Offered(
        DOCUMENT, Reply("which_document", {"count": len(choices), "list": telling.numbered(choices)}), choices
    )


def dated(report: Report, *, hour: bool = False) -> str:
    """«Compte-rendu de consultation du 28/11/2026» (`hour`: «à 10 h 05»: one of two of that day)."""
    if report.changed is None:
        return report.title
    at = report.changed.astimezone()
    return f"{report.title} du {at:%d/%m/%Y}{f' à {at.hour} h {at:%M}' if hour else ''}"


async def keys(command: Command, desk: Desk, patient: Patient, report: Report) -> tuple[str, ...] | Offered | Reply:
    """Who is meant: those said, else those of the document."""
    room, chosen = desk.sending, picked(command)
    said = values(command, "recipient")
    found: list[str] = []
    for words in said:
        key = chosen.get(words) or await room.whom(words, patient, desk.chart)
        if isinstance(key, Several):
            return offered(words, key)
        if isinstance(key, Reply):
            return key
        found.append(key)
    if said:
        return tuple(dict.fromkeys(found))
    usual = await room.addressees(report, patient, desk.chart, treating=chosen.get(TREATING, ""))
    if isinstance(usual, Several):
        return offered(TREATING, usual)
    return usual or Reply("no_addressee", {"title": report.title, "patient": patient.name})


def offered(words: str, several: Several) -> Offered:
    """A choice between correspondents, each with specialty and town."""
    choices = telling.items(several.people)
    reply = Reply("which_recipient", {"count": len(choices), "people": telling.numbered(choices)})
    return Offered(words, reply, choices)


async def ready(desk: Desk, report: Report, patient: Patient, whom: tuple[str, ...], channel: str) -> Ready | Reply:
    """The document for those addressees, judged by the gate: what may leave, or why nothing does."""
    room = desk.sending
    identity = await room.identity(patient, desk.chart)
    made = {key: await room.recipient(key, identity, channel) for key in whom}
    if missing := [key for key, to in made.items() if to is None]:
        return Reply("no_recipient_found", {"words": ", ".join(missing)})
    recipients = {key: to for key, to in made.items() if to is not None}
    # what nobody took (called back, refused at the door, given up) may be sent once more
    left = {r.recipient: r for r in await room.rows(report.id) if r.gone is not None or r.status not in NEVER_LEFT}
    again = [left[to.key] for to in recipients.values() if to.key in left]
    fresh = {key: to for key, to in recipients.items() if to.key not in left}
    if again and not fresh:
        return Reply("already_sent", {"title": report.title, "patient": patient.name, "fates": telling.fates(again)})
    to = tuple(fresh.values())
    opinion = await room.check(report, patient, desk.chart, to)
    if not opinion.open:
        return refusal(opinion)
    spoken = [await _spoken(room, key, each, patient) for key, each in fresh.items()]
    send = Send(report.id, report.version, patient.id, report.title, to)
    return Ready(send, dated(report), telling.listed(spoken), "".join(f"{w.says} " for w in opinion.warnings))


async def _spoken(room: Mailroom, key: str, to: Recipient, patient: Patient) -> str:
    who = None if key == PATIENT else await room.correspondent(key)
    return telling.addressee(to if who else _named(to, patient), who)


def _named(to: Recipient, patient: Patient) -> Recipient:
    return replace(to, name=patient.name)


def read_back(made: Ready, patient: Patient) -> Reply:
    """«Envoyer « … » de … à …»: what «je confirme» sends."""
    facts = {"title": made.title, "patient": describe(patient), "to": made.to, "warning": made.warning}
    return Reply("confirm_send", facts)
