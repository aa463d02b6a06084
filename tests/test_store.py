"""One transaction of the store: all of it is there for everybody afterwards, or nothing is."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from assistant import store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    store.connect(path, ()).conn.execute("create table line (words text not null unique)")
    return path


def lines(path: Path) -> list[str]:
    return [words for (words,) in store.connect(path, ()).conn.execute("select words from line order by words")]


def test_others_see_nothing_of_it_until_it_is_whole(path: Path) -> None:
    with store.transaction(store.connect(path, ()).conn) as db:
        db.execute("insert into line values ('un')")
        db.execute("insert into line values ('deux')")
        assert lines(path) == []
    assert lines(path) == ["deux", "un"]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, asyncio.CancelledError])
def test_a_fault_within_keeps_nothing_and_the_connection_goes_on(path: Path, fault: type[BaseException]) -> None:
    connection = store.connect(path, ()).conn

    def fail() -> None:
        with store.transaction(connection) as db:
            db.execute("insert into line values ('un')")
            raise fault

    with pytest.raises(fault):
        fail()
    assert not connection.in_transaction
    assert lines(path) == []
    with store.transaction(connection) as db:
        db.execute("insert into line values ('deux')")
    assert lines(path) == ["deux"]


def test_what_the_database_refuses_undoes_what_came_before_it(path: Path) -> None:
    connection = store.connect(path, ()).conn
    with pytest.raises(sqlite3.IntegrityError), store.transaction(connection) as db:
        db.executemany("insert into line values (?)", [("un",), ("un",)])
    assert not connection.in_transaction
    assert lines(path) == []


def test_a_transaction_that_cannot_be_ended_is_given_up(path: Path) -> None:
    """A constraint that is looked at only at the end: the connection is free again for the next."""
    connection = store.connect(path, ()).conn
    connection.execute("create table page (id integer primary key)")
    connection.execute("create table note (page integer references page deferrable initially deferred)")
    with pytest.raises(sqlite3.IntegrityError), store.transaction(connection) as db:
        db.execute("insert into note values (7)")
    assert not connection.in_transaction
    assert connection.execute("select count(*) from note").fetchone() == (0,)
