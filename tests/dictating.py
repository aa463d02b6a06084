"""A process that dictates until it is killed: after each change that is on disk it says so on its standard output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.types import Origin, Patient
from tests.writing import Clinic

NOBODY = Patient("7", "Carpentier", "Paul")


async def main(folder: Path, start: int) -> None:
    """Dictate «mot0 », «mot1 » … in one document; now and then fill, undo, redo and go on."""
    clinic = Clinic(folder)
    origin = Origin("demo", "martin", "poste")
    found = await clinic.writer.find()
    report = found[0] if found else await clinic.writer.create(origin, NOBODY, "letter", "Courrier")
    print(f"open {report.id}", flush=True)
    for n in range(start, start + 10_000):
        await clinic.writer.dictate(origin, report.id, f"mot{n}")
        print(n, flush=True)
        if n % 7 == 0:
            await clinic.writer.undo(origin, report.id)
            await clinic.writer.redo(origin, report.id)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
