"""Report -> what the rest of the assistant needs to know of it; pure."""

from __future__ import annotations

import re

from actions.reports import editing
from actions.reports.model import Body, Field, Report, Text, plain
from assistant.record import Opened, Place


def sketch(report: Report, author: str, *, signable: bool) -> Opened:
    """`author`: the name as it is shown; `signable`: the person at this station may sign for that author."""
    return Opened(
        report.id, report.patient, report.title, report.doc_type, report.status, report.version,
        field=report.current,
        places=_places(report.body),
        missing=editing.missing(report.body),
        unaccepted=editing.unaccepted(report.body),
        doubtful=editing.doubtful(report.body),
        blank=not plain(report.body).strip(),
        author=author,
        signable=signable,
    )  # fmt: skip


_ENDS = re.compile(r"[\n;,.]|\] ?[:;]?")
_ASIDE = re.compile(r"\(([^)]*)\)")
_LONGEST = 6
"""Words of a label; more are a sentence."""


def _places(body: Body) -> tuple[Place, ...]:
    before = ("", *(part.text if isinstance(part, Text) else "" for part in body))
    return tuple(
        Place(part.name, part.choices, part.unit, _labels(before[n]))
        for n, part in enumerate(body) if isinstance(part, Field)
    )  # fmt: skip


def _labels(before: str) -> tuple[str, ...]:
    """What stands before a field on its line: «Activités de base (ADL) : » is «Activités de base», and «ADL»."""
    label = _ENDS.split(before)[-1]
    found = (_ASIDE.sub("", label).replace(":", " "), *_ASIDE.findall(label))
    return tuple(" ".join(said.split()) for said in found if 0 < len(said.split()) <= _LONGEST)
