"""Handing one message over, and saying for sure what became of it: sent, refused, to try again, or in doubt.

SMTP by the standard library, in the worker's own thread: maintained with Python, and each step of the conversation is
in our hands, which the boundary of doubt needs. Nothing before the final dot of DATA can have been accepted
(RFC 5321 4.1.1.4); once the dot may have left, only the server's answer tells.
"""

from __future__ import annotations

import selectors
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from actions.dispatch.outbox_values import Parcel
from assistant.settings import Secret

NO_SECRET = Secret("")


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    RETRY = "retry"
    """It was surely not accepted, and may be later."""
    REFUSED = "refused"
    DOUBT = "doubt"
    LOST = "lost"
    """The claim is no longer ours: nothing was sent, nothing is to be written."""


@dataclass(frozen=True, slots=True)
class Result:
    """A fate with its stable code («550», «mail-down») and the server's own words."""

    fate: Fate
    code: str = ""
    detail: str = ""


class Link(Protocol):
    """The road of one channel, used by one worker at a time."""

    def deliver(self, parcel: Parcel, last_call: Callable[[], bool]) -> Result:
        """`last_call` is asked once, at the last moment when nothing can have been accepted; False: stop there."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP submission server."""

    host: str
    port: int
    authority: Path | None = None
    """PEM of the only authority trusted (IGC-Santé); None takes the machine's."""
    tls: bool = True
    """STARTTLS, 1.2 or better; False only for a loopback test of the conversation itself."""
    timeout: float = 60.0
    user: str = ""
    password: Secret = NO_SECRET
    token: Callable[[], str] | None = None
    """Gives an access token (Pro Santé Connect) for XOAUTH2; asked at each connection, never kept."""
    helo: str = "localhost"
    certificate: Path | None = None
    """PEM of our own certificate and key (organisation certificate IGC-Santé)."""


def tls_context(authority: Path | None, certificate: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or better, the name and the chain checked. Raises OSError for an unreadable file."""
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        context.load_cert_chain(certificate)
    return context


class SmtpLink:
    """One connection, kept between messages; dropped at the first thing that is not as it should be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, parcel: Parcel, last_call: Callable[[], bool]) -> Result:
        try:
            smtp = self._connected()
        except smtplib.SMTPAuthenticationError as fault:
            return self._drop(Fate.RETRY, "mail-login", _words(fault.smtp_error))
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as fault:
            return self._drop(Fate.RETRY, "mail-tls", type(fault).__name__)
        except smtplib.SMTPResponseException as fault:
            return self._drop(Fate.RETRY, str(fault.smtp_code), _words(fault.smtp_error))
        except (OSError, smtplib.SMTPException) as fault:
            return self._drop(Fate.RETRY, "mail-down", type(fault).__name__)
        try:
            early = self._envelope(smtp, parcel) or self._body(smtp, parcel)
        except (OSError, smtplib.SMTPException) as fault:
            return self._drop(Fate.RETRY, "mail-down", type(fault).__name__)
        if early:
            return early
        if not last_call():
            return self._drop(Fate.LOST, "", "")
        return self._end(smtp)

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                pass  # it is over either way
            self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None and not unread(self._smtp):
            return self._smtp
        self._abandon()
        server = self._server
        smtp = smtplib.SMTP(timeout=server.timeout, local_hostname=server.helo)
        self._smtp = smtp
        code, words = smtp.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        if smtp.sock is not None:  # the final dot is a packet of its own: it must not wait for an acknowledgement
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 - starttls checks the name against it
        smtp.ehlo_or_helo_if_needed()
        if server.tls:
            smtp.starttls(context=tls_context(server.authority, server.certificate))
            smtp.ehlo()
        if server.token is not None:
            smtp.auth("XOAUTH2", self._xoauth2, initial_response_ok=True)
        elif server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _xoauth2(self, challenge: bytes | None = None) -> str:
        """First the token; an empty answer to the server's account of what was wrong with it."""
        if challenge or self._server.token is None:
            return ""
        return f"user={self._server.user}\x01auth=Bearer {self._server.token()}\x01\x01"

    def _envelope(self, smtp: smtplib.SMTP, parcel: Parcel) -> Result | None:
        """MAIL and RCPT, with a delivery report asked where the server knows how (RFC 3461, ECO.2.3.1)."""
        report = smtp.has_extn("dsn")
        size = [f"SIZE={len(parcel.data)}"] if smtp.has_extn("size") else []
        code, words = smtp.mail(parcel.sender, [*size, *(["RET=HDRS", f"ENVID={parcel.envelope}"] if report else [])])
        if code // 100 != 2:
            return self._answered(code, words)
        asked = ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(parcel.address)}"] if report else []
        code, words = smtp.rcpt(parcel.address, asked)
        return None if code in (250, 251) else self._answered(code, words)

    def _body(self, smtp: smtplib.SMTP, parcel: Parcel) -> Result | None:
        """All of DATA but its final dot. A 250 here answers an older command: the conversation is out of step."""
        code, words = smtp.docmd("data")
        if code != 354:
            return self._answered(code, words) if code >= 400 else self._drop(Fate.RETRY, "mail-unclear", "out of step")
        smtp.send(_stuffed(parcel.data))
        if unread(smtp):
            return self._drop(Fate.RETRY, "mail-unclear", "an answer before the end of the message")
        return None

    def _end(self, smtp: smtplib.SMTP) -> Result:
        try:
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            return self._drop(Fate.DOUBT, "mail-silent", type(fault).__name__)
        if code == 250:
            return Result(Fate.SENT, "250", _words(words))
        if 400 <= code < 600:
            return self._answered(code, words)
        return self._drop(Fate.DOUBT, "mail-unclear", _words(words))

    def _answered(self, code: int, words: bytes) -> Result:
        """A no, for now (4xx) or for good (5xx); the conversation goes on, unless the server ends it."""
        fate = Fate.REFUSED if 500 <= code < 600 else Fate.RETRY
        result = Result(fate, str(code), _words(words))
        try:
            if code == 421 or self._smtp is None or self._smtp.rset()[0] != 250:
                self._abandon()
        except (OSError, smtplib.SMTPException):
            self._abandon()
        return result

    def _drop(self, fate: Fate, code: str, detail: str) -> Result:
        self._abandon()
        return Result(fate, code, detail)

    def _abandon(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def unread(smtp: smtplib.SMTP) -> bool:
    """Has the server said something that nobody asked (or closed)? What comes next would be taken for an answer."""
    if smtp.sock is None:
        return True
    pending = smtp.sock.pending() if isinstance(smtp.sock, ssl.SSLSocket) else 0
    with selectors.DefaultSelector() as ears:  # select(2) refuses descriptors from 1024 on
        ears.register(smtp.sock, selectors.EVENT_READ)
        return bool(pending or ears.select(0))


def _stuffed(data: bytes) -> bytes:
    """Lines that start with a dot get another (RFC 5321 4.5.2); the message ends with CRLF."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return (b"." if whole.startswith(b".") else b"") + whole.replace(b"\r\n.", b"\r\n..")


def _xtext(address: str) -> str:
    """RFC 3461 4: what an esmtp-value cannot hold is «+XX»."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in address)


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
