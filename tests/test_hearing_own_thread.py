"""A model's own thread: always the same one, one piece of work at a time, faults given to whoever asked."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
import torch

from assistant.hearing.own_thread import OwnThread, widen


async def test_work_is_done_in_one_thread_and_never_two_at_once():
    thread, inside, most = OwnThread(), [], []

    def work(number: int) -> tuple[int, int]:
        inside.append(number)
        most.append(len(inside))
        time.sleep(0.01)
        inside.remove(number)
        return number, threading.get_ident()

    # others use the loop's own threads meanwhile: what would make work hop from one to another
    done, *_ = await asyncio.gather(
        asyncio.gather(*(thread.run(work, n) for n in range(5))), *(asyncio.to_thread(time.sleep, 0.02) for _ in "abc")
    )
    assert [number for number, _ in done] == list(range(5))
    assert len({ident for _, ident in done}) == 1
    assert done[0][1] != threading.get_ident()
    assert max(most) == 1


async def test_who_goes_away_does_not_let_the_next_in_before_the_work_is_done():
    thread, events = OwnThread(), []

    def slow() -> None:
        events.append("slow begins")
        time.sleep(0.1)
        events.append("slow ends")

    gone = asyncio.create_task(thread.run(slow))
    await asyncio.sleep(0.03)
    gone.cancel()
    await thread.run(events.append, "next")
    assert events == ["slow begins", "slow ends", "next"]


async def test_a_fault_is_told_and_the_next_work_is_done():
    thread = OwnThread()
    with pytest.raises(ValueError, match="invalid literal"):
        await thread.run(int, "bad")
    assert await thread.run(int, "7") == 7


async def test_each_thread_stays_as_wide_as_it_was_told():
    wide, narrow = OwnThread(), OwnThread(wide=1)
    await wide.run(widen, 2)
    await narrow.run(str)  # its thread begins, and is told
    assert await wide.run(torch.get_num_threads) == 2
    assert await narrow.run(torch.get_num_threads) == 1
