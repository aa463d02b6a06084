"""A document as an MSSanté mail: headers, tree and encodings of the référentiel socle MSSanté #2 v1.0.1 (Jan 2024).

One mail for one recipient: an answer names its mail, hence its recipient; nobody learns who else was written to.
The bytes depend on the value, the recipient and the date given, on nothing else.
"""

from __future__ import annotations

import email.utils
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage

from actions.dispatch import doctypes, naming, wording, xdm
from actions.dispatch.message import Kind, Outgoing, Recipient

SMTP = policy.SMTP.clone(cte_type="7bit", max_line_length=78)
"""CRLF, 7-bit on the wire: a relay may not know 8BITMIME."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""A mailbox in its plain form (RFC 5321 dot-string; the national directory has no other)."""
_FOLD = "\r\n"


@dataclass(frozen=True, slots=True)
class Mail:
    """What the outbox keeps and the transport sends, unchanged."""

    message_id: str
    """«<…@domain>»."""
    sender: str
    recipient: str
    envelope_id: str
    """ENVID of RFC 3461: comes back in delivery reports."""
    data: bytes
    """RFC 5322 message with CRLF."""


def build(out: Outgoing, to: Recipient, date: datetime, *, place: naming.Place = naming.Place.AFTER) -> Mail:
    """The mail of this document to that recipient. Raises ValueError for an address that no header can hold."""
    message_id = message_id_of(out, to)
    head = "".join(f"{line}\r\n" for line in _headers(out, to, date, message_id, place))
    tree = _tree(out, f"=_{envelope_id(message_id)}")
    data = head.encode("ascii") + tree.as_bytes()
    return Mail(message_id, out.sender.address, to.address, envelope_id(message_id), data)


def message_id_of(out: Outgoing, to: Recipient) -> str:
    """Made from the document and the recipient, so that the same departure never has two names."""
    digest = hashlib.sha256(f"{out.document_oid}\n{out.version}\n{to.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{out.sender.domain or out.sender.address.partition('@')[2]}>"


def envelope_id(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def _headers(out: Outgoing, to: Recipient, date: datetime, message_id: str, place: naming.Place) -> Iterator[str]:
    """Folded lines. Written here: email.message may fold right after «Subject:», and the subject would not start
    with XDM/1.0/DDM for a parser that keeps the blank."""
    yield _person("From", out.sender.label, out.sender.address)
    yield _person("To", to.name, to.address)
    yield f"Date: {email.utils.format_datetime(date)}"
    yield f"Message-ID: {message_id}"
    if out.replaces and out.replaces.message_id:
        yield f"In-Reply-To: {out.replaces.message_id}"
        yield "References: " + "\r\n ".join((*out.replaces.thread, out.replaces.message_id))
    yield _words("Subject", naming.subject(out, place))
    yield f"Disposition-Notification-To: {_address(out.sender.address)}"
    yield f"X-MSS-CODECDA: {doctypes.load()[out.doc_type].loinc}"
    yield f"X-MSS-INS: {'O' if out.patient.qualified and out.patient.complete else 'N'}"
    yield _words("X-MSS-NIL", out.sender.software)
    if to.kind is Kind.PATIENT and out.block_reply:
        yield "X-MSS-MES: FIN"


def _words(name: str, text: str) -> str:
    """A header of free words: as they are when they are ASCII and fit on the line, else RFC 2047."""
    clean = " ".join(text.split())
    if clean.isascii() and clean.isprintable() and len(name) + len(clean) < 76 and "=?" not in clean:
        return f"{name}: {clean}"
    return f"{name}: {Header(clean, 'utf-8', header_name=name, maxlinelen=76).encode(linesep=_FOLD)}"


def _person(name: str, label: str, address: str) -> str:
    clean = " ".join(label.split())
    if not clean:
        return f"{name}: {_address(address)}"
    if clean.isascii() and clean.isprintable() and "=?" not in clean:
        quoted = clean.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}: "{quoted}"{_FOLD} <{_address(address)}>'
    encoded = Header(clean, "utf-8", header_name=name, maxlinelen=76).encode(linesep=_FOLD)
    return f"{name}: {encoded}{_FOLD} <{_address(address)}>"


def _address(address: str) -> str:
    """Raises ValueError for what could end the header, or is no address."""
    if not ADDRESS.fullmatch(address):
        raise ValueError("an address that no header can hold")
    return address


def _tree(out: Outgoing, boundary: str) -> EmailMessage:
    """multipart/mixed of text, zip and PDF, in that order."""
    tree = EmailMessage(policy=SMTP)
    words = "replaced.txt" if out.replaces else "mail.txt"
    text = out.body or wording.fill(words, wording.facts(out))
    tree.set_content(text, subtype="plain", charset="utf-8", cte="base64")
    for subtype, name, data in (("zip", xdm.NAME, xdm.build(out)), ("pdf", naming.pdf_name(out), out.pdf)):
        tree.add_attachment(data, "application", subtype, filename=name, params={"name": name})
    tree.set_boundary(boundary)
    return tree
