"""A look in a silence is used once, for the very same sound in the very same situation, and never for long."""

from __future__ import annotations

import asyncio

import pytest

from assistant.hearing import ahead
from assistant.hearing.ahead import Ahead
from assistant.situation import Situation
from assistant.types import Patient, Transcript

SOUND, OTHER = b"\1\0" * 100, b"\2\0" * 100
HERE, THERE = Situation(), Situation(patient=Patient("1", "Durand", "Anne"))
SAID = Transcript("patient suivant")


async def after(seconds: float, said: Transcript | Exception | None) -> Transcript | None:
    await asyncio.sleep(seconds)
    if isinstance(said, Exception):
        raise said
    return said


def looking(found: Ahead, said: Transcript | Exception | None = SAID, seconds: float = 0.0) -> asyncio.Task:
    task = asyncio.create_task(after(seconds, said))
    found.keep("a", SOUND, HERE, task)
    return task


async def test_a_look_is_taken_once():
    found = Ahead()
    looking(found, seconds=0.02)
    assert await found.taken("b", SOUND, HERE) is None, "somebody else"
    assert await found.taken("a", SOUND, HERE) == SAID, "waited for"
    assert await found.taken("a", SOUND, HERE) is None


@pytest.mark.parametrize(("sound", "situation"), [(OTHER, HERE), (SOUND, THERE)])
async def test_another_sound_or_situation_is_heard_anew(sound, situation):
    found = Ahead()
    looking(found)
    assert await found.taken("a", sound, situation) is None


async def test_a_look_that_gave_way_failed_or_was_stopped_is_none():
    found = Ahead()
    looking(found, None)
    assert await found.taken("a", SOUND, HERE) is None
    looking(found, ValueError("broken"))
    assert await found.taken("a", SOUND, HERE) is None
    task = looking(found, seconds=5)
    task.cancel()
    assert await found.taken("a", SOUND, HERE) is None


async def test_nothing_is_kept_for_long(monkeypatch):
    monkeypatch.setattr(ahead, "KEPT", 0.02)
    found = Ahead()
    looking(found)
    await asyncio.sleep(0.05)
    assert not found._looks
    looking(found)
    found.forget("a")
    looking(found)
    found.clear()
    assert await found.taken("a", SOUND, HERE) is None
