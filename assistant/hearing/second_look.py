"""A second look at what was heard: texts that sound alike and hold a likely phrase are weighed against it.

The beams write what they hear letter by letter, and a rare name is rarely written right. Here every likely phrase that
sounds like a part of the text takes its place, and the sound itself says how probable each whole text is, all of them
in one step of the decoder. Measured in speech/choices.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.hearing.alike import Alike, Rewritten
from assistant.hearing.decoding import LENGTH

ROWS = 7
"""Rewritten texts weighed at once, beside the one heard."""
SURE = 0.4
"""Part of the help that a name has in a text that is sure: «Leroy» that was clearly said is no «Leroux»."""
ROUNDS = 2
"""A text with two names may need two."""

Tokens = tuple[int, ...]
Encode = Callable[[str], Tokens | None]
Weigh = Callable[[Sequence[Tokens]], Sequence[tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text with the log-probability of each of its tokens and of its end."""

    tokens: Tokens
    logs: tuple[float, ...]


def second_look(
    text: str,
    alike: Alike,
    encode: Encode,
    weigh: Weigh,
    *,
    sure: bool = False,
) -> Weighed | None:
    """The best rewriting of `text`; None when the text itself is the best.

    `encode` gives the tokens of a text (None: it cannot be written); `weigh` the log-probabilities of several; `sure`:
    the text is clear, only a name that sounds nearly the same is looked for, with less help.
    """
    share = SURE if sure else 1.0
    best: Weighed | None = None
    withheld = 0.0
    for _ in range(ROUNDS):
        texts = {one.text: one.withheld for one in (Rewritten(text), *alike.rewritten(text, ROWS, sure=sure))}
        helps = {one: share * (alike.gain(one) - own - withheld) for one, own in texts.items()}
        found = preferred(helps, encode, weigh)
        if found is None:
            return best
        text, best = found
        withheld += texts[text]
    return best


def preferred(helps: Mapping[str, float], encode: Encode, weigh: Weigh) -> tuple[str, Weighed] | None:
    """The best of several texts, each with its help, the one heard first; None when that one stays the best."""
    known = [(one, help_, tokens) for one, help_ in helps.items() if (tokens := encode(one))]
    if len(known) < 2 or known[0][0] != next(iter(helps)):
        return None
    logs = weigh([tokens for _, _, tokens in known])
    scores = [(sum(found) + help_) / len(found) ** LENGTH for (_, help_, _), found in zip(known, logs, strict=True)]
    place = max(range(len(scores)), key=scores.__getitem__)
    text, _, tokens = known[place]
    return (text, Weighed(tokens, tuple(logs[place]))) if place else None
