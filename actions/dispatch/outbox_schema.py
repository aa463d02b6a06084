"""Tables of the outbox: what leaves, its bytes apart, and the trace of every step (ECO.4.1.1, ECO.4.1.2)."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("outbox")
STATEMENTS = (
    """create table parcel (
        id text primary key, report text not null, document text not null, set_oid text not null,
        version integer not null, channel text not null, recipient text not null, address text not null,
        name text not null, patient text not null, sender text not null, message_id text not null,
        envelope text not null, status text not null, due real not null, attempts integer not null default 0,
        token text not null default '', worker text not null default '', lease real not null default 0,
        dotted integer not null default 0, code text not null default '', detail text not null default '',
        made real not null, changed real not null, gone real
    ) strict""",
    "create unique index parcel_once on parcel (document, version, channel, recipient)",
    "create index parcel_due on parcel (due) where status = 'queued'",
    "create index parcel_leaving on parcel (lease) where status = 'leaving'",
    "create index parcel_status on parcel (status, changed)",
    "create index parcel_message on parcel (message_id)",
    "create index parcel_envelope on parcel (envelope)",
    "create index parcel_set on parcel (set_oid, recipient)",
    "create index parcel_report on parcel (report)",
    "create table payload (parcel text primary key references parcel (id), data blob not null) strict",
    """create table trace (
        seq integer primary key, parcel text not null, at real not null, status text not null, who text not null,
        code text not null, detail text not null
    ) strict""",
    "create index trace_parcel on trace (parcel, seq)",
    """create trigger trace_no_update before update on trace
        begin select raise(abort, 'the trace is append-only'); end""",
    """create trigger trace_no_delete before delete on trace
        begin select raise(abort, 'the trace is append-only'); end""",
)


@migrations()  # type: ignore[untyped-decorator]
def create_outbox(db: Database) -> None:
    """The idempotency key is (document, version, channel, recipient): the same departure exists once."""
    for statement in STATEMENTS:
        db.execute(statement)


@migrations()  # type: ignore[untyped-decorator]
def create_turned_away(db: Database) -> None:
    """What the gate did not open for, until it does: a report that waits for this reason is late for this reason."""
    db.execute("create table turned_away (report text primary key, at real not null, codes text not null) strict")
