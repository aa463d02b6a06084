"""Tables of the directory: people, their boxes, the forms their names may be heard as, each patient's own list."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("directory")
STATEMENTS = (
    """create table correspondent (
        id text primary key, family text not null, given text not null, rpps text not null, title text not null,
        specialty_code text not null, specialty text not null, town text not null, postcode text not null,
        street text not null, source text not null, batch text not null
    ) strict""",
    """create table box (
        address text not null, correspondent text not null references correspondent (id) on delete cascade,
        type text not null, place text not null, source text not null, batch text not null,
        primary key (address, correspondent)
    ) strict, without rowid""",
    "create index box_correspondent on box (correspondent)",
    """create table form (
        form text not null, correspondent text not null references correspondent (id) on delete cascade,
        primary key (form, correspondent)
    ) strict, without rowid""",
    "create index form_correspondent on form (correspondent)",
    """create table sound (
        sound text not null, correspondent text not null references correspondent (id) on delete cascade,
        primary key (sound, correspondent)
    ) strict, without rowid""",
    "create index sound_correspondent on sound (correspondent)",
    """create table own_list (
        patient text not null, correspondent text not null, role text not null, primary key (patient, correspondent)
    ) strict, without rowid""",
    """create table opposition (
        patient text not null, whom text not null, who text not null, at real not null, ended real,
        primary key (patient, whom, at)
    ) strict""",
)


@migrations()  # type: ignore[untyped-decorator]
def create_directory(db: Database) -> None:
    """`batch` tells what the last import still holds from what it no longer does."""
    for statement in STATEMENTS:
        db.execute(statement)
