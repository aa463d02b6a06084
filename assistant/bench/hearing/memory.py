"""Memory of each recogniser, in a process of its own (this module is that process)."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict
from pathlib import Path

from assistant import app
from assistant import settings as configuration
from assistant.bench.hearing.listening import transcript, whole
from assistant.bench.hearing.noise import read
from assistant.bench.hearing.peer import FasterWhisper, called
from assistant.bench.hearing.rows import Row
from assistant.bench.hearing.sets import BUSY, SHIPPED
from assistant.errors import DpiVocalError
from assistant.ports import Recognizer
from assistant.settings import Settings

OURS, PEER = "ours", "peer"
LIMIT = 300.0
"""Seconds after which a system is left out."""


def pss() -> float:
    """Megabytes of this process, shared pages divided among those who share them; 0 where Linux is not."""
    told = Path("/proc/self/smaps_rollup")
    found = re.search(r"^Pss:\s+(\d+) kB", told.read_text(encoding="ascii"), re.MULTILINE) if told.exists() else None
    return round(int(found[1]) / 1024, 1) if found else 0.0


def built(system: str, settings: Settings) -> Recognizer:
    """Ours as configured, or the peer on as many threads."""
    if system == PEER:
        return FasterWhisper(settings.recognizer.threads)
    return app.recognizer_of(settings.recognizer)


async def measured(settings: Settings, *, peer: bool) -> list[Row]:
    """A row a system: memory before, loaded, and after ten clips; seconds to load. Nothing where it cannot be told."""
    rows: list[Row] = []
    if not pss():
        return rows
    for system in (OURS, PEER) if peer else (OURS,):
        told = json.dumps(asdict(settings.recognizer))
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, system, told, stdout=asyncio.subprocess.PIPE
        )
        try:
            out, _ = await asyncio.wait_for(child.communicate(), LIMIT)
        except TimeoutError:
            child.kill()
            await child.wait()
        if child.returncode == 0:
            rows.append({"table": "memory", **json.loads(out.decode().splitlines()[-1])})
    return rows


async def _main(system: str, told: str) -> int:
    settings = configuration.load().with_("recognizer", **json.loads(told))
    before = pss()
    began = time.perf_counter()
    try:
        recognizer = built(system, settings)
        await recognizer.start()
    except DpiVocalError as fault:
        sys.stderr.write(f"{system}: {fault}\n")
        return 1
    row: Row = {
        "system": called(recognizer), "before_mb": before, "loaded_mb": pss(),
        "load_s": round(time.perf_counter() - began, 1),
    }  # fmt: skip
    for path in sorted(SHIPPED.glob("*.flac"))[:10]:
        await transcript(recognizer, whole(read(path)), BUSY)
    sys.stdout.write(json.dumps({**row, "hearing_mb": pss()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(*sys.argv[1:])))
