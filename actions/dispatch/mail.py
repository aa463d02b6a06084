"""A document as an MSSanté mail: headers, tree and encodings of the référentiel socle MSSanté #2 v1.0.1 (Jan 2024).

One mail for one recipient: an answer names its mail, hence its recipient; nobody learns who else was written to.
The bytes depend on the value, the recipient and the date given, on nothing else.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from urllib.parse import quote

from actions.dispatch import doctypes, naming, wording, xdm
from actions.dispatch.message import Kind, Outgoing, Recipient

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
    data = head.encode("ascii") + b"".join(_body(out, f"=_{envelope_id(message_id)}"))
    return Mail(message_id, out.sender.address, to.address, envelope_id(message_id), data)


def message_id_of(out: Outgoing, to: Recipient) -> str:
    """Made from the document and the recipient, so that the same departure never has two names."""
    digest = hashlib.sha256(f"{out.document_oid}\n{out.version}\n{to.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{out.sender.domain or out.sender.address.partition('@')[2]}>"


def envelope_id(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def _headers(out: Outgoing, to: Recipient, date: datetime, message_id: str, place: naming.Place) -> Iterator[str]:
    """Folded lines. Written here: email.message may fold right after «Subject:», and the subject would not start
    with XDM/1.0/DDM for a parser that keeps the blank; it also cuts long names of files in pieces."""
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


def _body(out: Outgoing, boundary: str) -> Iterator[bytes]:
    """multipart/mixed of text, zip and PDF, in that order; all in base64, so that no relay changes a byte."""
    words = "replaced.txt" if out.replaces else "mail.txt"
    text = (out.body or wording.fill(words, wording.facts(out))).replace("\r\n", "\n").replace("\n", "\r\n")
    yield f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    yield _part(boundary, ("Content-Type: text/plain; charset=utf-8",), text.encode("utf-8"))
    for kind, name, data in (("zip", xdm.NAME, xdm.build(out)), ("pdf", naming.pdf_name(out), out.pdf)):
        described = f"Content-Type: application/{kind};\r\n {_parameter('name', name)}"
        yield _part(boundary, (described, f"Content-Disposition: attachment;\r\n {_parameter('filename', name)}"), data)
    yield f"--{boundary}--\r\n".encode("ascii")


def _part(boundary: str, headers: tuple[str, ...], data: bytes) -> bytes:
    head = "\r\n".join((f"--{boundary}", *headers, "Content-Transfer-Encoding: base64", "", ""))
    return head.encode("ascii") + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _parameter(name: str, value: str) -> str:
    """Quoted when it is ASCII, on one line: some receivers drop what RFC 2231 cuts; RFC 2231 when it is not."""
    if value.isascii() and value.isprintable():
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{quoted}"'
    return f"{name}*=utf-8''{quote(value, safe='')}"
