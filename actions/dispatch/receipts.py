"""The MDN that we owe for a mail we received and took in, or could not (RFC 8098; ECO.3.1.6)."""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
from datetime import datetime
from email.header import Header
from email.message import Message

from actions.dispatch import codes
from actions.dispatch.mail import ADDRESS
from actions.dispatch.naming import bare

SMTP = email.policy.SMTP.clone(cte_type="7bit")
"""CRLF, 7-bit on the wire."""
KO = "[KO Intégration système !]"


def build(received: bytes, ours: str, at: datetime, code: str = "", *, by_hand: bool = False) -> bytes | None:
    """The notification of a mail that asks for one; `code` (900-906) says why it could not be taken in.

    None when none is asked, or when it would go elsewhere than where the mail came from (RFC 8098 2.1: no loops).
    """
    original = email.message_from_bytes(received, policy=email.policy.default)
    asked = email.utils.parseaddr(str(original.get("Disposition-Notification-To", "")))[1]
    path = email.utils.parseaddr(str(original.get("Return-Path", "")))[1]
    if not ADDRESS.fullmatch(asked) or (path and path.casefold() != asked.casefold()):
        return None
    about = " ".join(str(original.get("Message-ID", "")).split())
    subject = " ".join(str(original.get("Subject", "")).split())
    digest = hashlib.sha256(f"{about}{ours}{code}".encode()).hexdigest()[:32]
    report = Message(policy=email.policy.compat32)
    report["From"], report["To"] = ours, asked
    report["Date"] = email.utils.format_datetime(at)
    report["Message-ID"] = f"<{digest}@{ours.partition('@')[2]}>"
    report["In-Reply-To"] = about
    report["Subject"] = Header(f"{KO}[{code}] {subject}" if code else subject, "utf-8", header_name="Subject").encode()
    report["Auto-Submitted"] = "auto-replied"
    report["MIME-Version"] = "1.0"
    report.add_header(
        "Content-Type", "multipart/report", report_type="disposition-notification", boundary=f"=_{digest}"
    )
    report.attach(_words(code))
    report.attach(_fields(ours, about, code, by_hand=by_hand))
    report.attach(_headers(original))
    return report.as_bytes(policy=SMTP)


def _words(code: str) -> Message:
    reason = codes.reason(code) if code else None
    text = (
        f"Le message n'a pas pu être intégré automatiquement dans le dossier patient pour la raison suivante : "
        f"{code} - {reason.says}\r\n"
        if reason
        else "Le message a été pris en compte par son destinataire.\r\n"
    )
    part = Message(policy=email.policy.compat32)
    part.add_header("Content-Type", "text/plain", charset="utf-8")
    part.set_payload(text, "utf-8")
    return part


def _fields(ours: str, about: str, code: str, *, by_hand: bool) -> Message:
    mode = "manual-action/MDN-sent-manually" if by_hand else "automatic-action/MDN-sent-automatically"
    state = "displayed" if by_hand and not code else "processed"
    reason = codes.reason(code).says if code else ""
    lines = [
        f"Original-Recipient: rfc822;{ours}",
        f"Final-Recipient: rfc822;{ours}",
        f"Original-Message-ID: {about}",
        f"Disposition: {mode}; {state}{'/error' if code else ''}",
        *([f"Error: {code}^{_ascii(reason)}"] if code else []),
    ]
    part = Message(policy=email.policy.compat32)
    part.add_header("Content-Type", "message/disposition-notification")
    part.set_payload("\r\n".join(lines) + "\r\n")
    return part


def _headers(original: Message) -> Message:
    kept = "".join(
        f"{name}: {' '.join(str(original[name]).encode('ascii', 'replace').decode().split())}\r\n"
        for name in ("From", "To", "Date", "Message-ID", "Subject")
        if original[name]
    )
    part = Message(policy=email.policy.compat32)
    part.add_header("Content-Type", "text/rfc822-headers")
    part.set_payload(kept)
    return part


def _ascii(text: str) -> str:
    return bare(text).encode("ascii", "replace").decode("ascii")
