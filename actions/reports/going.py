"""Going from field to field, and what is said on arriving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.reports import editing
from actions.reports.model import Report
from assistant.types import Command, Reply

if TYPE_CHECKING:
    from actions.registry import Desk

SPOKEN = 160
"""Characters of a field's words that are said on arriving."""


async def step(command: Command, desk: Desk, by: int) -> Reply:
    """To the field after (+1) or before (-1) the current one."""
    report = await desk.writing.draft(command.document)
    if not editing.fields(report.body):
        return Reply("no_fields")
    name = editing.step(report, by)
    if name is None:
        return Reply("last_field" if by > 0 else "first_field")
    return at(await desk.writing.move(desk.origin, report.id, name))


def at(report: Report) -> Reply:
    """Where words go now: the field, what it holds or may hold."""
    held = editing.field_of(report.body, report.current)
    if held is None:
        return Reply("at_end")
    facts: dict[str, object] = {"field": held.name}
    if held.choices and not held.accepted:
        return Reply("at_field_choices", facts | {"choices": ", ".join(held.choices)})
    if held.text:
        return Reply("at_field_text", facts | {"text": f"{held.text} {held.unit}".strip()[:SPOKEN]})
    return Reply("at_field", facts)


def unknown(words: str, names: tuple[str, ...]) -> Reply:
    """No field of that name, and those there are."""
    return Reply("no_field", {"field": words, "fields": ", ".join(names)}) if names else Reply("no_fields")
