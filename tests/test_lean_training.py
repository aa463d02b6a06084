"""Batches by length: nobody is left out, and a batch holds sentences of about one length."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlu.rasa_side.lean_training import in_turn


@given(st.lists(st.integers(1, 40), min_size=1, max_size=200), st.integers(1, 16), st.integers(0, 2**32 - 1))
def test_every_sentence_comes_once_and_what_is_left_over_comes_last(lengths: list[int], size: int, seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002
    found = in_turn(np.random.permutation(len(lengths)), np.array(lengths), size)  # noqa: NPY002
    assert sorted(found) == list(range(len(lengths)))


def test_a_batch_is_hardly_longer_than_its_sentences() -> None:
    rng = np.random.default_rng(1)
    lengths = rng.geometric(0.15, 20_000)
    chance = rng.permutation(20_000)

    def padded(order: np.ndarray) -> int:
        batches = (lengths[order[at : at + 128]] for at in range(0, 20_000, 128))
        return sum(int(batch.max()) * len(batch) for batch in batches)

    assert padded(in_turn(chance, lengths, 128)) < padded(chance) / 2.5


def test_two_rounds_are_not_in_the_same_order() -> None:
    lengths = np.random.default_rng(1).geometric(0.15, 1000)
    first, second = (in_turn(np.random.permutation(1000), lengths, 64) for _ in range(2))  # noqa: NPY002
    assert set(first[:64]) != set(second[:64])
