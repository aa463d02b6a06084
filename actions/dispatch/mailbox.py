"""The service's box over IMAP: new mails in order, each once; where it was left is kept (UID, UIDVALIDITY)."""

from __future__ import annotations

import imaplib
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from actions.dispatch.followup import Followup
from actions.dispatch.replies import read
from actions.dispatch.transport import NO_SECRET, tls_context
from assistant.errors import DispatchError
from assistant.settings import Secret

LARGEST = 40_000_000
"""Bytes of a mail that is fetched whole; of a larger one, only its head."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")


@dataclass(frozen=True, slots=True)
class Box:
    """A box and its server. TLS from the first byte."""

    host: str
    port: int
    address: str
    password: Secret = NO_SECRET
    token: Callable[[], str] | None = None
    """Access token for XOAUTH2; asked at each poll, never kept."""
    authority: Path | None = None
    certificate: Path | None = None
    timeout: float = 30.0
    folder: str = "INBOX"


def poll(box: Box, db: Database, followup: Followup) -> int:
    """Take what is new, oldest first; how many. The place moves on after each mail, once its effects are on disk.

    Raises DispatchError(mailbox-down), or what the outbox raises; the same mails come again at the next poll.
    """
    taken = 0
    with _opened(box) as (imap, validity):
        last = _place(db, box.address, validity)
        for uid, data in _new(imap, last):
            followup.take(read(data))
            _keep(db, box.address, validity, uid)
            taken += 1
    followup.sweep()
    return taken


@contextmanager
def _opened(box: Box) -> Iterator[tuple[imaplib.IMAP4_SSL, int]]:
    """Read-only: nothing is marked as seen, a person still finds each mail as new."""
    context = tls_context(box.authority, box.certificate)
    try:
        imap = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=box.timeout)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise DispatchError("mailbox-down", type(fault).__name__) from fault
    try:
        if box.token is not None:
            token = f"user={box.address}\x01auth=Bearer {box.token()}\x01\x01".encode()
            imap.authenticate("XOAUTH2", lambda challenge: b"" if challenge else token)
        else:
            imap.login(box.address, box.password)
        kind, _ = imap.select(box.folder, readonly=True)
        validity = imap.response("UIDVALIDITY")[1]
        if kind != "OK" or not validity or validity[0] is None:
            raise DispatchError("mailbox-down", "the folder cannot be opened")
        yield imap, int(validity[0])
    except (OSError, imaplib.IMAP4.error) as fault:
        raise DispatchError("mailbox-down", type(fault).__name__) from fault
    finally:
        try:
            imap.logout()
        except (OSError, imaplib.IMAP4.error):
            pass  # it is over either way


def _new(imap: imaplib.IMAP4_SSL, last: int) -> Iterator[tuple[int, bytes]]:
    """(UID, bytes) after `last`; «n:*» always names the last mail, even an old one."""
    _, listed = imap.uid("SEARCH", f"UID {last + 1}:*")
    uids = sorted(int(word) for word in (listed[0] or b"").split())
    for uid in (u for u in uids if u > last):
        size = _SIZE.search(_head(imap.uid("FETCH", str(uid), "(UID RFC822.SIZE)")[1]))
        part = "BODY.PEEK[HEADER]" if size and int(size[1]) > LARGEST else "BODY.PEEK[]"
        _, answer = imap.uid("FETCH", str(uid), f"(UID {part})")
        found = next((row for row in answer if isinstance(row, tuple) and len(row) > 1), None)
        if found is not None:  # else it was deleted meanwhile
            yield uid, found[1]


def _head(answer: list[object]) -> bytes:
    return b" ".join(row if isinstance(row, bytes) else row[0] for row in answer if isinstance(row, bytes | tuple))


def _place(db: Database, address: str, validity: int) -> int:
    """Last UID taken; 0 when the box was made again (its UIDs mean nothing any more; taking twice changes nothing)."""
    found = db.conn.execute("select validity, uid from mailbox where address = ?", (address,)).fetchone()
    return int(found[1]) if found and found[0] == validity else 0


def _keep(db: Database, address: str, validity: int, uid: int) -> None:
    try:
        db.conn.execute(
            "insert into mailbox values (?, ?, ?) on conflict (address) do update set validity = ?, uid = ?",
            (address, validity, uid, validity, uid),
        )
        db.conn.commit()
    except sqlite3.Error as fault:
        db.conn.rollback()
        raise DispatchError("outbox-unwritable", str(fault)) from fault
