"""A dictated word that exists nowhere, put right: words of care that sound like it are weighed by the sound itself.

The beams spell a rare word by its sound («rétroviculaire», «céphépime»), and how it is written («rétroauriculaire»,
«céfépime») is often in none of them. Commands are left as they are heard: a name there may be on no list. Measured in
speech/choices.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np

from assistant import lexicon
from assistant.hearing.carriers import must_follow
from assistant.hearing.known_words import KnownWords, forms
from assistant.hearing.second_look import Encode, Weigh, Weighed, preferred
from assistant.sounds import fold, keys, likenesses, sound

LEAST = 0.85
"""Likeness of sounds, 0 to 1, under which no word is proposed."""
HELP, HELPLESS = 10.0, 0.7
"""What a word that sounds just so is helped by (natural logarithm), for the decoder hardly knows it; the likeness at
which nothing would be left of it."""
ROWS = 7
"""Texts weighed at once, beside the one heard."""
SAME = 2
"""Words of one sound among them: «rectorragie» and «rectorragies»."""
MOST = 4
"""Times that a text is looked through."""
SHORTEST = 5
"""Letters of a word that is proposed."""
_CARE = ("care", "field", "terms", "substances", "substances_written", "brands", "brands_written", "said")
"""Lists of assistant/lexicon that words are proposed from."""
_PEOPLE = ("people", "proper")
"""Nobody is proposed."""
_OPPOSITE = ("ipo", "iper")
"""How words that say the contrary begin, by their sound: neither takes the other's place."""
_PIECE = re.compile(r"[^ ]+")


def respelt(text: str, known: KnownWords, encode: Encode, weigh: Weigh) -> Weighed | None:
    """`text` with words of care for those that exist nowhere, but for names after a title; None when nothing changes.

    `encode` gives the tokens of a text (None: it cannot be written); `weigh` the log-probabilities of several.
    """
    best: Weighed | None = None
    left: set[str] = set()
    for _ in range(MOST):
        strange = ((w, before) for w, before in known.strange(text) if w not in left and not must_follow(before))
        word, before = next(strange, ("", ""))
        if not word:
            break
        texts = {text: 0.0, **dict(_proposed(text, len(before), len(before) + len(word)))}
        found = preferred({one: help_ + known.cost(one) for one, help_ in texts.items()}, encode, weigh)
        if found is None:
            left.add(word)
        else:
            text, best = found
    return best


def _proposed(text: str, start: int, end: int) -> Iterator[tuple[str, float]]:
    """Texts with a word of care in place of those letters, or of the piece they are in («l'ucocytes»), and its help;
    the likest first. No other piece goes: it may be a negation or a number."""
    words, sounds = _care()
    piece = next(found.span() for found in _PIECE.finditer(text) if found.start() <= start < found.end())
    spans = [(a, z, heard) for a, z in dict.fromkeys([(start, end), piece]) if (heard := sound(text[a:z]))]
    if not spans:
        return
    scores = likenesses([heard for _, _, heard in spans], sounds, LEAST).ravel()
    near = np.flatnonzero(scores >= LEAST)
    rows, alike = 0, Counter[str]()
    for place in near[(-scores[near]).argsort(kind="stable")].tolist():
        row, column = divmod(place, len(words))
        likeness, (first, last, heard) = float(scores[place]), spans[row]
        if rows == ROWS:
            return
        alike[sounds[column]] += 1
        if alike[sounds[column]] <= SAME and not _contrary(heard, sounds[column]):
            rows += 1
            yield text[:first] + words[column] + text[last:], HELP * (likeness - HELPLESS) / (1 - HELPLESS)


def _contrary(one: str, other: str) -> bool:
    """Does one say «hypo-» and the other «hyper-»?"""
    return one.startswith(_OPPOSITE) and other.startswith(_OPPOSITE) and one[:3] != other[:3]


@cache
def _care() -> tuple[list[str], list[str]]:
    """Words of care and their sounds; a drug listed with its accents and without them once."""
    people = set(forms(line for name in _PEOPLE for line in lexicon.lines(name)))
    words = set(forms(line for name in _CARE for line in lexicon.lines(name))) - people
    accented = {fold(word) for word in words if not word.isascii()}
    some = [
        word for word in sorted(words)
        if len(word) >= SHORTEST and (not word.isascii() or word not in accented or lexicon.listed(word))
    ]  # fmt: skip
    pairs = [(word, key) for word, key in zip(some, keys([fold(word) for word in some]), strict=True) if key]
    return [word for word, _ in pairs], [key for _, key in pairs]
