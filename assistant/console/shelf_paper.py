"""Templates -> what their page shows, in JSON; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.reports import compare
from actions.reports.model import Body
from actions.reports.templates.checking import Checked
from actions.reports.templates.gathering import Entry
from actions.reports.templates.lint import Issue
from actions.reports.templates.shelves import Row
from assistant.catalogue import Catalogue
from assistant.console import paper
from assistant.console.encode import Json
from assistant.dialogue import describe
from assistant.ports import People
from assistant.types import Patient


def brief(entry: Entry, catalogue: Catalogue) -> dict[str, Json]:
    """A line of the list."""
    held = entry.template
    return {
        "id": entry.id, "name": held.name, "also": list(held.also), "kind": _kind(held.kind, catalogue),
        "specialty": held.specialty, "scope": entry.scope.value, "version": entry.version,
    }  # fmt: skip


def retired(row: Row) -> dict[str, Json]:
    """One that is not in use; `hidden`: another one, of a wider shelf, that this person does not want to see."""
    return {"id": row.id, "name": row.name, "scope": row.scope.value, "hidden": not row.text, "at": row.at}


def versions(rows: Sequence[Row], people: People) -> list[Json]:
    """The last change first."""
    return [
        {"version": r.version, "act": r.act.value, "scope": r.scope.value, "retired": r.retired, "name": r.name,
         "by": people.name(r.by), "at": r.at, "text": bool(r.text)}
        for r in rows
    ]  # fmt: skip


def issues(found: Iterable[Issue]) -> list[Json]:
    """What is wrong, with its place in the text; line 0 is the whole of it."""
    return [
        {"line": i.line, "column": i.column, "code": i.code, "warning": i.warning, "say": i.sentence} for i in found
    ]  # fmt: skip


def checked(found: Checked, names: Sequence[str]) -> dict[str, Json]:
    """The state of a text that is being written; `names` of its options."""
    return {
        "reads": found.template is not None, "issues": issues(found.issues), "good": found.good,
        "options": list(names),
    }  # fmt: skip


def parts(body: Body, catalogue: Catalogue) -> list[Json]:
    """Text and fields, those from the record with their source."""
    return [paper.part(p, catalogue) for p in body]


def people_of(patients: Iterable[Patient]) -> list[Json]:
    """Whom the preview may be filled for."""
    return [describe(p) for p in patients]


def differences(before: str, after: str) -> list[Json]:
    """[kind, text] of every stretch: «same», «added», «removed»."""
    return [[p.kind, p.text] for p in compare.compare(before, after)]


def _kind(kind: str | None, catalogue: Catalogue) -> Json:
    if kind is None:
        return None
    label = str(catalogue.labels["doc_type"].get(kind, kind))
    return label[:1].upper() + label[1:]
