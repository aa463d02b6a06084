"""correspondents oppose | allow PATIENT WHOM: a patient's refusal that reports be sent to somebody, or its end."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actions.charts.paired import PairedChart
from actions.dispatch import directory
from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Row
from actions.mailroom import running
from actions.mailroom.identity import identity_of
from actions.mailroom.opposing import WORDS, Opposing, Stopped
from actions.mailroom.whom import label
from assistant import app, journal, store
from assistant.cli import printing
from assistant.dialogue import describe
from assistant.errors import SettingsError
from assistant.ports import Chart
from assistant.record import PatientQuery
from assistant.settings import Settings
from assistant.types import Origin, Patient


async def oppositions(args: argparse.Namespace, settings: Settings) -> int:
    """Exit 1: nobody, or more than one, is meant, or there was no such refusal; nothing was recorded then."""
    if len(args.of) < 2:
        raise SettingsError(
            "usage", f"correspondents {args.what} PATIENT WHOM: a patient's number, then whom they name"
        )
    number, said = args.of[0], " ".join(args.of[1:])
    origin = Origin(settings.site.name, settings.site.person, "command-line")
    with (
        store.opened(settings.dispatch.directory, (directory.migrations,)) as doctors,
        store.opened(settings.dispatch.outbox, running.MIGRATIONS) as sent,
        store.opened(settings.store.path, (journal.migrations,)) as trail,
    ):
        service = Opposing(Directory(doctors), Outbox(sent), journal.SqliteJournal(trail))
        async with _record(settings) as chart:
            patients = await chart.search(PatientQuery(number=number))
            if len(patients) != 1:
                return _nobody(number, "patient", [describe(p) for p in patients], as_json=args.json)
            whom = service.meant(said)
            if not isinstance(whom, str):
                return _nobody(said, "correspondent", [_called(who) for who in whom], as_json=args.json)
            if args.what == "allow":
                return _allowed(service.allow(origin, patients[0], whom), patients[0], whom, as_json=args.json)
            done = service.oppose(origin, patients[0], await identity_of(chart, patients[0]), whom)
        known = doctors["correspondent"].count_where("id = ?", [whom]) > 0
        return _opposed(done, patients[0], whom, known=known, as_json=args.json)


@asynccontextmanager
async def _record(settings: Settings) -> AsyncIterator[Chart]:
    """The record alone: of a pair, the one that is read."""
    chart = app.chart_of(settings)
    chart = chart.facts if isinstance(chart, PairedChart) else chart
    try:
        await chart.start()
        yield chart
    finally:
        await chart.stop()


def _nobody(said: str, what: str, candidates: list[str], *, as_json: bool) -> int:
    some = "".join(f"\n  {one}" for one in candidates)
    text = f"{said!r} may be {len(candidates)} {what}s, nothing was recorded:{some}" if some else f"no {what} {said!r}"
    printing.line({what: said, "candidates": candidates}, text, as_json=as_json)
    return 1


def _called(who: Correspondent) -> str:
    return f"{who.rpps or who.id}  {label(who)}"


def _allowed(done: bool, patient: Patient, whom: str, *, as_json: bool) -> int:
    text = f"{describe(patient)}: no longer refuses {whom}; what was stopped must be sent again by a person"
    text = text if done else f"{describe(patient)}: had not refused {whom}"
    printing.line({"patient": patient.id, "whom": whom, "allowed": done}, text, as_json=as_json)
    return 0 if done else 1


def _opposed(done: Stopped, patient: Patient, whom: str, *, known: bool, as_json: bool) -> int:
    row = {
        "patient": patient.id, "whom": whom, "stopped": [r.id for r in done.rows], "gone": [r.id for r in done.gone],
        "in_directory": known or whom in WORDS, "searched": done.known,
    }  # fmt: skip
    lines = [f"{describe(patient)}: refuses {whom}", *_rows(done.rows, "stopped"), *_rows(done.gone, "had left")]
    if not done.rows:
        lines.append("  nothing waited" if done.known else "  no patient number: what waits could not be looked for")
    if not known and whom not in WORDS:
        lines.append(f"  {whom} is not in the directory: check it")
    printing.line(row, "\n".join(lines), as_json=as_json)
    return 0 if done.known else 1


def _rows(rows: tuple[Row, ...], what: str) -> list[str]:
    return [f"  {what}: report {row.report} to {row.name}" for row in rows]
