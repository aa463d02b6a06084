"""The journal: a chain that shows every change, durable, without a word of what was said."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from assistant import journal, store
from assistant.errors import JournalError
from assistant.journal import Entry, SqliteJournal
from assistant.types import Origin

ORIGIN = Origin("demo", "p1", "s1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.sqlite"


@pytest.fixture
def db(path: Path) -> Database:
    return store.connect(path, (journal.migrations,))


def fill(db: Database, rows: int) -> SqliteJournal:
    trail = SqliteJournal(db)
    for n in range(rows):
        trail.write(Entry(f"turn{n}", "acting", ORIGIN, "open_record", "look", "12", f"key{n}"))
    return trail


def test_an_untouched_journal_is_whole(db: Database) -> None:
    verdict = fill(db, 5).verify()
    assert (verdict.rows, verdict.broken_at) == (5, None)
    assert len(verdict.head) == 64


def test_an_empty_journal_is_whole(db: Database) -> None:
    assert SqliteJournal(db).verify().broken_at is None


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 8), st.sampled_from(["intent", "patient", "person", "at", "event", "command", "hash"]))
def test_any_changed_value_breaks_the_chain_there(row: int, column: str) -> None:
    db = Database(memory=True)
    journal.migrations.apply(db)
    trail = fill(db, 8)
    db.conn.execute("drop trigger journal_no_update")
    db.conn.execute(f"update journal set {column} = 'x' where seq = ?", (row,))
    broken = trail.verify().broken_at
    assert broken in ((row, row + 1) if column == "hash" else (row,))


@given(st.integers(1, 7))
def test_a_removed_row_breaks_the_chain(row: int) -> None:
    db = Database(memory=True)
    journal.migrations.apply(db)
    trail = fill(db, 8)
    db.conn.execute("drop trigger journal_no_delete")
    db.conn.execute("delete from journal where seq = ?", (row,))
    assert trail.verify().broken_at == row + 1


@pytest.mark.parametrize("sql", ["update journal set intent = 'x'", "delete from journal"])
def test_rows_cannot_be_changed_by_accident(db: Database, sql: str) -> None:
    fill(db, 2)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.conn.execute(sql)


def test_another_process_sees_a_row_when_write_returns(db: Database, path: Path) -> None:
    fill(db, 1)
    with sqlite3.connect(path) as other:
        assert other.execute("select count(*) from journal").fetchone() == (1,)


def test_writers_side_by_side_keep_one_chain(path: Path) -> None:
    def work() -> None:
        fill(store.connect(path, (journal.migrations,)), 20)

    store.connect(path, (journal.migrations,))
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = SqliteJournal(store.connect(path, (journal.migrations,))).verify()
    assert (verdict.rows, verdict.broken_at) == (80, None)


def test_a_journal_that_cannot_be_written_says_so(path: Path) -> None:
    fill(store.connect(path, (journal.migrations,)), 1)
    readonly = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True))
    with pytest.raises(JournalError, match="journal-unwritable"):
        SqliteJournal(readonly).write(Entry("t", "acting", ORIGIN))


def test_the_store_is_readable_by_its_owner_alone(db: Database, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_a_whole_copy(db: Database, path: Path, tmp_path: Path) -> None:
    fill(db, 3)
    store.backup(path, tmp_path / "copy.sqlite")
    copy = store.connect(tmp_path / "copy.sqlite", (journal.migrations,))
    assert SqliteJournal(copy).verify().rows == 3
