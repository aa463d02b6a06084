"""What verbs print: one JSON object a line with --json, plain lines without."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from assistant.catalogue import Catalogue
from assistant.pipeline import Session
from assistant.turn import Turn
from assistant.types import Entity, Interpretation


def plain(value: Any) -> Any:
    """Anything of ours as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def line(facts: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Print one result, at once."""
    out = json.dumps(plain(facts), ensure_ascii=False) if as_json else text
    sys.stdout.write(out + "\n")
    sys.stdout.flush()


def commands(meant: tuple[Interpretation, ...]) -> list[dict[str, Any]]:
    """The «commands» of `parse --json` and `chat --json`."""
    return [
        {"intent": m.intent, "confidence": round(m.confidence, 4), "entities": _entities(m.entities)} for m in meant
    ]


def _entities(entities: tuple[Entity, ...]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for e in entities:
        found.setdefault(e.name, []).append({"text": e.text, "value": e.value, "start": e.start, "end": e.end})
    return found


def turn_facts(turn: Turn, session: Session, words: Catalogue) -> dict[str, Any]:
    """One turn as `say`, `chat` and `hear` print it."""
    return {
        "say": turn.heard.text,
        "commands": commands(turn.meant),
        "outcome": type(turn.outcome).__name__.lower(),
        "reply": replies(turn, words),
        "state": type(session.state).__name__.lower(),
        "events": [{"name": e.name, **plain(e.facts)} for e in turn.events],
        "seconds": {stage: round(s, 4) for stage, s in turn.seconds.items()},
    }


def replies(turn: Turn, words: Catalogue) -> str:
    """Everything the turn said, in order."""
    return " ".join(words.sentence(o.reply) for o in turn.outcomes if o.reply)


def turn_text(turn: Turn, words: Catalogue) -> str:
    """One turn for a person at a terminal."""
    meant = ", ".join(f"{m.intent} {m.confidence:.2f}" for m in turn.meant) or "-"
    said = replies(turn, words) or f"({type(turn.outcome).__name__.lower()})"
    return f"«{turn.heard.text}» → {meant}\n  {said}"
