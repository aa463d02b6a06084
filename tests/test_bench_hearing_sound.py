"""The measurement of hearing: noise, what is heard in it, recordings of a site; without a model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant import catalogue, settings
from assistant.bench.hearing import live, noise, quiet, sets, site
from assistant.bench.hearing.deeds import Judge
from assistant.bench.hearing.listening import cut, hear, prepared
from assistant.bench.hearing.sets import Clip
from assistant.errors import SetupError
from assistant.hearing.segmenter import Limits
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import SAMPLE_RATE
from nlu.rules import RuleInterpreter
from tests.prepared import LoudnessDetector, PreparedRecognizer

WORDS = catalogue.load()
SHIPPED = sets.SHIPPED / "affiche-les-antecedents.siwis.flac"


@pytest.fixture
def judge() -> Judge:
    return Judge(RuleInterpreter(WORDS), WORDS)


# --- sound --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("snr", [20, 10, 5, 0])
def test_noise_is_put_under_the_words_at_the_level_asked_for(snr):
    rng = np.random.default_rng(1)
    speech = (0.2 * np.sin(np.arange(2 * SAMPLE_RATE) / 9)).astype(np.float32)
    under = noise.colored(rng, 5, 1)
    both = noise.mixed(speech, under, snr)
    lead = round(noise.LEAD * SAMPLE_RATE)
    before = noise.power(both[:lead])
    during = noise.power(both[lead : lead + len(speech)])
    assert 10 * np.log10((during - before) / before) == pytest.approx(snr, abs=1.0)
    assert np.max(np.abs(both)) <= 1.0


def test_noise_under_silence_is_not_a_fault():
    assert np.isfinite(noise.mixed(np.zeros(SAMPLE_RATE, np.float32), np.zeros(10, np.float32), 10)).all()


def test_sounds_are_the_same_at_every_run_and_never_too_loud():
    first, again = quiet.noises(short=True), quiet.noises(short=True)
    assert {"digital silence", "pink noise", "keyboard", "music", "babble"} <= first.keys()
    for kind, sound in first.items():
        assert np.array_equal(sound, again[kind]), kind
        assert np.max(np.abs(sound)) <= 1.0, kind
        assert np.isfinite(sound).all(), kind
    assert not first["digital silence"].any()


def test_brown_noise_falls_faster_than_pink():
    def low_part(slope):
        spectrum = np.abs(np.fft.rfft(noise.colored(np.random.default_rng(2), 4, slope))) ** 2
        return spectrum[: len(spectrum) // 16].sum() / spectrum.sum()

    assert low_part(0) < 0.1 < low_part(1) < low_part(2)


def test_words_go_from_the_first_to_the_last_loud_sample():
    sound = np.concatenate((np.full(SAMPLE_RATE, 0.5), np.zeros(SAMPLE_RATE))).astype(np.float32)
    assert live.span_of_words(sound) == (0.0, pytest.approx(1.0, abs=0.001))
    assert live.span_of_words(np.zeros(10, np.float32)) == (0.0, 0.0)


# --- listening ----------------------------------------------------------------------------------------------


async def test_clips_are_cut_by_the_assistants_own_ear_and_heard_in_order():
    clips = [Clip("x", SHIPPED, "affiche les antécédents", "siwis"), Clip("x", SHIPPED, "rien", "siwis")]
    ready = await prepared(clips, LoudnessDetector(), Limits())
    assert [len(utterances) for _, utterances in ready] == [1, 1]
    told = []
    found = await hear(PreparedRecognizer("affiche les antécédents", ""), ready, told.append)
    assert [h.text for h in found] == ["affiche les antécédents", ""]
    assert told == [1, 2]
    assert found[0].sound == pytest.approx(ready[0][1][0].seconds)


async def test_noises_count_texts_not_dots(judge):
    made = {"hum": noise.hum(np.random.default_rng(1), 2.0)}
    recognizer = PreparedRecognizer("…", "affiche les allergies")
    found = await quiet.of_noises(recognizer, made, (LoudnessDetector(), Limits()), judge, WORDS, lambda _: None)
    assert (found[0]["texts_whole"], found[0]["texts_through_ear"], found[0]["would_run"]) == (0, 1, 1)


async def test_false_commands_are_counted_with_a_record_open_and_without(judge):
    utterances = await cut(noise.read(SHIPPED), LoudnessDetector(), Limits())
    recognizer = PreparedRecognizer("affiche les allergies")
    found = await quiet.of_talk(recognizer, "ward", utterances, 2.0, judge, WORDS, lambda _: None)
    assert {row["kind"]: row["false_commands"] for row in found} == {
        "no record open": 0,
        "a record and a list open": 1,
    }
    hourly = {row["kind"]: row["false_commands_per_hour"] for row in quiet.of_all(found)}
    assert hourly == {"no record open": 0.0, "a record and a list open": 30.0}


async def test_what_is_overheard_counts_in_the_talk_it_is_part_of(judge):
    (one,) = await cut(noise.read(SHIPPED), LoudnessDetector(), Limits())
    every = timedelta(seconds=one.seconds + 1)
    utterances = [replace(one, started=one.started + at * every) for at in range(5)]
    said = ["il fait beau", "vous avez bien dormi", "antécédents", "il pleut", "affiche les allergies"]
    found = await quiet.of_talk(PreparedRecognizer(*said), "ward", utterances, 2.0, judge, WORDS, lambda _: None)
    (busy,) = [row for row in found if row["kind"] == "a record and a list open"]
    assert (busy["false_commands"], busy["false_alone"]) == (1, 2), "an order is done, a word alone is not"


def test_talk_is_kept_in_the_order_it_was_said_place_by_place(tmp_path, monkeypatch):
    monkeypatch.setattr(quiet, "BENCH", tmp_path)
    with pytest.raises(SetupError, match="clips_for_bench"):
        quiet.talks(1.0)
    (tmp_path / "talk").mkdir()
    for name in ("a", "b", "c"):
        shutil.copy(SHIPPED, tmp_path / "talk" / f"{name}.flac")
    rows = "file\tplace\na.flac\tward\nb.flac\tphone\nc.flac\tward\n"
    (tmp_path / "talk" / "transcripts.tsv").write_text(rows)
    one, found = len(noise.read(SHIPPED)), quiet.talks(60.0)
    assert len(found["ward"]) > 2 * one > len(found["phone"]) > one
    assert len(quiet.talks(0.02)["ward"]) == round(0.01 * 60 * SAMPLE_RATE)


def test_sound_comes_in_the_pieces_that_the_console_sends():
    worklet = (ROOT / "assistant" / "console" / "static" / "worklet.js").read_text(encoding="utf-8")
    assert f"const PIECE = {live.PIECE};" in worklet


async def test_several_people_speak_in_real_time(judge, monkeypatch):
    monkeypatch.setattr(live, "EVERY", (0.1, 0.2))
    monkeypatch.setattr(live, "TAIL", 1.5)
    said = Clip("x", SHIPPED, "affiche les antécédents", "siwis", sets.BUSY)
    recognizer = PreparedRecognizer(*["affiche les antécédents"] * 8)
    room = live.Room(recognizer, judge, WORDS, settings.load(), [said])
    row = await live.measured(room, [LoudnessDetector(), LoudnessDetector()], 0.5)
    assert (row["speakers"], row["lost"]) == (2, 0)
    assert row["commands"] >= 2
    assert 0.0 < row["median_s"] < 1.5


# --- recordings ---------------------------------------------------------------------------------------------


def sounds(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        soundfile.write(folder / name, np.zeros(1600, dtype=np.float32), SAMPLE_RATE)


def test_a_folder_of_ours_is_read(tmp_path):
    sounds(tmp_path, "a.flac", "b.wav")
    (tmp_path / "transcripts.tsv").write_text(
        'file\ttext\tvoice\na.flac\til a dit "non"\tAnne\nb.wav\toui\t\nc.wav\tx\ty\n'
    )
    found = site.read(tmp_path)
    assert [(c.path.name, c.text, c.voice) for c in found] == [
        ("a.flac", 'il a dit "non"', "Anne"),
        ("b.wav", "oui", "site"),
    ]
    assert found[0].situation == Situation()


@pytest.mark.parametrize("name", ["test.tsv", "validated.tsv"])
def test_common_voice_is_read(tmp_path, name):
    sounds(tmp_path / "clips", "one.flac")
    lines = "client_id\tpath\tsentence\tup_votes\nx\tone.flac\tBonjour à tous.\t2\nx\tgone.mp3\tNon.\t2\n"
    (tmp_path / name).write_text(lines)
    assert [(c.path.name, c.text) for c in site.read(tmp_path)] == [("one.flac", "Bonjour à tous.")]


def test_pxslu_is_read(tmp_path):
    sounds(tmp_path / "recordings", "p1.wav", "p2.wav")
    (tmp_path / "paths.txt").write_text("recordings/p1.wav\nelsewhere/p2.wav\n")
    (tmp_path / "seq.in").write_text("doliprane un gramme\namoxicilline\n")
    assert [(c.path.name, c.text) for c in site.read(tmp_path)] == [
        ("p1.wav", "doliprane un gramme"),
        ("p2.wav", "amoxicilline"),
    ]
    (tmp_path / "seq.in").write_text("one line\n")
    with pytest.raises(SetupError, match=r"paths\.txt has 2 lines, seq.in 1"):
        site.read(tmp_path)


def test_a_folder_without_a_list_says_what_is_wanted(tmp_path):
    with pytest.raises(SetupError, match=r"no transcripts\.tsv"):
        site.read(tmp_path)
    (tmp_path / "transcripts.tsv").write_text("name\twords\nx\ty\n")
    with pytest.raises(SetupError, match="no column «file»"):
        site.read(tmp_path)


def test_a_recording_outside_the_folder_is_not_read(tmp_path):
    sounds(tmp_path, "secret.wav")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "transcripts.tsv").write_text("file\ttext\n../secret.wav\tx\n")
    with pytest.raises(SetupError, match="no recording"):
        site.read(inside)


def test_the_shipped_set_is_always_there_and_the_others_say_how_to_make_them(monkeypatch, tmp_path):
    few = sets.load("shipped", WORDS, 4)
    assert len(few) == 4
    assert len({c.voice for c in few}) == 2
    monkeypatch.setattr(sets, "BENCH", tmp_path)
    with pytest.raises(SetupError, match=r"speech\.clips_for_bench"):
        sets.load("commands", WORDS)


def test_the_one_meant_is_among_forty(monkeypatch, tmp_path):
    monkeypatch.setattr(sets, "BENCH", tmp_path)
    sounds(tmp_path / "names", *(f"{n}.flac" for n in range(60)))
    lines = "".join(f"{n}.flac\tx\tv\topen_record\tNom{n}\tYvonne\tf\n" for n in range(60))
    (tmp_path / "names" / "transcripts.tsv").write_text("file\ttext\tvoice\tintent\tfamily\tgiven\tsex\n" + lines)
    for said in sets.load("names", WORDS):
        assert len(said.situation.worklist) == 40
        assert said.who in said.situation.worklist
