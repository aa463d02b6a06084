"""Texts that sound like the one heard, with likely phrases in place of what may be misheard; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from assistant.sounds import fold, key

PIECE = re.compile(r"[^\s'’]+['’]?")
LONGEST = 4
"""Words that one phrase may stand for: «de la tour» heard as «d'une la tour»."""
LEAST = 0.7
"""Likeness of sounds, 0 to 1, under which nothing is proposed: another person's record is worse than a name not found.

On training voices every right rewriting had 0.71 or more; at 0.5, one request in 120 opened somebody else's record.
"""


class Alike:
    """Phrases by their sound, each with what a text gains by holding it (natural logarithm)."""

    def __init__(self, gains: Mapping[str, float]) -> None:
        """`gains` by phrase, lower case."""
        self._gains = gains

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """Phrase -> its sound. Clear and partial speech never asks for them."""
        return {phrase: sound for phrase in self._gains if (sound := _sound(phrase))}

    def gain(self, text: str) -> float:
        """Of the phrases that stand in a text as whole words, the longest first."""
        words = text.split()
        total, place = 0.0, 0
        while place < len(words):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                phrase = " ".join(words[place : place + length])
                gain = self._gains.get(phrase) or self._gains.get(_unelided(phrase))
                if gain:
                    total += gain
                    break
            place += length
        return total

    def rewritten(self, text: str, most: int) -> list[str]:
        """The likeliest texts with one phrase put in, at most so many, best first."""
        spans = [(start, end, sound) for start, end in _spans(text) if (sound := _sound(text[start:end]))]
        phrases = list(self._sounds)
        if not spans or not phrases:
            return []
        sounds = list(self._sounds.values())
        scores = cdist([s for _, _, s in spans], sounds, scorer=Indel.normalized_similarity, score_cutoff=LEAST)
        found: dict[str, None] = {}
        for place in scores.ravel().argsort()[::-1][: 4 * most].tolist():
            row, column = divmod(place, len(phrases))
            if scores[row, column] < LEAST or len(found) == most:
                break
            start, end, _ = spans[row]
            rewritten = text[:start] + phrases[column] + text[end:]
            if rewritten != text:
                found[rewritten] = None
        return list(found)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """One to LONGEST words that follow each other; an elided article stays outside."""
    places = [match.span() for match in PIECE.finditer(text)]
    for first, (start, _) in enumerate(places):
        for _, end in places[first : first + LONGEST]:
            if text[end - 1] not in "'’":
                yield start, end


def _unelided(phrase: str) -> str:
    return re.sub(r"^\w{1,2}['’]", "", phrase)


def _sound(text: str) -> str:
    return key(fold(text).replace(" ", ""))
