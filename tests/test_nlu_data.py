"""The training and golden sentences themselves: complete, well formed, apart."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from assistant import catalogue
from assistant.bench.understanding import GOLDEN, SEVERAL, golden
from nlu import normalise, sentences
from nlu.text import clean, fold

WORDS = catalogue.load()
TRAINING = list(sentences.read())
SINGLE, BREATHS = golden()


@pytest.mark.parametrize("intent", WORDS.commands)
def test_every_command_has_training_and_golden_sentences(intent):
    assert (sentences.DATA / f"{intent}.yml").exists()
    assert (GOLDEN / f"{intent}.yml").exists()


def test_no_file_without_a_command():
    names = {p.stem for p in sentences.DATA.glob("*.yml")} | {p.stem for p in GOLDEN.glob("*.yml") if p.name != SEVERAL}
    assert names <= set(WORDS.commands)


@pytest.mark.parametrize("examples", [TRAINING, SINGLE], ids=["training", "golden"])
def test_every_mark_is_a_slot_of_its_command(examples):
    wrong = [(e.marked, s.name) for e in examples for s in e.spans if s.name not in WORDS.spec(e.intent).slots]
    assert not wrong


def test_training_sentences_are_what_the_recogniser_hands_over():
    assert not [e.text for e in TRAINING if clean(e.text).text != e.text]


def test_no_sentence_twice():
    seen = Counter(e.text for e in TRAINING)
    assert not [text for text, times in seen.items() if times > 1]


def test_most_golden_sentences_are_new_to_the_model():
    """Short commands («ferme le dossier») are written alike by everybody: figures are also given without them."""
    trained = {fold(e.text) for e in TRAINING}
    assert sum(fold(e.text) in trained for e in SINGLE) < 0.25 * len(SINGLE)


def test_no_sentence_means_two_commands():
    meant: dict[str, set[str]] = {}
    for example in (*TRAINING, *SINGLE):
        meant.setdefault(fold(example.text), set()).add(example.intent)
    assert not {text: intents for text, intents in meant.items() if len(intents) > 1}


def test_every_marked_value_of_the_training_has_a_normal_form():
    today = date(2026, 11, 23)
    lost = {
        (s.name, e.text[s.start : s.end])
        for e in TRAINING
        for s in e.spans
        if normalise.value(s.name, e.text[s.start : s.end], today, e.intent) is None
    }
    assert not lost


def test_golden_breaths_name_known_commands():
    assert not {i for _, intents in BREATHS for i in intents} - set(WORDS.commands)
