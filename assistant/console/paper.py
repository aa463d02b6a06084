"""A document -> what the editor shows of it, in JSON; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.reports import compare, editing, encoding
from actions.reports.caret import Caret
from actions.reports.model import Field, Part, Report, Source, Status, plain
from actions.reports.store import Signature, Version
from assistant.catalogue import Catalogue
from assistant.console.encode import Json
from assistant.ports import People

MOST = 200
"""Versions that the editor lists, the last ones."""
_FACTS = {"result": "analyte", "section": "section"}
"""Kind of fact -> the labels that name it."""


def document(
    report: Report, catalogue: Catalogue, people: People, signature: Signature | None, caret: Caret, held: str = ""
) -> dict[str, Json]:
    """All of it; `held` is what to say when somebody else writes in it."""
    return {
        **brief(report, catalogue, people),
        "field": report.current,
        "parts": [part(p, catalogue) for p in report.body],
        "missing": list(editing.missing(report.body)),
        "unaccepted": editing.unaccepted(report.body),
        "doubtful": editing.doubtful(report.body),
        "caret": {"at": caret.at, "selection": list(caret.selection) if caret.selection else None},
        "held": held or None,
        "editor": people.name(report.editor) if report.editor else None,
        "signature": _signature(signature, people),
    }


def brief(report: Report, catalogue: Catalogue, people: People) -> dict[str, Json]:
    """A line of the list of documents."""
    kind = str(catalogue.labels["doc_type"].get(report.doc_type, report.doc_type))
    return {
        "id": report.id,
        "title": report.title,
        "kind": kind[:1].upper() + kind[1:],
        "status": str(report.status),
        "version": report.version,
        "author": people.name(report.author) if report.author else None,
        "changed": report.changed.isoformat() if report.changed else None,
        "blank": not plain(report.body).strip(),
        "replaces": bool(report.replaces),
    }


def versions(found: Sequence[Version], people: People) -> list[Json]:
    """The last changes, the newest first."""
    return [
        {"version": v.version, "at": v.at.isoformat(), "person": people.name(v.person), "what": v.what}
        for v in found[:MOST]
    ]


def differences(before: Report, after: Report) -> list[Json]:
    """[kind, text] of every stretch: «same», «added», «removed»."""
    return [[p.kind, p.text] for p in compare.compare(plain(before.body), plain(after.body))]


def writable(report: Report) -> bool:
    """May it still change?"""
    return report.status is not Status.SIGNED


def hour(when: datetime) -> str:
    """«18 h 05», here."""
    return f"{when.astimezone():%H h %M}"


def part(held: Part, catalogue: Catalogue) -> Json:
    """Text, or a field with where it was filled from."""
    raw = encoding.body_json((held,))[0]
    if isinstance(held, Field) and held.source:
        raw["source"] = _source(held.source, catalogue)
    return raw


def _source(source: Source, catalogue: Catalogue) -> Json:
    """Where in the record, in French words, and the day of the fact."""
    kind, _, what = source.fact.partition(":")
    label = catalogue.labels.get(_FACTS.get(kind, ""), {}).get(what, what if kind in _FACTS or kind == "vital" else "")
    return {"what": str(label), "on": f"{source.at:%d/%m/%Y}" if source.at else None}


def _signature(signature: Signature | None, people: People) -> Json:
    if signature is None:
        return None
    person, at, digest = signature
    return {"by": people.name(person), "at": at.isoformat(), "hash": digest}
