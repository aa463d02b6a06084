"""Texts that sound like the one heard, with likely phrases in place of what may be misheard; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from assistant.hearing.carriers import TITLES, may_follow
from assistant.sounds import LONGEST, Floats, likenesses, sound, spans

Flags = np.ndarray[Any, np.dtype[np.bool_]]

LEAST = 0.7
"""Likeness of sounds, 0 to 1, under which a word that is merely likely is not proposed."""
LEAST_NEAR = 0.5
"""The same of a name near at hand («lanchefer» for Langevin has 0.6): the sound decides, with less and less help.

Another person's record is worse than a name not found: with the whole help at 0.5, one request in 120 opened one.
"""
LEAST_SURE = 0.8
"""The same of a name in a text that the recogniser is sure of («madame bio» for Bion)."""
HELPLESS = 0.45
"""Likeness at which nothing is left of the help; it is whole from LEAST. Measured in speech/choices.md."""
TITLE = re.compile(rf"\b(?:{'|'.join(TITLES)}) ")
"""A title is not compared, or any two doctors would sound alike; one who has a title is no one who has none.

Phrases have the first of TITLES, texts any.
"""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with a phrase put in, and how much of the phrase's gain is withheld for sounding otherwise."""

    text: str
    withheld: float = 0.0


class Alike:
    """Phrases by their sound, each with what a text gains by holding it (natural logarithm)."""

    def __init__(self, gains: Mapping[str, float], near: Collection[str] = ()) -> None:
        """`gains` by phrase, lower case; `near`: those that are names near at hand."""
        self._gains = gains
        self._near = near

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """Phrase -> its sound. Clear and partial speech never asks for them."""
        return {phrase: sound for phrase in self._gains if (sound := _sound(phrase))}

    @cached_property
    def _titled(self) -> Flags:
        """Phrases that begin with a title, in the order of their sounds."""
        return np.array([bool(TITLE.match(phrase)) for phrase in self._sounds])

    @cached_property
    def _named(self) -> Flags:
        """Phrases that are names near at hand, in the order of their sounds."""
        return np.array([phrase in self._near for phrase in self._sounds])

    @cached_property
    def _least(self) -> Floats:
        """Least likeness of each phrase, in the order of their sounds."""
        return np.where(self._named, LEAST_NEAR, LEAST)

    @cached_property
    def _least_sure(self) -> Floats:
        """The same where the text is sure; no likeness is enough for what is no name."""
        return np.where(self._named | self._titled, LEAST_SURE, np.inf)

    def gain(self, text: str) -> float:
        """Of the phrases that stand in a text as whole words, the longest first."""
        words = text.split()
        total, place = 0.0, 0
        while place < len(words):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                phrase = " ".join(words[place : place + length])
                forms = (phrase, _unelided(phrase), TITLE.sub(f"{TITLES[0]} ", phrase, count=1))
                gain = next((self._gains[form] for form in forms if form in self._gains), 0.0)
                if gain and (phrase not in self._near or may_follow(" ".join(words[:place]))):
                    total += gain
                    break
            place += length
        return total

    def rewritten(self, text: str, most: int, *, sure: bool = False) -> list[Rewritten]:
        """The likeliest texts with one phrase put in, at most so many; of a text that is sure, names alone.

        Half is for names near at hand: a thousand words of the site that sound more like it do not crowd them out.
        """
        heard = [(start, end, sound) for start, end in spans(text) if (sound := _sound(text[start:end]))]
        phrases = list(self._sounds)
        if not heard or not phrases:
            return []
        scores = likenesses([s for _, _, s in heard], list(self._sounds.values()), LEAST_NEAR)
        scores[scores < (self._least_sure if sure else self._least)] = 0.0
        scores *= np.array([bool(TITLE.match(text, start)) for start, _, _ in heard])[:, None] == self._titled
        scores *= np.array([may_follow(text[:start]) for start, _, _ in heard])[:, None] | ~self._named
        order = scores.ravel().argsort()[::-1]
        names = order[self._named[order % len(phrases)]][: most - most // 2]
        found: dict[str, Rewritten] = {}
        for place in (*names.tolist(), *order[: 4 * most].tolist()):
            row, column = divmod(place, len(phrases))
            (start, end, _), phrase, likeness = heard[row], phrases[column], float(scores[row, column])
            if len(found) == most:
                break
            if not likeness:
                continue
            title = TITLE.match(text, start) if self._titled[column] else None
            put = f"{title[0]}{TITLE.sub('', phrase, count=1)}" if title else phrase
            rewritten = text[:start] + put + text[end:]
            if rewritten != text:
                found.setdefault(rewritten, Rewritten(rewritten, self._withheld(phrase, likeness)))
        return list(found.values())

    def _withheld(self, phrase: str, likeness: float) -> float:
        return self._gains[phrase] * min(1.0, max(0.0, (LEAST - likeness) / (LEAST - HELPLESS)))


def _unelided(phrase: str) -> str:
    return re.sub(r"^\w{1,2}['’]", "", phrase)


def _sound(text: str) -> str:
    return sound(TITLE.sub("", text, count=1))
