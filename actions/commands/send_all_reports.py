"""«envoie tous les comptes-rendus signés de ce matin»: all are read back, those that may not leave with the reason."""

from __future__ import annotations

from dataclasses import replace

from actions.mailroom import identity, preparing
from actions.mailroom.preparing import Ready
from actions.mailroom.values import Send
from actions.mailroom.whom import Several, is_a
from actions.prepared import Offered, Prepared
from actions.registry import Desk
from actions.reports.model import Report
from assistant.dialogue import describe
from assistant.errors import ChartError, DispatchError, ReportError
from assistant.people import Person
from assistant.types import Command, Patient, Period, Reply
from nlu.names import fold

MOST = 20
"""Documents of one confirmation: more are not really read back."""


async def prepare(command: Command, desk: Desk) -> Prepared | Offered | Reply:
    """Every signed document that waits and fits, each for its own addressees."""
    reports = await _wanted(command, desk)
    if isinstance(reports, Reply):
        return reports
    if not reports:
        return Reply("nothing_waits")
    if len(reports) > MOST:
        return Reply("too_many_to_send", {"count": len(reports), "most": MOST})
    lines: list[str] = []
    kept: list[str] = []
    sends: list[Send] = []
    for report in reports:
        made, patient = await _each(report, desk)
        if isinstance(made, Ready) and patient is not None:
            sends.append(made.send)
            lines.append(f"« {made.title} » de {describe(patient)}, pour {made.to}")
        elif isinstance(made, Reply):
            kept.append(
                f"« {report.title} »{f' de {patient.name}' if patient else ''} : {desk.catalogue.sentence(made)}"
            )
    left = " ".join(kept)
    if not sends:
        return Reply("none_may_leave", {"why": left})
    facts = {"count": len(sends), "list": " ; ".join(lines), "left": f"Ne partent pas : {left} " if left else ""}
    slots = {**command.slots, "sends": tuple(sends)}
    return Prepared(replace(command, slots=slots), Reply("confirm_send_all", facts))


async def run(command: Command, desk: Desk) -> Reply:
    """Each into the outbox, as it was read back; what may no longer leave is told."""
    sends: tuple[Send, ...] = command.slots["sends"]
    gone, why = 0, []
    for send in sends:
        try:
            patient = await identity.person_of(desk.chart, send.patient, desk.situation.patient)
            submitted = await desk.sending.send(send, patient, desk.chart, desk.origin, command.id)
        except (ReportError, ChartError, DispatchError) as fault:  # those before it are on their way: it must be told
            why.append(f"« {send.title} » : {desk.catalogue.failure(fault.code, fault.facts).facts['why']}")
            continue
        gone += submitted.opinion.open
        why += [f"« {send.title} » de {patient.name} : {r.says}" for r in submitted.opinion.refusals]
    if not gone:
        raise DispatchError("dispatch-refused", "the gate", {"why": " ".join(why)})
    seconds = round(desk.sending.house.grace)
    return Reply("sends_queued", {"count": gone, "seconds": seconds, "left": "".join(f"{w} " for w in why)})


async def _wanted(command: Command, desk: Desk) -> list[Report] | Reply:
    """Signed here, not sent yet, of the author, the service and the days that were said."""
    people, site = desk.writing.people, desk.origin.site
    authors: tuple[Person, ...] = people.signers(site)
    if said := next(iter(preparing.values(command, "practitioner")), ""):
        authors = tuple(p for p in authors if set(fold(said).split()) <= set(fold(p.name).split()))
        if len(authors) != 1:
            return Reply("no_author", {"words": said})
    elif desk.origin.person in {p.id for p in authors}:
        authors = tuple(p for p in authors if p.id == desk.origin.person)  # a doctor's own, unless another is named
    if service := next(iter(preparing.values(command, "service")), ""):
        authors = tuple([p for p in authors if is_a(service, await _specialty(p, desk))])
        if not authors:
            return Reply("no_such_service", {"words": service})
    said_days = next(iter(preparing.values(command, "period")), "")
    days = Period.parse(said_days) if said_days else Period()
    whose = command.patient.id if command.patient else ""
    found = [r for author in authors for r in await desk.sending.waiting(author=author.id, patient=whose)]
    return [r for r in found if r.site == site and r.changed and r.changed.astimezone() in days]


async def _specialty(person: Person, desk: Desk) -> str:
    known = await desk.sending.correspondent(person.rpps) if person.rpps else None
    return known.specialty if known else ""


async def _each(report: Report, desk: Desk) -> tuple[Ready | Reply, Patient | None]:
    """That document for its own addressees; a Reply says why it stays."""
    try:
        patient = await identity.person_of(desk.chart, report.patient, desk.situation.patient)
        whom = await desk.sending.addressees(report, patient, desk.chart)
    except ChartError as fault:
        return desk.catalogue.failure(fault.code), None
    if isinstance(whom, Several):
        return Reply("addressee_unclear"), patient
    if not whom:
        return Reply("no_addressee", {"title": report.title, "patient": patient.name}), patient
    return await preparing.ready(desk, report, patient, whom, ""), patient
