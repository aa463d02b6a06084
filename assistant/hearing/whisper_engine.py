"""Whisper without its 30 s window: an encoder that sees the sound there is, a decoder that walks many rows at once.

The weights come from SpeechBrain's interface; this only runs them faster: fused projections, bfloat16 where the
processor has it, a cache, and logits for the words that may be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from assistant.hearing.products import Product, Whole, light

Pair = tuple[Tensor, Tensor]


def best_dtype() -> torch.dtype:
    """bfloat16 where the processor multiplies it (avx512_bf16, amx), else float32."""
    capability = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return torch.bfloat16 if capability is not None and capability() else torch.float32


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, (x.shape[-1],), self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention to its own past, then two projections."""

    heads: int
    norm: Norm
    qkv: Product
    out: Product
    wide_norm: Norm
    wide: Product
    narrow: Product

    def projected(self, x: Tensor) -> Tensor:
        return x + self.narrow(functional.gelu(self.wide(self.wide_norm(x))))


@dataclass(frozen=True, slots=True)
class Listening:
    """A decoder layer's attention to the sound."""

    norm: Norm
    q: Product
    kv: Product
    out: Product


class Writing(Protocol):
    """Texts being written about one or several sounds, a row each."""

    def listening(self, sounds: Sequence[int]) -> Writing:
        """Nothing written yet: a row for each of `sounds`."""

    def keep(self, rows: Tensor) -> None:
        """Rows go on from those rows: [rows]."""

    def step(self, tokens: Tensor, *, every: bool = False) -> Tensor:
        """Tokens [rows, n] written now -> log-probabilities of what follows the last one, [rows, words].

        `every`: of what follows each, [rows, n, words].
        """


@dataclass(slots=True)
class Cache:
    """What the decoder of an engine remembers of `rows` texts being written; a Writing."""

    engine: Engine
    sounds: list[list[Pair]]
    """Keys and values of each sound, a pair a layer: [1, heads, frames, width]."""
    owner: Tensor
    """Which sound each row listens to, rows of one sound side by side: [rows]."""
    past: list[Pair] = field(default_factory=list)
    length: int = 0

    def listening(self, sounds: Sequence[int]) -> Cache:
        """Nothing written yet: a row for each of `sounds`."""
        return Cache(self.engine, [self.sounds[sound] for sound in sounds], torch.arange(len(sounds)))

    def keep(self, rows: Tensor) -> None:
        """Rows go on from those rows: [rows]."""
        self.past = [(k[rows], v[rows]) for k, v in self.past]
        self.owner = self.owner[rows]

    def step(self, tokens: Tensor, *, every: bool = False) -> Tensor:
        """Log-probabilities of what follows tokens [rows, n], or each of them."""
        return self.engine.step(tokens, self, every=every)

    def spans(self) -> list[tuple[int, slice]]:
        """Each sound that is still listened to, and its rows."""
        found, at = [], 0
        for sound, rows in groupby(self.owner.tolist()):
            count = len(list(rows))
            found.append((sound, slice(at, at + count)))
            at += count
        return found


