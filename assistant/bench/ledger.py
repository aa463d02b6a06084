"""The ledger on an invented place of many reports: how long its answers take, the files written as they are in use."""

from __future__ import annotations

import json
import random
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from actions.dispatch import outbox
from actions.ledger.delays import Delays, Figure
from actions.ledger.values import Scope
from actions.reports import tables
from assistant import store
from assistant.types import Period

SERVICES = ("Cardiologie", "Pneumologie", "Médecine interne", "Chirurgie", "Pédiatrie", "Urgences", "Gériatrie", "")
CHANGES = 12
"""Changes of a report, nine of them dictated."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class _Made:
    """One invented report."""

    key: str
    number: int
    visit: datetime
    service: str
    signed: datetime | None
    sent: datetime | None
    status: str


def measure(count: int, folder: Path) -> Mapping[str, str]:
    """The figures, in the order of a report."""
    reports, box = fill(folder, count, 180)
    delays = Delays(reports, box)
    everything, all_days, month = (
        Scope(),
        Scope(Period(date.min)),
        Scope(Period((datetime.now(UTC) - timedelta(days=30)).date())),
    )
    return {
        "reports": str(count),
        "first answer, files read": _timed(lambda: delays.told(everything)),
        "page, all of them": _timed(lambda: delays.told(all_days)),
        "page, 30 days": _timed(lambda: delays.told(month)),
        "evidence of the late ones": _timed(lambda: delays.evidence(everything, Figure("late"))),
    }


def fill(folder: Path, count: int, days: int, seed: int = 1) -> tuple[Path, Path]:
    """Paths of the documents and of the outbox of an invented place: `count` reports of the last `days` days."""
    paths = folder / "assistant.sqlite", folder / "outbox.db"
    documents, box = store.connect(paths[0], (tables.migrations,)), store.connect(paths[1], (outbox.migrations,))
    draw, now = random.Random(seed), datetime.now(UTC)  # noqa: S311 - invented data is drawn again the same
    with documents.conn, box.conn:
        for number in range(count):
            made = _drawn(draw, number, now - timedelta(days=draw.uniform(0, days)), now)
            _document(documents.conn, made, draw)
            _message(box.conn, made, draw, now)
    documents.close()
    box.close()
    return paths


def _drawn(draw: random.Random, number: int, visit: datetime, now: datetime) -> _Made:
    slow = 1 + number % len(SERVICES)
    signed = visit + timedelta(hours=draw.expovariate(1 / (3 * slow)))
    sent = signed + timedelta(hours=draw.expovariate(1 / 2))
    is_signed, is_sent = signed < now and draw.random() > 0.02, sent < now and draw.random() > 0.02
    status = "signed" if is_signed else draw.choice(("draft", "to_review", "to_sign"))
    key, service = uuid.UUID(int=draw.getrandbits(128)).hex, SERVICES[number % len(SERVICES)]
    return _Made(
        key, number, visit, service, signed if is_signed else None, sent if is_signed and is_sent else None, status
    )


def _document(db: sqlite3.Connection, made: _Made, draw: random.Random) -> None:
    site = "Hôpital Nord" if made.number % 5 else "Hôpital Sud"
    at = (made.visit + timedelta(minutes=draw.uniform(1, 60))).isoformat()
    content = json.dumps({"title": "Compte-rendu", "body": [["text", "mot " * 400, []]]})
    db.execute(
        "insert into reports values (?, ?, ?, 'consultation_report', 'Compte-rendu', ?, ?, ?, '', '', ?, ?, '', ?)",
        (made.key, f"patient-{made.number}", f"author-{made.number % 40}", made.status, CHANGES, site, at, at, content),
    )
    db.executemany(
        "insert into changes values (?, ?, ?, 'author-0', ?, 0, '', ?, ?, ?, 0)",
        [(made.key, v, at, "dictée" if v < 10 else "correction", "mot " * 30, v, v - 1) for v in range(1, CHANGES + 1)],
    )
    db.execute("insert into visits values (?, ?, ?)", (made.key, made.visit.isoformat(), made.service))
    if made.signed:
        db.execute("insert into signatures values (?, 'author-0', ?, '')", (made.key, made.signed.isoformat()))


def _message(db: sqlite3.Connection, made: _Made, draw: random.Random, now: datetime) -> None:
    if made.signed is None or (made.sent is None and draw.random() < 0.5):
        return
    at = made.sent.timestamp() if made.sent else 0.0
    bad = draw.choice((("queued", ""), ("in_doubt", "mail-silent"), ("refused", "550"), ("failed", "mail-down")))
    status, code = (draw.choice(("sent", "delivered", "read", "read")), "") if made.sent else bad
    signed, gone = made.signed.timestamp(), at or None
    db.execute(
        "insert into parcel (id, report, document, set_oid, version, channel, recipient, address, name, patient,"
        " sender, message_id, envelope, status, due, code, made, changed, gone)"
        " values (?, ?, ?, '', 1, 'mssante', 'x', '', '',"
        " '', '', '', '', ?, 0, ?, ?, ?, ?)",
        (made.key, made.key, made.key, status, code, signed, signed, gone),
    )
    steps = [(signed, "queued"), (signed, "leaving"), (at or signed, "sent" if made.sent else status)]
    if status in ("delivered", "read"):
        steps.append((min(at + draw.uniform(60, DAY), now.timestamp()), status))
    db.executemany(
        "insert into trace (parcel, at, status, who, code, detail) values (?, ?, ?, '', '', '')",
        [(made.key, *step) for step in steps],
    )


def _timed(work: Callable[[], object]) -> str:
    """By the clock, and what it took of the processor: the difference is other people's work."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return (
        f"{(time.perf_counter() - began) * 1000:.0f} ms ({(time.process_time() - worked) * 1000:.0f} ms of processor)"
    )
