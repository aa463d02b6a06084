"""A signed document of the place as an Outgoing: ids, versions, people, identity; nothing is made up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.dispatch.directory import Directory
from actions.dispatch.message import Identity, Outgoing, Previous, Professional, Recipient, Stay
from actions.mailroom.values import House
from actions.reports.model import Report
from actions.reports.store import Signature
from assistant.errors import PeopleError
from assistant.people import Person
from assistant.ports import People
from assistant.sounds import fold

TITLES = {"dr": "DR", "docteur": "DR", "docteure": "DR", "pr": "PR", "professeur": "PR", "professeure": "PR"}
STAYS = {"discharge_letter": Stay.INPATIENT, "operative_report": Stay.INPATIENT}
"""Documents that a stay makes; the others are taken for those of a consultation."""


@dataclass(frozen=True, slots=True)
class Source:
    """All that a document is sent from."""

    report: Report
    chain: tuple[Report, ...]
    """The documents it replaces, the first one first."""
    signature: Signature | None
    pdf: bytes
    identity: Identity
    author: Professional
    authenticator: Professional
    enterer: Professional | None


def outgoing(source: Source, house: House, recipients: tuple[Recipient, ...]) -> Outgoing:
    """The value that the gate judges and the outbox keeps."""
    report, first = source.report, (*source.chain, source.report)[0]
    before = source.chain[-1] if source.chain else None
    now = datetime.now(UTC).astimezone()
    made = (report.created or now).astimezone()
    return Outgoing(
        id=report.id,
        document_oid=oid("document", report.id),
        set_oid=oid("set", first.id),
        version=len(source.chain) + 1,
        doc_type=report.doc_type,
        title=report.title,
        created=made,
        patient=source.identity,
        author=source.author,
        authenticator=source.authenticator,
        organisation=house.organisation,
        sender=house.sender,
        pdf=source.pdf,
        act_start=(first.created or made).astimezone(),
        signed=source.signature[1].astimezone() if source.signature else None,
        stay=STAYS.get(report.doc_type, Stay.OUTPATIENT),
        recipients=recipients,
        enterer=source.enterer,
        replaces=Previous(oid("document", before.id), len(source.chain)) if before else None,
    )


def oid(kind: str, report: str) -> str:
    """An OID alone, made from a UUID (ITU-T X.667, arc 2.25): the same document always has the same one."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, f'dpi-vocal:{kind}:{report}').int}"


def professional(person: Person | None, directory: Directory) -> Professional:
    """Who that is outside: the directory's entry of their RPPS; without RPPS, the establishment's own number."""
    if person is None:
        return Professional("", "")
    title, given, family = split(person.name)
    if not person.rpps:
        return Professional(family, given, title=title, local_id=person.id)
    known = directory.get(person.rpps)
    if known is None:
        return Professional(family, given, person.rpps, title)
    return Professional(
        known.family, known.given, known.rpps or person.rpps, known.title or title,
        specialty=known.specialty_code, specialty_label=known.specialty,
    )  # fmt: skip


def split(name: str) -> tuple[str, str, str]:
    """«Dr Claire Martin» -> (DR, Claire, Martin); a name of one word is the family's."""
    words = name.split()
    title = TITLES.get(fold(words[0]), "") if len(words) > 1 else ""
    words = words[1:] if title else words
    return title, " ".join(words[:1]) if len(words) > 1 else "", " ".join(words[1:] or words)


def known(people: People, person: str) -> Person | None:
    """None when nobody of that id is known."""
    try:
        return people.get(person) if person else None
    except PeopleError:
        return None
