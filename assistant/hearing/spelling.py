"""Texts as the tokens of Whisper weights, and back; a token is its place among those that may be written."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from assistant.hearing.decoding import Vocabulary
from assistant.sounds import fold
from assistant.types import Heard

WRITABLE = re.compile(r"[ a-zàâäæçéèêëîïôöœùûüÿ'\-]+")
"""What adapted weights may write: lower case, no figures, no other alphabet."""
_OTHERWISE = {
    "œ": "oe",
    "æ": "ae",
    **dict.fromkeys("’‘ʼ", "'"),
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys("\u00a0\u202f", " "),
}
"""What these weights were taught to write so."""
CACHED = 20_000
"""Phrases whose tokens are remembered: names come again with every utterance."""

Tokens = tuple[int, ...]


class Spelling:
    """How weights with that tokenizer write."""

    def __init__(self, tokenizer: Any, *, plain: bool, ids: Sequence[int] | None = None) -> None:
        """`tokenizer` is Whisper's of transformers, language set; `plain`: adapted weights, which write WRITABLE.

        `ids`: the tokens among those that are enough, ascending, the end last. Raises ValueError for others.
        """
        self.tokenizer = tokenizer
        self._plain = plain
        self.vocabulary = self._writable(ids)
        self._places = {int(token): place for place, token in enumerate(self.vocabulary.ids.tolist())}
        self._pieces = {piece: place for place, piece in enumerate(self.vocabulary.pieces) if piece}
        self.first = torch.tensor([list(tokenizer.prefix_tokens)])
        """What every text begins with: [1, n] token ids."""
        self.forms = lru_cache(CACHED)(self._forms)

    def written(self, tokens: Sequence[int]) -> str:
        """The words of tokens."""
        ids = self.vocabulary.ids[torch.tensor(tokens, dtype=torch.long)].tolist() if tokens else []
        return str(self.tokenizer.decode(ids, skip_special_tokens=True)).strip()

    def words(self, tokens: Sequence[int], logs: Sequence[float]) -> tuple[Heard, ...]:
        """Each word with the probability of its least sure token; `logs` are the log-probabilities of the tokens."""
        found: list[tuple[list[int], float]] = []
        for token, log in zip(tokens, logs, strict=False):
            if self.vocabulary.begins[token] or not found:
                found.append(([], 0.0))
            word, least = found[-1]
            found[-1] = ([*word, token], min(least, log))
        return tuple(Heard(self.written(word), math.exp(least)) for word, least in found)

    def encoded(self, text: str) -> Tokens | None:
        """A text as tokens; None when it cannot be written."""
        return next(iter(self.forms(text)), None)

    def languages(self) -> tuple[Tensor, int]:
        """Ids of the tokens that name a language, in a row behind the one that begins; French's place among them."""
        begin, french = (int(token) for token in self.first[0, :2])
        end = int(self.tokenizer.convert_tokens_to_ids("<|translate|>"))
        return torch.arange(begin + 1, end), french - begin - 1

    def _forms(self, text: str) -> tuple[Tokens, ...]:
        """A phrase as these weights may write it."""
        forms = {writable(text.lower())} if self._plain else {text, text.lower()}
        found = []
        for form in sorted(forms):
            ids = self.tokenizer.encode(" " + form.strip(), add_special_tokens=False)
            parts = [self._part(token) for token in ids]
            if all(parts):
                found.append(tuple(place for part in parts for place in part))
        return tuple(found)

    def _part(self, token: int) -> Tokens:
        """Places that write what a token writes: its own, or shorter pieces; () where there are none."""
        if token in self._places:
            return (self._places[token],)
        left, found = self.tokenizer.decode([token]), []
        while left:
            piece = next((left[:size] for size in range(len(left), 0, -1) if left[:size] in self._pieces), "")
            if not piece:
                return ()
            found.append(self._pieces[piece])
            left = left[len(piece) :]
        return tuple(found)

    def _writable(self, enough: Sequence[int] | None) -> Vocabulary:
        """Tokens that these weights may write, the end last."""
        end = int(self.tokenizer.eos_token_id)
        ids, begins, pieces = [], [], []
        for token in range(end) if enough is None else enough[:-1]:
            piece = self.tokenizer.decode([token])
            if not self._plain or WRITABLE.fullmatch(piece):
                ids.append(token)
                begins.append(piece.startswith(" "))
                pieces.append(piece)
        if enough is not None and sorted({*ids, end}) != list(enough):
            raise ValueError("the tokens counted are not those that these weights write")
        written = (*pieces, "") if self._plain else ()
        return Vocabulary(torch.tensor([*ids, end]), torch.tensor([*begins, True]), len(ids), written)


def writable(text: str) -> str:
    """As adapted weights would write it: «lebœuf» without ligature, «wałęsa» without the marks that French has not."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    if other := _OTHERWISE.get(letter):
        return other
    if WRITABLE.fullmatch(letter):
        return letter
    return "" if unicodedata.combining(letter) else fold(letter) or letter
