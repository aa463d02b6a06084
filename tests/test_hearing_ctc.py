"""The prefix search over CTC labels."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from assistant.hearing.ctc_search import search
from assistant.hearing.phrases import Phrases
from assistant.hearing.pieces import Pieces

BLANK, SPACE, A, B, C = range(5)
BEGINS = [False, True, False, False, False]
NAMES = ["<blank>", " ", "a", "b", "c"]


def frames(*rows: dict[int, float]) -> np.ndarray:
    """Probabilities of the labels named, the rest shared by the others."""
    out = np.full((len(rows), len(BEGINS)), 1e-6)
    for row, given in zip(out, rows, strict=True):
        for label, value in given.items():
            row[label] = value
    return np.log(out / out.sum(1, keepdims=True)).astype(np.float32)


def read(logs: np.ndarray, phrases: Phrases | None = None, beam: int = 8) -> str:
    labels, _ = search(logs, BLANK, BEGINS, phrases or Phrases(), beam)
    return "".join(NAMES[label] for label in labels)


def test_repeated_labels_are_one_letter_and_a_blank_makes_them_two():
    assert read(frames({A: 1}, {A: 1}, {BLANK: 1}, {B: 1})) == "ab"
    assert read(frames({A: 1}, {BLANK: 1}, {A: 1})) == "aa"


def test_the_paths_of_a_text_add_up():
    """Every path of «a» together outweighs the single best path, which is blank throughout."""
    logs = frames({BLANK: 0.55, A: 0.45}, {BLANK: 0.55, A: 0.45})
    assert read(logs) == "a"


@pytest.mark.parametrize("seed", range(20))
def test_the_best_text_is_the_best_of_all_paths(seed):
    rng = np.random.default_rng(seed)
    logs = np.log(rng.dirichlet(np.ones(5), size=5)).astype(np.float32)
    sums: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(5), repeat=5):
        kept = tuple(k for k, _ in itertools.groupby(path) if k != BLANK)
        sums[kept] = sums.get(kept, 0.0) + math.exp(sum(float(logs[t, k]) for t, k in enumerate(path)))
    best = max(sums, key=lambda text: sums[text])
    labels, said = search(logs, BLANK, BEGINS, Phrases(), 400)
    assert tuple(labels) == best
    assert said == pytest.approx(math.log(sums[best]), abs=1e-3)


def test_a_likely_phrase_decides_between_two_texts():
    logs = frames({A: 0.9}, {B: 0.55, C: 0.45})
    assert read(logs) == "ab"
    assert read(logs, Phrases([((A, C), 1.0)])) == "ac"


def test_a_phrase_that_is_not_finished_helps_nothing():
    assert read(frames({A: 0.9}, {B: 0.55, C: 0.45}), Phrases([((A, C, B), 1.0)])) == "ab"


def test_weights_are_for_words_whatever_the_length_of_the_labels():
    known = {name: number for number, name in enumerate(NAMES)}
    letters = Pieces(NAMES, lambda text: [known.get(c, -1) for c in text], -1)
    phrases = letters.phrases([("abcabca", 1.0)])
    _, help_ = phrases.step(phrases.start, A, begins=False)
    assert help_ == pytest.approx(1 / 3.5)
    assert letters.phrases([("xyz", 1.0)]).count == 0
