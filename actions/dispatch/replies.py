"""What comes back by mail, read leniently: delivery reports (RFC 3464), MDN in their three shapes, bounces, letters.

Shapes of an MDN: ANS «struct-msg-mdn» and «struct-email-standard» (2 Apr 2025), whose own samples have broken
boundaries and headers. The original zip and PDF that come back attached are never taken in.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from actions.dispatch.naming import bare


class Kind(StrEnum):
    """What a mail that came back tells."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    READ = "read"
    """Displayed, or taken in by the recipient's system."""
    DELETED = "deleted"
    ERROR = "error"
    """The recipient's system could not take it in: 900-906."""
    LETTER = "letter"
    """Words of a person, or nothing that we know: for a person."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail that came back."""

    kind: Kind
    message_id: str = ""
    """Of the reply itself."""
    about: tuple[str, ...] = ()
    """Message ids it may answer, surest first."""
    envelope: str = ""
    """Original-Envelope-Id."""
    recipient: str = ""
    code: str = ""
    detail: str = ""


_FIELD = re.compile(rb"^[ \t]*([A-Za-z-]+)[ \t]*:[ \t]*(.*(?:\r?\n[ \t]+\S.*)*)", re.MULTILINE)
_ID = re.compile(r"<\s*([^<>\s]+@?[^<>\s]*)\s*>")
_SUBJECT_ERROR = re.compile(r"\[\s*(?:ko|erreur)\b[^\]]*\]\s*\[\s*(\d{3})\s*\]")
_CODE = re.compile(r"\b(90[0-6])\b")
_SMTP = re.compile(r"\b([245]\d\d)\b(?!\.)")
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ENHANCED_AS = {(1, 1): "550", (1, 2): "512", (1, 3): "513", (2, 1): "550", (2, 2): "552", (2, 3): "523", (3, 4): "523",
                (4, 4): "512", (7, 1): "541"}  # fmt: skip


def read(data: bytes) -> Reply:
    """Never raises: what is not understood is a letter, which a person reads."""
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    own = _ids(_header(mail, "Message-ID"))[:1]
    base = (own[0] if own else "", _about(mail))
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/disposition-notification":
            return _notification(mail, _text(part), *base)
        if kind == "message/delivery-status":
            return _delivery(_text(part), *base)
    if found := _SUBJECT_ERROR.search(_folded(_header(mail, "Subject"))):
        return Reply(Kind.ERROR, base[0], base[1], code=found[1])
    return _bounce(mail, data, *base) if _automatic(mail) else Reply(Kind.LETTER, *base)


def _notification(mail: Message, text: bytes, own: str, about: tuple[str, ...]) -> Reply:
    fields = _fields(text)
    disposition = fields.get("disposition", "")
    _, _, outcome = disposition.partition(";")
    words = _folded(f"{outcome} {fields.get('error', '')} {fields.get('failure', '')}")
    original = tuple(_ids(fields.get("original-message-id", ""))) or about
    recipient = _mailbox(fields.get("final-recipient", "") or fields.get("original-recipient", ""))
    subject = _SUBJECT_ERROR.search(_folded(_header(mail, "Subject")))
    if subject or re.search(r"/\s*(error|failure)", words) or "failed" in words:
        code = (_CODE.search(words) or subject or _CODE.search(_folded(_human(mail)))) if words or subject else None
        detail = " ".join((outcome.partition("^")[2] or fields.get("error", "")).replace("^", " ").split())
        return Reply(Kind.ERROR, own, original, "", recipient, code[1] if code else "906", detail[:300])
    state = words.split("/")[0].strip()
    kinds = {"displayed": Kind.READ, "processed": Kind.READ, "dispatched": Kind.DELIVERED, "deleted": Kind.DELETED}
    return Reply(kinds.get(state, Kind.LETTER), own, original, "", recipient, state)


