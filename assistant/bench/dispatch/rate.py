"""How many real reports a second: checked and built, and sent by one worker over TLS on loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from actions.dispatch.gate import Rules
from actions.dispatch.message import (
    INS_TEST,
    Identity,
    Kind,
    Organisation,
    Outgoing,
    Professional,
    Recipient,
    Sender,
)  # fmt: skip
from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.sending import Sending
from actions.dispatch.transport import Server, SmtpLink
from actions.dispatch.worker import Worker
from assistant import store
from assistant.bench.dispatch import authority
from assistant.bench.dispatch.peer import Peer
from assistant.types import Sex

PDF = b"%PDF-1.4\n<pdfaid:part>1</pdfaid:part>\n" + b"%%" * 25_000 + b"\n%%EOF\n"
"""50 kB that look like a PDF/A-1 to the gate: the size of two pages with their fonts."""


async def run(count: int, folder: Path) -> Mapping[str, str]:
    """`count` reports of some 50 kB (190 kB on the wire)."""
    pems = authority.make(folder / "tls-rate")
    outbox = Outbox(store.connect(folder / "rate.sqlite", (migrations,)))
    sending = Sending(outbox, Rules(production=False), grace=0)
    began = time.monotonic()
    for n in range(count):
        done = sending.send(_report(n), "bench")
        if not done.opinion.open:
            raise AssertionError([r.code for r in done.opinion.refusals])
    built = time.monotonic() - began
    async with Peer(tls=pems.context()) as peer:
        worker = Worker("w", outbox, {"mssante": SmtpLink(Server("localhost", peer.port, pems.certificate))})
        began = time.monotonic()
        while await asyncio.to_thread(worker.step) is not None:
            pass
        sent = time.monotonic() - began
    if len(peer.room.accepted) != count:
        raise AssertionError(f"{len(peer.room.accepted)} of {count} arrived")
    return {
        "checked, built, kept": f"{count / built:.0f} reports a second",
        "sent by one worker": f"{count / sent:.0f} messages a second",
    }


def _report(n: int) -> Outgoing:
    now = datetime.now(UTC) - timedelta(hours=1)
    doctor = Professional("Thomas", "Éric", "10012345672", "DR", "M", "SM04", "Médecin - Cardiologie (SM)")
    patient = Identity("DURAND", ("Marie",), Sex.FEMALE, date(1979, 3, 28), "51215", "279035121518989", INS_TEST, True)
    house = Organisation("CH", "750512345", oid="1.2.250.1.999.1")
    sender = Sender("cardio@ch.mssante.fr", "DR_Éric_THOMAS_CH", "DPIVOCAL-0.1")
    to = Recipient(Kind.PROFESSIONAL, "Dr Hoda", "adam.hoda@medecin.mssante.fr")
    base = f"1.2.250.1.999.1.{n + 1}"
    out = Outgoing(
        f"r{n}", f"{base}.1", base, 1, "consultation_report", "Consultation", now, patient, doctor, doctor, house,
        sender, PDF, now, signed=now, recipients=(to,),
    )  # fmt: skip
    return replace(out, act_end=now + timedelta(minutes=5))
