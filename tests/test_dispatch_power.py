"""The power may go at any moment: what the disk held then, opened again, loses nothing and sends nothing twice."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.states import Status
from actions.dispatch.transport import Server, SmtpLink
from actions.dispatch.worker import Worker
from assistant import store
from assistant.bench.dispatch.peer import Peer
from tests.fixtures_outbox import MSS, parcel

COUNT = 5
FRAME = 4096 + 24
"""Bytes that one page takes in the write-ahead log."""
FULL = (2,)
"""What `pragma synchronous` says where a commit waits for the disk."""


class Disk:
    """The files of an outbox whose log is never folded back: its length tells what was written when."""

    def __init__(self, folder):
        self.folder = folder
        self.box = Outbox(store.connect(folder / "outbox.sqlite", (migrations,)))
        self.box._conn.execute("pragma wal_autocheckpoint = 0")
        self.level = self.last = ""
        self.box._conn.set_trace_callback(self._said)

    def _said(self, statement):
        if statement.startswith("pragma synchronous ="):
            self.level = statement.split()[-1]
        elif statement.lower() == "commit":
            self.last = self.level

    def length(self):
        return (self.folder / "outbox.sqlite-wal").stat().st_size

    def waited(self):
        """Did the last commit wait for the disk?"""
        return self.last == "full"

    def cut(self, length):
        """An outbox on what is left when the log's first `length` bytes had reached the disk."""
        left = self.folder / "left"
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir()
        shutil.copy(self.folder / "outbox.sqlite", left)
        log = (self.folder / "outbox.sqlite-wal").read_bytes()
        (left / "outbox.sqlite-wal").write_bytes(log[:length])
        return Outbox(store.connect(left / "outbox.sqlite", (migrations,)))


class Watched(SmtpLink):
    """The real road; notes how much was on the disk when the final dot was allowed."""

    def __init__(self, port, disk):
        super().__init__(Server("localhost", port, tls=False))
        self.disk, self.sure = disk, []

    def deliver(self, parcel, last_call):
        def noted():
            mine = last_call()
            assert self.disk.waited()
            self.sure.append(self.disk.length())
            return mine

        return super().deliver(parcel, noted)


@pytest.fixture
def disk(tmp_path):
    found = Disk(tmp_path)
    found.box.submit([parcel(n) for n in range(COUNT)], "anne")
    return found


async def test_whenever_the_power_goes_what_left_is_sent_or_in_doubt_and_only_the_last_one_is(disk):
    began = disk.length()
    async with Peer(keep=True) as server:
        link = Watched(server.port, disk)
        worker = Worker("w", disk.box, {"mssante": link})
        while await asyncio.to_thread(worker.step) is not None:
            pass
        assert sum(server.room.accepted.values()) == COUNT
    ends = [*link.sure[1:], disk.length()]
    for length in range(began, link.sure[0], FRAME):  # before the first dot had reached the disk: nothing had left
        assert _after(disk, length) == [Status.QUEUED] * COUNT
    for n, (sure, end) in enumerate(zip(link.sure, ends, strict=True)):
        for length in range(sure, end, FRAME):
            found = _after(disk, length)
            assert found[:n] == [Status.SENT] * n
            assert found[n] in {Status.SENT, Status.IN_DOUBT}
            assert found[n + 1 :] == [Status.QUEUED] * (COUNT - n - 1)


async def test_a_worker_that_rests_has_everything_on_the_disk(disk):
    async with Peer() as server:
        worker = Worker("w", disk.box, {"mssante": SmtpLink(Server("localhost", server.port, tls=False))})
        while await asyncio.to_thread(worker.step) is not None:
            pass
    assert disk.waited()
    assert _after(disk, disk.length()) == [Status.SENT] * COUNT


def test_resting_waits_for_the_disk_once_and_only_when_something_may_not_be_there(disk):
    def rested():
        before = disk.length()
        disk.box.rest()
        return disk.length() > before

    assert not rested()
    claim = disk.box.claim("w", MSS)
    disk.box.dot(claim)
    disk.box.finish(claim, Status.SENT, lasting=False)
    assert not disk.waited()
    assert disk.box._conn.execute("pragma synchronous").fetchone() == FULL  # for whoever writes next
    assert not disk.box.finish(claim, Status.QUEUED)  # nothing is written: nothing is carried to the disk either
    assert rested()
    assert disk.waited()
    assert not rested()
    again = disk.box.claim("w", MSS)
    disk.box.finish(again, Status.REFUSED)
    assert not rested()


def _after(disk, length):
    """Statuses in order, once the worker that the power took is back."""
    box = disk.cut(length)
    try:
        box.recover("w")
        return [box.get(f"p{n}").status for n in range(COUNT)]
    finally:
        box._conn.close()
