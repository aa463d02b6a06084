"""Are fields filled by their names as one says them? Real Rasa, values, formatter and store, on the shipped templates.

Right is the field meant and no other, holding what a secretary types, accepted. The first letter's case and a last
full stop are not compared.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from actions.reports import editing
from actions.reports.model import Body, Field, Report
from assistant.bench.writing import sessions
from assistant.bench.writing.pairs import DEVELOPMENT, TEST
from assistant.bench.writing.rows import Row
from assistant.bench.writing.sessions import HERE, Bench
from assistant.dialogue import Idle
from assistant.record import View
from assistant.settings import ROOT, Settings
from assistant.types import Mode

FOLDER = ROOT / "tests" / "writing" / "filling"
FORMS = {"carriers": "in a whole sentence", "labels": "by its label", "later": "written after the rules"}
"""File -> how its fields are named; the others: name, then value."""
BARE, LABELS = "name, then value", FORMS["labels"]
ORDINARY = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Case:
    """What is said over a template, the field meant and what it is to hold."""

    template: str
    said: str
    field: str
    value: str
    form: str

    @property
    def half(self) -> str:
        """Development: its failures may be looked at; test: only counted. By a hash of the words."""
        key = f"{self.template}:{self.said}".encode()
        return TEST if hashlib.sha256(key).digest()[0] % 2 else DEVELOPMENT


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it."""

    case: Case
    kind: str
    """choice, number or text."""
    got: tuple[tuple[str, str], ...]
    """(field, value) of every field that changed."""
    said: str
    """The assistant's answer."""

    @property
    def field(self) -> bool:
        """The field meant, and no other."""
        return tuple(name for name, _ in self.got) == (self.case.field,)

    @property
    def right(self) -> bool:
        """And its value."""
        return self.field and plain(self.got[0][1]) == plain(self.case.value)


def load(folder: Path = FOLDER) -> Iterator[Case]:
    """Every sentence."""
    for path in sorted(folder.glob("*.yml")):
        raw: dict[str, dict[str, list[Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for template, said in raw.items():
            for words, (field, value) in said.items():
                yield Case(template, words, str(field), str(value), FORMS.get(path.stem, BARE))


def plain(text: str) -> str:
    """As it is compared."""
    text = text.translate(ORDINARY).strip().removesuffix(".")
    return text[:1].lower() + text[1:]


async def measure(settings: Settings) -> AsyncIterator[Row]:
    """A row for each form, kind and half, and all; a row for each failure of the development half."""
    cases = list(load())
    with tempfile.TemporaryDirectory() as folder:
        async with (
            sessions.understanding(settings) as (interpreter, words),
            sessions.opened(Path(folder), interpreter, words) as bench,
        ):
            tried = await every(bench, cases)
    for row in rows(tried):
        yield row
    for one in tried:
        if one.case.half == DEVELOPMENT and not one.right:
            got = "; ".join(f"{name} = {value}" for name, value in one.got) or one.said
            want = f"{one.case.field} = {one.case.value}"
            yield {"table": "failure", "kind": one.case.template, "said": one.case.said, "want": want, "got": got}


async def every(bench: Bench, cases: Sequence[Case]) -> list[Tried]:
    """All of them, a document a template."""
    tried = []
    for template in dict.fromkeys(case.template for case in cases):
        body = await bench.laid(template)
        report = await bench.writer.create(HERE, bench.patient, "letter", template)
        report = (await bench.writer.change(HERE, report.id, lambda r, b=body: editing.insert(r, b), template)).report  # type: ignore[misc]
        tried += [await _try(bench, report, case) for case in cases if case.template == template]
    return tried


async def _try(bench: Bench, report: Report, case: Case) -> Tried:
    """Said in front of the untouched template."""
    session, writer = bench.session, bench.writer
    session.state = Idle()
    session.situation = replace(session.situation, mode=Mode.COMMANDS, question=None, listing=())
    await bench.chart.show(View("record", bench.patient))
    await writer.open(HERE, report.id)
    await session.look()
    turn = await session.say(case.said)
    after = await writer.get(report.id)
    said = " ".join(bench.words.sentence(o.reply) for o in turn.outcomes if o.reply)
    meant = editing.field_of(report.body, case.field)
    if meant is None:
        raise ValueError(f"{case.template!r} has no field {case.field!r}")
    tried = Tried(case, _kind(meant, case.value), changed(report.body, after.body), said)
    if after.body != report.body:
        await writer.change(HERE, report.id, lambda r: replace(r, body=report.body, current=report.current), "retour")
    return tried


def changed(before: Body, after: Body) -> tuple[tuple[str, str], ...]:
    """The fields that changed, as they are printed; one that is not accepted does not count as filled."""
    held = {f.name: f for f in editing.fields(before)}
    fresh = [f for f in editing.fields(after) if f != held.get(f.name)]
    return tuple((f.name, f"{f.text} {f.unit}".strip() if f.accepted else "") for f in fresh)


def _kind(held: Field, value: str) -> str:
    if held.choices and value in held.choices:
        return "choice"
    return "number" if value[:2].strip("-").isdigit() or value[:1].isdigit() else "text"


def rows(tried: Sequence[Tried]) -> Iterator[Row]:
    """A row a form, a kind and both halves; «by name» leaves out what is called by its label alone."""
    forms = list(dict.fromkeys(one.case.form for one in tried))
    groups = {form: [t for t in tried if t.case.form == form] for form in forms}
    named = [t for t in tried if t.case.form != LABELS]
    groups |= {kind: [t for t in named if t.kind == kind] for kind in ("choice", "number", "text")}
    groups |= {"all, by name": named, "all": list(tried)}
    for kind, group in groups.items():
        for half in (DEVELOPMENT, TEST, "both"):
            some = [t for t in group if half in (t.case.half, "both")]
            yield {
                "table": "filling", "kind": kind, "half": half, "sentences": len(some),
                "right_%": round(100 * sum(t.right for t in some) / max(1, len(some)), 1),
                "field_%": round(100 * sum(t.field for t in some) / max(1, len(some)), 1),
                "wrong_%": round(100 * sum(bool(t.got) and not t.right for t in some) / max(1, len(some)), 1),
            }  # fmt: skip
