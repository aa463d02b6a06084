"""Two opinions of what is dictated: the adapted weights, and the same with a part of what they learnt taken back.

Adapted weights are too sure of what voices unlike those they learnt from seem to say; half way to the published ones
they know such voices better and commands less well. A token is as probable as both find it together. The other
opinion has no weights of its own, only what is taken back (19 MB). Measured in speech/README.md.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from assistant.hearing.whisper_engine import Cache, Engine, Layer, Linear, Listening

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
    """The engine with `share` of what its adapters brought it; its own weights are read by both."""
    back = share - 1
    other = copy.copy(engine)
    other.convolutions = [
        (weight + back * learnt["weight"], bias + back * learnt["bias"])
        for (weight, bias), learnt in zip(engine.convolutions, _convolutions(adapters, engine.dtype), strict=True)
    ]
    change = _Change(adapters, back, engine.dtype)
    other.encoder = [change.layer(f"encoder.layers.{i}", layer) for i, layer in enumerate(engine.encoder)]
    other.decoder = [
        (change.layer(f"decoder.layers.{i}", layer), change.listening(f"decoder.layers.{i}", ear))
        for i, (layer, ear) in enumerate(engine.decoder)
    ]
    return other


def _convolutions(adapters: Adapters, dtype: torch.dtype) -> list[dict[str, Tensor]]:
    """What both convolutions learnt."""
    parts = ("weight", "bias")
    return [{part: adapters[f"encoder.conv{n}.{part}.difference"].to(dtype) for part in parts} for n in (1, 2)]


@dataclass(frozen=True, slots=True)
class _Change:
    """Adds `share` of the adapters to the products of a layer."""

    adapters: Adapters
    share: float
    dtype: torch.dtype

    def layer(self, name: str, layer: Layer) -> Layer:
        own = f"{name}.self_attn"
        return replace(
            layer,
            qkv=self._product(layer.qkv, f"{own}.q_proj", f"{own}.k_proj", f"{own}.v_proj"),
            out=self._product(layer.out, f"{own}.out_proj"),
            wide=self._product(layer.wide, f"{name}.fc1"),
            narrow=self._product(layer.narrow, f"{name}.fc2"),
        )

    def listening(self, name: str, ear: Listening) -> Listening:
        sound = f"{name}.encoder_attn"
        return replace(
            ear,
            q=self._product(ear.q, f"{sound}.q_proj"),
            kv=self._product(ear.kv, f"{sound}.k_proj", f"{sound}.v_proj"),
            out=self._product(ear.out, f"{sound}.out_proj"),
        )

    def _product(self, product: Linear, *names: str) -> Linear:
        """x -> the product and `share` of the adapters of those layers, side by side as they are in it."""
        down = torch.cat([self.adapters[f"{name}.down"] for name in names]).to(self.dtype)
        ups = [(self.share * self.adapters[f"{name}.up"]).to(self.dtype) for name in names]

        def changed(x: Tensor) -> Tensor:
            narrow = functional.linear(x, down).chunk(len(ups), -1)
            parts = [functional.linear(each, up) for each, up in zip(narrow, ups, strict=True)]
            return product(x) + torch.cat(parts, -1)

        return changed
