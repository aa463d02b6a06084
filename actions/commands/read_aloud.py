"""«lis-moi les allergies», «lis la conclusion»: the words of a section, or of what is on screen."""

from __future__ import annotations

import re

from actions.registry import Desk
from actions.subject import subject
from assistant.types import Command, Patient, Reply

LONGEST = 900
"""Characters read at once: about a minute of speech."""


async def run(command: Command, desk: Desk) -> Reply:
    """Read a section, or the document or section on screen."""
    patient = subject(command)
    section = command.slots.get("section")
    view = await desk.chart.shown()
    if not section and view.place == "document":
        return _reading(await _document(patient, view.detail, desk))
    if not section and view.place in ("result", "plot"):
        results = await desk.chart.results(patient, view.detail, view.period)
        return _reading("\n".join(f"{r.at:%d/%m/%Y} : {r.value} {r.unit}" for r in results[:5]))
    shown = section or (view.detail if view.place == "section" else "summary")
    period = None if section else view.period
    lines = await desk.chart.section(patient, str(shown), period)
    return _reading("\n".join(line.text for line in lines))


async def _document(patient: Patient, key: str, desk: Desk) -> str:
    documents = await desk.chart.documents(patient)
    found = next((d for d in documents if d.id == key), None)
    return await desk.chart.document_text(patient, found) if found else ""


def _reading(words: str) -> Reply:
    words = re.sub(r"[ \t]+", " ", words).strip()
    if not words:
        return Reply("nothing_to_read")
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
    return Reply("reading", {"words": words})
