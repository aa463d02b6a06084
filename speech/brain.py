"""SpeechBrain's Brain on Whisper with low-rank adapters: the encoder sees the utterance, not 30 s."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import speechbrain
import torch
from safetensors.torch import load_file
from speechbrain.integrations.huggingface.whisper import Whisper
from speechbrain.nnet.adapters import AdaptedModel, LoRA
from torch import Tensor
from torch.nn import functional

from speech.batches import Batch
from speech.places import BASE

RANK = 64
UNFROZEN = ["encoder.conv1", "encoder.conv2"]
SMOOTHING = 0.05
WARM_UP = 30
"""Batches."""
MASKS = 0.5
"""Probability of each of the two masks of SpecAugment on a clip."""


def build() -> tuple[Whisper, AdaptedModel]:
    """The published weights and their adapters (nothing else learns)."""
    whisper = Whisper(source=str(BASE), save_path="", language="french")
    return whisper, adapted(whisper)


def adapted(whisper: Whisper) -> AdaptedModel:
    """Adapters on every linear layer of both sides; the two convolutions learn in full."""
    return AdaptedModel(
        whisper.model,
        LoRA,
        target_layers=["*_proj", "*.fc1", "*.fc2"],
        unfrozen_layers=UNFROZEN,
        adapter_kwargs={"rank": RANK, "alpha": RANK},
    )


def unpack(model: AdaptedModel, path: Path) -> None:
    """Put what is shipped into adapters that have learnt nothing yet: a further round of training goes on there."""
    shipped = load_file(path)
    with torch.no_grad():
        for name, module in model.adapted_model.named_modules():
            if hasattr(module, "adapter_up_proj"):
                module.adapter_up_proj.weight.copy_(shipped[f"{name}.up"] / module.scaling)
                module.adapter_down_proj.weight.copy_(shipped[f"{name}.down"])
        for name in UNFROZEN:
            for part in ("weight", "bias"):
                learnt = model.adapted_model.get_submodule(name).get_parameter(part)
                learnt += shipped[f"{name}.{part}.difference"]


class FrenchBrain(speechbrain.Brain):  # type: ignore[misc]
    """Learns to write what was said, from sounds of any length."""

    def __init__(
        self, whisper: Whisper, model: AdaptedModel, steps: int, rate: float, *, words_alone: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """`steps` batches from the first to the last learning rate (cosine); `rate` the highest.

        `words_alone`: the encoder stays as it is; new words for what it hears already, nothing of new voices.
        """
        learner = model.adapted_model.decoder if words_alone else model
        learning = [p for p in learner.parameters() if p.requires_grad]
        super().__init__(
            modules={"model": model},
            opt_class=lambda _: torch.optim.AdamW(learning, lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True),
            **kwargs,
        )
        self._whisper, self._steps, self._rate, self.done = whisper, steps, rate, 0
        self._words_alone = words_alone
        tokens = whisper.tokenizer
        self._start = list(tokens.prefix_tokens)
        self._french = self._start.index(tokens.convert_tokens_to_ids("<|fr|>"))
        self._end = tokens.eos_token_id
        self._begun = time.monotonic()
        self.average = 0.0

    def compute_forward(self, batch: Batch, stage: Any) -> tuple[Tensor, Tensor]:
        """Logits [tokens, vocabulary] and the tokens they should be."""
        batch = batch.to(self.device)
        mel = features(self._whisper, batch.sound)
        if stage == speechbrain.Stage.TRAIN:
            mel = masked(mel)
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self._words_alone):
            states = encode(self.modules.model, mel)
        written = [self._tokens(words) for words in batch.words]
        given, wanted = self._teacher(written, batch.languages)
        decoder = self.modules.model.decoder
        out = decoder(input_ids=given, encoder_hidden_states=states, use_cache=False).last_hidden_state
        kept = wanted != -100
        return out[kept] @ decoder.embed_tokens.weight.T, wanted[kept]

    def compute_objectives(self, predictions: tuple[Tensor, Tensor], batch: Batch, stage: Any) -> Tensor:  # noqa: ARG002
        """Cross entropy, smoothed in training."""
        logits, wanted = predictions
        smoothing = SMOOTHING if stage == speechbrain.Stage.TRAIN else 0.0
        return functional.cross_entropy(logits.float(), wanted, label_smoothing=smoothing)

    def on_fit_batch_start(self, batch: Batch, should_step: bool) -> None:  # noqa: ARG002
        """Cosine after a short warm-up."""
        place = min(1.0, self.done / self._steps)
        scale = min(1.0, (self.done + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * place)))
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate * scale

    def on_fit_batch_end(self, batch: Batch, outputs: Any, loss: Tensor, should_step: bool) -> None:  # noqa: ARG002
        """Progress."""
        self.done += 1
        self.average = 0.95 * self.average + 0.05 * float(loss.detach())
        if self.done % 20 == 0:
            level = self.average / (1 - 0.95**self.done)
            spent = time.monotonic() - self._begun
            print(f"batch {self.done} of {self._steps}, loss {level:.3f}, {spent:.0f} s", flush=True)

    def _tokens(self, words: str) -> list[int]:
        ids: list[int] = self._whisper.tokenizer.encode(" " + words, add_special_tokens=False) if words else []
        return ids

    def _teacher(self, written: list[list[int]], languages: list[str]) -> tuple[Tensor, Tensor]:
        """What the decoder is given and what it should answer, [clips, tokens]; -100 does not count."""
        longest = len(self._start) + max(len(tokens) for tokens in written)
        width = -(-longest // 8) * 8  # few shapes: see batches.GRID
        given = torch.full((len(written), width), self._end)
        wanted = torch.full((len(written), width), -100)
        first = len(self._start) - 1
        for row, tokens in enumerate(written):
            given[row, : first + 1 + len(tokens)] = torch.tensor(self._start + tokens)
            given[row, self._french] = self._whisper.tokenizer.convert_tokens_to_ids(f"<|{languages[row]}|>")
            wanted[row, first : first + len(tokens) + 1] = torch.tensor([*tokens, self._end])
        return given.to(self.device), wanted.to(self.device)


def features(whisper: Whisper, sound: Tensor) -> Tensor:
    """Log-mel [clips, 80, frames], each clip scaled on its own loudest frame."""
    return torch.cat([whisper.log_mel_spectrogram(one[None]) for one in sound])


def encode(model: Any, mel: Tensor) -> Tensor:
    """Whisper's encoder on as many frames as there are (transformers takes 3000 only): [clips, frames / 2, 512]."""
    encoder = model.encoder
    states = functional.gelu(encoder.conv1(mel))
    states = functional.gelu(encoder.conv2(states)).permute(0, 2, 1)
    states = states + encoder.embed_positions.weight[: states.shape[1]]
    for layer in encoder.layers:
        out = layer(states, None)
        states = out[0] if isinstance(out, tuple) else out
    return torch.as_tensor(encoder.layer_norm(states))


def masked(mel: Tensor) -> Tensor:
    """SpecAugment (Park 2019): a band of frequencies and a stretch of time are hidden."""
    mel = mel.clone()
    for one in mel:
        for axis, widest in ((0, 12), (1, 20)):
            if torch.rand(1) < MASKS:
                width = int(torch.randint(1, widest, (1,)))
                first = int(torch.randint(0, max(1, one.shape[axis] - width), (1,)))
                one.narrow(axis, first, min(width, one.shape[axis] - first)).fill_(float(one.mean()))
    return mel
