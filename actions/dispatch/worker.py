"""Takes what is due out of the outbox, hands it to its road, writes down what became of it; any number may run."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Claim
from actions.dispatch.states import Status
from actions.dispatch.transport import Fate, Link, Result
from assistant.errors import DispatchError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """When to try again, in seconds: doubled each time, up to a ceiling, then a person is told."""

    first: float = 30.0
    ceiling: float = 3600.0
    tries: int = 20

    def after(self, attempts: int) -> float | None:
        """Seconds to wait after so many tries; None: no more. Partly drawn, so that many do not come back at once."""
        if attempts >= self.tries:
            return None
        whole = min(self.ceiling, self.first * 2.0 ** min(attempts - 1, 30))
        return whole * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing


class Worker:
    """One worker: its own Outbox (connection), its own links; not shared by threads."""

    def __init__(
        self,
        name: str,
        outbox: Outbox,
        links: Mapping[str, Link],
        patience: Patience = Patience(),
    ) -> None:
        """`name` must be this worker's alone: what bears it in the outbox is taken for what its crash left."""
        self._name, self._outbox, self._links, self._patience = name, outbox, links, patience

    def step(self) -> Status | None:
        """One message. Returns its new status, None when nothing was due. Raises DispatchError (outbox-…)."""
        claim = self._outbox.claim(self._name, self._links)
        if claim is None:
            self._outbox.rest()
            return None
        return self._write(claim, self._delivered(claim))

    def run(self, stop: threading.Event, idle: float = 0.5) -> None:
        """Until `stop`; a full disk or a locked file is waited for, and nothing is lost meanwhile."""
        self._patiently(self._recover, stop, idle)
        while not stop.is_set():
            if self._patiently(self.step, stop, idle) is None:
                self._patiently(self._outbox.recover, stop, idle)
                stop.wait(idle)
        self._patiently(self._outbox.rest, stop, idle)
        for link in self._links.values():
            link.close()

    def _delivered(self, claim: Claim) -> Result:
        """What its road says. A fault of ours is told in the end, like a server that never answers: it is tried again
        now and then, or in doubt once the last call was made."""
        called = False

        def last_call() -> bool:
            nonlocal called
            called = self._outbox.dot(claim)
            return called

        try:
            return self._links[claim.parcel.channel].deliver(claim.parcel, last_call)
        except Exception as fault:  # one message must not hold up its road for ever
            if isinstance(fault, DispatchError) and fault.code.startswith("outbox-"):
                raise
            log.error("dispatch: unexpected %s", type(fault).__name__)  # noqa: TRY400 - a traceback could hold a name
            return Result(Fate.DOUBT if called else Fate.RETRY, "other", type(fault).__name__)

    def _recover(self) -> tuple[int, int]:
        return self._outbox.recover(self._name)

    def _patiently(self, act: object, stop: threading.Event, idle: float) -> object:
        """The result, or None while the outbox cannot be written."""
        try:
            return act()  # type: ignore[operator]
        except DispatchError as fault:
            if not fault.code.startswith("outbox-"):
                raise
            stop.wait(max(idle, 1.0))
            return None

    def _write(self, claim: Claim, result: Result) -> Status | None:
        """The fate on disk; what cannot be written now is found by `recover` later, as in doubt if it may have left."""
        status, due = _status(result.fate), None
        code = result.code
        if result.fate is Fate.RETRY:
            wait = self._patience.after(claim.attempts)
            status, due = (Status.FAILED, None) if wait is None else (Status.QUEUED, self._outbox.now() + wait)
        if result.fate is not Fate.LOST:
            self._outbox.finish(claim, status, code, result.detail, due, lasting=result.fate is not Fate.SENT)
        return status


def _status(fate: Fate) -> Status:
    return {
        Fate.SENT: Status.SENT, Fate.REFUSED: Status.REFUSED, Fate.DOUBT: Status.IN_DOUBT, Fate.RETRY: Status.QUEUED,
        Fate.LOST: Status.LEAVING,
    }[fate]  # fmt: skip
