"""What the workshop's Brain learns from a batch: words, in their language, with the encoder or without."""

from __future__ import annotations

import pytest
import torch
from speechbrain import Stage

from assistant.types import SAMPLE_RATE
from speech import batches, brain

SOUNDS = batches.Batch(torch.randn(2, SAMPLE_RATE) / 20, ["oui", "buenos días"], ["fr", "es"])


def test_each_clip_is_written_in_its_own_language():
    whisper, model = brain.build()
    learner = brain.FrenchBrain(whisper, model, 1, 1e-4)
    given, wanted = learner._teacher([[11, 12], [13]], ["fr", "es"])
    name = whisper.tokenizer.convert_tokens_to_ids
    french, spanish = given.tolist()
    assert french[1] == name("<|fr|>")
    assert spanish[1] == name("<|es|>")
    assert french[2:4] == spanish[2:4]
    assert [token for token in wanted[1].tolist() if token >= 0] == [13, whisper.tokenizer.eos_token_id]
    for stage in (Stage.TRAIN, Stage.VALID):
        told = learner.compute_forward(SOUNDS, stage)[1].tolist()
        assert not {name("<|fr|>"), name("<|es|>")} & set(told), "words alone are learnt, and compared"


@pytest.mark.parametrize("words_alone", [False, True])
def test_words_are_learnt_with_the_encoder_or_without_and_all_of_it_is_kept(words_alone, tmp_path):
    torch.manual_seed(3)
    whisper, model = brain.build()
    learner = brain.FrenchBrain(whisper, model, 1, 1e-2, words_alone=words_alone)
    learner.on_fit_start()
    learner.done = brain.WARM_UP  # the first step of a round is a thirtieth of the rate
    learner._steps = 10 * brain.WARM_UP
    before = {name: value.clone() for name, value in model.state_dict().items()}
    learner.step += 1
    learner.fit_batch(SOUNDS)
    learnt = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert any(".decoder." in name for name in learnt)
    assert any(".encoder." in name for name in learnt) is not words_alone
    model.saver(tmp_path / "model.ckpt")
    saved = torch.load(tmp_path / "model.ckpt", weights_only=True)
    assert any(".encoder." in name for name in saved), "a round goes on from adapters that the encoder has already"


def test_a_batch_is_as_long_as_its_longest_sound_needs():
    sounds = [torch.ones(round(seconds * SAMPLE_RATE)) for seconds in (1.2, 2.3)]
    batch = batches.collated(sounds, ["a", "b"], ["fr", "fr"], 0.0)
    assert batch.sound.shape == (2, round(2.5 * SAMPLE_RATE))
    assert float(batch.sound[0].sum()) == len(sounds[0])
