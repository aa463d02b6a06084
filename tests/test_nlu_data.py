"""The training and golden sentences themselves: complete, well formed, apart."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from assistant import catalogue
from assistant.bench.understanding import GOLDEN, OTHERS, SEVERAL, golden, talk
from assistant.settings import ROOT
from nlu import normalise, sentences
from nlu.text import clean, fold

WORDS = catalogue.load()
TRAINING = list(sentences.read())
SINGLE, BREATHS = golden()
TESTS = Path(__file__).parent
DEV_SINGLE, DEV_BREATHS = golden(TESTS / "development")
APART = {
    "golden": ({fold(e.text) for e in SINGLE} | {fold(e.text) for e, _ in BREATHS}, TESTS / "overlap_golden.txt"),
    "development": (
        {fold(e.text) for e in DEV_SINGLE} | {fold(e.text) for e, _ in DEV_BREATHS},
        TESTS / "overlap_development.txt",
    ),
}
"""Sentences no model may learn, and the few that stand in the training all the same."""
STRANGE = {name: golden(folder)[0] for name, folder in OTHERS.items()}


@pytest.mark.parametrize("intent", WORDS.commands)
def test_every_command_has_training_and_golden_sentences(intent):
    assert (sentences.DATA / f"{intent}.yml").exists()
    assert (GOLDEN / f"{intent}.yml").exists()


def test_no_file_without_a_command():
    names = {p.stem for p in sentences.DATA.glob("*.yml")} | {p.stem for p in GOLDEN.glob("*.yml") if p.name != SEVERAL}
    assert names <= set(WORDS.commands)


@pytest.mark.parametrize(
    "examples",
    [TRAINING, SINGLE, DEV_SINGLE, *STRANGE.values()],
    ids=["training", "golden", "development", *STRANGE],
)
def test_every_mark_is_a_slot_of_its_command(examples):
    wrong = [(e.marked, s.name) for e in examples for s in e.spans if s.name not in WORDS.spec(e.intent).slots]
    assert not wrong


def test_training_sentences_are_what_the_recogniser_hands_over():
    assert not [e.text for e in TRAINING if clean(e.text).text != e.text]


@pytest.mark.parametrize(
    "examples", [TRAINING, SINGLE, DEV_SINGLE, *STRANGE.values()], ids=["training", "golden", "development", *STRANGE]
)
def test_no_sentence_twice(examples):
    seen = Counter(e.text for e in examples)
    assert not [text for text, times in seen.items() if times > 1]


def test_accents_and_hyphens_alone_make_no_other_meaning():
    """«dictee» may be written for what a recogniser hands over, with the very marks of «dictée»."""
    marks: dict[str, set[tuple[tuple[str, int, int], ...]]] = {}
    for e in TRAINING:
        marks.setdefault(fold(e.text), set()).add(tuple((s.name, s.start, s.end) for s in e.spans))
    assert not {text: found for text, found in marks.items() if len(found) > 1}


@pytest.mark.parametrize("apart", [APART["golden"], APART["development"]], ids=["golden", "development"])
def test_nothing_new_leaks_into_the_training(apart):
    """Short commands («ferme le dossier») are written alike by everybody: those are listed, and no other is let in."""
    texts, overlap = apart
    lines = overlap.read_text(encoding="utf-8").splitlines()
    known = {line for line in lines if line and not line.startswith("#")}
    leaked = {fold(e.text) for e in TRAINING} & texts
    assert not leaked - known, "new leaks: write the training sentence in other words"
    assert not known - leaked, "no leak any more: take it off the list"


@pytest.mark.parametrize("strange", STRANGE)
def test_nothing_that_strangers_say_is_in_the_training(strange):
    known = {fold(e.text) for e in (*TRAINING, *SINGLE, *DEV_SINGLE)}
    assert not [e.text for e in STRANGE[strange] if fold(e.text) in known]


def test_of_the_reported_talk_only_what_anybody_says_is_known():
    """«merci beaucoup» is said everywhere; no longer line was learnt, chosen by, or spoken in the workshop."""
    workshop = [line for p in (ROOT / "speech" / "texts").glob("*.txt") for line in p.read_text("utf-8").splitlines()]
    known = [*(e.text for e in (*TRAINING, *talk(TESTS / "development" / "talk"))), *workshop]
    seen = {fold(clean(text).text) for text in known}
    reported = [clean(e.text).text for e in talk()]
    shared = [text for text in reported if fold(text) in seen]
    assert len(shared) < 0.05 * len(reported)
    assert not [text for text in shared if len(text.split()) > 6]


def test_the_listed_overlap_is_short_and_small():
    lines = APART["golden"][1].read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) < 0.25 * len(SINGLE)
    assert sum(len(line.split()) <= 5 for line in lines) > 0.85 * len(lines)


def test_golden_and_development_share_nothing():
    assert not APART["golden"][0] & APART["development"][0]


def test_no_sentence_means_two_commands():
    meant: dict[str, set[str]] = {}
    for example in (*TRAINING, *SINGLE, *DEV_SINGLE):
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
