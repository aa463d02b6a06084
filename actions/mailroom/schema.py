"""Tables of the mailroom, in the outbox's file: whom a person added or took off, and what each command sent."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("mailroom")
STATEMENTS = (
    """create table addressee (
        report text not null, whom text not null, left_out integer not null, who text not null, at real not null,
        primary key (report, whom)
    ) strict""",
    """create table departure (
        command text not null, report text not null, patient text not null, person text not null,
        station text not null, at real not null, primary key (command, report)
    ) strict""",
    "create index departure_person on departure (person, at)",
)


@migrations()  # type: ignore[untyped-decorator]
def create_mailroom(db: Database) -> None:
    """`whom` is the directory's id of a correspondent, or «patient»."""
    for statement in STATEMENTS:
        db.execute(statement)
