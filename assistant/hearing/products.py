"""Products with the weights of a layer: as they are, or in 8 bits where the time goes into reading them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

FEW = 8
"""Rows up to which a product waits for its weights, not for arithmetic: 8-bit copies of them are read instead."""
LEAST = 1e-12
"""Of the greatest weight of an output: one that is all zeros stays so."""


class Product(Protocol):
    """x [..., inputs] -> x W + b [..., outputs]."""

    def __call__(self, x: Tensor) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """Weights as they are."""

    weight: Tensor
    bias: Tensor | None

    def __call__(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class Light:
    """Weights in 8 bits (a scale for each output), and as bfloat16 for many rows where those are kept."""

    packed: Tensor
    scale: Tensor
    bias: Tensor | None
    weight: Tensor | None

    def __call__(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, x.shape[-1]).to(self.scale.dtype)
        if self.weight is not None and len(rows) > FEW:
            out = functional.linear(rows, self.weight, self.bias)
        else:
            # the product of torch's own weight-only quantization; it has no public name
            out = torch._weight_int8pack_mm(rows, self.packed, self.scale)  # noqa: SLF001
            out = out if self.bias is None else out + self.bias
        return out.view(*x.shape[:-1], -1).to(x.dtype)


@dataclass(frozen=True, slots=True)
class Quick:
    """Weights in 8 bits, a scale for each output; what they are given too, a scale for all of it. 32 bits come out.

    Half the time of Light for eight rows, and less exact: for an opinion that is not the only one, and not where rows
    have outliers. The scale is that of all rows: who is heard together with another changes what is rounded.
    """

    packed: Any
    """As PyTorch packs weights and bias for this processor."""

    def __call__(self, x: Tensor) -> Tensor:
        product: Tensor = torch.ops.quantized.linear_dynamic(x, self.packed, _reduced())
        return product


def light(weight: Tensor, bias: Tensor | None, *, keep: bool = True) -> Light | Whole:
    """For few rows, where weights are bfloat16; else as they are. `keep`: those for many rows, too."""
    if weight.dtype != torch.bfloat16:
        return Whole(weight, bias)
    scale = weight.float().abs().amax(1).clamp(min=LEAST) / 127
    packed = (weight.float() / scale[:, None]).round().to(torch.int8)
    return Light(packed, scale.to(weight.dtype), bias, weight if keep else None)


def packs() -> bool:
    """Has this PyTorch the product of Quick? Others than Intel's and AMD's processors were not tried."""
    return torch.backends.quantized.engine in {"x86", "fbgemm", "onednn"} and platform.machine() in {"x86_64", "AMD64"}


def quick(weight: Tensor, bias: Tensor | None) -> Quick:
    """For 32-bit rows, where packs()."""
    weight, bias = weight.float(), None if bias is None else bias.float()
    scales = weight.abs().amax(1).clamp(min=LEAST).double() / 127
    rounded = torch.quantize_per_channel(weight, scales, torch.zeros(len(weight), dtype=torch.int64), 0, torch.qint8)
    return Quick(torch.ops.quantized.linear_prepack(rounded, bias))


def weights(product: Product) -> tuple[Tensor, Tensor | None]:
    """Weights and bias of a product. Raises TypeError where they are packed away."""
    if isinstance(product, Whole | Light) and product.weight is not None:
        return product.weight, product.bias
    raise TypeError(f"{type(product).__name__} keeps no weights")


@cache
def _reduced() -> bool:
    """Without VNNI sums of 8-bit products overflow 16 bits: one bit less is used then."""
    known = getattr(torch.cpu, "_is_vnni_supported", None)
    return not (known is not None and known())
