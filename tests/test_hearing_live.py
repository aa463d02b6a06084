"""While somebody speaks, the listener tells what was said so far, and ends when it was told that it is over."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.hearing.ears import StreamEar
from assistant.hearing.listener import Listener, SpeechEnded, SpeechGoesOn, SpeechStarted
from tests.prepared import LoudnessDetector, hush, tone

FRAME = 1024


async def told(*sounds: bytes, patience: float | None = None, live: bool = True, block: int = FRAME) -> list:
    """Signals of a stream, its silences settled with that patience."""
    ear, found = StreamEar(blocks=10_000), []
    listener = Listener(ear, LoudnessDetector(), live=live)
    pcm = b"".join(sounds)
    for at in range(0, len(pcm), block):
        await ear.feed(pcm[at : at + block])
    await ear.close()
    async for signal in listener.signals():
        found.append(signal)
        if isinstance(signal, SpeechGoesOn) and signal.quiet and patience:
            listener.settle(signal, patience)
    return found


async def test_what_was_said_so_far_grows_and_keeps_its_id():
    started, *looks, ended = await told(hush(1), tone(1.5), hush(1))
    assert isinstance(started, SpeechStarted)
    assert isinstance(ended, SpeechEnded)
    assert all(isinstance(look, SpeechGoesOn) for look in looks)
    assert {look.utterance.id for look in looks} == {ended.utterance.id}
    assert {look.utterance.started for look in looks} == {ended.utterance.started}
    lengths = [look.utterance.seconds for look in looks]
    assert lengths[0] == pytest.approx(0.3 + 0.3, abs=0.07), "pre-roll, and a step of voice"
    assert all(0.29 < after - before < 0.36 for before, after in pairwise(lengths[:-1]))
    assert [look.quiet for look in looks] == [False] * (len(looks) - 1) + [True]
    assert all(ended.utterance.pcm.startswith(look.utterance.pcm) for look in looks)


async def test_a_settled_utterance_is_the_sound_that_was_looked_at():
    *_, look, ended = await told(tone(1), hush(1), patience=0.3)
    assert look.quiet
    assert ended.utterance == look.utterance, "the recogniser has these words already"


async def test_a_look_that_lasts_longer_than_the_silence_is_what_is_told():
    *_, look, ended = await told(tone(1), hush(1))
    assert look.quiet
    assert ended.utterance == look.utterance, "nobody settled it: it is being heard"
    *_, ended = await told(tone(1), hush(1), block=200_000)
    assert ended.utterance.seconds > look.utterance.seconds, "nothing was looked at: the whole of the sound"


async def test_two_utterances_have_two_ids():
    found = await told(tone(1), hush(0.5), tone(1), hush(0.5), patience=0.3)
    ended = [s for s in found if isinstance(s, SpeechEnded)]
    assert len({s.utterance.id for s in ended}) == 2
    assert len(ended) == len([s for s in found if isinstance(s, SpeechStarted)]) == 2


async def test_a_hesitation_is_waited_for():
    assert len([s for s in await told(tone(1), hush(1.0), tone(1), hush(2)) if isinstance(s, SpeechEnded)]) == 2
    found = await told(tone(1), hush(1.0), tone(1), hush(2), patience=1.4)
    assert len([s for s in found if isinstance(s, SpeechEnded)]) == 1


async def test_a_stale_look_is_not_told():
    found = await told(tone(1), hush(1), block=200_000)
    assert [type(s) for s in found] == [SpeechStarted, SpeechEnded], "all came at once: there is nothing to look at"


async def test_files_are_not_looked_at():
    assert [type(s) for s in await told(tone(1), hush(1), live=False)] == [SpeechStarted, SpeechEnded]


async def test_more_silence_may_be_wanted():
    ear = StreamEar(blocks=1000)
    listener = Listener(ear, LoudnessDetector())
    listener.wait(1.4)
    for sound in (tone(1), hush(1.0), tone(1), hush(2)):
        await ear.feed(sound)
    await ear.close()
    assert len([u async for u in listener.utterances()]) == 1
