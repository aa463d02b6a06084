"""The situation's phrases as a scorer of SpeechBrain's beam searchers."""

from __future__ import annotations

from typing import Any

from speechbrain.decoders.scorer import BaseScorerInterface, ScorerBuilder
from speechbrain.decoders.seq2seq import S2SBeamSearcher
from torch import Tensor

from assistant.hearing.decoding import Vocabulary, helps
from assistant.hearing.phrases import Phrases, Place

NAME = "phrases"


class PhraseScorer(BaseScorerInterface):  # type: ignore[misc]
    """Helps every text along `phrases`, which change with each utterance."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self.phrases = Phrases()

    def score(self, inp_tokens: Tensor, memory: Any, candidates: Any, attn: Any) -> tuple[Tensor, list[Place]]:  # noqa: ARG002
        """Help of every token after every text, [texts, tokens], and the places they were looked at from."""
        begins = self._words.begins
        places = memory or [self.phrases.start] * len(inp_tokens)
        tokens = [int(token) for token in inp_tokens]
        after = [self.phrases.step(p, t, begins=bool(begins[t]))[0] for p, t in zip(places, tokens, strict=True)]
        return helps(after, self.phrases, self._words), after

    def permute_mem(self, memory: list[Place], index: Tensor) -> list[Place]:
        """The texts that were kept."""
        return [memory[int(row)] for row in index.flatten()]

    def reset_mem(self, x: Any, enc_lens: Any) -> None:
        """A new utterance."""


def attached(searcher: Any, words: Vocabulary) -> PhraseScorer | None:
    """Beside the searcher's own scorers; None where it follows one text only and cannot be helped."""
    if not isinstance(searcher, S2SBeamSearcher):
        return None
    scorer = PhraseScorer(words)
    if searcher.scorer is None:
        searcher.scorer = ScorerBuilder()
    # ScorerBuilder takes no scorer but SpeechBrain's own in its constructor
    searcher.scorer.full_scorers[NAME] = scorer
    searcher.scorer.weights[NAME] = 1.0
    return scorer
