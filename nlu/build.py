"""Everything Rasa is trained on, put together under var/nlu/build, and the hash that names the trained model."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.catalogue import Catalogue
from nlu import hesitation, lexicon, sentences, whom

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent / "var" / "nlu"
LOCK = HERE / "requirements.lock"
CONFIG = HERE / "config.yml"
CODE = tuple(HERE / "rasa_side" / name for name in ("second_opinion.py", "lean.py", "lean_training.py"))
FEATURES = ("section", "doc_type", "channel", "status", "analyte", "month", "number", "title", "service")
"""Lookups whose words Rasa is told of, as a feature of the word."""


@dataclass(frozen=True, slots=True)
class Build:
    """An assembled training: where it works, the model it makes, and its files (name -> text)."""

    folder: Path
    model: Path
    examples: int
    files: Mapping[str, str]


def assemble(
    words: Catalogue,
    folder: Path = MODELS,
    examples: Iterable[sentences.Example] | None = None,
    config: Path = CONFIG,
) -> Build:
    """Put everything together; writes nothing. Raises UnderstandingError(interpreter-untrained) on a bad data file.

    `examples` and `config` are given by measures alone: a part of the sentences, another pipeline.
    """
    chosen = list(hesitation.learnt(sentences.read() if examples is None else examples))
    files = {
        "domain.yml": _yaml(_domain(words)),
        "config.yml": config.read_text(encoding="utf-8"),
        "data/sentences.yml": _yaml({"version": "3.1", "nlu": [*_sentences(chosen), *_lookups()]}),
    }
    lock = LOCK.read_bytes() if LOCK.exists() else b""
    code = b"".join(path.read_bytes() for path in CODE)
    digest = hashlib.sha256(lock + code + json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
    return Build(folder / "build" / f"{digest}-{os.getpid()}", folder / f"{digest}.tar.gz", len(chosen), files)


def write(build: Build) -> None:
    """Put the training files in the build's folder, which no other process uses."""
    for name, text in build.files.items():
        path = build.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _domain(words: Catalogue) -> dict[str, Any]:
    learnt = [name for name in words.entities if name not in whom.READ]
    return {"version": "3.1", "intents": list(words.commands), "entities": learnt}


def _sentences(examples: Iterable[sentences.Example]) -> list[dict[str, str]]:
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(f"- {example.marked}\n")
    return [{"intent": intent, "examples": "".join(lines)} for intent, lines in sorted(by_intent.items())]


def _lookups() -> list[dict[str, str]]:
    return [
        {"lookup": name, "examples": "".join(f"- {w}\n" for w in lexicon.phrases(name))}
        for name in FEATURES
        if lexicon.phrases(name)
    ]


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=4096)
