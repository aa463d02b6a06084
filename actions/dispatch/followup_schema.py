"""Tables of what comes back: tasks for people, mails already read, where each mailbox was left."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("followup")
STATEMENTS = (
    """create table task (
        id integer primary key, parcel text not null, code text not null, says text not null, remedy text not null,
        made real not null, done real, who text not null default ''
    ) strict""",
    "create unique index task_once on task (parcel, code) where done is null",
    "create index task_parcel on task (parcel)",
    "create index task_open on task (made) where done is null",
    """create table heard (
        message_id text primary key, kind text not null, parcel text not null, at real not null
    ) strict""",
    "create table mailbox (address text primary key, validity integer not null, uid integer not null) strict",
)


@migrations()  # type: ignore[untyped-decorator]
def create_followup(db: Database) -> None:
    """One open task for one parcel and one reason."""
    for statement in STATEMENTS:
        db.execute(statement)
