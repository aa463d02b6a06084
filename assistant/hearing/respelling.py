"""A word that exists nowhere, put right: words of care that sound like it are weighed by the sound itself.

The beams spell a rare word by its sound («rétroriculaire», «céphépime»), and how it is written («rétroauriculaire»,
«céfépime») is often in none of them. Measured in speech/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from assistant import lexicon
from assistant.hearing.carriers import must_follow
from assistant.hearing.decoding import LENGTH
from assistant.hearing.known_words import KnownWords, forms
from assistant.hearing.second_look import Tokens, Weighed
from assistant.sounds import fold, key, keys, likenesses

LEAST = 0.85
"""Likeness of sounds, 0 to 1, under which no word is proposed: «maquement», a name, is 0.8 of «maman»."""
HELP, HELPLESS = 10.0, 0.7
"""What a word that sounds just so is helped by (natural logarithm), for the decoder hardly knows it; the likeness at
which nothing would be left of it."""
ROWS = 3
"""Texts weighed at once, beside the one heard."""
MOST = 4
"""Words of a text that are put right."""
SHORTEST = 4
"""Letters of a word that is proposed."""
_CARE = (
    "care", "field", "field_more", "terms", "eponyms", "substances", "substances_written", "brands", "brands_written",
    "said",
)  # fmt: skip
"""Lists of assistant/lexicon: nobody's name is proposed."""
_PIECE = re.compile(r"[^ ]+")


def respelt(
    text: str,
    known: KnownWords,
    encode: Callable[[str], Tokens | None],
    weigh: Callable[[Sequence[Tokens]], Sequence[tuple[float, ...]]],
) -> Weighed | None:
    """`text` with words of care for those that exist nowhere; None when it stays as it is. A name after a title does.

    `encode` gives the tokens of a text (None: it cannot be written); `weigh` the log-probabilities of several.
    """
    best: Weighed | None = None
    seen: set[str] = set()
    while len(seen) < MOST:
        strange = ((w, before) for w, before in known.strange(text) if w not in seen and not must_follow(before))
        word, before = next(strange, ("", ""))
        if not word:
            break
        seen.add(word)
        texts = {text: 0.0, **dict(_proposed(text, len(before), len(before) + len(word)))}
        rows = [(one, help_, tokens) for one, help_ in texts.items() if (tokens := encode(one)) is not None]
        if len(rows) < 2 or rows[0][0] != text:
            continue
        logs = weigh([tokens for _, _, tokens in rows])
        scores = [
            (sum(found) + help_ + known.cost(one)) / len(found) ** LENGTH
            for (one, help_, _), found in zip(rows, logs, strict=True)
        ]
        if place := max(range(len(scores)), key=scores.__getitem__):
            text, _, tokens = rows[place]
            best = Weighed(tokens, tuple(logs[place]))
    return best


def _proposed(text: str, start: int, end: int) -> Iterator[tuple[str, float]]:
    """Texts with a word of care in place of those letters or of what stands around them, the likest first; its help."""
    words, sounds = _care()
    spans = [(first, last, sound) for first, last in _spans(text, start, end) if (sound := _sound(text[first:last]))]
    if not spans:
        return
    scores = likenesses([sound for _, _, sound in spans], sounds, LEAST)
    for place in scores.ravel().argsort()[::-1][:ROWS].tolist():
        row, column = divmod(place, len(words))
        likeness = float(scores[row, column])
        if likeness < LEAST:
            return
        first, last, _ = spans[row]
        yield text[:first] + words[column] + text[last:], HELP * (likeness - HELPLESS) / (1 - HELPLESS)


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The letters alone; what is written without a space around them; with the piece before, after, with both."""
    pieces = [piece.span() for piece in _PIECE.finditer(text)]
    own = next(place for place, (first, last) in enumerate(pieces) if first <= start and end <= last)
    around = [
        (max(0, own - 1), own),
        (own, min(len(pieces) - 1, own + 1)),
        (max(0, own - 1), min(len(pieces) - 1, own + 1)),
    ]
    return list(dict.fromkeys([(start, end), pieces[own], *((pieces[a][0], pieces[z][1]) for a, z in around)]))


@cache
def _care() -> tuple[list[str], list[str]]:
    """Words of care and their sounds."""
    words = [word for word in forms(line for name in _CARE for line in lexicon.lines(name)) if len(word) >= SHORTEST]
    pairs = [(word, sound) for word, sound in zip(words, keys([fold(word) for word in words]), strict=True) if sound]
    return [word for word, _ in pairs], [sound for _, sound in pairs]


def _sound(text: str) -> str:
    return key(fold(text).replace(" ", ""))
