"""Published Whisper weights plus the shipped difference (speech/model) -> the French recogniser; runs in .venv.

usage: python -m provision.adapt_whisper PUBLISHED MODEL FOLDER
MODEL holds adapters.safetensors (fp16: «layer.up», «layer.down», whose product is added to a linear layer's weight;
«layer.part.difference», added as it is), dpi-vocal.json, what the recogniser must know of it, and wording.npz, the
tokens it needs and what it expects to hear.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

Weights = dict[str, torch.Tensor]

ADAPTERS, CARD, WORDING = "adapters.safetensors", "dpi-vocal.json", "wording.npz"


def adapted(published: Weights, adapters: Weights, share: float = 1.0) -> Weights:
    """`share` of the difference put on the weights (names of transformers' WhisperForConditionalGeneration)."""
    fresh = dict(published)
    for name, value in adapters.items():
        layer, _, kind = name.rpartition(".")
        if kind == "up":
            target, difference = f"model.{layer}.weight", value.float() @ adapters[f"{layer}.down"].float()
        elif kind == "difference":
            target, difference = f"model.{layer}", value.float()
        else:
            continue
        fresh[target] = fresh[target] + share * difference
    return fresh


def write(published: Path, model: Path, folder: Path) -> None:
    """A folder that the recogniser loads."""
    shutil.copytree(published, folder, dirs_exist_ok=True)
    weights = adapted(load_file(published / "model.safetensors"), load_file(model / ADAPTERS))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    for name in (CARD, ADAPTERS):
        shutil.copy(model / name, folder / name)
    if (model / WORDING).is_file():
        shutil.copy(model / WORDING, folder / WORDING)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
