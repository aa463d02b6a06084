"""Labels of a SpeechBrain source, as words need them: sentencepiece models and SpeechBrain's own text encoders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import torch

from assistant.hearing.decoding import Vocabulary
from assistant.hearing.phrases import Phrases

MARK = "▁"
"""What begins a word in a sentencepiece model."""
LETTERS = 3.5
"""Letters in a token of Whisper's, for which the weights of phrases are meant."""
CACHED = 20_000


class Pieces:
    """Labels by their number, and texts as labels."""

    def __init__(self, names: list[str], encode: Callable[[str], list[int]], unknown: int | None) -> None:
        self._names = names
        self._encode = encode
        self._unknown = unknown
        self.begins = [name.startswith((MARK, " ")) for name in names]
        self._encoded = lru_cache(CACHED)(self._forms)

    def vocabulary(self, end: int) -> Vocabulary:
        """For searches that score all labels at once."""
        return Vocabulary(torch.arange(len(self._names)), torch.tensor(self.begins), end)

    def phrases(self, weighted: Iterable[tuple[str, float]]) -> Phrases:
        """Phrases and their weights as labels."""
        return Phrases(
            (tokens, weight * len(text) / (LETTERS * len(tokens)))
            for text, weight in weighted
            for tokens in self._encoded(text)
        )

    def text(self, labels: list[int]) -> str:
        """Words."""
        return " ".join("".join(self._names[label] for label in labels).replace(MARK, " ").split())

    def _forms(self, text: str) -> tuple[tuple[int, ...], ...]:
        """A phrase as the source may write it: its capitals, or none."""
        found = (tuple(self._encode(form)) for form in {text.lower(): 0, text.upper(): 0, text: 0})
        return tuple(dict.fromkeys(labels for labels in found if labels and self._unknown not in labels))


def pieces(model: Any) -> Pieces | None:
    """Of a source's tokenizer; None when it is of no known kind."""
    import sentencepiece
    from speechbrain.dataio.encoder import CTCTextEncoder

    tokenizer = getattr(model, "tokenizer", None)
    if isinstance(tokenizer, sentencepiece.SentencePieceProcessor):
        names = [tokenizer.id_to_piece(number) for number in range(tokenizer.get_piece_size())]
        return Pieces(names, tokenizer.encode_as_ids, tokenizer.unk_id())
    if isinstance(tokenizer, CTCTextEncoder):
        known = tokenizer.lab2ind
        names = [str(tokenizer.ind2lab[number]) for number in range(len(known))]
        return Pieces(names, lambda text: [known.get(letter, -1) for letter in f" {text}"], -1)
    return None


def blank(hparams: Any) -> int:
    """The number of CTC's blank label: where sources write it, else 0."""
    named = getattr(getattr(hparams, "decoding_function", None), "keywords", {})
    search = getattr(hparams, "test_beam_search", {})
    return int(named.get("blank_id", search.get("blank_index", getattr(hparams, "blank_index", 0))))
