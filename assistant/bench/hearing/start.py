"""Starts what is measured, and says on what machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant import app
from assistant.bench.hearing.deeds import Judge
from assistant.bench.hearing.peer import FasterWhisper, missing
from assistant.bench.hearing.rows import Row
from assistant.catalogue import Catalogue
from assistant.errors import UnderstandingError
from assistant.ports import Recognizer
from assistant.settings import Settings

Tell = Callable[[str], None]


@asynccontextmanager
async def understanding(settings: Settings, words: Catalogue, tell: Tell) -> AsyncIterator[Judge | None]:
    """Rasa; where it does not start, only words are measured."""
    interpreter = app.interpreter_of(settings.interpreter, words)
    try:
        tell("starting Rasa")
        await interpreter.start()
    except UnderstandingError as fault:
        tell(f"without understanding, words only: {fault}")
        yield None
        return
    try:
        yield Judge(interpreter, words)
    finally:
        await interpreter.stop()


@asynccontextmanager
async def systems(settings: Settings, tell: Tell, *, peer: bool) -> AsyncIterator[list[Recognizer]]:
    """Ours, then the peer where it is wanted and there."""
    built: list[Recognizer] = [app.recognizer_of(settings.recognizer)]
    if peer and (why := missing()):
        tell(f"without the peer: {why}")
    elif peer:
        built.append(FasterWhisper(settings.recognizer.threads))
    try:
        for system in built:
            await system.start()
        yield built
    finally:
        for system in built:
            await system.stop()


def machine(settings: Settings) -> Row:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    model = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return {
        "table": "machine", "cores": cores, "processor": model, "threads": settings.recognizer.threads,
        "recognizer": settings.recognizer.source, "load_before": round(os.getloadavg()[0], 1),
        "at": time.strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
