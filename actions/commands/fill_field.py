"""«tension douze huit», «mets apyrétique dans température»: a named field, whatever the current one is."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import editing, filling, going, said
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Fill one field or several named in one breath; the values are read as what each field holds."""
    names, contents = _many(command.slots["field"]), _many(command.slots["content"])
    report = await desk.writing.draft(command.document)
    known = tuple(f.name for f in editing.fields(report.body))
    replies: list[Reply] = []
    for words, content in zip(names, contents, strict=False):
        name = said.called(desk.situation.document, known, words)
        if name is None:
            return going.unknown(words, known)
        replies.append(await filling.fill(command, desk, name, content))
    return replies[0] if len(replies) == 1 else _together(replies)


def _many(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _together(replies: list[Reply]) -> Reply:
    wrong = next((r for r in replies if r.key != "filled"), None)
    fields = ", ".join(str(r.facts["field"]) for r in replies)
    return wrong or Reply("filled", {"field": fields, "text": ", ".join(str(r.facts["text"]) for r in replies)})
