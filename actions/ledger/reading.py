"""The two stores -> entries of the ledger. Reads only; names, texts and addresses are never asked for.

Reports of the documents' file with their visit, signature and hours of dictation; messages of the outbox's file with
their hours. A report that replaces another belongs to it: the delay is that of the patient, from the visit to the
first version that went out.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from actions.dispatch.states import Status
from actions.ledger.causes import Facts, judge, same_day
from actions.ledger.values import Entry, day_of
from assistant.errors import ReportError

REPORTS = """
    select r.id, coalesce(r.site, ''), coalesce(r.author, ''), r.status, coalesce(r.replaces, ''), r.created, s.at,
        v.at, coalesce(nullif(v.service, ''), {service}, ''),
        coalesce(
            (select at from changes c where c.report = r.id and what in ('dictée', 'dictée interrompue')
                order by version desc limit 1),
            (select at from changes c where c.report = r.id order by version desc limit 1))
    from reports r left join signatures s on s.report = r.id left join visits v on v.report = r.id {desk}
    order by r.created"""
DESK = "left join worklist w on w.report = r.id"
"""The secretary's desk knows the service of a report whose visit does not (where there is a desk)."""
PARCELS = """
    select p.report, p.recipient, p.channel, p.status, p.code, p.gone,
        case when p.status in ('delivered', 'read') then
            (select min(at) from trace t where t.parcel = p.id and t.status in ('delivered', 'read')) end
    from parcel p order by p.made, p.rowid"""
LEFT = frozenset({Status.SENT, Status.DELIVERED, Status.READ})


class Message(NamedTuple):
    """To one recipient."""

    channel: str
    status: Status
    code: str
    gone: float | None
    received: float | None


class Draft(NamedTuple):
    """One version of a report."""

    report: str
    site: str
    author: str
    status: str
    replaces: str
    created: float
    signed: float | None
    visit: float | None
    service: str
    known: bool
    dictated: float | None
    messages: tuple[Message, ...]
    turned_away: str


def entries(reports: Path, outbox: Path, now: float) -> tuple[Entry, ...]:
    """Every report of the place, by day of visit. Raises ReportError(report-unreadable)."""
    try:
        messages, refusals = _outbox(outbox)
        drafts = list(_drafts(reports, messages, refusals))
    except (sqlite3.Error, ValueError) as fault:
        raise ReportError("report-unreadable", type(fault).__name__) from fault
    teams: dict[str, int] = {}
    found = [_entry(chain, now, teams) for chain in _chains(drafts)]
    return tuple(sorted(found, key=lambda e: e.visit))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)


def _outbox(path: Path) -> tuple[Mapping[str, tuple[Message, ...]], Mapping[str, str]]:
    """Report -> the last message to each of its recipients; report -> why the gate did not open for it."""
    if not path.exists():
        return {}, {}
    latest: dict[str, dict[str, Message]] = defaultdict(dict)
    with closing(_opened(path)) as db:
        for report, recipient, channel, status, code, gone, received in db.execute(PARCELS):
            if status != Status.CANCELLED or recipient not in latest[report]:
                latest[report][recipient] = Message(channel, Status(status), code, gone, received)
        refusals = dict(db.execute("select report, codes from turned_away"))
    return {report: tuple(each.values()) for report, each in latest.items()}, refusals


def _drafts(path: Path, messages: Mapping[str, tuple[Message, ...]], refusals: Mapping[str, str]) -> Iterator[Draft]:
    with closing(_opened(path)) as db:
        has_desk = db.execute("select 1 from sqlite_master where name = 'worklist'").fetchone()
        query = REPORTS.format(service="w.service" if has_desk else "''", desk=DESK if has_desk else "")
        for row in db.execute(query):
            report, site, author, status, replaces, created, signed, visit, service, dictated = row
            yield Draft(
                report, site, author, status, replaces, _seconds(created) or 0.0, _seconds(signed), _seconds(visit),
                service, visit is not None, _seconds(dictated), messages.get(report, ()),
                refusals.get(report, ""),
            )  # fmt: skip


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None


def _chains(drafts: Iterable[Draft]) -> Iterable[list[Draft]]:
    """Each report with those that replace it, the first version first (they come by hour of making)."""
    roots: dict[str, str] = {}
    chains: dict[str, list[Draft]] = {}
    for draft in drafts:
        root = roots[draft.report] = roots.get(draft.replaces, draft.report)
        chains.setdefault(root, []).append(draft)
    return chains.values()


def _entry(chain: list[Draft], now: float, teams: dict[str, int]) -> Entry:
    first, last = chain[0], chain[-1]
    sent = min((at for at in map(_sent, chain) if at is not None), default=None)
    received = min((at for at in map(_received, chain) if at is not None), default=None)
    visit = first.created if first.visit is None else first.visit
    steps = (first.dictated, first.signed, sent, received)
    told = last.messages if sent is None else tuple(m for version in chain for m in version.messages)
    facts = Facts(visit, day_of(visit), steps, last.status, told, last.turned_away)
    cause, code = judge(facts, now)
    service = next((version.service for version in chain if version.service), "")
    in_time = same_day(facts)
    return Entry(
        first.report, first.site, service, visit, facts.day, first.known, steps,
        tuple([None if at is None else max(0.0, (at - visit) / 3600) for at in steps]),
        in_time, cause is not None and not in_time, cause, code, teams.setdefault(first.author, len(teams)),
    )  # fmt: skip


def _sent(draft: Draft) -> float | None:
    """When its last recipient was sent to; None while one of them was not."""
    wanted = [m for m in draft.messages if m.status is not Status.CANCELLED]
    gone = [m.gone for m in wanted if m.status in LEFT and m.gone is not None]
    return max(gone) if gone and len(gone) == len(wanted) else None


def _received(draft: Draft) -> float | None:
    """When the last recipient who can acknowledge did."""
    wanted = [m for m in draft.messages if m.status is not Status.CANCELLED and m.channel != "paper"]
    come = [m.received for m in wanted if m.received is not None]
    return max(come) if come and len(come) == len(wanted) else None
