"""Two opinions of what is dictated: the adapted weights, and the same nearer to the published ones."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime

import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant import catalogue
from assistant.errors import HearingError
from assistant.hearing.doubt import confidence
from assistant.hearing.second_opinion import Both, softened
from assistant.hearing.speechbrain_whisper import WhisperRecognizer
from assistant.hearing.weights import ADAPTERS, load
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Mode, Origin, Utterance
from provision.adapt_whisper import CARD, adapted
from tests.fixtures_hearing import FRENCH, LIST, OPEN, sound

PUBLISHED, SHIPPED = ROOT / "var" / "models" / "whisper-base", ROOT / "speech" / "model"


@pytest.fixture(scope="module")
def adapters() -> dict[str, torch.Tensor]:
    return load_file(SHIPPED / ADAPTERS)


def said_by(french, engine, name=OPEN, words="ouvre le dossier de madame durand"):
    """Log-probabilities of the tokens of a text, as that engine hears the sound."""
    cache = engine.encode([french._mel(sound(name))])
    return french._weighed([french.spelling.encoded(words)], cache.listening([0]))[0]


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_part_taken_back_is_as_weights_with_that_part(french, adapters, tmp_path, share):
    whole = tmp_path / "whole"
    shutil.copytree(FRENCH, whole, ignore=shutil.ignore_patterns(ADAPTERS, "model.safetensors"))
    published = load_file(PUBLISHED / "model.safetensors")
    save_file(adapted(published, adapters, share), whole / "model.safetensors", metadata={"format": "pt"})
    with_opinion(whole, None)
    part = load(str(whole), threads=2)
    ours, theirs = said_by(french, softened(french._engine, adapters, share)), said_by(part, part._engine)
    assert sum(ours) == pytest.approx(sum(theirs), abs=0.25)
    assert sum(ours) != pytest.approx(sum(said_by(french, french._engine)), abs=0.2), (
        "what was learnt made no difference"
    )


def test_a_token_is_as_probable_as_both_find_it_together(french, adapters):
    other, weight = softened(french._engine, adapters, 0.5), 0.4
    mels = [french._mel(sound(OPEN))]
    both = Both(french._engine.encode(mels), other.encode(mels), weight).listening([0])
    alone = [engine.encode(mels).listening([0]) for engine in (french._engine, other)]
    one, two = (cache.step(french._first).exp() for cache in alone)
    assert torch.allclose(both.step(french._first).exp(), (1 - weight) * one + weight * two, atol=1e-4)


def test_what_is_dictated_is_heard_by_both(french):
    commanded, dictated = (french.hear([sound(OPEN)], [french.phrases(())], 4, freely=f)[0] for f in (False, True))
    assert commanded.text == dictated.text == "ouvre le dossier de madame durand"
    assert commanded.log_probability != dictated.log_probability


def test_the_recogniser_asks_for_the_second_opinion_in_a_dictation_alone(french):
    recognizer = WhisperRecognizer("french", lambda: french, 4, catalogue.load, biased=False)

    def spoken(name, station, mode):
        utterance = Utterance(station, Origin("", "", station), datetime.now(UTC), sound(name))
        return recognizer.transcribe(utterance, Situation(mode=mode))

    async def heard():
        await recognizer.start()
        alone = [await spoken(OPEN, "a", Mode.COMMANDS), await spoken(LIST, "b", Mode.DICTATION)]
        together = await asyncio.gather(spoken(OPEN, "a", Mode.COMMANDS), spoken(LIST, "b", Mode.DICTATION))
        await recognizer.stop()
        return alone, together

    alone, together = asyncio.run(heard())
    assert [t.text for t in together] == [t.text for t in alone]
    for found in (alone, together):
        for transcript, name, freely in zip(found, (OPEN, LIST), (False, True), strict=True):
            sure = {f: confidence(french.hear([sound(name)], [french.phrases(())], 4, freely=f)[0], french.calibration)
                    for f in (False, True)}  # fmt: skip
            assert transcript.confidence == pytest.approx(sure[freely], abs=1e-4)
            assert transcript.confidence != pytest.approx(sure[not freely], abs=1e-3)


@pytest.fixture
def folder(tmp_path):
    """The French weights, to be spoilt."""
    for path in FRENCH.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def with_opinion(folder, opinion):
    """The card of a folder with another opinion, or with none."""
    card = json.loads((folder / CARD).read_text())
    card.pop("opinion")
    (folder / CARD).unlink()
    (folder / CARD).write_text(json.dumps(card | ({"opinion": opinion} if opinion is not None else {})))


def test_weights_without_an_opinion_hear_a_dictation_alone(folder):
    with_opinion(folder, None)
    plain = load(str(folder), threads=2)
    commanded, dictated = (plain.hear([sound(OPEN)], [plain.phrases(())], 4, freely=f)[0] for f in (False, True))
    assert commanded.text
    assert (dictated.text, dictated.log_probability) == (commanded.text, commanded.log_probability)


@pytest.mark.parametrize("opinion", [[0.5], [0.5, 0.4, 0.1], 0.5, [0.5, 1], [0.5, 0], ["a", 0.4], [-1, 0.4]])
def test_an_opinion_that_is_none_is_told(folder, opinion):
    with_opinion(folder, opinion)
    with pytest.raises(HearingError, match="model-unreadable") as caught:
        load(str(folder), threads=2)
    assert "opinion" in caught.value.detail


def test_adapters_that_are_missing_or_cut_short_are_told(folder):
    (folder / ADAPTERS).unlink()
    with pytest.raises(HearingError, match="model-unreadable") as caught:
        load(str(folder), threads=2)
    assert ADAPTERS in caught.value.detail
    (folder / ADAPTERS).write_bytes((SHIPPED / ADAPTERS).read_bytes()[:100_000])
    with pytest.raises(HearingError, match="model-unreadable"):
        load(str(folder), threads=2)


def test_adapters_alone_are_no_weights(tmp_path):
    (tmp_path / ADAPTERS).symlink_to(SHIPPED / ADAPTERS)
    with pytest.raises(HearingError, match="model-missing"):
        load(str(tmp_path), threads=2)
