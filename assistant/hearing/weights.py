"""Where Whisper weights come from: a folder or a hub id, their card, the counts beside them -> a model that hears."""

from __future__ import annotations

import ctypes
import gc
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from speechbrain.integrations.huggingface.whisper import Whisper
from transformers.utils.logging import disable_progress_bar

from assistant.errors import HearingError
from assistant.hearing import wording
from assistant.hearing.second_opinion import Adapters
from assistant.hearing.whisper_model import WhisperModel

CARD = "dpi-vocal.json"
"""Beside adapted weights: {"context": "utterance", …}; without it they are taken as published (30 s)."""
ADAPTERS = "adapters.safetensors"
"""Beside them, where the card asks for a second opinion: what they learnt ({"opinion": [share of it, weight]})."""


def load(source: str, threads: int, *, worded: bool = True) -> WhisperModel:
    """A folder, or a hub id; `worded`: with the counts beside the weights.

    Raises HearingError(model-missing | model-unreadable).
    """
    _check(source)
    disable_progress_bar()
    try:
        known = card(source)
        opinion = _opinion(source, known) if "opinion" in known else None
        counts = wording.load(Path(source)) if worded else None
        whisper = Whisper(source=source, save_path="", language="french")
        model = WhisperModel(whisper, known, threads, counts)
        if opinion:
            model.doubled(*opinion)
        _give_back()
        return model
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as fault:
        raise HearingError("model-unreadable", f"{source}: {fault}") from fault


def _give_back() -> None:
    """Memory of the interface's own copy of the weights: glibc would keep 150 MB of it."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def card(source: str) -> dict[str, Any]:
    """What is known of adapted weights; empty for any other."""
    path = Path(source) / CARD
    if not path.is_file():
        return {}
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise HearingError("model-unreadable", f"{path}: {fault}") from fault
    return known


def _opinion(source: str, known: dict[str, Any]) -> tuple[Adapters, float, float]:
    """Adapters, their share in a second opinion, its weight. Raises ValueError, OSError, SafetensorError."""
    asked = known["opinion"]
    numbers = isinstance(asked, list) and len(asked) == 2 and all(isinstance(each, int | float) for each in asked)
    if not numbers or not 0 <= asked[0] <= 1 or not 0 < asked[1] < 1:
        raise ValueError(f"{CARD}: «opinion» is [share, weight], both from 0 to 1, not {asked!r}")
    return load_file(Path(source) / ADAPTERS), float(asked[0]), float(asked[1])


def _check(source: str) -> None:
    """A folder must be there; anything else is a hub id, fetched where the site allows it."""
    folder = Path(source)
    if folder.is_dir():
        weights = [*folder.glob("*.safetensors"), *folder.glob("*.bin")]
        if all(path.name == ADAPTERS for path in weights):
            raise HearingError("model-missing", f"{source}: no weights in this folder")
        return
    if folder.is_absolute() or source.count("/") != 1 or source.startswith("var/"):
        raise HearingError("model-missing", f"{source}: no such folder")
