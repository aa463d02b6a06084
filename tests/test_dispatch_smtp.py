"""The outbox against an SMTP server that misbehaves: what surely failed is sent again, what may have arrived never."""

from __future__ import annotations

import asyncio
import fcntl
import resource
import smtplib
import socket
from contextlib import asynccontextmanager

import pytest

from actions.dispatch.states import Status
from actions.dispatch.transport import Server, SmtpLink, unread
from actions.dispatch.worker import Patience, Worker
from assistant.bench.dispatch import authority
from assistant.bench.dispatch.peer import TAKEN, Peer, Trick
from assistant.settings import Secret
from tests.fixtures_outbox import parcel

AT_ONCE = Patience(first=0, ceiling=0)


@pytest.fixture(scope="module")
def ca(tmp_path_factory):
    return authority.make(tmp_path_factory.mktemp("ca"))


@asynccontextmanager
async def peer(ca, *tricks, silence=2.0):
    """A server that plays these tricks in turn, then behaves."""
    left = list(tricks)

    def choose(connecting):
        fits = bool(left) and (left[0] in {Trick.DROP_BANNER, Trick.BROKEN_TLS}) is connecting
        return left.pop(0) if fits else Trick.NONE

    async with Peer(choose, ca.context(), silence, keep=True) as running:
        yield running


def link(ca, port, **more):
    return SmtpLink(Server("localhost", port, ca.certificate, timeout=0.6, **more))


async def worked(box, ca, port, steps=1, patience=AT_ONCE):
    worker = Worker("w", box, {"mssante": link(ca, port)}, patience)
    return [await asyncio.to_thread(worker.step) for _ in range(steps)]


async def test_a_message_arrives_as_it_was_written(box, ca):
    box.submit([parcel()], "anne")
    async with peer(ca) as server:
        assert await worked(box, ca, server.port) == [Status.SENT]
    assert server.room.bodies == [parcel().data]
    assert box.get("p1").gone


async def test_a_delivery_report_is_asked_for(box, ca):
    """ECO.2.3.1."""
    box.submit([parcel(to="a+b@x.mssante.fr")], "anne")
    async with peer(ca) as server:
        await worked(box, ca, server.port)
    said = [c for c in server.room.commands if c.split(":")[0] in {"mail FROM", "rcpt TO"}]
    assert said[0].endswith("RET=HDRS ENVID=p1")
    assert said[1] == "rcpt TO:<a+b@x.mssante.fr> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@x.mssante.fr"


EXPECTED = {
    Trick.NONE: {Status.SENT}, Trick.TWICE: {Status.SENT},
    Trick.NEVER_RCPT: {Status.REFUSED}, Trick.NEVER_END: {Status.REFUSED},
    Trick.SLOW_TAKEN: {Status.IN_DOUBT}, Trick.CUT_TAKEN: {Status.IN_DOUBT}, Trick.CUT_LOST: {Status.IN_DOUBT},
    Trick.GARBAGE: {Status.IN_DOUBT},
    # a short message fits in the buffers between the two: its dot may have been read, as far as we can see
    Trick.SLOW_BODY: {Status.IN_DOUBT}, Trick.CUT_BODY: {Status.IN_DOUBT, Status.QUEUED},
}  # fmt: skip


@pytest.mark.parametrize("trick", Trick)
async def test_each_trick_has_the_right_end(box, ca, trick):
    """Sure failures are tried again and arrive once; what may have arrived is never sent again."""
    box.submit([parcel()], "anne")
    async with peer(ca, trick) as server:
        first, second = await worked(box, ca, server.port, steps=2)
    expected = EXPECTED.get(trick, {Status.QUEUED})
    assert first in expected
    assert second is (Status.SENT if first is Status.QUEUED else None)
    taken = 1 if trick in TAKEN or first is Status.QUEUED else 0
    assert sum(server.room.accepted.values()) == taken


