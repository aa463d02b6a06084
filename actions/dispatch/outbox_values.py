"""What the outbox keeps and gives back: a parcel, its row, a worker's claim on it, a line of its trace."""

from __future__ import annotations

from dataclasses import dataclass

from actions.dispatch.states import Status

PARCEL = (
    "id", "report", "document", "set_oid", "version", "channel", "recipient", "address", "name", "patient", "sender",
    "message_id", "envelope",
)  # fmt: skip
ROW = (*PARCEL, "status", "due", "attempts", "code", "detail", "made", "changed", "gone")
"""Columns, in the order of the fields of Parcel (less its bytes) and Row."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one recipient, ready to leave."""

    id: str
    report: str
    document: str
    set_oid: str
    version: int
    channel: str
    recipient: str
    """Key of who must not receive it twice."""
    address: str
    name: str
    patient: str
    """Key of the patient in the record, never a name."""
    sender: str
    message_id: str
    envelope: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel as the desk sees it, without its bytes; times are seconds since 1970."""

    id: str
    report: str
    document: str
    set_oid: str
    version: int
    channel: str
    recipient: str
    address: str
    name: str
    patient: str
    sender: str
    message_id: str
    envelope: str
    status: Status
    due: float
    attempts: int
    code: str
    detail: str
    made: float
    changed: float
    gone: float | None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one parcel, until its token is no longer the one in the table."""

    parcel: Parcel
    token: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: who, when, what."""

    at: float
    status: Status
    who: str
    code: str
    detail: str
