"""Reports through the outbox, a server that fails at random, workers killed at any moment; then all are counted."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.states import Status
from assistant import store
from assistant.bench.dispatch import authority
from assistant.bench.dispatch.peer import Peer, Trick, at_random

RATES: Mapping[Trick, float] = {
    Trick.DROP_BANNER: 0.02, Trick.BROKEN_TLS: 0.02, Trick.LATER_MAIL: 0.02, Trick.LATER_RCPT: 0.02,
    Trick.NEVER_RCPT: 0.01, Trick.LATER_END: 0.02, Trick.NEVER_END: 0.01, Trick.CLOSING: 0.01, Trick.SLOW_BODY: 0.002,
    Trick.CUT_BODY: 0.005, Trick.SLOW_TAKEN: 0.002, Trick.CUT_TAKEN: 0.005, Trick.CUT_LOST: 0.005,
    Trick.GARBAGE: 0.005, Trick.TWICE: 0.01,
}  # fmt: skip
"""Share of conversations (the first two) or of messages that go wrong in each way."""
ENDED = (Status.SENT, Status.REFUSED, Status.IN_DOUBT, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of it."""

    reports: int
    kills: int
    workers: int = 2
    seed: int = 1
    size: int = 2000
    """Bytes of a message."""


async def run(plan: Plan, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Mapping[str, str]:
    """The figures, in the order of a report; «lost» and «twice» must be 0."""
    pems = authority.make(folder / "tls")
    outbox = Outbox(store.connect(folder / "outbox.sqlite", (migrations,)))
    began = time.monotonic()
    for first in range(0, plan.reports, 500):
        outbox.submit([_parcel(n, plan.size) for n in range(first, min(first + 500, plan.reports))], "bench")
    filled = time.monotonic() - began
    async with Peer(at_random(RATES, plan.seed), pems.context(), silence=1.0) as peer:
        began = time.monotonic()
        killed = await _through(plan, folder, peer.port, pems.certificate, outbox, tell)
        seconds = time.monotonic() - began
    return {"submitted": f"{plan.reports} in {filled:.0f} s", **_counted(outbox, peer, plan, killed, seconds)}


async def _through(
    plan: Plan, folder: Path, port: int, ca: Path, outbox: Outbox, tell: Callable[[str], None]
) -> int:  # fmt: skip
    """Workers run, are killed and started again until nothing is left; how many were killed."""
    draw, killed = random.Random(plan.seed), 0  # noqa: S311 - a soak is drawn again the same
    running = [await _worker(folder, port, ca, n) for n in range(plan.workers)]
    said = time.monotonic()
    try:
        while done := _done(outbox, plan):
            await asyncio.sleep(draw.uniform(0.02, 0.2))
            if killed < plan.kills and done * plan.kills >= killed * plan.reports * 0.95:  # spread over the whole run
                n = draw.randrange(plan.workers)
                running[n].kill()
                await running[n].wait()
                killed += 1
                running[n] = await _worker(folder, port, ca, n)
            if time.monotonic() - said > 10:
                said = time.monotonic()
                tell(f"{killed} kills, {', '.join(f'{s} {c}' for s, c in outbox.counts().items())}")
    finally:
        for child in running:
            if child.returncode is None:
                child.terminate()
        await asyncio.gather(*(child.wait() for child in running))
    return killed


async def _worker(folder: Path, port: int, ca: Path, n: int) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "assistant.bench.dispatch.labour")
    return await asyncio.create_subprocess_exec(
        *command, str(folder / "outbox.sqlite"), str(port), str(ca), f"worker-{n}"
    )  # fmt: skip


def _done(outbox: Outbox, plan: Plan) -> int:
    """How many have come to an end, from 1; 0 when all have."""
    counts = outbox.counts()
    left = counts.get(Status.QUEUED, 0) + counts.get(Status.LEAVING, 0)
    return max(1, plan.reports - left) if left else 0


def _counted(outbox: Outbox, peer: Peer, plan: Plan, killed: int, seconds: float) -> Mapping[str, str]:
    """Each parcel against what the server really took."""
    taken = {name: count for (_, name), count in peer.room.accepted.items()}
    rows = outbox.find(limit=plan.reports + 1)
    counts = outbox.counts()
    lost = sum(row.status is Status.SENT and row.message_id not in taken for row in rows)
    lost += plan.reports - len(rows) + sum(row.status not in ENDED for row in rows)
    twice = sum(count > 1 for count in taken.values())
    false = sum(row.status in {Status.REFUSED, Status.FAILED} and row.message_id in taken for row in rows)
    doubt = [row for row in rows if row.status is Status.IN_DOUBT]
    return {
        "lost": str(lost),
        "sent twice": str(twice),
        "said not to have left, and had": str(false),
        "sent": str(counts.get(Status.SENT, 0)),
        "refused": str(counts.get(Status.REFUSED, 0)),
        "in doubt, shown": f"{len(doubt)} ({sum(row.message_id in taken for row in doubt)} had left)",
        "failures played": str(sum(count for trick, count in peer.room.tricks.items() if trick is not Trick.NONE)),
        "kill -9": str(killed),
        "messages a second": f"{plan.reports / seconds:.0f} ({plan.workers} workers, {seconds:.0f} s)",
    }


def _parcel(n: int, size: int) -> Parcel:
    name, to = f"soak{n}", f"box{n % 97}@medecin.mssante.fr"
    head = f"Message-ID: <{name}@bench.test>\r\nFrom: a@bench.test\r\nTo: {to}\r\nSubject: XDM/1.0/DDM+{n}\r\n\r\n"
    data = (head + ("." * 70 + "\r\n") * (size // 72)).encode("ascii")
    return Parcel(
        name, name, f"1.2.{n}", "1.2", 1, "mssante", to, to, "", "", "a@bench.test", f"<{name}@bench.test>", name, data
    )
