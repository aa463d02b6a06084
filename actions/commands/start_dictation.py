"""«dictée», «dicte dans la conclusion»; and, while it goes on, the dictated words themselves."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import editing, filling, going, making, said, spoken
from actions.reports.caret import Corrected, Unclear
from actions.subject import subject
from assistant.errors import ReportError
from assistant.record import Opened
from assistant.types import Command, Mode, Reply

NEW = "consultation_report"
"""What is begun when nothing is open."""
SPOKEN = 120
"""Characters of a correction that are said back."""


async def run(command: Command, desk: Desk) -> Reply:
    """Start at a field or where words go now; while dictating, take down what was said."""
    opened = desk.situation.document
    if desk.situation.mode is Mode.DICTATION:
        return await _take_down(command, desk, opened)
    if opened is None or opened.status == "signed":
        report = await making.made(desk, subject(command), NEW)
        facts = {"title": report.title, "patient": subject(command).name}
        return Reply("dictating_new", facts, mode=Mode.DICTATION)
    report = await desk.writing.get(opened.id)
    if words := command.slots.get("field"):
        known = tuple(f.name for f in editing.fields(report.body))
        name = said.called(opened, known, str(words[0] if isinstance(words, list) else words))
        if name is None:
            return going.unknown(str(words), known)
        report = await desk.writing.move(desk.origin, report.id, name)
    key = "dictating_field" if report.current else "dictating"
    return Reply(key, {"title": report.title, "field": report.current}, mode=Mode.DICTATION)


async def _take_down(command: Command, desk: Desk, opened: Opened | None) -> Reply:
    """Word for word into the document; an answer of the current field fills it."""
    if opened is None:
        raise ReportError("report-not-found", "the document that was dictated is no longer open here")
    place = opened.place
    if place and place.choices and (chosen := spoken.choice(place.choices, command.said)):
        at = Command(command.intent, patient=command.patient, id=command.id, document=opened.id)
        return await filling.fill(at, desk, place.name, chosen)
    names = filling.names_of(command.patient)
    corrected = await desk.writing.correct(desk.origin, opened.id, command.said, names)
    if corrected is not None:
        return _corrected(corrected)
    heard = desk.heard.doubtful if desk.heard.text == command.said else ()
    _, text = await desk.writing.dictate(desk.origin, opened.id, command.said, heard, names)
    return Reply("dictated", {"text": text}, aloud=False)


def _corrected(outcome: Corrected | Unclear) -> Reply:
    """What was changed, selected or gone to; or why nothing was."""
    if isinstance(outcome, Corrected):
        return Reply("corrected" if outcome.words else "corrected_all", {"words": outcome.words[:SPOKEN]})
    if not outcome.said:
        return Reply("nothing_marked")
    return Reply(
        "several_places" if outcome.count else "no_such_words", {"words": outcome.said, "count": outcome.count}
    )
