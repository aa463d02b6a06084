"""Rules on the bytes that are about to leave: mail, zip, metadata and CDA, opened again and compared."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from lxml import etree

from actions.dispatch import cda, doctypes, metadata, naming, xdm
from actions.dispatch.mail import Mail
from actions.dispatch.message import Kind, Outgoing, Recipient
from actions.dispatch.xmls import read

RIM = {"r": metadata.RIM}


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail taken apart; what could not be opened is empty."""

    tree: EmailMessage
    files: Mapping[str, bytes] = field(default_factory=dict)
    document: bytes = b""
    pdf: bytes = b""


def open_mail(data: bytes) -> Opened:
    """Never raises: what is missing is empty, and `faults` says so."""
    tree = email.message_from_bytes(data, policy=email.policy.default)
    parts = list(tree.iter_parts()) if tree.is_multipart() else []
    archive = next((p for p in parts if p.get_content_type() == "application/zip"), None)
    attached = next((p for p in parts if p.get_content_type() == "application/pdf"), None)
    try:
        files = xdm.unpack(_payload(archive))
    except ValueError:
        files = {}
    return Opened(tree, files, files.get(xdm.DOCUMENT, b""), _payload(attached))


def faults(opened: Opened, out: Outgoing, to: Recipient, mail: Mail) -> Iterator[str]:
    """Codes of gate.yml; () when the bytes are what the norm and the value say."""
    yield from _tree(opened, out)
    yield from _headers(opened.tree, out, to, mail)
    yield from _archive(opened, out)


def patient_of(document: Any) -> tuple[str, ...]:
    """Ids of the patient of a parsed CDA, root and extension."""
    ids = document.xpath("/h:ClinicalDocument/h:recordTarget/h:patientRole/h:id", namespaces={"h": cda.NS})
    return tuple(f"{i.get('root')}|{i.get('extension')}" for i in ids)


def _tree(opened: Opened, out: Outgoing) -> Iterator[str]:
    tree = opened.tree
    parts = list(tree.iter_parts()) if tree.is_multipart() else []
    kinds = [part.get_content_type() for part in parts]
    bodies = ("text/plain", "multipart/alternative")
    if tree.get_content_type() != "multipart/mixed" or kinds[1:] != ["application/zip", "application/pdf"]:
        yield "mail-tree"
        return
    if kinds[0] not in bodies:
        yield "mail-tree"
    texts = [p for p in parts[0].walk() if p.get_content_maintype() == "text"]
    if any((p.get_content_charset() or "") != "utf-8" for p in texts) or not texts:
        yield "mail-charset"
    if {parts[1].get_filename(), parts[1].get_param("name")} != {xdm.NAME}:
        yield "zip-name"
    if parts[2].get_filename() != naming.pdf_name(out):
        yield "pdf-name"


def _headers(tree: EmailMessage, out: Outgoing, to: Recipient, mail: Mail) -> Iterator[str]:
    subjects = {naming.subject(out, place) for place in naming.Place}
    if tree["Subject"] not in subjects:
        yield "subject"
    if tree["Message-ID"] != mail.message_id or not mail.message_id.startswith("<"):
        yield "message-id"
    before = out.replaces.message_id if out.replaces else ""
    if before and (tree["In-Reply-To"] != before or before not in (tree["References"] or "")):
        yield "thread"
    if not mail.envelope_id:
        yield "delivery-report"
    if tree["Disposition-Notification-To"] != out.sender.address:
        yield "receipt"
    known = doctypes.load().get(out.doc_type)
    if known is None or tree["X-MSS-CODECDA"] != known.loinc:
        yield "header-codecda"
    if tree["X-MSS-INS"] != ("O" if out.patient.qualified and out.patient.complete else "N"):
        yield "header-ins"
    if not (tree["X-MSS-NIL"] or "").strip():
        yield "header-nil"
    if tree["X-MSS-MES"] != ("FIN" if to.kind is Kind.PATIENT and out.block_reply else None):
        yield "header-mes"
    written = [a.addr_spec for a in tree["To"].addresses] if tree["To"] else []
    if written != [to.address] or mail.recipient != to.address or tree["Cc"] or tree["Bcc"]:
        yield "to-other"


def _archive(opened: Opened, out: Outgoing) -> Iterator[str]:
    if set(opened.files) != {xdm.README, xdm.INDEX, xdm.METADATA, xdm.DOCUMENT}:
        yield "zip-content"
        return
    try:
        document, described = read(opened.document), read(opened.files[xdm.METADATA])
        inside = cda.pdf_of(document)
    except (etree.XMLSyntaxError, ValueError):
        yield "zip-content"
        return
    if not inside == opened.pdf == out.pdf:
        yield "pdf-differs"
    slots = {s.get("name"): s.findtext(".//r:Value", namespaces=RIM) for s in described.iterfind(".//r:Slot", RIM)}
    digest = hashlib.sha1(opened.document, usedforsecurity=False).hexdigest()
    if (slots.get("hash"), slots.get("size"), slots.get("URI")) != (digest, str(len(opened.document)), "DOC00001.XML"):
        yield "metadata-hash"
    known = {i.get("value") for i in described.iterfind(".//r:ExternalIdentifier", RIM) if "patient" in i.get("id", "")}
    wanted = metadata.patient_id(out.patient)
    who = out.patient
    first = f"{who.oid}|{who.matricule}" if who.qualified else f"{who.ipp_oid}|{who.ipp}"
    if known != {wanted} or not wanted or patient_of(document)[:1] != (first,):
        yield "metadata-patient"


def _payload(part: Any) -> bytes:
    data = part.get_payload(decode=True) if part is not None else b""
    return data if isinstance(data, bytes) else b""
