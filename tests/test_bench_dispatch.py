"""The soak, small: a server that fails at random, workers killed at any moment, and every report accounted for."""

from __future__ import annotations

from assistant.bench.dispatch import rate, soak


async def test_nothing_is_lost_and_nothing_is_sent_twice(tmp_path):
    found = await soak.run(soak.Plan(reports=300, kills=20, seed=7), tmp_path)
    assert (found["lost"], found["sent twice"], found["said not to have left, and had"]) == ("0", "0", "0")
    assert int(found["sent"]) > 200
    assert int(found["failures played"]) > 10
    assert int(found["kill -9"]) >= 15


async def test_the_rate_is_measured_on_messages_that_arrived(tmp_path):
    found = await rate.run(5, tmp_path)
    assert found["sent by one worker"].endswith("messages a second")
