"""What people said in Debian's packages becomes clips: the right words, in their language, of the same person."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
import soundfile

from assistant.types import SAMPLE_RATE
from speech import batches, packages, recordings, spoken
from speech.batches import Batches
from speech.voices import RECORDED, Clip


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Un œillet d'Inde.", "fr", "un oeillet d'inde"),
        ("Deux pièces de 10 €.", "fr", "deux pièces de dix"),
        ("¡Una gaita escocesa!", "es", "una gaita escocesa"),
        ("Ti va un caffè? L'ora è giusta.", "it", "ti va un caffè l'ora è giusta"),
        ("press 1 for yes", "en", ""),
        ("the # key", "en", ""),
    ],
)
def test_words_are_those_a_recogniser_writes(text, language, said):
    assert spoken.words(text, language) == said


def test_the_silence_around_a_voice_is_taken_off():
    voice = np.sin(np.arange(SAMPLE_RATE) / 9).astype(np.float32)
    room = np.full(SAMPLE_RATE, 0.001, np.float32)
    around = 2 * recordings.AROUND
    assert len(recordings.trimmed(np.concatenate((room, voice, room)))) / SAMPLE_RATE == pytest.approx(
        1 + around, abs=0.01
    )
    assert not len(recordings.trimmed(np.zeros(0, np.float32)))


def test_a_text_that_cannot_be_what_is_said_makes_no_clip(tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "CLIPS", tmp_path)
    path = tmp_path / "frog.ogg"
    voice = 0.5 * np.sin(np.arange(44_100) / 9).astype(np.float32)
    soundfile.write(path, np.stack((voice, voice), 1), 44_100)
    clip = recordings._clip(path, "Une grenouille.", "fr", "somebody")
    assert clip == Clip(clip.file, "une grenouille", RECORDED, "somebody", clip.seconds)
    assert soundfile.info(tmp_path / clip.file).samplerate == SAMPLE_RATE
    assert clip.seconds == pytest.approx(1.0, abs=0.02)
    for text in ("", "La lettre x.", "Une grenouille verte qui saute dans la mare du jardin.", "Ah."):
        assert recordings._clip(path, text, "fr", "somebody") is None


def test_prompts_are_read_without_what_nobody_says(tmp_path):
    path = tmp_path / "core-sounds-fr.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("; a comment: none\n\nauth: Veuillez [pause] entrer votre code.\nno colon\n")
    assert dict(packages.prompts(path)) == {"auth": "Veuillez entrer votre code."}


def test_a_recording_is_followed_by_the_same_person_and_a_synthesized_clip_by_another(monkeypatch):
    monkeypatch.setattr(batches, "JOINED", (1.0, 1.0))
    for often, share in (("SPOKEN", 0.6), ("FRENCH", 2.0), ("FOREIGN", 1.0)):
        monkeypatch.setattr(batches, often, share)
    spoken = [Clip(f"s{n}", f"s{n}", "everyday", f"voice{n}", 1.0) for n in range(20)]
    real = [Clip(f"{v}{n}", v, RECORDED, v, 1.0, v[:2]) for v in ("fr", "es-1", "es-2") for n in range(20)]
    drawn = Batches([*spoken, *real], 40.0, seed=2)._drawn()
    pairs = [(item.clip, item.then) for item in drawn if item.then]
    assert pairs
    assert all((one.kind, one.language) == (then.kind, then.language) for one, then in pairs)
    assert all(one.voice == then.voice for one, then in pairs if one.kind == RECORDED)
    assert len({then.voice for one, then in pairs if one.kind != RECORDED}) > 2
    heard = [item.clip.language for item in drawn if item.clip.kind == RECORDED]
    assert heard.count("fr") == 40
    assert heard.count("es") == 40
    assert 4 <= sum(item.clip.kind != RECORDED for item in drawn) <= 20


def test_an_empty_room_is_expected_to_be_french():
    clip = Clip("a", "buenos días", RECORDED, "v", 1.0, "es")
    assert batches._Item(clip, nobody=True).language == "fr"
    assert batches._Item(clip).language == "es"
