"""Initialisms of the workshop: spelled in every voice, none of the sentences that are kept, letters of a person."""

from __future__ import annotations

import random
import re

import numpy as np
import soundfile

import nlu.sentences
from assistant import catalogue
from assistant import lexicon as listed
from assistant.types import SAMPLE_RATE
from speech import clips_for_bench, initials, letters, sentences
from speech.spoken import words

WORDS = catalogue.load()


def test_a_voice_reads_capitals_as_letters_whatever_it_knows():
    assert initials.apart("la CIA de l'IRM du samu") == "la C I A de l'I R M du samu"
    assert initials.apart("Une CRP à douze") == "Une C R P à douze"


def test_every_known_initialism_is_said_and_the_common_ones_most():
    said = [words(text) for text in initials.sentences(random.Random(1))]
    count = {one: sum(one in text.split() or f"l'{one}" in text.split() for text in said) for one in initials.KNOWN}
    assert min(count.values()) >= initials.EACH
    assert min(count[one] for one in initials.COMMON) >= initials.OFTEN
    assert not any(" de le " in f" {text} " for text in said)


def test_what_is_known_is_listed():
    lists = {word.lower() for name in ("said", "terms", "brands", "people") for word in listed.lines(name)}
    assert not [one for one in initials.KNOWN if one not in lists and not listed.known(one)]


def test_kept_sentences_are_commands_of_the_contract_or_talk_and_never_learnt():
    for path in (initials.DEVELOPMENT, initials.REPORTED):
        examples = list(initials.examples(path))
        assert len({e.text for e in examples}) == len(examples) > 60
        for example in examples:
            assert re.search(r"[A-Z]{2}", example.text), example.text
            assert {s.name for s in example.spans} <= set(WORDS.spec(example.intent).slots)
            assert not sentences.is_learnt(words(example.text))
    develop, report = ({e.text for e in initials.examples(p)} for p in (initials.DEVELOPMENT, initials.REPORTED))
    assert develop.isdisjoint(report)


def test_the_measurement_reads_letters_and_writes_the_word():
    row = next(iter(clips_for_bench.spelled()))
    assert re.search(r"\b[A-Z] [A-Z]\b", row["aloud"])
    assert row["text"] == row["text"].lower()
    assert row["marked"] == row["marked"].lower()
    assert row["voice"] in clips_for_bench.VOICES


def test_letters_of_a_person_are_joined_into_an_initialism(tmp_path, monkeypatch):
    monkeypatch.setattr(letters, "CLIPS", tmp_path)
    package = tmp_path / "klettres"
    (package / "fr" / "alpha").mkdir(parents=True)
    rows = []
    for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        tone = np.sin(np.arange(13_230) * (place + 5) / 90)
        voice = np.concatenate((np.zeros(9_000), tone, np.zeros(9_000)))
        soundfile.write(package / "fr" / "alpha" / f"a-{place}.ogg", voice, 44_100)
        rows.append(f'<sound name="{letter}" file="fr/alpha/a-{place}.ogg" />')
    (package / "fr" / "sounds.xml").write_text("\n".join(rows), encoding="utf-8")
    alphabet = letters.alphabet(package)
    assert set(alphabet) == set("abcdefghijklmnopqrstuvwxyz")
    sound = letters.spelled("irm", alphabet, random.Random(1))
    assert 0.9 < len(sound) / SAMPLE_RATE < 0.9 + 0.06 + 2 * letters.GAP[1] + 0.2
    clips = list(letters._clips(alphabet))
    assert {clip.words for clip in clips} == initials.KNOWN
    assert all((tmp_path / clip.file).is_file() for clip in clips)


def test_no_kept_sentence_is_taught_to_the_understanding_either():
    taught = {words(example.text) for example in nlu.sentences.taught()}
    for path in (initials.DEVELOPMENT, initials.REPORTED):
        assert taught.isdisjoint(words(example.text) for example in initials.examples(path))
