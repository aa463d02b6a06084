"""How much the sentences teach: the same pipeline trained on a part of them, the same part each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.catalogue import Catalogue
from nlu import build, sentences
from nlu.sentences import Example

SHARES = (0.25, 0.5, 1.0)
"""Parts of the training sentences of the learning curve; the last one is the model in use."""


def part(examples: Iterable[Example], share: float) -> list[Example]:
    """That share of each command's sentences, spread evenly over its file, in their order; all of them for 1.0."""
    by_intent: dict[str, list[Example]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(example)
    return [
        lines[place] for lines in by_intent.values() for place in range(len(lines))
        if int((place + 1) * share) > int(place * share)
    ]  # fmt: skip


def assembled(share: float, config: Path = build.CONFIG) -> Callable[[Catalogue, Path], build.Build]:
    """What RasaServer trains for a measure: a part of the sentences, another pipeline; cached by its hash like ours."""

    def assemble(words: Catalogue, folder: Path) -> build.Build:
        examples = None if share == 1.0 else part(sentences.read(), share)
        return build.assemble(words, folder, examples, config)

    return assemble
