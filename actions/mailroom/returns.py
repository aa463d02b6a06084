"""What the platform tells of deliveries and readings (ZAM^Z02, Z03), taken over MLLP while the assistant runs."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlite_utils import Database

from actions.dispatch import hl7ack, mllp
from actions.dispatch.followup import Followup
from actions.dispatch.hl7ack import Verdict
from actions.dispatch.outbox import Outbox
from assistant.errors import DispatchError

log = logging.getLogger(__name__)


@asynccontextmanager
async def taking(db: Database, host: str, port: int) -> AsyncIterator[int]:
    """On a connection of its own. Yields the port. What cannot be read is rejected, what cannot be kept is refused for
    now: the platform sends it again, and the same one twice changes nothing."""
    follow, turn = Followup(db, Outbox(db)), asyncio.Lock()

    async def answer(data: bytes) -> bytes:
        async with turn:
            verdict = await asyncio.to_thread(_take, follow, data)
        try:
            return hl7ack.answer(data, verdict, uuid.uuid4().hex[:20], datetime.now(UTC).astimezone())
        except DispatchError as fault:
            raise ValueError("no HL7: the connection is ended") from fault

    async with mllp.listening(answer, host, port) as taken:
        yield taken


def _take(follow: Followup, data: bytes) -> Verdict:
    try:
        follow.take_zam(hl7ack.read_zam(data))
    except DispatchError as fault:
        log.warning("%s failed: %s", fault.stage, fault.code)
        return Verdict.REJECTED if fault.code == "hl7-unreadable" else Verdict.ERROR
    return Verdict.ACCEPTED
