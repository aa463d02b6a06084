"""How long the desk's page takes with a site's reports of months: the real console asked over loopback."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, CookieJar
from sqlite_utils import Database

from actions import registry
from actions.charts.memory import MemoryChart
from actions.dispatch import followup, outbox
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Parcel
from actions.reports import tables
from actions.reports.model import Report, Status, Text
from actions.reports.store import Reports
from actions.reports.writer import Writer
from actions.secretariat import tables as worklist_tables
from actions.secretariat.outcomes import Outcomes
from actions.secretariat.service import Secretariat
from actions.secretariat.worklist import Worklist
from assistant import catalogue, journal, people, store
from assistant.console import Console, serve
from assistant.pipeline import Session
from assistant.turn import Parts
from assistant.types import Origin
from nlu.rules import RuleInterpreter

DOCTORS, SERVICES, DAYS, PATIENTS = 40, 12, 120, 30
TOKEN = "desk"  # noqa: S105 - of a console that lives for the measure
OPENED = (Status.DRAFT, Status.TO_REVIEW, Status.TO_SIGN)
TIMES = 30


async def run(count: int, folder: Path) -> Mapping[str, str]:
    """`count` reports, nine in ten of them signed, most of those sent; each question asked TIMES times."""
    db = store.connect(folder / "desk.sqlite", (journal.migrations, people.migrations))
    shelf = store.connect(folder / "desk.sqlite", (tables.migrations, worklist_tables.migrations))
    lines = store.connect(folder / "desk.sqlite", ())
    sent = store.connect(folder / "desk-outbox.sqlite", (outbox.migrations, followup.migrations))
    outcomes = Outcomes(sent)
    worklist = Worklist(lines, outcomes)
    for number in range(DOCTORS):
        worklist.join(f"d{number}", f"Service {number % SERVICES}")
    signed = _fill(shelf, count)
    _send(sent, signed)
    began = time.perf_counter()
    worklist.follow()
    taken = time.perf_counter() - began
    words = catalogue.load()
    known = people.SqlitePeople(db, {c.intent: c.group for c in words.commands.values()})
    for number in range(DOCTORS):
        known.add(people.Person(f"d{number}", f"Dr {number}", "doctor", "bench"))
    known.add(people.Person("s", "Secretary", "secretary", "bench"))
    trail, chart = journal.SqliteJournal(db), MemoryChart()
    writer = Writer(shelf, known, trail)
    desk = Secretariat(worklist, writer, trail, outcomes)
    rules = RuleInterpreter(words)
    parts = Parts(words, registry.load(words), rules, known, trail, writer=writer, secretariat=desk)
    await chart.start()
    session = Session(Origin("bench", "s", "bench"), parts, chart)
    await session.start()
    found = await _asked(session)
    return {"desk: outbox first taken over": f"{taken:.1f} s ({len(signed)} reports)", **found}


def _fill(db: Database, count: int) -> Sequence[str]:
    """Reports as the store writes them; ids of the signed ones."""
    draw = random.Random(1)  # noqa: S311 - the same reports each time
    reports, now, signed = Reports(db), datetime.now(UTC), []
    body = (Text("Examen clinique sans particularité. " * 40),)
    with reports.transaction():
        for number in range(count):
            made = now - timedelta(days=draw.randrange(DAYS), minutes=number % 600)
            report = Report(
                f"r{number}", str(1 + number % PATIENTS), f"d{draw.randrange(DOCTORS)}", "consultation_report",
                "Compte-rendu de consultation", body, draw.choice(OPENED), site="bench", created=made, changed=made,
            )  # fmt: skip
            if number % 10:
                report = replace(report, status=Status.SIGNED)
                signed.append(report.id)
            reports.add(report)
    return signed


def _send(db: Database, signed: Sequence[str]) -> None:
    """Two recipients each; how far they came is drawn."""
    draw, ways = random.Random(2), Ways(db)  # noqa: S311
    for start in range(0, len(signed), 500):
        some = [r for r in signed[start : start + 500] if draw.random() < 0.95]
        ways.box.submit([_parcel(r, to) for r in some for to in ("a", "b")], "bench")
    ways.move(draw)


class Ways:
    """What becomes of parcels, in one statement a status: the trace has its lines as if each had moved alone."""

    def __init__(self, db: Database) -> None:
        self.box = Outbox(db)
        self._conn = db.conn

    def move(self, draw: random.Random) -> None:
        """Most are read; some wait, are received, or failed."""
        ends = ("queued", "sent", "delivered", "read", "read", "read", "read", "refused", "failed", "in_doubt")
        rows = self._conn.execute("select id from parcel").fetchall()
        with self._conn:
            chosen = [(draw.choice(ends), name) for (name,) in rows]
            self._conn.executemany("update parcel set status = ? where id = ?", chosen)
            self._conn.executemany(
                "insert into trace (parcel, at, status, who, code, detail) values (?, 0, ?, 'bench', '', '')",
                [(name, status) for status, name in chosen],
            )


def _parcel(report: str, to: str) -> Parcel:
    key = f"{report}-{to}"
    return Parcel(key, report, report, "1.2", 1, "mssante", to, f"{to}@a.fr", f"Dr {to}", "1", "s@a.fr", key, key, b"x")


async def _asked(session: Session) -> Mapping[str, str]:
    """Milliseconds until the whole answer is here, by question."""
    figures = {}
    async with serve(Console(session, port=0, token=TOKEN)) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as client:
            await client.post("/login", json={"token": TOKEN})
            text = await (await client.get("/bureau")).text()
            client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            for name, asked in _questions().items():
                figures[f"desk page: {name}"] = await _timed(client, asked)
    return figures


def _questions() -> Mapping[str, Mapping[str, object]]:
    week = (datetime.now(UTC) - timedelta(days=7)).date().isoformat()
    return {
        "to do": {"tab": "todo"},
        "to do, page 40": {"tab": "todo", "page": 40},
        "read": {"tab": "read"},
        "one doctor": {"tab": "todo", "author": "d7"},
        "one service, late": {"tab": "todo", "service": "Service 3", "late": True},
        "one patient by name": {"tab": "read", "patient": "durand"},
        "a week": {"tab": "sent", "from": week},
    }


async def _timed(client: ClientSession, asked: Mapping[str, object]) -> str:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        async with client.post("/api/bureau/list", json=asked) as answer:
            told = await answer.json()
        seconds.append(time.perf_counter() - began)
        if answer.status != 200:
            raise AssertionError(told)
    ranked = sorted(seconds)
    middle, worst = ranked[len(ranked) // 2], ranked[-2]
    return f"{middle * 1000:.0f} ms, p95 {worst * 1000:.0f} ms ({told['total']} in the list)"
