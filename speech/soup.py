"""Two rounds of adapters -> their weighted mean, as few columns as each had: `python -m speech.soup OTHER --share S`.

A round that learns new voices hears others less well than the one before; their mean lies between (speech/choices.md).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from provision.adapt_whisper import ADAPTERS
from speech.places import MODEL

Adapters = dict[str, Tensor]


def soup(one: Adapters, other: Adapters, share: float) -> Adapters:
    """`share` of `other`, the rest of `one`: names and shapes as in provision.adapt_whisper."""
    mixed: Adapters = {}
    for name, value in one.items():
        layer, _, kind = name.rpartition(".")
        if kind == "up":
            down = f"{layer}.down"
            up = torch.cat(((1 - share) * value.float(), share * other[name].float()), 1)
            mixed[name], mixed[down] = _factors(up, torch.cat((one[down].float(), other[down].float())), value.shape[1])
        elif kind == "difference":
            mixed[name] = (1 - share) * value.float() + share * other[name].float()
    return mixed


def _factors(up: Tensor, down: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The best product of that rank for up [out, n] @ down [n, in]."""
    left, triangle = torch.linalg.qr(up)
    right, other = torch.linalg.qr(down.T)
    u, sizes, v = torch.linalg.svd(triangle @ other.T)
    roots = sizes[:rank].sqrt()
    return (left @ u[:, :rank]) * roots, (roots[:, None] * v[:rank]) @ right.T


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m speech.soup", description="What is shipped, mixed with others.")
    parser.add_argument("other", type=Path, help="adapters.safetensors of another round")
    parser.add_argument("--share", type=float, default=0.5, help="of the other")
    given = parser.parse_args()
    path = MODEL / ADAPTERS
    mixed = soup(load_file(path), load_file(given.other), given.share)
    save_file({name: value.half().contiguous() for name, value in mixed.items()}, path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
