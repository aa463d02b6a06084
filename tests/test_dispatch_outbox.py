"""The outbox on real SQLite, alone and against a server that misbehaves: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import fcntl
import resource
import smtplib
import socket
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.dispatch import gate, hl7ack, mllp, paper, xdm
from actions.dispatch.clock import Clock
from actions.dispatch.hl7ack import Verdict
from actions.dispatch.hl7v2 import Route
from actions.dispatch.message import Address, Channel
from actions.dispatch.outbox import FARTHEST, LEASE, Outbox, migrations
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.platform_link import PlatformLink
from actions.dispatch.sending import Sending, amended
from actions.dispatch.states import NEXT, Status
from actions.dispatch.transport import Server, SmtpLink, unread
from actions.dispatch.worker import Patience, Worker
from assistant import store
from assistant.bench.dispatch import authority
from assistant.bench.dispatch.peer import TAKEN, Peer, Trick
from assistant.errors import DispatchError
from assistant.settings import Secret
from tests.dispatch_values import GP, HERSELF, MORNING, outgoing, pdf

NOW = MORNING + timedelta(hours=1)
MSS = ("mssante",)
TRIAL = gate.Rules(production=False)
AT_ONCE = Patience(first=0, ceiling=0)


class Hand:
    """A clock moved by hand."""

    def __init__(self):
        self.at = 1_000_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def box(tmp_path, clock):
    return opened(tmp_path, clock)


def opened(folder, clock=None):
    return Outbox(store.connect(folder / "outbox.sqlite", (migrations,)), clock)


def parcel(number=1, to="adam@x.mssante.fr", data=b"Subject: x\r\n\r\n.bonjour\r\n"):
    name = f"p{number}"
    return Parcel(
        name, f"r{number}", f"1.2.{number}", "1.2", 1, "mssante", to, to, "Dr Adam", "42", "cardio@x.mssante.fr",
        f"<{name}@x.fr>", name, f"Message-ID: <{name}@x.fr>\r\n".encode() + data,
    )  # fmt: skip


# --- alone


def test_submitting_twice_adds_nothing(box):
    assert box.submit([parcel()], "anne") == box.submit(
        [parcel(data=b"Date: Wed\r\nSubject: x\r\n\r\n.bonjour\r\n")], "anne"
    )
    assert box.counts() == {Status.QUEUED: 1}


def test_the_same_departure_with_other_words_is_refused_whole(box):
    box.submit([parcel(1)], "anne")
    with pytest.raises(DispatchError) as caught:
        box.submit([parcel(2), parcel(1, data=b"Subject: autre\r\n\r\n")], "anne")
    assert caught.value.code == "outbox-conflict"
    assert box.get("p2") is None


def test_grace_time_then_recall(box, clock):
    box.submit([parcel(1), parcel(2)], "anne", grace=60)
    assert box.claim("w", MSS) is None
    assert box.cancel("p1", "anne")
    clock.at += 61
    assert box.claim("w", MSS).parcel.id == "p2"
    assert not box.cancel("p2", "anne")
    assert not box.cancel("p1", "anne")
    assert [(s.status, s.who) for s in box.trace("p1")] == [(Status.QUEUED, "anne"), (Status.CANCELLED, "anne")]


def test_two_workers_never_hold_the_same_parcel(tmp_path):
    opened(tmp_path).submit([parcel(n) for n in range(60)], "anne")
    taken, lock = [], threading.Lock()

    def work(name):
        mine = opened(tmp_path)
        while claim := mine.claim(name, MSS):
            with lock:
                taken.append(claim.parcel.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"p{n}" for n in range(60))


def test_a_long_queue_makes_no_message_wait(box):
    """What SQLite works for one claim, in thousands of its steps, is the same with a queue a hundred times longer."""

    def work(act):
        steps = []
        box._conn.set_progress_handler(lambda: steps.append(1), 1000)
        act()
        box._conn.set_progress_handler(None, 0)
        return len(steps)

    box.submit([parcel(n) for n in range(30)], "anne")
    short = work(lambda: [box.claim("w", MSS) for _ in range(20)])
    box.submit([parcel(n) for n in range(30, 3000)], "anne")
    assert work(lambda: [box.claim("w", MSS) for _ in range(20)]) <= short + 3
    assert work(box.recover) <= 3
    assert work(box.next_due) <= 1


def test_a_crash_before_the_dot_sends_again_and_after_it_is_in_doubt(box, tmp_path, clock):
    box.submit([parcel(1), parcel(2)], "anne")
    box.claim("w", MSS)
    assert box.dot(box.claim("w", MSS))
    assert opened(tmp_path, clock).recover("w") == (1, 1)  # another connection: what was on disk is all there is
    assert {box.get(n).status for n in ("p1", "p2")} == {Status.QUEUED, Status.IN_DOUBT}


def test_a_slow_worker_whose_lease_ended_may_not_send(box, clock):
    box.submit([parcel()], "anne")
    slow = box.claim("slow", MSS)
    clock.at += LEASE + 1
    assert box.recover("other") == (1, 0)
    quick = box.claim("quick", MSS)
    assert not box.dot(slow)
    assert not box.finish(slow, Status.SENT)
    assert box.dot(quick)
    assert box.finish(quick, Status.SENT)


def test_an_answer_that_comes_after_all_settles_the_doubt(box, clock):
    box.submit([parcel()], "anne")
    claim = box.claim("slow", MSS)
    box.dot(claim)
    clock.at += LEASE + 1
    box.recover("other")
    assert box.get("p1").status is Status.IN_DOUBT
    assert not box.finish(claim, Status.QUEUED)  # never back in the queue by itself
    assert box.finish(claim, Status.SENT, "250")


def test_a_due_time_from_a_wrong_clock_is_brought_back(box, clock):
    clock.at += 40 * FARTHEST  # the clock was far ahead when it was submitted
    box.submit([parcel()], "anne", grace=60)
    clock.at -= 40 * FARTHEST
    assert box.claim("w", MSS) is None
    box.recover()
    assert box.claim("w", MSS)


def test_the_clock_does_not_follow_the_wall():
    wall, steady = iter([5000.0, 0.0]), iter([10.0, 11.0, 12.5])
    clock = Clock(lambda: next(wall), lambda: next(steady))
    assert [clock(), clock()] == [5001.0, 5002.5]


def test_a_full_disk_says_so_and_loses_nothing(box):
    box.submit([parcel(1)], "anne")
    pages = box._conn.execute("pragma page_count").fetchone()[0]
    box._conn.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(DispatchError) as caught:
        box.submit([parcel(2, data=b"x" * 200_000)], "anne")
    assert caught.value.code == "outbox-full"
    assert box.get("p2") is None
    assert box.data("p1").endswith(b".bonjour\r\n")
    box._conn.execute("pragma max_page_count = 1000000")
    assert box.submit([parcel(2)], "anne")


def test_the_trace_cannot_be_rewritten(box):
    box.submit([parcel()], "anne")
    with pytest.raises(Exception, match="append-only"):
        box._conn.execute("update trace set who = 'personne'")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["claim", "dot", "sent", "retry", "lapse", "crash", "cancel"]), st.integers(0, 2))
    )
)
def test_no_order_of_events_sends_twice(tmp_path_factory, acts):
    """Three workers, any interleaving: at most one final dot was allowed, unless the first try surely failed."""
    clock, folder = Hand(), tmp_path_factory.mktemp("o")
    box = opened(folder, clock)
    box.submit([parcel()], "anne")
    claims, dots = {}, 0
    for act, who in acts:
        if act == "claim" and (found := box.claim(f"w{who}", MSS)):
            claims[who] = found
        elif act == "dot" and who in claims:
            dots += box.dot(claims[who])
        elif act == "sent" and who in claims:
            box.finish(claims.pop(who), Status.SENT)
        elif act == "retry" and who in claims and box.finish(claims.pop(who), Status.QUEUED):
            dots = 0  # the server said no: that dot accepted nothing
        elif act == "lapse":
            clock.at += LEASE + 1
            box.recover()
        elif act == "crash":
            claims.pop(who, None)
            box.recover(f"w{who}")
        elif act == "cancel":
            box.cancel("p1", "anne")
        assert dots <= 1
    steps = [step.status for step in box.trace("p1")]
    assert all(b in NEXT[a] or a is b for a, b in pairwise(steps))


# --- against a server that misbehaves


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


# --- through the gate


def sending(box, **options):
    return Sending(box, TRIAL, **options)


def test_what_the_gate_refuses_never_enters(box):
    done = sending(box).send(outgoing(signed=None), "anne", NOW)
    assert ([r.code for r in done.opinion.refusals], done.rows, box.counts()) == (["unsigned"], (), {})


def test_one_wrong_recipient_stops_them_all(box):
    out = outgoing(recipients=(GP, replace(HERSELF, address="1@patient.mssante.fr")))
    assert not sending(box).send(out, "anne", NOW).opinion.open
    assert box.counts() == {}


def test_each_recipient_has_a_parcel_and_saying_it_twice_changes_nothing(box):
    out = outgoing(recipients=(GP, HERSELF))
    first = sending(box).send(out, "anne", NOW)
    again = sending(box).send(out, "anne", NOW + timedelta(minutes=1))
    assert first.rows == again.rows
    assert {row.address for row in first.rows} == {GP.address, HERSELF.address}


def test_recall_stops_what_has_not_left_and_names_the_rest(box, clock):
    box_rows = sending(box).send(outgoing(recipients=(GP, HERSELF)), "anne", NOW).rows
    clock.at += 121
    box.finish(box.claim("w", MSS), Status.SENT)
    found = sending(box).recall("report-1", "anne")
    assert [r.id for r in found.gone] == [box_rows[0].id]
    assert [r.id for r in found.stopped] == [box_rows[1].id]


def test_a_replacement_answers_what_each_recipient_got(box, clock):
    out = outgoing(recipients=(GP, HERSELF))
    first = sending(box, grace=0).send(out, "anne", NOW).rows
    box.finish(box.claim("w", MSS), Status.SENT)  # the doctor's alone left
    box.cancel(first[1].id, "anne")
    second = replace(amended(out, "1.2.250.1.999.1.1.2", pdf("corrigé"), MORNING), signed=MORNING)
    rows = sending(box, grace=0).send(second, "anne", NOW).rows
    doctor, patient = (box.data(row.id) for row in rows)
    assert f"In-Reply-To: {first[0].message_id}".encode() in doctor
    assert b"In-Reply-To" not in patient
    third = replace(amended(second, "1.2.250.1.999.1.1.3", pdf("encore"), MORNING), signed=MORNING)
    box.finish(box.claim("w", MSS), Status.SENT)
    last = box.data(sending(box, grace=0).send(third, "anne", NOW).rows[0].id).replace(b"\r\n ", b" ")
    assert f"References: {first[0].message_id} {rows[0].message_id}".encode() in last


def test_a_new_refusal_stops_what_waits(box):
    rows = sending(box).send(outgoing(recipients=(GP, HERSELF)), "anne", NOW).rows
    assert sending(box).withdraw("autre", frozenset({"all"}), "anne") == ()
    assert [r.id for r in sending(box).withdraw(rows[0].patient, frozenset({GP.address}), "anne")] == [rows[0].id]
    assert [box.get(r.id).status for r in rows] == [Status.CANCELLED, Status.QUEUED]


@pytest.mark.parametrize(
    ("given", "status", "code"), [("bon", Status.SENT, "250"), ("perime", Status.QUEUED, "mail-login")]
)
async def test_a_token_opens_the_server_and_a_stale_one_does_not(box, ca, given, status, code):
    box.submit([parcel()], "anne")
    async with Peer(tls=ca.context(), keep=True, token="bon") as server:
        road = link(ca, server.port, user="cardio@x.mssante.fr", token=lambda: given)
        assert await asyncio.to_thread(Worker("w", box, {"mssante": road}, AT_ONCE).step) is status
    assert box.get("p1").code == code


async def test_a_platform_takes_it_over_mllp(box):
    async def platform(message):
        return hl7ack.answer(message, Verdict.ACCEPTED, "1", MORNING)

    route = Route("DPIVOCAL", "CH", "PFI", "CH")
    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    assert sending(box, grace=0, route=route).send(out, "anne", NOW).opinion.open
    async with mllp.listening(platform) as port:
        worker = Worker("w", box, {"pfi": PlatformLink("127.0.0.1", port, 5)})
        assert await asyncio.to_thread(worker.step) is Status.SENT


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (b"MSH|^~\\&|P|C|D|C|2026||ACK^T02^ACK|9|P|2.6\rMSA|AR|{}\rERR||||E|902^inconnu\r", Status.REFUSED, "902"),
        (b"MSH|^~\\&|P|C|D|C|2026||ACK^T02^ACK|9|P|2.6\rMSA|AA|autre\r", Status.IN_DOUBT, "platform-unclear"),
        (b"bonjour", Status.IN_DOUBT, "hl7-unreadable"), (None, Status.IN_DOUBT, "platform-silent"),
    ],
)  # fmt: skip
async def test_what_a_platform_may_answer(box, answer, status, code):
    async def platform(message):
        if answer is None:
            await asyncio.sleep(5)
        return answer.replace(b"{}", hl7ack.segments(message)[0][10].encode())

    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    row = sending(box, grace=0, route=Route("D", "C", "P", "C")).send(out, "anne", NOW).rows[0]
    async with mllp.listening(platform) as port:
        assert await asyncio.to_thread(Worker("w", box, {"pfi": PlatformLink("127.0.0.1", port, 0.5)}).step) is status
    assert box.get(row.id).code == code


def test_without_a_platform_nothing_is_promised(box):
    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    assert [r.code for r in sending(box).send(out, "anne", NOW).opinion.refusals] == ["no-platform"]


def test_paper_waits_for_the_printer_and_no_worker_takes_it(box):
    to = replace(GP, address="", channel=Channel.PAPER, postal=Address(("1 rue X",), "29200", "BREST"))
    (row,) = sending(box, grace=0).send(outgoing(recipients=(to,)), "anne", NOW).rows
    assert box.claim("w", ("mssante", "pfi")) is None
    assert xdm.unpack(box.data(row.id))[paper.BODY] == outgoing().pdf
    assert box.move(row.id, Status.SENT, "anne")
    assert box.get(row.id).gone


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