def _delivery(text: bytes, own: str, about: tuple[str, ...]) -> Reply:
    """The first recipient's block: our mails have one recipient each."""
    fields = _fields(text)
    action = fields.get("action", "").lower().split()
    kinds = {"delivered": Kind.DELIVERED, "relayed": Kind.DELIVERED, "expanded": Kind.DELIVERED,
             "delayed": Kind.DELAYED, "failed": Kind.BOUNCED}  # fmt: skip
    said = fields.get("diagnostic-code", "")
    recipient = _mailbox(fields.get("original-recipient", "") or fields.get("final-recipient", ""))
    kind = kinds.get(action[0] if action else "", Kind.LETTER)
    code = _code_of(said, fields.get("status", "")) if kind in {Kind.BOUNCED, Kind.DELAYED} else ""
    return Reply(kind, own, about, fields.get("original-envelope-id", "").strip(), recipient, code, said[:300])


def _bounce(mail: Message, data: bytes, own: str, about: tuple[str, ...]) -> Reply:
    """A mail of a mail system, in no standard form; an absence notice is a letter."""
    if _header(mail, "Auto-Submitted").lower().startswith("auto-replied"):
        return Reply(Kind.LETTER, own, about, code="absence")
    text = _human(mail) or data[:20_000].decode("utf-8", "replace")
    return Reply(Kind.BOUNCED, own, about, code=_code_of(text, ""), detail=" ".join(text.split())[:300])


def _automatic(mail: Message) -> bool:
    sender = _header(mail, "From").lower()
    automatic = _header(mail, "Auto-Submitted").lower() not in {"", "no"}
    return automatic or "mailer-daemon" in sender or "postmaster" in sender or _header(mail, "Return-Path") == "<>"


def _about(mail: Message) -> tuple[str, ...]:
    """Message ids in In-Reply-To, References (last first), then of the original that came back."""
    found = [*_ids(_header(mail, "In-Reply-To")), *reversed(_ids(_header(mail, "References")))]
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            inner = _fields(_text(part)[:20_000])
            found += _ids(inner.get("message-id", ""))
    return tuple(dict.fromkeys(found))


def _fields(text: bytes) -> dict[str, str]:
    """First value of each «Name: value» line, folded lines joined, names in lower case."""
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        found.setdefault(name.decode("ascii").lower(), " ".join(value.decode("utf-8", "replace").split()))
    return found


def _text(part: Message) -> bytes:
    """The part's words, whether the parser took it for a message, several, or a text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(inner.as_bytes() for inner in payload if isinstance(inner, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _human(mail: Message) -> str:
    """Words of the first text part."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            return _text(part)[:20_000].decode("utf-8", "replace")
    return ""


def _ids(text: str) -> list[str]:
    return [f"<{found}>" for found in _ID.findall(text)]


def _mailbox(text: str) -> str:
    """«rfc822; adam@x.fr» -> «adam@x.fr»."""
    return text.rpartition(";")[2].strip().strip("<>").casefold()


def _code_of(text: str, status: str) -> str:
    for source in (status, text):
        if (found := _ENHANCED.search(source)) and (code := _ENHANCED_AS.get((int(found[2]), int(found[3])))):
            return code
    plain = next(_SMTP.finditer(text), None)
    return plain[1] if plain and plain[1][0] != "2" else "bounced"


def _header(mail: Message, name: str) -> str:
    """Decoded, unfolded; «» when it is missing or beyond reading."""
    return " ".join("".join(_pieces(str(mail.get(name, "")))).split())


def _pieces(raw: str) -> Iterator[str]:
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        parts = decode_header(raw)
    except HeaderParseError:
        yield raw
        return
    for data, charset in parts:
        if isinstance(data, str):
            yield data
            continue
        try:
            yield data.decode(charset or "utf-8", "replace")
        except LookupError:
            yield data.decode("utf-8", "replace")


def _folded(text: str) -> str:
    return bare(text).casefold()
