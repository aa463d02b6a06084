"""Session -> what the page shows now, in one JSON object; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.catalogue import Catalogue
from assistant.console.encode import Json, item, patient, plain
from assistant.dialogue import Idle, State, states
from assistant.pipeline import Session
from assistant.situation import Situation
from assistant.types import Item, Patient

DETAILS: Mapping[str, str] = {
    "section": "section", "result": "analyte", "plot": "analyte", "patients": "words",
}  # fmt: skip
"""Place whose detail may be shown -> the kind of label it has. Keys of documents stay inside."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list on screen, with where and for whom it was made: both may have changed since."""

    items: tuple[Item, ...] = ()
    place: str = "home"
    detail: str | None = None
    patient: Patient | None = None

    def after(self, situation: Situation, catalogue: Catalogue) -> Listed:
        """The same while the list is the same object; else the new one, made where the person is now."""
        if situation.listing is self.items:
            return self
        return Listed(situation.listing, situation.place, _detail(situation, catalogue), situation.patient)

    def current(self, patient: Patient | None) -> tuple[Item, ...]:
        """The lines; none when they are of a record that is no longer the open one."""
        people = all(i.kind in ("patient", "report") for i in self.items)
        owner = self.patient.id if self.patient else None
        return self.items if people or owner == (patient.id if patient else None) else ()


def snapshot(session: Session, curve: Mapping[str, object] | None, listed: Listed, now: datetime) -> dict[str, Json]:
    """Mode, open patient, place, listing, question, what may be said, the last reply."""
    situation, catalogue = session.situation, session.catalogue
    last = situation.last
    return {
        "type": "state",
        "mode": str(situation.mode),
        "patient": patient(situation.patient) if situation.patient else None,
        "place": situation.place,
        "detail": _detail(situation, catalogue),
        "listing": _listing(listed, situation.patient),
        "document": _document(situation, catalogue),
        "writes": session.writer is not None,
        "question": _question(session.state, catalogue, now),
        "can_say": _can_say(session),
        "last": catalogue.sentence(last) if last else None,
        "curve": plain(curve) if curve and situation.place == "plot" else None,
    }


def question_id(state: State) -> str | None:
    """Names the open question: a button answers the question it was drawn for, and no other."""
    return None if isinstance(state, Idle) else _digest(state.asked.isoformat(), state.question.kind)


def listing_id(listing: tuple[Item, ...]) -> str | None:
    """Names the list on screen: a number means a line of the list it was read in."""
    if not listing:
        return None
    lines = ((i.kind, i.label, i.patient.id if i.patient else "", i.ref or "") for i in listing)
    return _digest(*(part for line in lines for part in line))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _listing(listed: Listed, patient: Patient | None) -> Json:
    items = listed.current(patient)
    shown = [item(i) for i in items]
    return {
        "id": listing_id(items),
        "place": "reports" if any(i.kind == "report" for i in items) else listed.place,
        "detail": listed.detail,
        "items": shown,
    }


def _question(state: State, catalogue: Catalogue, now: datetime) -> Json:
    if isinstance(state, Idle):
        return None
    left = states.PATIENCE - (now - state.asked)
    patience = states.PATIENCE.total_seconds()
    return {
        "id": question_id(state),
        "kind": state.question.kind,
        "say": catalogue.sentence(state.question.reply),
        "choices": [item(i) for i in state.question.choices],
        "left": min(max(left.total_seconds(), 0.0), patience),
        "patience": patience,
    }


def _document(situation: Situation, catalogue: Catalogue) -> Json:
    """The document that is being written: what the page shows beside its words."""
    opened = situation.document
    if opened is None:
        return None
    return {
        "id": opened.id,
        "title": opened.title,
        "type": catalogue.labels["doc_type"].get(opened.type, opened.type),
        "status": opened.status,
        "version": opened.version,
        "field": opened.field or None,
        "fields": [p.name for p in opened.places],
        "choices": list(opened.place.choices) if opened.place else [],
        "missing": list(opened.missing),
        "unaccepted": opened.unaccepted,
        "doubtful": opened.doubtful,
    }


def _detail(situation: Situation, catalogue: Catalogue) -> str | None:
    kind = DETAILS.get(situation.place)
    if kind is None or not situation.detail:
        return None
    return catalogue.labels.get(kind, {}).get(situation.detail, situation.detail)


def _can_say(session: Session) -> Json:
    """By group; the group that matters now comes first."""
    situation = session.situation
    first = (
        "conversation"
        if situation.question
        else "writing"
        if situation.document
        else "record"
        if situation.patient
        else ""
    )
    groups: dict[str, list[Json]] = {first: []} if first else {}
    for group, label, examples in session.can_say():
        if examples:
            groups.setdefault(group, []).append({"label": label, "say": list(examples)})
    return [{"group": session.catalogue.groups.get(g, g), "commands": c} for g, c in groups.items() if c]
