"""The road of sites whose platform (PFI) sends: an HL7 v2 message over MLLP and its acknowledgement."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from actions.dispatch import hl7ack, mllp
from actions.dispatch.hl7ack import Verdict
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.transport import Fate, Result
from assistant.errors import DispatchError


@dataclass(frozen=True, slots=True)
class PlatformLink:
    """A new connection each time: platforms close idle ones, and a message in doubt must not share its pipe."""

    host: str
    port: int
    timeout: float = 30.0
    tls: ssl.SSLContext | None = None

    def deliver(self, parcel: Parcel, last_call: Callable[[], bool]) -> Result:
        """In the worker's thread, which has no event loop of its own."""
        if not last_call():
            return Result(Fate.LOST)
        try:
            answer = asyncio.run(mllp.exchange(self.host, self.port, parcel.data, self.timeout, self.tls))
            ack = hl7ack.read_ack(answer)
        except DispatchError as fault:
            fate = Fate.RETRY if fault.code == "platform-down" else Fate.DOUBT
            return Result(fate, fault.code, fault.detail)
        if ack.control != parcel.message_id:
            return Result(Fate.DOUBT, "platform-unclear", "the answer names another message")
        if ack.verdict is Verdict.ACCEPTED:
            return Result(Fate.SENT, "AA", ack.text)
        return Result(Fate.REFUSED, ack.code or ack.verdict.value, ack.text)

    def close(self) -> None:
        """Nothing is kept open."""
