"""The tokens French is written with, and which is expected next: counts of sequences in commands, dictation and talk.

The recogniser's decoder has learnt to spell what it hears; these counts know how things are said around a record. They
tell how much likelier a token is here than anywhere, and say nothing where the last two tokens never came together.
Counted by the workshop (speech/wording.py); measured in speech/choices.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from torch import Tensor

from assistant.errors import HearingError

FILE = "wording.npz"
"""Beside the weights it was counted for."""
WEIGHT = 0.3
"""Of a log-ratio, beside the log-probability of what is heard."""
LEAST, MOST = -0.1, 0.35
"""Of the help of one token."""
BITS = 16
"""Of a token's place in a context, which is one number: at most three tokens."""

Array = np.ndarray[Any, np.dtype[Any]]


def context(tokens: Sequence[int]) -> int:
    """Up to three tokens as one number."""
    key = 1
    for token in tokens:
        key = key << BITS | token
    return key


class Wording:
    """Counts, asked what helps after each text being written.

    `ids` [tokens]: which of the weights' tokens these are. `unigram` [tokens]: probabilities anywhere. For each length
    of context: `keys` sorted, `starts` of what follows each, `spared` (what is left to shorter contexts), `tokens` that
    follow and their `shares` (probabilities).
    """

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.ids: list[int] = arrays["ids"].tolist()
        """Tokens that the weights need to write French, the end last; others are never looked at."""
        self._unigram = arrays["unigram"].astype(np.float32)
        self._lengths = [
            tuple(arrays[f"{name}{length}"] for name in ("keys", "starts", "spared", "tokens", "shares"))
            for length in range(1, 4)
            if f"keys{length}" in arrays
        ]
        self.size = len(self._unigram)

    def __call__(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Tokens written, a row each -> help of every token, the end last, natural logarithm: [texts, tokens]."""
        rows = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, [self.size, *text] if len(text) < len(self._lengths) else text)
        return torch.from_numpy(rows)

    def _fill(self, row: Array, written: Sequence[int]) -> None:
        """`row` [tokens] of zeros: first probabilities given by the contexts, interpolated; then their help."""
        spared, seen = 1.0, []
        for length, (keys, starts, left, tokens, shares) in enumerate(self._lengths, 1):
            key = np.uint64(context(written[-length:]))
            place = int(np.searchsorted(keys, key))
            if length > len(written) or place == len(keys) or keys[place] != key:
                break
            following = slice(int(starts[place]), int(starts[place + 1]))
            row *= left[place]
            row[tokens[following]] += shares[following]
            spared *= float(left[place])
            seen.append(tokens[following])
        if len(seen) < min(2, len(written)):
            row.fill(0.0)  # the last two tokens were never seen together: in a name, or in talk that was not counted
            return
        anywhere = max(LEAST, WEIGHT * float(np.log(spared)))
        known = np.concatenate(seen)
        helped = np.clip(WEIGHT * np.log(spared + row[known] / self._unigram[known]), LEAST, MOST)
        row.fill(anywhere)
        row[known] = helped
        if len(written) == 1:
            row[-1] = max(0.0, float(row.max()))  # silence has no words: none of them is dearer than the end


def load(folder: Path) -> Wording | None:
    """The counts beside some weights; None where there are none. Raises HearingError(model-unreadable)."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as stored:
            wording = Wording(dict(stored))
    except KeyError as fault:
        raise HearingError(
            "model-unreadable", f"{path}: has no {fault}: count again (python -m speech count)"
        ) from fault
    except (OSError, EOFError, ValueError, BadZipFile, zlib.error) as fault:
        raise HearingError("model-unreadable", f"{path}: {fault}") from fault
    if len(wording.ids) != wording.size:
        raise HearingError("model-unreadable", f"{path}: {len(wording.ids)} tokens, counts of {wording.size}")
    return wording
