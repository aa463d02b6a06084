"""A document into the printer's folder: one file a copy, whole before it has its name."""

from __future__ import annotations

from pathlib import Path

from actions.reports.model import Report
from assistant.errors import ReportError


def put(folder: Path | None, report: Report, pdf: bytes | None, count: int, key: str) -> list[Path]:
    """Write the copies; `key` tells two orders of the same document apart.

    Raises ReportError(print-off) without a folder or a PDF, ReportError(print-failed) when it cannot be written.
    """
    if folder is None or pdf is None:
        raise ReportError("print-off", "no folder of a printer, or nothing that makes a PDF")
    files = [folder / f"{report.id}-v{report.version}-{key or 'x'}-{n}.pdf" for n in range(1, count + 1)]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in files:
            part = file.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_bytes(pdf)
            part.replace(file)
    except OSError as fault:
        raise ReportError("print-failed", type(fault).__name__) from fault
    return files
