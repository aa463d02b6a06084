"""A document as one line of canonical JSON, and back: what is stored, compared and signed is this text."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from actions.reports.model import Body, Field, Part, Report, Source, Text

_ABOUT = ("title", "author", "recipients")
"""What an edit may change beside the body."""


def written(report: Report) -> str:
    """The editable content of a document; equal documents give equal texts."""
    about = {name: _plain(getattr(report, name)) for name in _ABOUT}
    return json.dumps({**about, "body": [_part(p) for p in report.body]}, ensure_ascii=False, separators=(",", ":"))


def read(content: str) -> dict[str, Any]:
    """The fields of Report that `written` keeps. Raises ValueError when the text is not whole."""
    try:
        raw = json.loads(content)
        about = {name: raw[name] for name in _ABOUT}
        about["recipients"] = tuple(about["recipients"])
        return {**about, "body": tuple(_of(p) for p in raw["body"])}
    except (KeyError, TypeError) as fault:
        raise ValueError(f"not a document: {fault}") from fault


def body_json(body: Body) -> list[dict[str, Any]]:
    """Parts as JSON values, as the console reads them."""
    return [_part(p) for p in body]


def digest(report: Report) -> str:
    """SHA-256 of what a signature engages: the words, whose they are, and what they replace."""
    engaged = [report.id, report.patient, report.author, report.doc_type, report.replaces, written(report)]
    return hashlib.sha256(json.dumps(engaged, ensure_ascii=False).encode()).hexdigest()


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"text": part.text} | _doubts(part.doubtful)
    raw: dict[str, Any] = {"field": part.name, "text": part.text}
    raw |= {k: v for k, v in (("choices", list(part.choices)), ("default", part.default), ("unit", part.unit)) if v}
    raw |= {k: True for k in ("required", "accepted") if getattr(part, k)}
    if part.source:
        raw["source"] = {"fact": part.source.fact, "at": part.source.at.isoformat() if part.source.at else None}
    return raw | _doubts(part.doubtful)


def _of(raw: dict[str, Any]) -> Part:
    doubtful = tuple((int(a), int(b)) for a, b in raw.get("doubtful", ()))
    if "field" not in raw:
        return Text(raw["text"], doubtful)
    source = raw.get("source")
    return Field(
        raw["field"], raw["text"], tuple(raw.get("choices", ())), raw.get("default", ""),
        bool(raw.get("required")), raw.get("unit", ""),
        Source(source["fact"], date.fromisoformat(source["at"]) if source["at"] else None) if source else None,
        bool(raw.get("accepted")), doubtful,
    )  # fmt: skip


def _doubts(spans: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    return {"doubtful": [list(s) for s in spans]} if spans else {}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
