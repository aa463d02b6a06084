"""Adapters of a run -> the small difference that is shipped (provision.adapt_whisper puts it on the weights)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch import Tensor

from provision.adapt_whisper import ADAPTERS, CARD
from speech.brain import UNFROZEN, build
from speech.places import MODEL
from speech.train import newest

LIMIT = 30_000_000
"""Bytes: what the repository takes."""


def pack(run: Path, card: dict[str, Any], folder: Path = MODEL, share: float = 1.0) -> Path:
    """adapters.safetensors (fp16): for each linear layer its two factors, for each convolution its difference.

    `share` of the whole difference: a part of it leaves more of what the published weights know of real voices.
    """
    whisper, model = build()
    published = {name: value.clone() for name, value in whisper.model.state_dict().items()}
    del whisper
    newest(run, model)
    tensors: dict[str, Tensor] = {}
    for name, module in model.adapted_model.named_modules():
        if hasattr(module, "adapter_up_proj"):
            tensors[f"{name}.up"] = module.adapter_up_proj.weight * module.scaling * share
            tensors[f"{name}.down"] = module.adapter_down_proj.weight
    for name in UNFROZEN:
        for part in ("weight", "bias"):
            value = model.adapted_model.get_submodule(name).get_parameter(part)
            tensors[f"{name}.{part}.difference"] = (value - published[f"{name}.{part}"]) * share
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ADAPTERS
    save_file({name: value.detach().half().contiguous() for name, value in tensors.items()}, path)
    size = path.stat().st_size
    if size > LIMIT:
        raise ValueError(f"{size} bytes; at most {LIMIT}")
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
