"""Phrases and beam search on a small made-up model: what is helped, what is given back, what ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from assistant.hearing.decoding import Expect, Lexicon, Sought, Text, Vocabulary, search
from assistant.hearing.phrases import Phrases

#  0 «le», 1 «du», 2 «pont» (goes on a word), 3 «pond» (the same), 4 the end
WORDS = Vocabulary(torch.arange(5), torch.tensor([True, True, False, False, True]), 4)
TOKENS = st.lists(st.integers(0, 3), min_size=1, max_size=4).map(tuple)


def walk(phrases: Phrases, tokens: tuple[int, ...]) -> float:
    place, total = phrases.start, 0.0
    for token in tokens:
        place, help_ = phrases.step(place, token, begins=bool(WORDS.begins[token]))
        total += help_
    return total + phrases.finish(place)


def test_a_name_is_helped_only_where_one_may_come():
    phrases = Phrases([((3,), 0.5)], names=[((1, 2), 1.0)])
    assert (phrases.count, dict(phrases.first()), dict(phrases.first(named=False))) == (2, {1: 1.0, 3: 0.5}, {3: 0.5})
    for named, total in ((True, 2.0), (False, 0.0)):
        place, first = phrases.step(phrases.start, 1, begins=True, named=named)
        _, more = phrases.step(place, 2, begins=False, named=named)
        assert first + more == total


def test_a_whole_phrase_is_helped_once_for_each_token():
    assert walk(Phrases([((1, 2), 1.5)]), (0, 1, 2, 0)) == pytest.approx(3.0)


def test_a_phrase_begun_and_left_gives_everything_back():
    assert walk(Phrases([((1, 2), 1.5)]), (0, 1, 3)) == pytest.approx(0.0)


def test_a_phrase_inside_a_longer_word_is_not_one():
    assert walk(Phrases([((1, 2), 1.0)]), (1, 2, 3)) == pytest.approx(0.0)
    assert walk(Phrases([((1, 2), 1.0)]), (1, 2, 0)) == pytest.approx(2.0)


@given(st.lists(st.tuples(TOKENS, st.floats(0.1, 3)), max_size=5), TOKENS)
def test_help_is_never_negative_and_never_without_a_phrase(weighted, tokens):
    total = walk(Phrases(weighted), tokens)
    assert total >= -1e-9
    if not any(phrase == tokens[i : i + len(phrase)] for phrase, _ in weighted for i in range(len(tokens))):
        assert total == pytest.approx(0.0, abs=1e-9)


def heard(
    table: dict[tuple[int, ...], list[float]],
    phrases: Phrases,
    beam: int = 3,
    limit: int = 6,
    expect: Expect | None = None,
    lexicon: Lexicon | None = None,
) -> list[Text]:
    """Search in a model whose next-token probabilities depend on what was written."""
    texts: list[tuple[int, ...]] = [()]

    def step(tokens: torch.Tensor) -> torch.Tensor:
        nonlocal texts
        if tokens.shape[1] == 1:
            texts = [(*text, int(token)) for text, token in zip(texts, tokens[:, 0], strict=True)]
        usual = [0.01, 0.01, 0.01, 0.01, 0.96]
        return torch.tensor([table.get(text, usual) for text in texts]).log()

    def keep(rows: torch.Tensor) -> None:
        nonlocal texts
        texts = [texts[row] for row in rows.tolist()]

    return search(step, keep, step(torch.tensor([[7, 8]])), WORDS, [Sought(phrases, limit, lexicon)], beam, expect)[0]


SOUND = {(): [0.9, 0.07, 0.01, 0.01, 0.01], (0,): [0.01, 0.9, 0.01, 0.01, 0.07], (0, 1): [0.05, 0.05, 0.3, 0.5, 0.1]}


def test_the_likeliest_text_wins_without_help():
    best, *others = heard(SOUND, Phrases())
    assert best.tokens == (0, 1, 3)
    assert best.said == pytest.approx(math.log(0.9 * 0.9 * 0.5 * 0.96), abs=1e-4)
    assert (0, 1, 2) in {text.tokens for text in others}


def test_what_is_expected_after_the_text_wins_where_the_sound_leaves_the_choice():
    def expect(texts: Sequence[tuple[int, ...]]) -> torch.Tensor:
        return torch.tensor([[0.0, 0.0, 1.0 if text == (0, 1) else 0.0, 0.0, 0.0] for text in texts])

    best = heard(SOUND, Phrases(), expect=expect)[0]
    assert best.tokens == (0, 1, 2)
    assert (best.said, best.help) == (pytest.approx(math.log(0.9 * 0.9 * 0.3 * 0.96), abs=1e-4), pytest.approx(1.0))


def test_nothing_else_is_expected_while_a_name_near_at_hand_is_written():
    def expect(texts: Sequence[tuple[int, ...]]) -> torch.Tensor:
        return torch.tensor([[0.0, 0.0, 0.0, 2.5 if text[-1:] == (1,) else 0.0, 0.0] for text in texts])

    assert heard(SOUND, Phrases([((1, 2), 0.8)]), expect=expect)[0].tokens == (0, 1, 3)
    assert heard(SOUND, Phrases([((1, 2), 1.2)]), expect=expect)[0].tokens == (0, 1, 2)


def test_a_name_near_at_hand_wins_where_the_sound_leaves_the_choice():
    assert heard(SOUND, Phrases([((1, 2), 0.8)]))[0].tokens == (0, 1, 2)


def test_help_does_not_beat_a_clear_sound():
    clear = {**SOUND, (0, 1): [0.001, 0.001, 0.001, 0.996, 0.001]}
    assert heard(clear, Phrases([((1, 2), 0.8)]))[0].tokens == (0, 1, 3)


def test_greedy_gives_one_text_and_the_limit_ends_a_loop():
    loop = {(0,) * n: [0.99, 0.0025, 0.0025, 0.0025, 0.0025] for n in range(10)}
    (text,) = heard(loop, Phrases(), beam=1, limit=4)
    assert text.tokens == (0, 0, 0)
    assert len(heard(SOUND, Phrases(), beam=1)) == 1
