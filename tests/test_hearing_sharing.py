"""One recogniser for several stations: fair, complete utterances first, nobody left without an answer."""

from __future__ import annotations

import asyncio

import pytest

from assistant.hearing.sharing import Sharing


def sharing(together: int = 2) -> tuple[Sharing[str, str], list[tuple[str, ...]], asyncio.Event]:
    """A worker that answers in capitals once the gate is open, and the batches it was given."""
    batches: list[tuple[str, ...]] = []
    gate = asyncio.Event()

    async def work(jobs):
        batches.append(tuple(jobs))
        await gate.wait()
        if "bad" in jobs:
            raise ValueError("bad")
        return [job.upper() for job in jobs]

    return Sharing(work, together, lambda job: job.startswith("long")), batches, gate


async def test_stations_take_turns_and_are_heard_together():
    shared, batches, gate = sharing()
    asked = [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1")]
    tasks = [asyncio.create_task(shared.complete(station, job)) for station, job in asked]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*tasks) == ["A1", "A2", "A3", "B1", "C1"]
    assert batches == [("a1", "b1"), ("c1", "a2"), ("a3",)]


async def test_what_takes_long_is_not_heard_beside_what_does_not():
    shared, batches, gate = sharing()
    asked = [("a", "a1"), ("b", "long b1"), ("c", "c1"), ("d", "long d1"), ("e", "long e1"), ("f", "f1")]
    tasks = [asyncio.create_task(shared.complete(station, job)) for station, job in asked]
    await asyncio.sleep(0)
    quiet = [asyncio.create_task(shared.partial(s, job, soon=True)) for s, job in (("g", "long g"), ("h", "h"))]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks, *quiet)
    assert batches == [("a1", "c1"), ("long b1", "long d1"), ("long e1",), ("f1",), ("long g",), ("h",)]


async def test_a_partial_waits_and_gives_way():
    shared, batches, gate = sharing()
    first = asyncio.create_task(shared.complete("a", "a1"))
    await asyncio.sleep(0.01)
    stale = asyncio.create_task(shared.partial("b", "b…"))
    newer = asyncio.create_task(shared.partial("b", "b… b…"))
    other = asyncio.create_task(shared.partial("c", "c…"))
    await asyncio.sleep(0)
    done = asyncio.create_task(shared.complete("b", "b1"))
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, stale, newer, other, done) == ["A1", None, None, "C…", "B1"]
    assert batches == [("a1",), ("b1",), ("c…",)]


async def test_what_may_be_complete_goes_before_what_goes_on():
    shared, batches, gate = sharing()
    first = asyncio.create_task(shared.complete("a", "a1"))
    await asyncio.sleep(0.01)
    going_on = asyncio.create_task(shared.partial("b", "b…"))
    quiet = [asyncio.create_task(shared.partial(station, station, soon=True)) for station in "cde"]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, going_on, *quiet) == ["A1", "B…", "C", "D", "E"]
    assert batches == [("a1",), ("c", "d"), ("e",), ("b…",)]


async def test_a_fault_goes_to_those_who_asked_and_the_next_are_heard():
    shared, _, gate = sharing(together=1)
    gate.set()
    with pytest.raises(ValueError, match="bad"):
        await shared.complete("a", "bad")
    assert await shared.complete("a", "good") == "GOOD"


async def test_who_goes_away_holds_nobody_up():
    shared, _, gate = sharing(together=1)
    gone = asyncio.create_task(shared.complete("a", "a1"))
    await asyncio.sleep(0.01)
    gone.cancel()
    gate.set()
    assert await shared.complete("b", "b1") == "B1"


async def test_who_waits_for_words_that_may_be_complete_presses():
    shared, _, gate = sharing(together=1)
    first = asyncio.create_task(shared.complete("a", "a1"))
    await asyncio.sleep(0)
    going_on = asyncio.create_task(shared.partial("b", "b…"))
    await asyncio.sleep(0.01)
    assert not shared.pressed()
    quiet = asyncio.create_task(shared.partial("c", "c…", soon=True))
    await asyncio.sleep(0)
    assert shared.pressed()
    gate.set()
    await asyncio.gather(first, going_on, quiet)
    assert not shared.pressed()
