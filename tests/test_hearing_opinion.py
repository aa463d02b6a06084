"""Two opinions of what is dictated: the adapted weights, and the same nearer to the published ones."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file

from assistant import catalogue
from assistant.errors import HearingError
from assistant.hearing.second_opinion import Both, softened
from assistant.hearing.speechbrain_whisper import WhisperRecognizer
from assistant.hearing.weights import ADAPTERS, load
from assistant.hearing.whisper_model import WhisperModel
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Mode, Origin, Utterance
from provision.adapt_whisper import CARD, write

FRENCH, PUBLISHED, SHIPPED = ROOT / "var/models/french", ROOT / "var/models/whisper-base", ROOT / "speech/model"
DEMO = ROOT / "demo" / "audio"
OPEN, LIST = "ouvre-le-dossier-de-madame-durand", "affiche-mes-consultations-d-aujourd-hui"


@pytest.fixture(scope="module")
def model() -> WhisperModel:
    return load(str(FRENCH), threads=2)


@pytest.fixture(scope="module")
def adapters() -> dict[str, torch.Tensor]:
    return load_file(SHIPPED / ADAPTERS)


def sound(name: str) -> bytes:
    wave = soundfile.read(DEMO / f"{name}.flac", dtype="float32")[0]
    return (np.asarray(wave) * 32767).astype("<i2").tobytes()


def said_by(model, engine, name=OPEN, words="ouvre le dossier de madame durand"):
    """Log-probabilities of the tokens of a text, as that engine hears the sound."""
    cache = engine.encode([model._mel(sound(name))])
    return model._weighed([model.spelling.encoded(words)], cache.listening([0]))[0]


def test_nothing_taken_back_is_the_engine_itself(model, adapters):
    same = softened(model._engine, adapters, 1.0)
    assert said_by(model, same) == pytest.approx(said_by(model, model._engine), abs=0.02)


def test_a_part_taken_back_is_as_weights_with_that_part(model, adapters, tmp_path):
    half = tmp_path / "half"
    write(PUBLISHED, SHIPPED, half, share=0.5)
    whole = load(str(half), threads=2)
    ours, theirs = said_by(model, softened(model._engine, adapters, 0.5)), said_by(whole, whole._engine)
    assert ours == pytest.approx(theirs, abs=0.15)
    assert sum(ours) != pytest.approx(sum(said_by(model, model._engine)), abs=0.2), "what was learnt made no difference"


def test_a_token_is_as_probable_as_both_find_it_together(model, adapters):
    other, weight = softened(model._engine, adapters, 0.5), 0.4
    mels = [model._mel(sound(OPEN))]
    both = Both(model._engine.encode(mels), other.encode(mels), weight).listening([0])
    alone = [engine.encode(mels).listening([0]) for engine in (model._engine, other)]
    one, two = (cache.step(model._first).exp() for cache in alone)
    assert torch.allclose(both.step(model._first).exp(), (1 - weight) * one + weight * two, atol=1e-4)


def test_what_is_dictated_is_heard_by_both(model):
    commanded, dictated = (model.hear([sound(OPEN)], [model.phrases(())], 4, freely=f)[0] for f in (False, True))
    assert commanded.text == dictated.text == "ouvre le dossier de madame durand"
    assert commanded.log_probability != dictated.log_probability


def test_a_dictation_beside_a_command_changes_neither():
    recognizer = WhisperRecognizer("french", lambda: load(str(FRENCH), threads=2), 4, catalogue.load)

    def spoken(name, station, mode):
        origin = Origin("", "", station)
        return recognizer.transcribe(
            Utterance(station, origin, datetime.now(UTC), sound(name)), Situation(mode=mode)
        )  # fmt: skip

    async def heard():
        await recognizer.start()
        alone = [await spoken(OPEN, "a", Mode.COMMANDS), await spoken(LIST, "b", Mode.DICTATION)]
        together = await asyncio.gather(spoken(OPEN, "a", Mode.COMMANDS), spoken(LIST, "b", Mode.DICTATION))
        await recognizer.stop()
        return alone, together

    alone, together = asyncio.run(heard())
    assert [t.text for t in together] == [t.text for t in alone]
    assert [t.confidence for t in together] == pytest.approx([t.confidence for t in alone], abs=1e-3)


def test_weights_without_an_opinion_hear_a_dictation_alone(tmp_path):
    for path in FRENCH.iterdir():
        (tmp_path / path.name).symlink_to(path)
    card = json.loads((FRENCH / CARD).read_text())
    (tmp_path / CARD).unlink()
    (tmp_path / CARD).write_text(json.dumps({key: value for key, value in card.items() if key != "opinion"}))
    plain = load(str(tmp_path), threads=2)
    assert [plain.hear([sound(OPEN)], [plain.phrases(())], 4, freely=f)[0] for f in (False, True)] == [
        plain.hear([sound(OPEN)], [plain.phrases(())], 4)[0]
    ] * 2


def test_an_opinion_without_its_adapters_is_told(tmp_path):
    for path in FRENCH.iterdir():
        if path.name != ADAPTERS:
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(HearingError) as caught:
        load(str(tmp_path), threads=2)
    assert caught.value.code == "model-unreadable"
    assert ADAPTERS in caught.value.detail
