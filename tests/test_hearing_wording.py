"""What is expected after the tokens written: counted, interpolated, silent about names, and used by the search."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.errors import HearingError
from assistant.hearing import wording
from assistant.hearing.wording import LEAST, MOST, Wording
from speech import lexicon, sentences
from speech import wording as workshop
from speech.sentences import golden

#  0 «ouvre», 1 «ferme», 2 «le», 3 «dossier», 4 «docteur», 5 «bilan», 6 a name, 7 the end
SIZE, END = 8, 7
IDS = range(100, 108)
OPEN, CLOSE, THE, RECORD, DOCTOR, RESULTS, NAME = range(7)
SAID = [
    *[(OPEN, THE, RECORD, END)] * 6, *[(CLOSE, THE, RECORD, END)] * 3, *[(OPEN, THE, RESULTS, END)] * 2,
    *[(OPEN, THE, RECORD, DOCTOR, None, END)] * 4,
]  # fmt: skip


@pytest.fixture
def counts() -> Wording:
    return Wording(workshop.counted(SAID, IDS))


def test_what_often_follows_is_helped_and_what_never_does_is_not(counts):
    after_open_the = counts([(OPEN, THE)])[0]
    assert 0 < after_open_the[RESULTS] <= after_open_the[RECORD] <= MOST
    assert LEAST <= after_open_the[CLOSE] < 0


def test_the_beginning_of_a_text_is_a_place_like_another(counts):
    begins = counts([()])[0]
    assert begins[OPEN] > 0
    assert begins[CLOSE] > 0
    assert begins[RECORD] == pytest.approx(LEAST)


def test_a_longer_context_says_more_than_a_shorter_one(counts):
    assert counts([(CLOSE, THE)])[0][RESULTS] < counts([(OPEN, THE)])[0][RESULTS]


def test_a_name_is_neither_expected_nor_held_against_where_names_come(counts):
    after_doctor = counts([(OPEN, THE, RECORD, DOCTOR)])[0]
    assert after_doctor == pytest.approx(torch.zeros(SIZE))


def test_nothing_is_expected_after_tokens_never_seen_together(counts):
    never = [(NAME,), (NAME, NAME, NAME), (OPEN, THE, RECORD, DOCTOR, NAME), (THE, RECORD, NAME, THE), (RECORD, THE)]
    assert counts(never) == pytest.approx(torch.zeros(5, SIZE))
    assert counts([]).shape == (0, SIZE)


def test_a_name_in_a_text_is_a_hole_and_a_golden_sentence_is_not_read():
    line = "appelle madame de La Tour puis le docteur Éric Lemaître, son IRM et N'Diaye"
    assert lexicon.PROPER.sub(workshop.HOLE, line) == "appelle madame de § puis le docteur §, son IRM et §"
    assert {"éric lemaître", "lemaître", "la tour", "tour", "n'diaye"} <= set(lexicon.proper(line))
    every = set(workshop.texts())
    assert len(every) > 10_000
    assert not every & golden()
    assert not any(sentences.kept_aside(text) for text in every if workshop.HOLE not in text)
    assert any(workshop.HOLE in text for text in every)


def test_nobody_says_what_stands_as_a_recogniser_mishears_it():
    said = {example.text for example in sentences.examples()}
    assert not any(text.startswith(("lit moi", "mais le modèle", "mais la trame")) for text in said)
    assert not any(wrong in text for wrong in sentences.misheard() for text in said)
    assert "ouvre le dossier de madame §" in set(workshop.texts())


def test_a_silence_is_not_worded():
    every = Wording(workshop.counted(SAID, IDS))([()])[0]
    assert every[END] == every.max()


def test_texts_become_tokens_with_holes_and_those_that_cannot_be_written_are_left_out():
    known = {"ouvre le dossier du docteur": [OPEN, THE, RECORD, DOCTOR], "ferme": [CLOSE]}
    said = ["ouvre le dossier du docteur §", "ferme", "öffne"]
    assert list(workshop.encoded(said, known.get, END)) == [[OPEN, THE, RECORD, DOCTOR, None, END], [CLOSE, END]]


def test_counts_are_read_where_they_are_and_refused_where_they_do_not_fit(tmp_path):
    assert wording.load(tmp_path) is None
    np.savez_compressed(tmp_path / wording.FILE, **workshop.counted(SAID, IDS))
    whole = (tmp_path / wording.FILE).read_bytes()
    found = wording.load(tmp_path)
    assert found is not None
    assert found.ids == list(IDS)
    assert found([(OPEN, THE)])[0][RECORD] > 0
    np.savez_compressed(tmp_path / wording.FILE, **workshop.counted(SAID, IDS) | {"ids": np.arange(SIZE + 1)})
    with pytest.raises(HearingError) as other:
        wording.load(tmp_path)
    assert other.value.code == "model-unreadable"
    np.savez_compressed(tmp_path / wording.FILE, unigram=np.ones(SIZE))
    with pytest.raises(HearingError, match="count again") as older:
        wording.load(tmp_path)
    assert older.value.code == "model-unreadable"
    for damaged in (b"PK\x03\x04 cut short", b"", whole[:-200], whole[:300] + bytes(40) + whole[340:]):
        (tmp_path / wording.FILE).write_bytes(damaged)
        with pytest.raises(HearingError) as broken:
            wording.load(tmp_path)
        assert broken.value.code == "model-unreadable"
