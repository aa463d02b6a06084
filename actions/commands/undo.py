"""«annule la dernière action», and «rétablis» what was undone."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import spoken
from actions.reports.model import untouched
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Take back the last change of the open document, or of a template when that came last; or the last undo."""
    opened = desk.situation.document
    again = spoken.redoes(command.said)
    if not again and desk.shelving and (reply := desk.shelving.take_back(command.id, opened)):
        return reply
    if opened is None:
        return Reply("nothing_to_redo" if again else "nothing_to_undo")
    if again:
        kept = await desk.writing.redo(desk.origin, opened.id)
        return Reply("redone", {"what": kept.what}) if kept.what else Reply("nothing_to_redo")
    kept = await desk.writing.undo(desk.origin, opened.id)
    if kept.what:
        return Reply("undone", {"what": kept.what})
    if not opened.blank and not untouched(await desk.writing.get(opened.id)):
        return Reply("nothing_to_undo")
    await desk.writing.discard(desk.origin, opened.id)
    return Reply("undone", {"what": f"création de « {opened.title} »"})
