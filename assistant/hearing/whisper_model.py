"""Whisper weights through SpeechBrain's interface: sound and a prompt -> a hypothesis (blocking)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from speechbrain.decoders.seq2seq import S2SWhisperBeamSearcher, S2SWhisperGreedySearcher
from speechbrain.integrations.huggingface.whisper import Whisper
from torch.nn import functional
from transformers.utils.logging import disable_progress_bar

from assistant.errors import HearingError
from assistant.hearing.doubt import Hypothesis, loops
from assistant.types import SAMPLE_RATE

TOKENS_A_SECOND = 8
"""Longest text kept: French speech gives 3 to 6 tokens a second, more is a loop."""
READ = 4
"""Positions whose logits a searcher reads: from «start of transcript» to the last one."""


class _Interface(Whisper):  # type: ignore[misc]
    """SpeechBrain's Whisper that computes no logits for the words of the prompt (51,865 numbers each)."""

    def forward_decoder(
        self, encoder_states: Any, decoder_input_ids: Any, use_cache: bool = True, past_key_values: Any = None
    ) -> tuple[Any, None, Any]:
        """Logits [batch, positions, vocabulary], zero for all but the last four positions."""
        if past_key_values is not None:
            decoder_input_ids = decoder_input_ids[:, -1:]
        states = self.model.decoder(
            encoder_hidden_states=encoder_states,
            input_ids=decoder_input_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
        )
        logits = (states.last_hidden_state[:, -READ:] @ self.model.decoder.embed_tokens.weight.T).float()
        unread = decoder_input_ids.shape[1] - logits.shape[1]
        return functional.pad(logits, (0, 0, unread, 0)), None, states.past_key_values


class _Greedy(S2SWhisperGreedySearcher):  # type: ignore[misc]
    """SpeechBrain's greedy searcher, whose limit counts the prompt twice: long prompts left room for few words."""

    def _check_end_condition(self, memory: Any) -> bool:
        return bool(memory.shape[1] >= self.max_attn_tokens)


class WhisperModel:
    """One set of weights, one searcher: one call at a time.

    Raises HearingError(model-missing | model-unreadable).
    """

    def __init__(self, source: str, threads: int, beam: int) -> None:
        torch.set_num_threads(max(threads, 1))
        _check(source)
        disable_progress_bar()
        try:
            self._whisper = _Interface(source=source, save_path="", language="french").eval()
        except (OSError, ValueError, KeyError, RuntimeError) as fault:
            raise HearingError("model-unreadable", f"{source}: {fault}") from fault
        self._searcher: Any = self._search(beam)
        self._beam = beam

    def _search(self, beam: int) -> Any:
        if beam <= 1:
            return _Greedy(self._whisper, min_decode_ratio=0.0, max_decode_ratio=1.0)
        return S2SWhisperBeamSearcher(
            [self._whisper],
            beam_size=beam,
            min_decode_ratio=0.0,
            max_decode_ratio=1.0,
            using_eos_threshold=False,
            return_topk=True,
            topk=beam,
        )

    def count(self, text: str) -> int:
        """Length of a text in tokens."""
        return len(self._whisper.tokenizer.encode(" " + text.strip(), add_special_tokens=False))

    @torch.inference_mode()
    def hear(self, pcm: bytes, prompt: str = "") -> Hypothesis:
        """The words of at most 30 s of 16 kHz PCM; the prompt is what might have been said before."""
        samples = torch.from_numpy(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768)
        seconds = len(samples) / SAMPLE_RATE
        mel = self._whisper.log_mel_spectrogram(self._whisper.pad_or_trim(samples[None]))
        states = self._whisper.forward_encoder(mel)
        said = self._decode(states, seconds, prompt)
        if prompt and loops(said.text):
            # A prompt can start a loop; without it the same sound usually decodes well.
            said = self._decode(states, seconds, "")
        return said

    def _decode(self, states: Any, seconds: float, prompt: str) -> Hypothesis:
        self._searcher.set_prompt(prompt or None)
        self._searcher.max_decode_ratio = (8 + seconds * TOKENS_A_SECOND) / states.shape[1]
        hypotheses, lengths, scores, _ = self._searcher(states, torch.ones(1))
        no_speech = float(self._searcher.no_speech_probs[0])
        if self._beam <= 1:
            tokens = hypotheses[0]
            mean = float(scores[0, 0][: len(tokens)].mean()) if tokens else 0.0
            return Hypothesis(self._text(tokens), mean, no_speech)
        width = hypotheses.shape[2]
        ends = [round(float(length) * width) for length in lengths[0]]
        texts = [self._text(hypotheses[0, i, :end].tolist()) for i, end in enumerate(ends)]
        others = tuple(t for t in dict.fromkeys(texts[1:]) if t and t != texts[0])
        return Hypothesis(texts[0], float(scores[0, 0]), no_speech, others)

    def _text(self, tokens: list[int]) -> str:
        return str(self._whisper.tokenizer.decode(tokens, skip_special_tokens=True)).strip()


def _check(source: str) -> None:
    """A folder must be there; anything else is a hub id, fetched where the site allows it."""
    folder = Path(source)
    if folder.is_dir():
        if not any(folder.glob("*.safetensors")) and not any(folder.glob("*.bin")):
            raise HearingError("model-missing", f"{source}: no weights in this folder")
        return
    if folder.is_absolute() or source.count("/") != 1 or source.startswith("var/"):
        raise HearingError("model-missing", f"{source}: no such folder")
