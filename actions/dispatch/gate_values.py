"""Rules on what is to be sent, before anything is built: identity, author, recipients, dates, the PDF itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from actions.dispatch import doctypes, hl7v2, identifiers
from actions.dispatch.mail import ADDRESS
from actions.dispatch.message import (
    INS_DEMO,
    INS_OIDS,
    INS_TEST,
    Channel,
    Identity,
    Kind,
    Outgoing,
    Professional,
    Recipient,
)
from assistant.types import Sex

PATIENTS = "@patient.mssante.fr"
LATE_CLOCK = timedelta(minutes=10)
"""A document may be dated so much after our own clock."""
_ROUTE = hl7v2.Route("", "", "", "")
_ARCHIVAL = re.compile(rb"pdfaid:part\s*(?:>|=\s*[\"'])\s*1\b")


def faults(
    out: Outgoing, to: tuple[Recipient, ...], now: datetime, *, production: bool, suffixes: tuple[str, ...]
) -> Iterator[str]:
    """Codes of gate.yml."""
    yield from _document(out, now)
    yield from _pdf(out.pdf)
    yield from _patient(out.patient, production=production)
    yield from _people(out)
    yield from _sender(out, suffixes)
    yield from _recipients(out, to, suffixes)


def doubts(out: Outgoing) -> Iterator[str]:
    """What looks wrong and stops nothing: the national test RPPS do not pass Luhn either."""
    numbers = (out.author.rpps, out.authenticator.rpps)
    if any(identifiers.rpps_shaped(number) and not identifiers.luhn(number) for number in numbers):
        yield "rpps-luhn"


def _document(out: Outgoing, now: datetime) -> Iterator[str]:
    if out.doc_type not in doctypes.load():
        yield "doc-type"
    if not out.title.strip():
        yield "title-missing"
    if not (identifiers.oid(out.document_oid) and identifiers.oid(out.set_oid)):
        yield "document-id"
    if not _follows(out):
        yield "version"
    times = [t for t in (out.created, out.act_start, out.act_end, out.signed) if t is not None]
    if any(t.utcoffset() is None for t in times) or (out.act_end and out.act_end < out.act_start):
        yield "dates"
    elif any(t > now + LATE_CLOCK for t in times):
        yield "future"
    if out.signed is None:
        yield "unsigned"


def _follows(out: Outgoing) -> bool:
    """The first version replaces nothing; each next one replaces the one just before, under an id of its own."""
    before = out.replaces
    if before is None:
        return out.version == 1
    return out.version > 1 and before.version + 1 == out.version and before.document_oid != out.document_oid


def _pdf(data: bytes) -> Iterator[str]:
    """PDF/A-1 leaves its XMP in clear (ISO 19005-1, 6.7.2), so its claim can be read without a PDF library."""
    if not data.startswith(b"%PDF-1."):
        yield "pdf-missing"
    elif b"/Encrypt" in data:
        yield "pdf-protected"
    elif not _ARCHIVAL.search(data) or b"%%EOF" not in data[-1024:]:
        yield "pdf-not-archival"


def _patient(who: Identity, *, production: bool) -> Iterator[str]:
    if not (who.birth_family.strip() and who.given.strip() and who.born) or who.sex is Sex.UNKNOWN:
        yield "identity-incomplete"
    if not who.qualified:
        if not (who.ipp and identifiers.oid(who.ipp_oid)):
            yield "patient-unidentified"
        return
    if not identifiers.ins_valid(who.matricule):
        yield "ins-invalid"
    if who.oid not in INS_OIDS:
        yield "ins-authority"
    elif production and who.oid in {INS_TEST, INS_DEMO}:
        yield "ins-test"
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", who.birthplace):
        yield "birthplace"


def _people(out: Outgoing) -> Iterator[str]:
    if not _identified(out.author):
        yield "author-rpps"
    if not _identified(out.authenticator):
        yield "authenticator-rpps"
    if not (out.author.specialty and out.author.specialty_label):
        yield "specialty"
    if out.enterer and not (_identified(out.enterer) or out.enterer.local_id):
        yield "enterer"
    house = out.organisation
    if not (re.fullmatch(r"[0-9][0-9AB][0-9]{7}", house.finess) and house.name.strip() and identifiers.oid(house.oid)):
        yield "organisation"


def _identified(who: Professional) -> bool:
    return identifiers.rpps_shaped(who.rpps) and bool(who.family.strip())


def _sender(out: Outgoing, suffixes: tuple[str, ...]) -> Iterator[str]:
    if not _trusted(out.sender.address, suffixes):
        yield "sender-address"
    parts = out.sender.label.split("_")
    if len(parts) < 4 or not all(part.strip() for part in parts):
        yield "sender-label"
    if not out.sender.software.strip():
        yield "software"


def _recipients(out: Outgoing, to: tuple[Recipient, ...], suffixes: tuple[str, ...]) -> Iterator[str]:
    if not to:
        yield "no-recipient"
    if len({(r.channel, r.key) for r in to}) < len(to):
        yield "recipient-double"
    for recipient in to:
        yield from _opposed(out, recipient)
        if recipient.channel is Channel.PAPER:
            if not (recipient.postal.known and recipient.postal.lines and recipient.name.strip()):
                yield "recipient-postal"
        elif recipient.kind is Kind.PATIENT:
            yield from _to_patient(out.patient, recipient)
        elif not _trusted(recipient.address, suffixes) or recipient.address.casefold().endswith(PATIENTS):
            yield "recipient-address"
    electronic = [r for r in to if r.channel is not Channel.PAPER]
    if electronic and not hl7v2.allowed(hl7v2.flags(out, electronic, _ROUTE)) and not _hidden_from(out, electronic):
        yield "flags"


def _to_patient(who: Identity, recipient: Recipient) -> Iterator[str]:
    if not who.mailbox:
        yield "patient-unqualified"
    elif recipient.address.casefold() != who.mailbox.casefold():
        yield "patient-other-box"


def opposed(who: Identity, recipient: Recipient) -> bool:
    """Did the patient refuse that anything be sent there?"""
    names = {"all", recipient.address.casefold(), recipient.rpps} - {""}
    if recipient.kind is Kind.PATIENT:
        names = {"patient"}  # they may refuse their own copy, not be kept from it by what they refuse to others
    return bool(names & {name.casefold() for name in who.opposed})


def _opposed(out: Outgoing, recipient: Recipient) -> Iterator[str]:
    if opposed(out.patient, recipient):
        yield "opposition"
    if _hidden_from(out, [recipient]):
        yield "hidden-from-patient"


def _hidden_from(out: Outgoing, to: Iterable[Recipient]) -> bool:
    return "patient" in out.hidden and any(r.kind is Kind.PATIENT for r in to)


def _trusted(address: str, suffixes: tuple[str, ...]) -> bool:
    return ADDRESS.fullmatch(address) is not None and address.casefold().endswith(tuple(s.casefold() for s in suffixes))
