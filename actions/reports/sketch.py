"""Report -> what the rest of the assistant needs to know of it; pure."""

from __future__ import annotations

from actions.reports import editing
from actions.reports.model import Report, plain
from assistant.record import Opened, Place


def sketch(report: Report, author: str, *, signable: bool) -> Opened:
    """`author`: the name as it is shown; `signable`: the person at this station may sign for that author."""
    return Opened(
        report.id, report.patient, report.title, report.doc_type, report.status, report.version,
        field=report.current,
        places=tuple(Place(f.name, f.choices, f.unit) for f in editing.fields(report.body)),
        missing=editing.missing(report.body),
        unaccepted=editing.unaccepted(report.body),
        doubtful=editing.doubtful(report.body),
        blank=not plain(report.body).strip(),
        author=author,
        signable=signable,
    )  # fmt: skip
