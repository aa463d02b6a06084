"""«efface la dernière phrase», «efface les trois derniers mots», «efface ça»."""

from __future__ import annotations

import re

from actions.registry import Desk
from actions.reports import cutting
from actions.reports.changing import CORRECTED, DICTATED
from actions.reports.cutting import Extent
from actions.reports.model import Report
from assistant.types import Command, Reply
from nlu.normalise.numbers import figures
from nlu.text import fold

_COUNT = re.compile(r"\b(\d{1,3})\b")


async def run(command: Command, desk: Desk) -> Reply:
    """Erase words, sentences or paragraphs; without saying which, what was dictated last."""
    extent = cutting.extent(command.said)
    if extent is Extent.SAID:
        last = (await desk.writing.versions(command.document))[:1]
        if last and last[0].what in (DICTATED, CORRECTED):
            kept = await desk.writing.undo(desk.origin, command.document)
            return Reply("undone", {"what": kept.what})
        extent = Extent.SENTENCE
    gone: list[str] = []

    def edit(report: Report) -> Report:
        cut = cutting.cut(report, extent, _count(command))
        gone.append(cut.words)
        return cut.report

    await desk.writing.change(desk.origin, command.document, edit, "effacement")
    return Reply("erased", {"words": gone[-1]}) if gone[-1] else Reply("nothing_to_erase")


def _count(command: Command) -> int:
    """How many: said as a value, else as words («les deux derniers mots»)."""
    said = command.slots.get("count")
    if isinstance(said, int):
        return max(1, said)
    found = _COUNT.search(figures(fold(command.said)))
    return max(1, int(found[1])) if found else 1
