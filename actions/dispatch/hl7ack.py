"""What a platform answers: ACK at once, ZAM later (CI-SIS 2.1: Z01 DMP, Z02 delivery by MSSanté, Z03 reading)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.errors import DispatchError

Segment = tuple[str, ...]


class Verdict(StrEnum):
    """MSA-1, the application's word for it."""

    ACCEPTED = "AA"
    ERROR = "AE"
    REJECTED = "AR"


@dataclass(frozen=True, slots=True)
class Ack:
    """Answer to one message."""

    verdict: Verdict
    control: str
    """MSH-10 of the message it answers (MSA-2)."""
    code: str = ""
    """ERR-5 (900-906 …), else ERR-3."""
    text: str = ""


class Stage(StrEnum):
    """What a ZAM tells of; the value is its trigger."""

    DMP = "Z01"
    DELIVERED = "Z02"
    READ = "Z03"


@dataclass(frozen=True, slots=True)
class Zam:
    """A business acknowledgement."""

    stage: Stage
    control: str
    """MSH-10 of the ZAM itself: what its own acknowledgement names."""
    about: str
    """MSH-10 of the message that carried the document (OBX-4)."""
    good: bool
    recipient: str = ""
    """Mailbox, when the platform says it (DESTINATAIRE_MSS, LECTEUR_MSS)."""
    code: str = ""
    text: str = ""
    faults: tuple[str, ...] = field(default=())


def segments(data: bytes) -> tuple[Segment, ...]:
    """Fields of each segment, [0] its name; for MSH, [1] is the separator. Raises DispatchError(hl7-unreadable)."""
    text = _decoded(data)
    rows = tuple(tuple(line.split("|")) for line in text.replace("\n", "\r").split("\r") if line.strip())
    if not rows or rows[0][0] != "MSH" or len(rows[0]) < 10:
        raise DispatchError("hl7-unreadable", "no MSH segment")
    return (("MSH", "|", *rows[0][1:]), *rows[1:])


def read_ack(data: bytes) -> Ack:
    """Raises DispatchError(hl7-unreadable) when it is no acknowledgement."""
    rows = segments(data)
    found = next((row for row in rows if row[0] == "MSA"), None)
    if found is None or len(found) < 3:
        raise DispatchError("hl7-unreadable", "no MSA segment")
    try:
        verdict = Verdict(found[1].replace("C", "A", 1))  # CA, CE, CR: the same words at the commit level
    except ValueError as fault:
        raise DispatchError("hl7-unreadable", "an unknown code in MSA-1") from fault
    code, text = _error(rows)
    return Ack(verdict, found[2], code, text or (_at(found, 3)))


def read_zam(data: bytes) -> Zam:
    """Raises DispatchError(hl7-unreadable) for another kind of message."""
    rows = segments(data)
    kind = _at(rows[0], 9).split("^")
    try:
        stage = Stage(kind[1]) if kind[0] == "ZAM" else None
    except (ValueError, IndexError):
        stage = None
    answers = {_at(row, 3).split("^")[0]: row for row in rows if row[0] == "OBX"}
    first = next((row for code, row in answers.items() if code.startswith("ACK_")), None)
    if stage is None or first is None:
        raise DispatchError("hl7-unreadable", "no ZAM of a known kind")
    who = next((_at(answers[code], 5) for code in ("DESTINATAIRE_MSS", "LECTEUR_MSS") if code in answers), "")
    mailbox = next((part for part in reversed(who.split("^")) if "@" in part), "")
    code, text = _error(rows)
    return Zam(stage, _at(rows[0], 10), _at(first, 4), _at(first, 5).split("^")[0] == "Y", mailbox, code, text)


def answer(data: bytes, verdict: Verdict, control: str, at: datetime, text: str = "") -> bytes:
    """The acknowledgement of a message that came to us."""
    head = segments(data)[0]
    kind = _at(head, 9).split("^")
    trigger = f"^{kind[1]}" if len(kind) > 1 else ""
    ends = "|".join((_at(head, 5), _at(head, 6), _at(head, 3), _at(head, 4)))
    kinds = f"ACK{trigger}^ACK|{control}|{_at(head, 11) or 'P'}|2.6|||||FRA|UNICODE UTF-8"
    lines = (
        f"MSH|^~\\&|{ends}|{at:%Y%m%d%H%M%S%z}||{kinds}",
        f"MSA|{verdict}|{_at(head, 10)}",
        *(() if verdict is Verdict.ACCEPTED else (f"ERR|||207^Application error^messageErrorCondition|E||||{text}",)),
    )  # fmt: skip
    return "".join(f"{line}\r" for line in lines).encode("utf-8")


def unescape(text: str) -> str:
    """HL7's escapes as the characters they stand for."""
    for code, mark in (("\\F\\", "|"), ("\\S\\", "^"), ("\\T\\", "&"), ("\\R\\", "~"), ("\\E\\", "\\")):
        text = text.replace(code, mark)
    return text


def _error(rows: tuple[Segment, ...]) -> tuple[str, str]:
    """Code and words of the first ERR segment: ERR-5 says more than ERR-3."""
    for row in (r for r in rows if r[0] == "ERR"):
        for place in (5, 3):
            parts = _at(row, place).split("^")
            if parts[0] and parts[0] != "0":
                return parts[0], unescape(parts[1] if len(parts) > 1 else "") or unescape(_at(row, 8))
        return "", unescape(_at(row, 8))
    return "", ""


def _at(row: Segment, place: int) -> str:
    return row[place].strip() if len(row) > place else ""


def _decoded(data: bytes) -> str:
    head = data[:400]
    for name in _charsets(head):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise DispatchError("hl7-unreadable", "an unknown character set")


def _charsets(head: bytes) -> Iterator[str]:
    if b"8859/15" in head:
        yield "iso8859-15"
    yield from ("utf-8", "iso8859-15")
