"""What the workshop may speak and learn: nothing that is measured, in no voice that is measured."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from assistant import lexicon as listed
from assistant.types import SAMPLE_RATE
from provision import adapt_whisper
from speech import lexicon, sentences, strangers, throats, word_lists
from speech.soup import soup
from speech.spoken import for_voice, words
from speech.voices import ABROAD, HELD_OUT, casting

NAMES = [*HELD_OUT, "af_one", "ef_two", "pm_three", "am_four", "if_five"]


def test_the_voice_is_given_initialisms_as_letters_and_words_as_words():
    assert for_voice("l'IRM, la crp et l'ecbu du samu") == "l'I R M, la CRP et l'E C B U du samu"
    assert for_voice("ça ira, ide") == "ça ira, I D E"


def test_no_voice_of_the_measurement_is_drawn_in_any_part_of_a_voice():
    drawn = [casting(f"phrase {place}", NAMES)[0] for place in range(400)]
    assert not {part for voice in drawn for part in re.split(r"[-+/]", voice)} & set(HELD_OUT)
    for mark in "-+/":
        assert 20 < sum(mark in voice for voice in drawn) < 300


def test_who_speaks_english_in_the_measurement_speaks_only_french_in_training():
    names = [*NAMES, *ABROAD]
    abroad = [casting(f"sentence {place}", names, language)[0] for place in range(200) for language in ("en", "de")]
    assert not {part for voice in abroad for part in re.split(r"[-+/]", voice)} & {*HELD_OUT, *ABROAD}
    assert any(casting(f"phrase {place}", names)[0] in ABROAD for place in range(400))


def test_other_languages_are_spoken_in_their_words_and_never_those_of_the_measurement():
    learnt = sentences.foreign()
    assert {one.language for one in learnt} >= {"en", "es", "it", "pt", "de"}
    assert all(one.words and one.language != "fr" for one in learnt)
    measured = (sentences.TEXTS / "bench" / "foreign.txt").read_text(encoding="utf-8").splitlines()
    said = {words(text, language) for language, text in (line.split("\t") for line in measured)}
    assert said.isdisjoint(one.words for one in learnt)


@pytest.mark.parametrize("seed", range(6))
def test_a_twin_is_as_long_as_its_voice_and_another_sound(seed, monkeypatch):
    pytest.importorskip("pyworld", reason="needs what the workshop installs: make speech-model")
    monkeypatch.setattr(throats, "AGED", seed % 2)
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    voice = (0.3 * np.sign(np.sin(2 * np.pi * (120 + 20 * time) * time)) * (time % 0.5 < 0.4)).astype(np.float32)
    twin = throats.twin(voice, random.Random(seed))
    assert np.isfinite(twin).all()
    assert 0.8 < len(twin) / len(voice) < 1.2
    assert np.abs(twin).max() <= 1.0
    assert not np.allclose(twin[: len(voice)], voice[: len(twin)], atol=0.01)


def test_a_rounded_melody_keeps_its_stretches_and_loses_its_quick_turns():
    pitch = np.array([0.0] * 20 + [100.0, 140.0] * 20 + [0.0] * 20 + [200.0] * 30)
    rounded = throats._rounded(pitch, 3.0)
    assert ((rounded > 0) == (pitch > 0)).all()
    assert np.abs(np.diff(rounded[22:58])).max() < 10
    assert rounded[20:60].mean() == pytest.approx(120, abs=2)
    assert rounded[80:] == pytest.approx(200, abs=0.5)


def test_a_voice_is_not_moved_away_from_itself():
    for place in range(400):
        blended, _, away = casting(f"phrase {place}", NAMES)[0].partition("/")[0].partition("-")
        assert away not in blended.split("+")


def test_a_name_that_came_into_a_text_is_no_unseen_name():
    held = [name for _, line in lexicon.lines() for name in lexicon.proper(line) if lexicon.held_out(name)]
    assert held
    assert set(held) <= lexicon.written()


def test_one_sentence_in_forty_is_kept_aside_whatever_the_round():
    kept = [place for place in range(4000) if sentences.kept_aside(f"phrase numéro {place}")]
    assert 60 < len(kept) < 140
    assert kept == [place for place in range(4000) if sentences.kept_aside(f"phrase numéro {place}")]


def test_people_are_named_as_patients_practitioners_and_recipients_with_a_title():
    read = {example.text: example for example in sentences.examples()}
    titled = next(e for e in read.values() if re.search(r"au docteur \w+", e.text) and e.intent == "send_report")
    plain = next(e for e in read.values() if e.intent == "send_report" and e.text.endswith("au médecin traitant"))
    assert sentences.named(titled)
    assert not sentences.named(plain)


def test_what_is_expected_is_shipped_with_the_difference(tmp_path):
    published, model, folder = (tmp_path / name for name in ("published", "model", "french"))
    published.mkdir()
    model.mkdir()
    layer = "model.encoder.layers.0.fc1"
    save_file({f"{layer}.weight": torch.zeros(2, 2)}, published / "model.safetensors")
    part = {"encoder.layers.0.fc1.up": torch.ones(2, 1).half(), "encoder.layers.0.fc1.down": torch.ones(1, 2).half()}
    save_file(part, model / adapt_whisper.ADAPTERS)
    (model / adapt_whisper.CARD).write_text("{}", encoding="utf-8")
    adapt_whisper.write(published, model, folder)
    assert not (folder / adapt_whisper.WORDING).exists()
    (model / adapt_whisper.WORDING).write_bytes(b"counts")
    adapt_whisper.write(published, model, folder)
    assert (folder / adapt_whisper.WORDING).read_bytes() == b"counts"
    assert (folder / adapt_whisper.ADAPTERS).read_bytes() == (model / adapt_whisper.ADAPTERS).read_bytes()
    assert adapt_whisper.load_file(folder / "model.safetensors")[f"{layer}.weight"].eq(1.0).all()


def test_a_soup_is_the_mean_of_both_where_their_columns_are_few():
    torch.manual_seed(3)
    one, other = (
        {"l.up": torch.randn(6, 2), "l.down": torch.randn(2, 5), "c.weight.difference": torch.full((3,), float(place))}
        for place in (1, 3)
    )
    other["l.up"] = one["l.up"] * 2  # the same columns: nothing is lost
    mixed = soup(one, other, 0.25)
    wanted = 0.75 * one["l.up"] @ one["l.down"] + 0.25 * other["l.up"] @ other["l.down"]
    assert mixed["l.up"].shape == (6, 2)
    assert torch.allclose(mixed["l.up"] @ mixed["l.down"], wanted, atol=1e-5)
    assert mixed["c.weight.difference"].eq(1.5).all()


KEPT = [line for _, line in lexicon.lines() if sentences.kept_aside(words(line))]


def test_no_list_has_a_word_from_a_sentence_that_is_kept():
    learnt = {
        word for _, line in lexicon.lines() if not sentences.kept_aside(words(line))
        for word in re.findall(r"[^\W\d_]+", words(line))
    }  # fmt: skip
    alone = {word for line in KEPT for word in re.findall(r"[^\W\d_]+", words(line))} - learnt
    assert len(alone) > 100
    found = word_lists.written(set()) | word_lists.said(set(), set())[0]
    assert len(found) > 5000
    assert {"aponévrotomie", "talocrurale"} <= alone
    assert {"aponévrotomie", "talocrurale"}.isdisjoint(found)
    assert set(listed.lines("said")) <= found


def test_forms_of_an_entry_stay_together():
    rules = word_lists.suffixes("SFX S. Y 1\nSFX S. 0 s [^sxz]\n")
    found = list(word_lists.families("2\nrectorragie/S. po:nom is:fem\npus po:nom\n", rules))
    assert found == [({"rectorragie", "rectorragies"}, "nom"), ({"pus"}, "nom")]


def test_strangers_are_voices_of_the_measurement_in_other_sentences():
    assert set(strangers.VOICES) < set(HELD_OUT)
    turns = dict.fromkeys(("ouvre le dossier", "annule"), strangers.VOICES[0])
    drawn = [strangers.cast(turns, text, NAMES, "fr") for text in turns]
    assert {voice for voice, _ in drawn} == {strangers.VOICES[0]}
    assert all(strangers.SPEEDS[0] <= speed <= strangers.SPEEDS[1] for _, speed in drawn)
    assert drawn == [strangers.cast(turns, text, NAMES, "fr") for text in turns]