class Engine:
    """`model` is transformers' WhisperModel; `writable` the token ids that may be written, `languages` those that name
    a language."""

    def __init__(self, model: Any, dtype: torch.dtype, writable: Tensor, languages: Tensor) -> None:
        self.dtype = self.writing = dtype
        """Of the encoder, and of the decoder."""
        encoder, decoder = model.encoder, model.decoder
        self.convolutions = [(self._of(each.weight), self._of(each.bias)) for each in (encoder.conv1, encoder.conv2)]
        self._places = self._of(encoder.embed_positions.weight)
        self.encoder = [self._layer(layer) for layer in encoder.layers]
        self._encoder_norm = self._norm(encoder.layer_norm)
        every = decoder.embed_tokens.weight
        # the tokens that control come after those that are written: no other one is ever read
        read = torch.cat((writable, torch.arange(int(writable.max()) + 1, len(every))))
        self._row = torch.full((len(every),), len(read))
        """Of each token in the words: [tokens of the model]; behind the last one where it is not read."""
        self._row[read] = torch.arange(len(read))
        self._words = self._of(every[read])
        self._order = self._of(decoder.embed_positions.weight)
        self.decoder = [(self._layer(layer, few=True), self._listening(layer)) for layer in decoder.layers]
        self.decoder_norm = self._norm(decoder.layer_norm)
        self.written: Product = light(self._words[: len(writable)], None)
        self._languages = self._words[self._row[languages]]
        self.positions = int(self._order.shape[0])

    @torch.inference_mode()
    def encode(self, mels: Sequence[Tensor]) -> Cache:
        """Log-mel [80, frames] of each sound -> a cache of one row a sound.

        One after the other: arithmetic is the limit, and nobody's text depends on who else speaks.
        """
        return Cache(self, [self._heard(mel) for mel in mels], torch.arange(len(mels)))

    def _heard(self, mel: Tensor) -> list[Pair]:
        states = functional.gelu(functional.conv1d(mel[None].to(self.dtype), *self.convolutions[0], padding=1))
        states = functional.gelu(functional.conv1d(states, *self.convolutions[1], stride=2, padding=1)).permute(0, 2, 1)
        states = states + self._places[: states.shape[1]]
        for layer in self.encoder:
            q, k, v = (_heads(x, layer.heads) for x in layer.qkv(layer.norm(states)).chunk(3, -1))
            states = states + layer.out(_joined(functional.scaled_dot_product_attention(q, k, v)))
            states = layer.projected(states)
        states = self._encoder_norm(states)
        sound = []
        for layer, ear in self.decoder:
            k, v = (_heads(x.to(self.writing), layer.heads) for x in ear.kv(states).chunk(2, -1))
            sound.append((k, v))
        return sound

    @torch.inference_mode()
    def step(self, tokens: Tensor, cache: Cache, *, every: bool = False) -> Tensor:
        """Tokens [rows, n] written now -> log-probabilities of what follows the last one, [rows, words].

        `every`: of what follows each, [rows, n, words].
        """
        states = self._states(tokens, cache)
        return self._following(states if every else states[:, -1])

    @torch.inference_mode()
    def begin(self, start: Tensor, cache: Cache) -> tuple[Tensor, Tensor]:
        """Tokens [rows, n] that begin every text -> probabilities of the languages [rows, languages], and as `step`."""
        states = self._states(start, cache)
        spoken = functional.linear(states[:, 0].to(self.dtype), self._languages)
        return functional.softmax(spoken.float(), -1), self._following(states[:, -1])

    def _following(self, states: Tensor) -> Tensor:
        """Log-probabilities of what follows, [..., words]."""
        return functional.log_softmax(self.written(states).float(), -1)

    def _states(self, tokens: Tensor, cache: Cache) -> Tensor:
        """What the decoder thinks after each token: [rows, n, width]."""
        count = tokens.shape[1]
        x = (self._words[self._row[tokens]] + self._order[cache.length : cache.length + count]).to(self.writing)
        spans = cache.spans()
        # each token sees those before it and itself
        seen = torch.ones(count, cache.length + count, dtype=torch.bool).tril(cache.length) if count > 1 else None
        past = []
        for place, (layer, ear) in enumerate(self.decoder):
            q, k, v = (_heads(y, layer.heads) for y in layer.qkv(layer.norm(x)).chunk(3, -1))
            if cache.past:
                k = torch.cat((cache.past[place][0], k), 2)
                v = torch.cat((cache.past[place][1], v), 2)
            past.append((k, v))
            x = x + layer.out(_joined(functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)))
            q = ear.q(ear.norm(x))
            heard = [_listened(q[rows], cache.sounds[sound][place], layer.heads) for sound, rows in spans]
            x = x + ear.out(torch.cat(heard))
            x = layer.projected(x)
        cache.past, cache.length = past, cache.length + count
        return self.decoder_norm(x)

    def _of(self, weight: Tensor) -> Tensor:
        return weight.detach().to(self.dtype).contiguous()

    def _norm(self, module: Any) -> Norm:
        return Norm(self._of(module.weight), self._of(module.bias))

    def _linear(self, *modules: Any, few: bool = False) -> Product:
        """Projections of the same input (`few` rows of it) as one product; a missing bias (Whisper's keys) is zero."""
        weight = self._of(torch.cat([m.weight for m in modules]))
        zero = [m.bias if m.bias is not None else torch.zeros(m.weight.shape[0]) for m in modules]
        return (light if few else Whole)(weight, self._of(torch.cat(zero)))

    def _layer(self, layer: Any, *, few: bool = False) -> Layer:
        own = layer.self_attn
        return Layer(
            own.num_heads,
            self._norm(layer.self_attn_layer_norm),
            self._linear(own.q_proj, own.k_proj, own.v_proj, few=few),
            self._linear(own.out_proj, few=few),
            self._norm(layer.final_layer_norm),
            self._linear(layer.fc1, few=few),
            self._linear(layer.fc2, few=few),
        )

    def _listening(self, layer: Any) -> Listening:
        sound = layer.encoder_attn
        return Listening(
            self._norm(layer.encoder_attn_layer_norm),
            self._linear(sound.q_proj, few=True),
            self._linear(sound.k_proj, sound.v_proj),
            self._linear(sound.out_proj, few=True),
        )


def _listened(q: Tensor, sound: Pair, heads: int) -> Tensor:
    """Attention of queries [rows, n, width] to the keys and values of one sound: [rows, n, width].

    All rows are queries of one attention: keys are not copied for each.
    """
    rows, count, width = q.shape
    together = _heads(q.reshape(1, rows * count, width), heads)
    return _joined(functional.scaled_dot_product_attention(together, *sound)).reshape(rows, count, width)


def _heads(x: Tensor, heads: int) -> Tensor:
    """[rows, n, width] -> [rows, heads, n, width / heads]."""
    rows, count, width = x.shape
    return x.view(rows, count, heads, width // heads).transpose(1, 2)


def _joined(x: Tensor) -> Tensor:
    """[rows, heads, n, width / heads] -> [rows, n, width]."""
    return x.transpose(1, 2).flatten(2)
