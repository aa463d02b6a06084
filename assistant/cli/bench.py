"""bench: measures, each with its worst slice; nothing here decides whether they are good."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from assistant import app, catalogue
from assistant.cli import printing
from assistant.ports import Interpreter
from assistant.settings import Settings


async def bench(args: argparse.Namespace, settings: Settings) -> int:
    """Run the measures named, or all."""
    for what in args.what or ["understanding", "hearing"]:
        await MEASURES[what](args, settings)
    return 0


async def _understanding(args: argparse.Namespace, settings: Settings) -> None:
    """The golden sentences, once for ours; with --peers or --curve also for others, one system at a time."""
    from assistant.bench import understanding_report as report
    from assistant.bench.understanding import measure
    from assistant.bench.understanding_run import Plan, systems

    words = catalogue.load()
    if not (args.peers or args.curve or args.report):
        async with _started(app.interpreter_of(settings.interpreter, words)) as interpreter:
            figures = await measure(interpreter, words)
        text = "\n".join(f"understanding  {name:34} {value}" for name, value in figures.items())
        printing.line({"bench": "understanding", **figures}, text, as_json=args.json)
        return

    def tell(line: str) -> None:
        sys.stderr.write(f"[understanding] {line}\n")
        sys.stderr.flush()

    plan = Plan(args.peers, args.curve, args.share)
    async for found in systems(settings, words, plan, tell):
        for row in found:
            text = report.line(row)
            if args.json or text:
                printing.line({"bench": "understanding", **row}, text, as_json=args.json)
        if args.report:
            report.write(args.report, found, f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores.")


@asynccontextmanager
async def _started(interpreter: Interpreter) -> AsyncIterator[Interpreter]:
    await interpreter.start()
    try:
        yield interpreter
    finally:
        await interpreter.stop()


async def _hearing(args: argparse.Namespace, settings: Settings) -> None:
    from assistant.bench.hearing import report, run
    from assistant.bench.hearing.rows import Row

    kept: list[Row] = []
    began = time.monotonic()

    def found(row: Row) -> None:
        text = report.line(row)
        if args.json or text:
            printing.line({"bench": "hearing", **row}, text, as_json=args.json)
        if args.report and row["table"] != "clip":
            kept.append(row)
            report.write(args.report, kept)  # at once: a run stopped half way has told what it knew

    def tell(words: str) -> None:
        sys.stderr.write(f"[hearing] {time.monotonic() - began:.0f} s · {words}\n")
        sys.stderr.flush()

    parts = tuple(args.sets.split(",")) if args.sets else () if args.data else run.PARTS
    plan = run.Plan(parts, args.limit, args.peer, args.data, args.minutes, args.seconds)
    await run.measure(settings, plan, found, tell)


async def _names(args: argparse.Namespace, settings: Settings) -> None:  # noqa: ARG001 - needs no settings
    from assistant.bench.names.run import measure

    async for row in measure(args.patients, args.requests, args.seed):
        text = "  ".join(f"{name} {value}" for name, value in row.items())
        printing.line({"bench": "names", **row}, f"names  {text}", as_json=args.json)


async def _writing(args: argparse.Namespace, settings: Settings) -> None:
    from assistant.bench.writing import report, run

    kept = []
    parts = tuple(args.parts.split(",")) if args.parts else run.PARTS
    async for row in run.measure(settings, parts):
        printing.line({"bench": "writing", **row}, report.line(row), as_json=args.json)
        kept.append(row)
    if args.report:
        report.write(args.report, kept)


async def _dispatch(args: argparse.Namespace, settings: Settings) -> None:  # noqa: ARG001 - needs no settings
    from assistant.bench.dispatch import desk_page, rate, soak

    def tell(words: str) -> None:
        sys.stderr.write(f"[dispatch] {words}\n")
        sys.stderr.flush()

    with tempfile.TemporaryDirectory(prefix="dpi-vocal-bench-", dir=args.folder) as folder:
        plan = soak.Plan(args.reports, args.kills, args.workers, args.seed)
        figures: dict[str, str] = {}
        parts = args.parts.split(",") if args.parts else ("desk", "rate", "soak")
        if "desk" in parts:
            figures |= await desk_page.run(min(50_000, args.reports), Path(folder))
        if "rate" in parts:
            figures |= await rate.run(min(500, args.reports), Path(folder))
        if "soak" in parts:
            figures |= await soak.run(plan, Path(folder), tell)
    text = "\n".join(f"dispatch  {name:34} {value}" for name, value in figures.items())
    printing.line({"bench": "dispatch", **figures}, text, as_json=args.json)


async def _ledger(args: argparse.Namespace, settings: Settings) -> None:  # noqa: ARG001 - needs no settings
    from assistant.bench import ledger

    with tempfile.TemporaryDirectory(prefix="dpi-vocal-bench-", dir=args.folder) as folder:
        figures = ledger.measure(min(args.reports, 50_000), Path(folder))
    text = "\n".join(f"ledger  {name:34} {value}" for name, value in figures.items())
    printing.line({"bench": "ledger", **figures}, text, as_json=args.json)


MEASURES = {
    "understanding": _understanding, "hearing": _hearing, "names": _names, "writing": _writing, "dispatch": _dispatch,
    "ledger": _ledger,
}  # fmt: skip
