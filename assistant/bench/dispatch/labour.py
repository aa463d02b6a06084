"""One worker as a process of its own, for the soak to kill (arguments: database, port, CA, name)."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.transport import Server, SmtpLink
from actions.dispatch.worker import Patience, Worker
from assistant import store

PATIENCE = Patience(first=0.05, ceiling=0.5, tries=10_000)
"""Hours of waiting in the time of a soak."""
TIMEOUT = 0.5
"""Seconds of silence after which a server is given up, against loopback."""


def main() -> None:
    """Works until it is told to stop (SIGTERM), or killed."""
    database, port, authority, name = sys.argv[1:5]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_orphaned, args=(os.getppid(), stop), daemon=True).start()
    outbox = Outbox(store.connect(Path(database), (migrations,)))
    link = SmtpLink(Server("localhost", int(port), Path(authority), timeout=TIMEOUT))
    Worker(name, outbox, {"mssante": link}, PATIENCE).run(stop, idle=0.05)


def _orphaned(parent: int, stop: threading.Event) -> None:
    """A soak that was killed leaves nobody working."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
