"""The assistant's own database: one SQLite file, opened durably, brought up to date by migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assistant.errors import SetupError


def connect(path: Path, migrations: Iterable[Migrations]) -> Database:
    """Open (or make, readable by its owner alone) the database and apply what migrations it lacks.

    Raises SetupError(store-unreadable) when the file is not ours or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
        db = Database(connection)
        db.enable_wal()
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        for migration in migrations:
            migration.apply(db)
    except (sqlite3.Error, OSError) as fault:
        raise SetupError("store-unreadable", f"{path}: {fault}") from fault
    return db


@contextmanager
def opened(path: Path, migrations: Iterable[Migrations]) -> Iterator[Database]:
    """The same, closed when the block is left. Raises as `connect`."""
    with closing(connect(path, migrations)) as db:
        yield db


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing, on disk when the block is left; others may read meanwhile. Raises sqlite3.Error."""
    connection.execute("begin immediate")
    try:
        yield connection
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def backup(path: Path, to: Path) -> None:
    """A consistent copy of a database that may be in use. Raises SetupError(store-unreadable)."""
    if not path.exists():
        raise SetupError("store-unreadable", f"{path} does not exist; nothing was ever recorded there")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as source, sqlite3.connect(to) as copy:
            source.backup(copy)
        to.chmod(0o600)
    except (sqlite3.Error, OSError) as fault:
        raise SetupError("store-unreadable", f"{to}: {fault}") from fault
