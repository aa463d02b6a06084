"""Any SpeechBrain source loads by configuration: really built, saved, loaded and run, with small random weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from assistant.errors import HearingError
from assistant.hearing import recognizer
from assistant.hearing.decoding import Vocabulary
from assistant.hearing.listener import read_utterances
from assistant.hearing.phrase_scorer import attached
from assistant.hearing.phrases import Phrases
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Transcript, Utterance
from tests.tiny_models import build

AUDIO = Path(__file__).parent / "audio"
WHISPER = ROOT / "var" / "models" / "whisper-base"


@pytest.fixture(scope="session", params=["encoder-asr", "encoder-decoder-asr", "whisper-asr"])
def source(request, tmp_path_factory) -> tuple[str, Path]:
    return request.param, build(request.param, tmp_path_factory.mktemp(request.param), WHISPER)


@pytest.fixture(scope="session")
async def spoken() -> Utterance:
    (utterance,) = await read_utterances(AUDIO / "affiche-les-allergies.siwis.flac")
    return utterance


async def test_a_source_of_each_kind_is_loaded_and_hears(source, spoken):
    kind, folder = source
    ours = recognizer(kind, str(folder), 2, 1)
    await ours.start()
    if kind == "whisper-asr":
        model = ours._model
        raw = model.hear([spoken.pcm], [model.phrases([("allergies", 1.0)])], 2)[0]
    else:
        raw = ours._hear(spoken.pcm, Phrases())
        assert raw.text == raw.text.lower()
    assert raw.text
    assert raw.log_probability < 0, "its confidence is its own, not a default"
    heard = await ours.transcribe(spoken, Situation())
    assert isinstance(heard, Transcript)
    assert 0 <= heard.confidence <= 1
    silence = Utterance("0", spoken.origin, spoken.started, bytes(32000))
    assert (await ours.transcribe(silence, Situation())).text == ""
    await ours.stop()
    with pytest.raises(HearingError, match="not started"):
        await ours.transcribe(spoken, Situation())


async def test_phrases_reach_the_search_of_every_kind(source, spoken):
    kind, folder = source
    ours = recognizer(kind, str(folder), 2, 4)
    await ours.start()
    wanted, much = "mie", 60.0  # letters that these random weights can write
    if kind == "whisper-asr":
        model = ours._model
        free, helped = (model.hear([spoken.pcm], [model.phrases(p)], 4)[0].text for p in ((), [(wanted, much)]))
    else:
        free, helped = (ours._hear(spoken.pcm, ours._pieces.phrases(p)).text for p in ((), [(wanted, much)]))
    assert wanted not in free
    assert wanted in helped
    await ours.stop()


async def test_a_search_that_follows_one_text_is_left_alone():
    assert attached(object(), Vocabulary(torch.arange(2), torch.tensor([True, True]), 1)) is None


async def test_a_source_that_is_not_there(tmp_path):
    for name in (str(tmp_path), str(tmp_path / "none"), "var/models/none"):
        with pytest.raises(HearingError) as fault:
            await recognizer("encoder-asr", name, 2, 1).start()
        assert fault.value.code == "model-missing"


async def test_a_source_that_is_damaged(tmp_path):
    folder = build("encoder-asr", tmp_path / "damaged", WHISPER)
    (folder / "asr.ckpt").write_bytes(b"no weights")
    with pytest.raises(HearingError) as fault:
        await recognizer("encoder-asr", str(folder), 2, 1).start()
    assert fault.value.code == "model-unreadable"
