"""«va au champ conclusion», «va à la fin»."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import editing, going
from actions.reports.said import called
from assistant.types import Command, Reply
from nlu.text import fold

END = ("fin", "la fin", "fin du document", "la fin du document", "la fin du texte", "bas")


async def run(command: Command, desk: Desk) -> Reply:
    """Words go to the field of that name, or to the end of the text."""
    said = command.slots["field"]
    words = str(said[0] if isinstance(said, list) else said)
    report = await desk.writing.draft(command.document)
    names = tuple(f.name for f in editing.fields(report.body))
    name = called(desk.situation.document, names, words)
    if name is None and fold(words) not in END:
        return going.unknown(words, names)
    return going.at(await desk.writing.move(desk.origin, report.id, name or ""))
