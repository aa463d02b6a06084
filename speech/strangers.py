"""Speaks kept sentences in two voices that nothing was learnt from: `nice python -m speech.strangers`.

Strangers who say our commands, names and dictations, to choose by: whoever will use this is one. The same two voices
are in the reported sets, in other sentences: figures without them stand beside (speech/README.md).
"""

from __future__ import annotations

import random
from functools import partial

from speech import initials
from speech.places import STRANGERS
from speech.sentences import Sentence, kept_aside, sentences
from speech.spoken import words
from speech.voices import record

VOICES = ("hm_psi", "if_sara")
"""Of voices.HELD_OUT: a man and a woman."""
SPEEDS = (0.9, 1.15)
ROUNDS = range(20261201, 20261206)
"""Seeds of the rounds that sentences are taken from."""
AT_MOST = {"name": 110, "everyday": 60, "medical": 60, "out_of_scope": 30, "drug": 15, "diagnosis": 15}
"""Of a kind; of the others all."""
SECONDS = 3600.0
SEED = 1


def chosen() -> list[Sentence]:
    """Some of every kind, shuffled; none was learnt or counted."""
    found: dict[str, Sentence] = {}
    for seed in ROUNDS:
        found |= {s.words: s for s in sentences(seed) if kept_aside(s.words) and s.words not in found}
    by_kind: dict[str, list[Sentence]] = {}
    for sentence in sorted(found.values(), key=lambda s: s.words):
        by_kind.setdefault(sentence.kind, []).append(sentence)
    rng = random.Random(SEED)
    some: list[Sentence] = []
    for kind, each in sorted(by_kind.items()):
        rng.shuffle(each)
        some += each[: AT_MOST.get(kind)]
    rng.shuffle(some)
    spelled = list(initials.examples(initials.DEVELOPMENT))
    return [*some, *(Sentence(initials.apart(e.text), words(e.text), initials.KIND) for e in spelled)]


def cast(turns: dict[str, str], words: str, _names: list[str], _language: str) -> tuple[str, float]:
    """Whose turn it is, and a speed by the words."""
    return turns[words], round(random.Random(words).uniform(*SPEEDS), 2)


def main() -> None:
    """672 clips, in turn by either voice, in var/speech/strangers."""
    said = chosen()
    turns = {sentence.words: VOICES[place % len(VOICES)] for place, sentence in enumerate(said)}
    record(said, SECONDS, folder=STRANGERS, cast=partial(cast, turns))


if __name__ == "__main__":
    main()
