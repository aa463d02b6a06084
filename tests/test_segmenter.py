"""The segmenter loses no speech and makes no utterance out of silence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.hearing.segmenter import Ended, GoesOn, Limits, Segmenter, Signal, Started

FRAME = 0.032
NEAR = 1e-6
LIMITS = Limits()

stretches = st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), max_size=60)
"""Frames in a row of the same probability."""


def run(frames: list[float], limits: Limits = LIMITS) -> list[Signal]:
    """Beginnings and ends."""
    segmenter = Segmenter(limits)
    signals = [s for p in frames for s in segmenter.feed(FRAME, p)]
    return [s for s in (*signals, *segmenter.flush()) if not isinstance(s, GoesOn)]


def spread(runs: list[tuple[int, float]]) -> list[float]:
    return [p for count, p in runs for _ in range(count)]


def ends(signals: list[Signal]) -> list[Ended]:
    return [s for s in signals if isinstance(s, Ended)]


def seconds(length: float, probability: float) -> list[float]:
    return [probability] * round(length / FRAME)


def test_one_sentence_keeps_its_edges():
    signals = run(seconds(1, 0.01) + seconds(1.5, 0.9) + seconds(1, 0.02))
    assert [type(s) for s in signals] == [Started, Ended]
    (end,) = ends(signals)
    assert end.start == pytest.approx(1 - LIMITS.pre_roll, abs=0.05)
    assert end.end == pytest.approx(2.5 + LIMITS.post_roll, abs=0.05)
    assert not end.cut


def test_a_pause_for_breath_does_not_split():
    assert len(ends(run(seconds(1, 0.9) + seconds(0.5, 0.1) + seconds(1, 0.9) + seconds(1, 0)))) == 1


def test_a_silence_splits():
    assert len(ends(run(seconds(1, 0.9) + seconds(0.8, 0.1) + seconds(1, 0.9)))) == 2


def test_hysteresis_keeps_a_weak_ending():
    (end,) = ends(run(seconds(0.5, 0.8) + seconds(0.9, 0.4) + seconds(1, 0)))
    assert end.end >= 1.4
    assert not run(seconds(3, 0.45)), "below the start threshold nothing begins"


def test_clicks_do_not_add_up():
    assert not run((seconds(0.032, 0.95) + seconds(0.4, 0)) * 30)


def test_a_short_word_is_heard():
    assert len(ends(run(seconds(1, 0) + seconds(0.2, 0.9) + seconds(1, 0)))) == 1


def test_a_long_speech_is_cut_and_goes_on():
    parts = ends(run(seconds(45, 0.9)))
    assert [p.cut for p in parts] == [True, True, False]
    assert all(after.start == pytest.approx(before.end) for before, after in pairwise(parts))
    assert parts[0].end - parts[0].start <= LIMITS.longest + FRAME + NEAR


def test_the_end_of_the_stream_ends_the_utterance():
    assert len(ends(run(seconds(1, 0.9)))) == 1


def test_started_comes_while_speaking():
    segmenter = Segmenter(LIMITS)
    told = [i for i in range(60) for s in segmenter.feed(FRAME, 0.9) if isinstance(s, Started)]
    assert told == [3], "as soon as there is enough voice, once"
    assert segmenter.speaking


@pytest.mark.parametrize("bad", [{"start": 0.2}, {"silence": 0.0}, {"longest": 0.2}, {"pre_roll": -1.0}])
def test_absurd_limits_are_refused(bad):
    with pytest.raises(ValueError, match=r"wanted|positive|room"):
        Limits(**bad)


# --- while it is being said ---------------------------------------------------------------------------


def looks(frames: list[float]) -> list[GoesOn]:
    segmenter = Segmenter(LIMITS)
    return [s for p in frames for s in segmenter.feed(FRAME, p) if isinstance(s, GoesOn)]


def test_what_is_said_is_looked_at_soon_then_every_step():
    seen = looks(seconds(1, 0) + seconds(2, 0.9))
    assert [look.at for look in seen] == pytest.approx([1.26, 1.58, 1.9, 2.22, 2.54, 2.86], abs=0.04)
    assert all(look.start == pytest.approx(1 - LIMITS.pre_roll, abs=0.04) for look in seen)
    assert not any(look.quiet for look in seen)


def test_a_silence_is_looked_at_once_and_soon():
    (quiet,) = [look for look in looks(seconds(1, 0.9) + seconds(0.6, 0)) if look.quiet]
    assert quiet.at == pytest.approx(1.0 + LIMITS.hush, abs=0.05)
    again = looks(seconds(1, 0.9) + seconds(0.3, 0) + seconds(0.2, 0.9) + seconds(0.3, 0))
    assert len([look for look in again if look.quiet]) == 2, "more was said: the next silence is another"


def test_nothing_is_looked_at_before_it_is_speech():
    assert not looks(seconds(0.096, 0.9) + seconds(2, 0))


def delay(patience: float | None, pause: float = 3.0, more: float = 0.0) -> list[float]:
    """Ends of utterances, after a second of voice whose first silence was settled (None: was not)."""
    segmenter = Segmenter(LIMITS)
    found = []
    for p in seconds(1, 0.9) + seconds(pause, 0) + seconds(more, 0.9) + seconds(3, 0):
        for signal in segmenter.feed(FRAME, p):
            if isinstance(signal, GoesOn) and signal.quiet and patience and signal.at < 1.3:
                segmenter.settle(signal.at, patience)
            if isinstance(signal, Ended):
                found.append(segmenter.now - 1)
    return found


def test_a_whole_command_ends_soon_and_a_hanging_one_late():
    assert delay(None) == pytest.approx([0.7], abs=0.05)
    assert delay(0.3) == pytest.approx([0.3], abs=0.05)
    assert delay(1.4) == pytest.approx([1.4], abs=0.05)


def test_a_hesitation_after_a_hanging_word_does_not_cut():
    assert len(delay(None, 1.0, 1.0)) == 2
    assert len(delay(1.4, 1.0, 1.0)) == 1


def test_what_was_settled_is_void_once_more_is_said():
    (end,) = delay(0.3, 0.2, 0.5)
    assert end == pytest.approx(0.2 + 0.5 + LIMITS.silence, abs=0.1)


def test_a_verdict_that_comes_late_ends_at_once():
    segmenter = Segmenter(LIMITS)
    for p in seconds(1, 0.9) + seconds(0.5, 0):
        segmenter.feed(FRAME, p)
    segmenter.settle(1.16, 0.3)
    (end,) = segmenter.feed(FRAME, 0)
    assert isinstance(end, Ended)
    assert end.end == 1.16, "what was judged is what is told"
    segmenter.settle(1.16, 5.0)  # too late: nothing is being said any more
    signals = [s for p in seconds(1, 0.9) + seconds(0.8, 0) for s in segmenter.feed(FRAME, p)]
    assert isinstance(signals[-1], Ended)


def test_silence_may_be_longer_while_dictating():
    segmenter = Segmenter(LIMITS)
    segmenter.silence = 1.4
    frames = seconds(1, 0.9) + seconds(1.2, 0) + seconds(1, 0.9) + seconds(2, 0)
    assert len(ends([s for p in frames for s in segmenter.feed(FRAME, p)])) == 1


def test_no_patience_is_refused():
    with pytest.raises(ValueError, match="positive"):
        Segmenter(LIMITS).settle(1.0, 0.0)


@given(stretches, st.lists(st.one_of(st.none(), st.floats(0.05, 3)), max_size=40))
def test_whatever_is_settled_no_speech_is_lost(runs, verdicts):
    segmenter, waiting = Segmenter(LIMITS), iter(verdicts)
    signals: list[Signal] = []
    for probability in spread(runs):
        for signal in segmenter.feed(FRAME, probability):
            signals.append(signal)
            if isinstance(signal, GoesOn) and (patience := next(waiting, None)):
                segmenter.settle(signal.at, patience)
    parts = ends([*signals, *segmenter.flush()])
    assert all(before.end <= after.start + NEAR for before, after in pairwise(parts))
    at = 0.0
    for count, probability in runs:
        begin, at = at, at + count * FRAME
        if probability >= LIMITS.start and at - begin >= LIMITS.shortest:
            covered = sum(max(0.0, min(at, p.end) - max(begin, p.start)) for p in parts)
            assert covered >= at - begin - 1e-3


@given(stretches)
def test_looks_belong_to_what_is_being_said(runs):
    segmenter = Segmenter(LIMITS)
    begin: float | None = None
    last = -1.0
    for probability in spread(runs):
        for signal in segmenter.feed(FRAME, probability):
            if isinstance(signal, Started):
                begin, last = signal.at, -1.0
            elif isinstance(signal, GoesOn):
                assert signal.start == begin
                assert signal.at == segmenter.now > last
                last = signal.at
            else:
                assert signal.start == begin
                assert signal.end >= last or not signal.cut
                begin = None


@given(st.lists(st.floats(0, LIMITS.start, exclude_max=True), max_size=400))
def test_no_utterance_out_of_silence(frames):
    assert not run(frames)


@given(stretches)
def test_utterances_are_ordered_apart_and_bounded(runs):
    frames = spread(runs)
    signals = run(frames)
    parts = ends(signals)
    assert [isinstance(s, Started) for s in signals] == [True, False] * len(parts), "each begins, then ends"
    for part in parts:
        assert 0 <= part.start < part.end <= len(frames) * FRAME + NEAR
        assert part.end - part.start <= LIMITS.longest + FRAME + NEAR
    assert all(before.end <= after.start + NEAR for before, after in pairwise(parts))


@given(stretches)
def test_no_speech_is_lost(runs):
    parts = ends(run(spread(runs)))
    at = 0.0
    for count, probability in runs:
        begin, at = at, at + count * FRAME
        if probability >= LIMITS.start and at - begin >= LIMITS.shortest:
            covered = sum(max(0.0, min(at, p.end) - max(begin, p.start)) for p in parts)
            assert covered >= at - begin - 1e-3


@given(stretches)
def test_what_is_forgotten_is_never_needed(runs):
    segmenter = Segmenter(LIMITS)
    forgotten = 0.0
    for probability in spread(runs):
        for signal in segmenter.feed(FRAME, probability):
            assert (signal.at if isinstance(signal, Started) else signal.start) >= forgotten - NEAR
        assert segmenter.horizon >= forgotten - NEAR
        forgotten = segmenter.horizon