async def test_an_answer_given_twice_is_not_taken_for_the_next(box, ca):
    box.submit([parcel(n) for n in range(6)], "anne")
    async with peer(ca, Trick.TWICE, Trick.TWICE, Trick.NONE, Trick.TWICE) as server:
        await worked(box, ca, server.port, steps=10)
    assert box.counts() == {Status.SENT: 6}
    assert sorted(server.room.accepted.values()) == [1] * 6


@pytest.mark.parametrize("trick", [Trick.SLOW_BODY, Trick.CUT_BODY])
async def test_a_server_lost_in_the_middle_of_a_large_message_has_not_accepted_it(box, ca, trick):
    box.submit([parcel(data=b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * 12_000_000)], "anne")
    async with Peer(lambda connecting: Trick.NONE if connecting else trick, silence=5) as server:
        worker = Worker("w", box, {"mssante": link(ca, server.port, tls=False)})  # asyncio's TLS reads without end
        assert await asyncio.to_thread(worker.step) is Status.QUEUED


async def test_a_dead_server_is_waited_for_longer_and_longer_then_told(box, ca, clock):
    box.submit([parcel()], "anne")
    patience, waits = Patience(first=10, ceiling=25, tries=4), []
    worker = Worker("w", box, {"mssante": link(ca, 1)}, patience)
    for _ in range(4):
        status = await asyncio.to_thread(worker.step)
        row = box.get("p1")
        waits.append(row.due - clock.at)
        clock.at = row.due
    assert (status, row.code, row.attempts) == (Status.FAILED, "mail-down", 4)
    assert [round(w / 10, 1) for w in waits[:3]] == pytest.approx([1, 2, 2.5], rel=0.21)


async def test_a_server_of_another_authority_gets_nothing(box, ca, tmp_path):
    box.submit([parcel()], "anne")
    async with peer(authority.make(tmp_path / "other")) as server:
        assert await worked(box, ca, server.port) == [Status.QUEUED]
    assert box.get("p1").code == "mail-tls"
    assert not [c for c in server.room.commands if c.lower().startswith("mail")]


async def test_a_server_without_tls_gets_nothing(box, ca):
    box.submit([parcel()], "anne")
    async with Peer(keep=True) as server:
        assert await worked(box, ca, server.port) == [Status.QUEUED]
    assert box.get("p1").code == "mail-tls"
    assert not [c for c in server.room.commands if c.lower().startswith("mail")]


async def test_a_refused_login_is_said(box, ca):
    box.submit([parcel()], "anne")
    async with peer(ca) as server:
        worker = Worker("w", box, {"mssante": link(ca, server.port, user="u", password=Secret("p"))}, Patience(first=0))
        await asyncio.to_thread(worker.step)
    assert box.get("p1").code in {"mail-tls", "mail-login"}  # AUTH is not offered at all there
    assert not server.room.accepted


@pytest.mark.parametrize(
    ("given", "status", "code"), [("bon", Status.SENT, "250"), ("perime", Status.QUEUED, "mail-login")]
)
async def test_a_token_opens_the_server_and_a_stale_one_does_not(box, ca, given, status, code):
    box.submit([parcel()], "anne")
    async with Peer(tls=ca.context(), keep=True, token="bon") as server:
        road = link(ca, server.port, user="cardio@x.mssante.fr", token=lambda: given)
        assert await asyncio.to_thread(Worker("w", box, {"mssante": road}, AT_ONCE).step) is status
    assert box.get("p1").code == code


def test_a_process_with_many_open_files_hears_its_server():
    """Descriptors from 1024 on, as in a console of many people: select(2) refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard <= 1500:
        pytest.skip("this system gives a process fewer files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1501), hard))
    near, far = socket.socketpair()
    high = fcntl.fcntl(near, fcntl.F_DUPFD, 1500)
    near.close()
    smtp = smtplib.SMTP()
    smtp.sock = socket.socket(fileno=high)
    assert not unread(smtp)
    far.send(b"421 going away\r\n")
    assert unread(smtp)
    far.close()
    smtp.close()
