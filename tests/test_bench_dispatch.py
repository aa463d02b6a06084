"""The soak, small: a server that fails at random, workers killed at any moment, and every report accounted for."""

from __future__ import annotations

from assistant.bench.dispatch import desk_page, rate, soak


async def test_nothing_is_lost_and_nothing_is_sent_twice(tmp_path):
    found = await soak.run(soak.Plan(reports=600, kills=20, seed=7), tmp_path)
    assert (found["lost"], found["sent twice"], found["said not to have left, and had"]) == ("0", "0", "0")
    assert int(found["sent"]) > 400
    assert int(found["failures played"]) > 20
    assert int(found["kill -9"]) >= 8


async def test_the_rate_is_measured_on_messages_that_arrived(tmp_path):
    found = await rate.run(5, tmp_path)
    assert found["sent by one worker"].endswith("messages a second")


async def test_the_desks_page_is_measured_on_reports_of_every_stage(tmp_path):
    found = await desk_page.run(400, tmp_path)
    assert found["desk: outbox first taken over"].endswith("(360 reports)")
    shown = {name: int(value.split("(")[1].split()[0]) for name, value in found.items() if name.startswith("desk page")}
    assert 0 < shown["desk page: one service, late"] < shown["desk page: to do"] < 400
    assert all(count for name, count in shown.items() if name != "desk page: one doctor")
