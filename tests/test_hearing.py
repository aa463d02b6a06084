"""The recogniser on real sound: the demonstration's sentences, and nothing out of noise."""

from __future__ import annotations

import asyncio
import csv
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import HearingError
from assistant.hearing import recognizer
from assistant.hearing.listener import NOBODY, read_utterances
from assistant.hearing.vad import SileroDetector
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Item, Patient, Utterance

AUDIO = Path(__file__).parent / "audio"
DEMO = ROOT / "demo" / "audio"
WEIGHTS = ROOT / "var" / "models" / "french"
PUBLISHED = ROOT / "var" / "models" / "whisper-base"
ANNE, MARIE = Patient("1", "Durand", "Anne"), Patient("2", "Durand", "Marie")
PAUL = Patient("3", "Carpentier", "Paul")
CLINIC_TIME = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CLINIC = Situation(worklist=(ANNE, MARIE, PAUL))
CHOOSING = Situation(worklist=CLINIC.worklist, listing=tuple(Item("patient", p.name, p) for p in (ANNE, MARIE)))
RECORD = Situation(patient=ANNE, worklist=CLINIC.worklist)


def sentences() -> list[tuple[str, str]]:
    with (DEMO / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        return [(row["file"], row["text"]) for row in csv.DictReader(file, delimiter="\t")]


def fold(text: str) -> list[str]:
    from assistant.hearing.doubt import _fold

    return _fold(text).split()


@pytest.fixture(scope="session")
async def ours():
    whisper = recognizer("whisper", str(WEIGHTS), 2, 4)  # as shipped (default.toml)
    await whisper.start()
    yield whisper
    await whisper.stop()


@pytest.fixture(scope="session")
def detector() -> SileroDetector:
    return SileroDetector()


@pytest.mark.parametrize(("name", "text"), sentences(), ids=[name for name, _ in sentences()])
async def test_the_sentences_of_the_demonstration_are_heard(ours, detector, name, text):
    from jiwer import wer

    # as the scenario says them: the worklist is asked for with no record open
    at_home = "dossier de" in text or "consultations" in text
    situation = CHOOSING if "deuxième" in text else CLINIC if at_home else RECORD
    heard = [await ours.transcribe(u, situation) for u in await read_utterances(DEMO / name, detector=detector)]
    said = " ".join(fold(" ".join(t.text for t in heard)))
    assert wer(" ".join(fold(text)), said) <= 0.2, said
    assert all(0 < t.confidence <= 1 for t in heard)
    assert [word.text for t in heard for word in t.words] == " ".join(t.text for t in heard).split()


async def test_nothing_is_heard_where_nobody_speaks(ours):
    for pcm in (b"", bytes(2), bytes(64000), b"\x10\x00\xf0\xff" * 16000):
        heard = await ours.transcribe(Utterance("0", NOBODY, CLINIC_TIME, pcm), CLINIC)
        assert (heard.text, heard.confidence) == ("", 0.0)


async def test_the_loop_is_never_held(ours, detector):
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    hearing = asyncio.create_task(ours.transcribe(utterance, RECORD))
    longest, last = 0.0, time.monotonic()
    while not hearing.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert (await hearing).text
    assert longest < 0.5


async def test_several_stations_are_heard_together_as_each_alone(ours, detector):
    names = ("affiche-les-allergies.flac", "ferme-le-dossier.flac", "la-deuxieme.flac")
    said = [(await read_utterances(DEMO / name, detector=detector))[0] for name in names]
    alone = [(await ours.transcribe(utterance, RECORD)).text for utterance in said]
    stations = [replace(u, origin=replace(u.origin, station=str(i))) for i, u in enumerate(said)]
    together = await asyncio.gather(*(ours.transcribe(utterance, RECORD) for utterance in stations))
    assert [t.text for t in together] == alone


async def test_the_words_so_far_are_heard_while_the_person_goes_on(ours, detector):
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    so_far = replace(utterance, pcm=utterance.pcm[: len(utterance.pcm) // 4 * 2])
    words = await ours.partial(so_far, RECORD)
    assert words.startswith("affiche")
    assert len(words.split()) < 4


async def test_a_sound_heard_in_its_silence_is_not_heard_again(ours, detector, monkeypatch):
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    alone = await ours.transcribe(utterance, RECORD)
    work: list[bool] = []
    hear = ours._hear
    monkeypatch.setattr(ours, "_hear", lambda jobs: work.extend(job.careful for job in jobs) or hear(jobs))
    assert await ours.partial(utterance, RECORD, quiet=True) == alone.text
    assert await ours.transcribe(utterance, RECORD) == alone
    assert work == [True], "the transcript was there"
    await ours.partial(utterance, RECORD, quiet=True)
    longer = replace(utterance, pcm=utterance.pcm + bytes(3200))
    assert (await ours.transcribe(longer, RECORD)).text == alone.text
    await ours.partial(utterance, RECORD, quiet=True)
    assert (await ours.transcribe(utterance, CLINIC)).text
    await ours.partial(utterance, RECORD, quiet=True)
    await ours.partial(longer, RECORD)
    await ours.transcribe(utterance, RECORD)
    assert work == [*[True] * 6, False, True], "another sound, another situation, or more words since: heard again"


async def test_a_sound_that_ends_while_it_is_heard_is_heard_once(ours, detector, monkeypatch):
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    work: list[bool] = []
    hear = ours._hear
    monkeypatch.setattr(ours, "_hear", lambda jobs: work.extend(job.careful for job in jobs) or hear(jobs))
    looking = asyncio.create_task(ours.partial(utterance, RECORD, quiet=True))
    await asyncio.sleep(0)
    whole = await ours.transcribe(utterance, RECORD)
    assert whole.text
    assert whole.text == await looking
    assert work == [True]


async def test_published_weights_are_heard_in_their_own_window(detector):
    published = recognizer("whisper", str(PUBLISHED), 2, 2)
    await published.start()
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    assert "allergies" in (await published.transcribe(utterance, RECORD)).text
    await published.stop()


async def test_beam_search_gives_alternatives(detector):
    beam = recognizer("whisper", str(WEIGHTS), 2, 3)
    await beam.start()
    (utterance,) = await read_utterances(DEMO / "affiche-les-allergies.flac", detector=detector)
    heard = await beam.transcribe(utterance, RECORD)
    await beam.stop()
    assert "allergies" in heard.text
    assert heard.text not in heard.alternatives


async def test_too_long_for_one_breath(ours):
    with pytest.raises(HearingError, match="audio-too-long"):
        await ours.transcribe(Utterance("0", NOBODY, CLINIC_TIME, bytes(31 * 32000)), CLINIC)


@pytest.mark.parametrize("make", ["none", "empty", "damaged"])
async def test_weights_that_cannot_be_read(tmp_path, make):
    folder = tmp_path / "weights"
    if make != "none":
        folder.mkdir()
    if make == "damaged":
        (folder / "config.json").write_text("{}")
        (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(HearingError) as fault:
        await recognizer("whisper", str(folder), 2, 1).start()
    assert fault.value.code == ("model-unreadable" if make == "damaged" else "model-missing")


def test_a_dictation_is_told_by_sentences_at_the_terminal(tmp_path, capsys):
    """Two sentences and a pause between them: one line each, as --json one object each and the whole at the end."""
    import json

    import numpy as np
    import soundfile

    from assistant.__main__ import main

    parts = [soundfile.read(DEMO / name, dtype="float32")[0] for name, _ in sentences()[:2]]
    soundfile.write(tmp_path / "letter.flac", np.concatenate([parts[0], np.zeros(40000), parts[1]]), 16000)
    assert main(["transcribe", "--dictation", "--json", str(tmp_path / "letter.flac")]) == 0
    *told, whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) == 2
    assert whole["text"] == " ".join(line["sentence"] for line in told)
    assert main(["transcribe", "--dictation", str(tmp_path / "letter.flac")]) == 0
    plain = capsys.readouterr().out
    assert plain.replace("_", "").splitlines() == [line["sentence"] for line in told]
