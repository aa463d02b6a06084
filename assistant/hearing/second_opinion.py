"""Two opinions of what is dictated: the adapted weights, and the same with a part of what they learnt taken back.

Adapted weights are too sure of what voices unlike those they learnt from seem to say; half way to the published ones
they know such voices better and commands less well. A token is as probable as both find it together. The other
opinion's encoder has no weights of its own, only what is taken back; its decoder has them, in 8 bits. Measured in
speech/choices.md.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from assistant.hearing.products import Product, light, packs, quick, weights
from assistant.hearing.whisper_engine import Cache, Engine, Layer, Listening, Norm

OUTLIERS = "fc2"
"""A layer whose rows 8 bits do not hold: with it in 8 bits a token was 0.12 (logarithm) off, without it 0.03."""
Adapters = Mapping[str, Tensor]
"""As provision.adapt_whisper puts them on the published weights: «layer.up», «layer.down», «layer.part.difference»."""


@dataclass(frozen=True, slots=True)
class Both:
    """Two engines that write one text; a Writing."""

    one: Cache
    other: Cache
    weight: float
    """Of the other's opinion, between 0 and 1."""

    def listening(self, sounds: Sequence[int]) -> Both:
        """Nothing written yet: a row for each of `sounds`."""
        return Both(self.one.listening(sounds), self.other.listening(sounds), self.weight)

    def keep(self, rows: Tensor) -> None:
        """Rows go on from those rows."""
        self.one.keep(rows)
        self.other.keep(rows)

    def step(self, tokens: Tensor, *, every: bool = False) -> Tensor:
        """Logarithm of the mean of both probabilities."""
        one, other = self.one.step(tokens, every=every), self.other.step(tokens, every=every)
        return torch.logaddexp(one + math.log(1 - self.weight), other + math.log(self.weight))


def softened(engine: Engine, adapters: Adapters, share: float) -> Engine:
    """The engine with `share` of what its adapters brought it; weights of its encoder are read by both."""
    back = share - 1
    other = copy.copy(engine)
    other.convolutions = [
        (weight + back * learnt["weight"], bias + back * learnt["bias"])
        for (weight, bias), learnt in zip(engine.convolutions, _convolutions(adapters, engine.dtype), strict=True)
    ]
    hearing = _Change(adapters, back, engine.dtype)
    other.encoder = [hearing.layer(f"encoder.layers.{i}", layer) for i, layer in enumerate(engine.encoder)]
    writing = hearing
    if packs():
        writing = _Rewrite(adapters, back, torch.float32)
        other.written = quick(*weights(engine.written))
    other.writing = writing.dtype
    other.decoder = [
        (writing.layer(f"decoder.layers.{i}", layer), writing.listening(f"decoder.layers.{i}", ear, hearing))
        for i, (layer, ear) in enumerate(engine.decoder)
    ]
    other.decoder_norm = writing.norm(engine.decoder_norm)
    return other


def _convolutions(adapters: Adapters, dtype: torch.dtype) -> list[dict[str, Tensor]]:
    """What both convolutions learnt."""
    parts = ("weight", "bias")
    return [{part: adapters[f"encoder.conv{n}.{part}.difference"].to(dtype) for part in parts} for n in (1, 2)]


@dataclass(frozen=True, slots=True)
class _Change:
    """Adds `share` of the adapters to the products of a layer: they are read beside it."""

    adapters: Adapters
    share: float
    dtype: torch.dtype

    def layer(self, name: str, layer: Layer) -> Layer:
        own = f"{name}.self_attn"
        return replace(
            layer,
            norm=self.norm(layer.norm),
            qkv=self.product(layer.qkv, f"{own}.q_proj", f"{own}.k_proj", f"{own}.v_proj"),
            out=self.product(layer.out, f"{own}.out_proj"),
            wide_norm=self.norm(layer.wide_norm),
            wide=self.product(layer.wide, f"{name}.fc1"),
            narrow=self.product(layer.narrow, f"{name}.fc2"),
        )

    def listening(self, name: str, ear: Listening, hearing: _Change) -> Listening:
        """`hearing`: what changes products with the encoder's states."""
        sound = f"{name}.encoder_attn"
        return replace(
            ear,
            norm=self.norm(ear.norm),
            q=self.product(ear.q, f"{sound}.q_proj"),
            kv=hearing.product(ear.kv, f"{sound}.k_proj", f"{sound}.v_proj"),
            out=self.product(ear.out, f"{sound}.out_proj"),
        )

    def norm(self, norm: Norm) -> Norm:
        """In the type of the layer."""
        return Norm(norm.weight.to(self.dtype), norm.bias.to(self.dtype))

    def product(self, product: Product, *names: str) -> Product:
        """The product and the adapters of those layers, side by side as they are in it."""
        down = torch.cat([self.adapters[f"{name}.down"] for name in names]).to(self.dtype)
        ups = [(self.share * self.adapters[f"{name}.up"]).to(self.dtype) for name in names]
        return _Beside(product, down, ups)


class _Rewrite(_Change):
    """The same in weights of its own, in 8 bits: a decoder would wait longer for adapters than for those."""

    __slots__ = ()

    def product(self, product: Product, *names: str) -> Product:
        """The product of the weights with their adapters."""
        pairs = [(self.adapters[f"{name}.up"].float(), self.adapters[f"{name}.down"].float()) for name in names]
        change = torch.cat([self.share * up @ down for up, down in pairs])
        weight, bias = weights(product)
        if names[0].endswith(OUTLIERS):
            return light((weight.float() + change).to(weight.dtype), bias, keep=False)
        return quick(weight.float() + change, bias)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A product and adapters: less memory than its weights once more."""

    product: Product
    down: Tensor
    ups: Sequence[Tensor]

    def __call__(self, x: Tensor) -> Tensor:
        narrow = functional.linear(x, self.down).chunk(len(self.ups), -1)
        parts = [functional.linear(each, up) for each, up in zip(narrow, self.ups, strict=True)]
        return self.product(x) + torch.cat(parts, -1)
