"""The life of one message to one recipient, and which step may follow which."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    """Waits for its grace time, or for another try."""
    LEAVING = "leaving"
    """A worker has it."""
    SENT = "sent"
    """The server (or the platform) took it."""
    IN_DOUBT = "in_doubt"
    """It may have left: a person settles it, nothing is sent again by itself."""
    DELIVERED = "delivered"
    READ = "read"
    REFUSED = "refused"
    """The server, the recipient's system or the norm said no."""
    FAILED = "failed"
    """Tried long enough, or came back."""
    CANCELLED = "cancelled"
    """Stopped by a person before it left; submitted once more, it is queued anew."""


NEXT: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.LEAVING, Status.CANCELLED, Status.SENT}),  # sent: printed and posted
    Status.LEAVING: frozenset({Status.QUEUED, Status.SENT, Status.IN_DOUBT, Status.REFUSED, Status.FAILED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.READ, Status.REFUSED, Status.FAILED}),
    Status.IN_DOUBT: frozenset({
        Status.QUEUED, Status.SENT, Status.DELIVERED, Status.READ, Status.REFUSED, Status.FAILED, Status.CANCELLED,
    }),
    Status.DELIVERED: frozenset({Status.READ, Status.REFUSED, Status.FAILED}),
    Status.READ: frozenset({Status.REFUSED}),
    Status.REFUSED: frozenset({Status.READ}),  # integrated by hand after an error: the reader says so later
    Status.FAILED: frozenset({Status.DELIVERED, Status.READ, Status.QUEUED}),
    Status.CANCELLED: frozenset(),
}  # fmt: skip

GONE = frozenset({Status.SENT, Status.IN_DOUBT, Status.DELIVERED, Status.READ})
"""It left, or may have: recalling it takes a new version that cancels and replaces."""


def may(before: Status, after: Status) -> bool:
    """Is this step allowed? Staying where one is is not a step."""
    return after in NEXT[before]
