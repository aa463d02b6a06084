"""doctor: is everything in place? One line a part, with what to do about what is not."""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant import app, catalogue, journal, store
from assistant.cli import printing
from assistant.errors import DpiVocalError
from assistant.settings import ROOT, Settings


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    well: bool
    says: str
    """What was found, or what to do."""


async def doctor(args: argparse.Namespace, settings: Settings) -> int:
    """Exit 1 when anything the configuration needs is not there."""
    findings = [check(settings) for check in CHECKS]
    findings.append(await _chart(settings))
    for f in findings:
        mark = "ok " if f.well else "NOT"
        printing.line(
            {"part": f.part, "well": f.well, "says": f.says},
            f"{mark} {f.part:12} {f.says}",
            as_json=args.json,
        )
    return 0 if all(f.well for f in findings) else 1


def _python(_: Settings) -> Finding:
    version = ".".join(str(n) for n in sys.version_info[:3])
    return Finding("python", sys.version_info[:2] == (3, 11), f"{version} (3.11 is wanted)")


def _packages(_: Settings) -> Finding:
    wanted = ("torch", "speechbrain", "silero-vad", "spacy", "aiohttp", "selenium", "sqlite-utils")
    try:
        found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in wanted)
    except importlib.metadata.PackageNotFoundError as fault:
        return Finding("packages", False, f"{fault.name} is missing: run `make demo`, which builds .venv")
    return Finding("packages", True, found)


def _weights(settings: Settings) -> Finding:
    source = settings.recognizer.source
    folder = ROOT / source
    if settings.recognizer.kind != "whisper" and not folder.exists():
        return Finding("recogniser", True, f"{source} is taken for a hub id; it is fetched when first used")
    well = (folder / "config.json").exists()
    return Finding(
        "recogniser", well, source if well else f"{source} has no weights: run `make demo`, which builds them"
    )


def _rasa(settings: Settings) -> Finding:
    if settings.interpreter.url:
        return Finding("interpreter", True, f"the site's own Rasa at {settings.interpreter.url}")
    if not (ROOT / "nlu" / ".venv" / "bin" / "rasa").exists():
        return Finding("interpreter", False, "nlu/.venv is missing: run `make demo`, which builds it")
    from nlu import build

    model = build.assemble(catalogue.load()).model
    return Finding(
        "interpreter",
        model.exists(),
        f"{model.name}" if model.exists() else "not trained: `make demo` trains it",
    )


def _browser(settings: Settings) -> Finding:
    if "browser" not in settings.chart.kind:
        return Finding("browser", True, "not needed by this chart")
    found = [shutil.which(name) for name in ("chromium", "chromedriver")]
    return Finding(
        "browser",
        all(found),
        "chromium and its driver" if all(found) else "apt install chromium chromium-driver",
    )


def _port(settings: Settings) -> Finding:
    console = settings.console
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((console.host, console.port))
        except OSError:
            return Finding("console", False, f"port {console.port} is taken: stop what uses it, or set console.port")
    return Finding("console", True, f"{console.host}:{console.port} is free")


def _store(settings: Settings) -> Finding:
    try:
        with store.opened(settings.store.path, (journal.migrations,)) as db:
            verdict = journal.SqliteJournal(db).verify()
    except DpiVocalError as fault:
        return Finding("journal", False, str(fault))
    if verdict.broken_at is not None:
        return Finding(
            "journal",
            False,
            f"broken at row {verdict.broken_at}: restore a backup, keep this file as evidence",
        )
    return Finding("journal", True, f"whole, {verdict.rows} rows")


def _dispatch(settings: Settings) -> Finding:
    """What would keep every report from leaving; the servers themselves are not asked."""
    held = settings.dispatch
    if not held.on:
        return Finding("dispatch", True, "off: neither dispatch.address nor dispatch.pfi_host is set")
    needed = ("organisation", "finess", "oid", "address", "label", "software")
    if missing := [name for name in needed if not getattr(held, name)]:
        return Finding(
            "dispatch", False, f"the gate will refuse everything: set dispatch.{', dispatch.'.join(missing)}"
        )
    files = [path for path in (held.authority, held.certificate) if path and not (ROOT / path).is_file()]
    if files:
        return Finding("dispatch", False, f"{', '.join(files)} cannot be read")
    if held.by_mail and not held.imap_host:
        return Finding("dispatch", True, f"by {held.smtp_host}, but no imap_host: acknowledgements will not be read")
    return Finding("dispatch", True, f"as {held.address}" if held.by_mail else f"through {held.pfi_host}")


async def _chart(settings: Settings) -> Finding:
    chart = settings.chart
    if chart.kind == "memory":
        return Finding("record", True, "the sample record in memory (set chart.kind for a real one)")
    facts = app.chart_of(settings.with_("chart", kind=chart.kind.split("+")[0]))
    try:
        await asyncio.wait_for(facts.start(), chart.timeout * 2)
    except (DpiVocalError, TimeoutError) as fault:
        where = urlsplit(chart.url).netloc
        return Finding(
            "record", False, f"{where}: {fault or 'no answer'}; check [chart] and that the record is running"
        )
    finally:
        await facts.stop()
    return Finding("record", True, f"{chart.kind} at {chart.url} answers")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _python,
    _packages,
    _weights,
    _rasa,
    _browser,
    _port,
    _store,
    _dispatch,
)
