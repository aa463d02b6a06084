"""The outbox on real SQLite, alone: nothing lost, nothing twice."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.dispatch.clock import Clock
from actions.dispatch.outbox import FARTHEST, LEASE
from actions.dispatch.states import NEXT, Status
from assistant.errors import DispatchError
from tests.fixtures_outbox import MSS, Hand, opened, parcel


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
