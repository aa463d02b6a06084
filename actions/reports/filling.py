"""What spoken words put into a field: one of its choices, a measure in its unit, or prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.reports import doubts, editing, spoken
from actions.reports.model import Field
from assistant.types import Command, Patient, Reply
from nlu.normalise.amounts import number
from nlu.normalise.measures import measure
from nlu.text import fold

if TYPE_CHECKING:
    from actions.registry import Desk
    from actions.reports.tools import Names, Write

_ADDS = re.compile(r"^(?:[\w' ]{0,24} )?r?ajout(?:e|es|er|ez)\b")
_DAY = re.compile(r"^[Ll]e (?=\d{1,2}(?:er)?\s[^\W\d]{3,9}(?:\s\d{4})?$|\d{1,2}/\d{1,2}/\d{2,4}$)")
"""The article of a day: the text before the field has its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a field will hold; `unit` None keeps the field's own."""

    text: str
    unit: str | None = None


def value(held: Field, words: str, write: Write, names: Names = ()) -> Value | None:
    """The words as that field holds them; None when the field has choices and they are none of them."""
    if held.choices:
        chosen = spoken.choice(held.choices, words)
        return Value(chosen) if chosen else None
    if plain := number(held.name, held.unit, words):
        return Value(plain)
    read = measure(held.name, words)
    if read and read.unit:
        return Value(read.value.replace(".", ","), read.unit)
    text = _DAY.sub("", write(words, "", names).text.strip())
    # «apyrétique» in a temperature has no unit; «soixante» in an ejection fraction has the field's own
    return Value(text, None if not held.unit or any(c.isdigit() for c in text) else "")


def names_of(patient: Patient | None) -> Names:
    """Names that dictated words may hold, as they are written."""
    return (f"{patient.given} {patient.family}",) if patient else ()


async def fill(command: Command, desk: Desk, name: str, content: str) -> Reply:
    """Fill the field of exactly that name."""
    report = await desk.writing.draft(command.document)
    held = editing.field_of(report.body, name)
    if held is None:
        return Reply("no_field", {"field": name, "fields": ", ".join(f.name for f in editing.fields(report.body))})
    found = value(held, content, desk.writing.tools.write, names_of(command.patient))
    if found is None:
        facts = {"content": content, "field": name, "choices": ", ".join(held.choices)}
        return Reply("not_a_choice", facts)
    unsure = doubts.within(desk.heard, content)
    spans = ((0, len(found.text)),) if unsure and found.unit else doubts.spans(content, unsure, found.text)
    if adds(command.said) and held.text and not (held.choices or held.unit or found.unit):
        return await _add(command, desk, held, content)
    await desk.writing.change(
        desk.origin, report.id,
        lambda r: editing.fill(r, name, found.text, unit=found.unit, doubts=spans), f"champ {name}",
    )  # fmt: skip
    unit = held.unit if found.unit is None else found.unit
    return _filled(name, f"{found.text} {unit}".strip())


def adds(words: str) -> bool:
    """«ajoute asthme aux antécédents»: what stands there stays."""
    return _ADDS.search(fold(words)) is not None


async def _add(command: Command, desk: Desk, held: Field, content: str) -> Reply:
    before = held.text.rstrip() + editing.joint(held.text)
    text = desk.writing.tools.write(content, before, names_of(command.patient)).text.strip()
    spans = doubts.spans(content, doubts.within(desk.heard, content), text)
    kept = await desk.writing.change(
        desk.origin, command.document, lambda r: editing.extend(r, held.name, text, spans), f"champ {held.name}"
    )
    now = editing.field_of(kept.report.body, held.name)
    return _filled(held.name, now.text if now else text)


def _filled(name: str, text: str) -> Reply:
    return Reply("filled", {"field": name[:1].upper() + name[1:], "text": text.removesuffix(".")})
