"""Beam search over one or several sounds at once, helped along phrases that are likely now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from assistant.hearing.carriers import may_follow
from assistant.hearing.phrases import Phrases, Place

LENGTH = 0.8
"""Scores are divided by the number of tokens to this power: short texts are not preferred for being short."""

NEAR = 1.0
"""Help owed from which a name or an answer near at hand is being written: nothing else is expected there."""

WIDE = 8
"""Tokens looked at for each text kept, where words are looked up: what is spelled right may be far behind."""

Hints = tuple[Tensor, Tensor]
Step = Callable[[Tensor], Tensor]
Keep = Callable[[Tensor], None]
Expect = Callable[[Sequence[tuple[int, ...]]], Tensor]
"""Tokens written, a row each -> help of every token: [rows, words]."""


class Lexicon(Protocol):
    """Which words exist, asked while a text is being written."""

    def step(self, letters: str, piece: str) -> tuple[float, str]:
        """Letters of the word begun, what is written next -> help, letters of the word begun then."""

    def finish(self, letters: str) -> float:
        """Help of a text that ends after these letters of a word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that may be written; a token is its place in `ids`."""

    ids: Tensor
    """Token ids of the model: [words]."""
    begins: Tensor
    """Does the token begin a word? [words] of bool; the end does."""
    end: int
    """The token that ends the text."""
    pieces: tuple[str, ...] = ()
    """What each token writes; without them a name may come anywhere."""

    def may_be_named(self, tokens: Sequence[int]) -> bool:
        """May a name come after these tokens?"""
        return not self.pieces or may_follow("".join(self.pieces[token] for token in tokens))


@dataclass(frozen=True, slots=True)
class Text:
    """A text being written, or written: tokens, their log-probabilities, the help of the phrases."""

    place: Place
    tokens: tuple[int, ...] = ()
    logs: tuple[float, ...] = ()
    said: float = 0.0
    """Sum of the log-probabilities."""
    help: float = 0.0
    letters: str = ""
    """Of the word begun, where words are looked up."""

    @property
    def score(self) -> float:
        scale: float = max(1, len(self.logs)) ** LENGTH
        return (self.said + self.help) / scale


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one sound."""

    phrases: Phrases
    """They help."""
    limit: int
    """Tokens at most."""
    lexicon: Lexicon | None = None
    """Where words are looked up."""


@dataclass(slots=True)
class _Search:
    """One sound: texts going on (a row each) and texts that ended."""

    sought: Sought
    hint: Hints
    live: list[Text]
    done: list[Text] = field(default_factory=list)


def search(
    step: Step,
    keep: Keep,
    logs: Tensor,
    words: Vocabulary,
    sounds: Sequence[Sought],
    beam: int,
    expect: Expect | None = None,
) -> list[list[Text]]:
    """The best texts of each sound, best first; `expect` helps (or hinders) every token after those written.

    `step` takes model token ids [rows, n] and gives log-probabilities [rows, words]; `keep` says which rows go on.
    `logs` is what `step` gave for what every text begins with, a row each.
    """
    searches = [_Search(s, first_help(s.phrases, len(words.ids)), [Text(s.phrases.start)]) for s in sounds]
    for length in range(1, max(s.limit for s in sounds) + 1):
        rows: list[int] = []
        given: list[int] = []
        row = 0
        expected = _expected(searches, expect, len(words.ids))
        for search_ in searches:
            count = len(search_.live)
            if count:
                own = slice(row, row + count)
                last = length >= search_.sought.limit
                chosen = _grow(search_, logs[own], expected[own], words, beam, last=last)
                rows += [row + parent for parent, _ in chosen]
                given += [token for _, token in chosen]
            row += count
        if not rows:
            break
        keep(torch.tensor(rows))
        logs = step(words.ids[torch.tensor(given)][:, None])
    return [sorted(s.done, key=lambda text: -text.score)[:beam] for s in searches]


def _expected(searches: Sequence[_Search], expect: Expect | None, size: int) -> Tensor:
    """Help of what is expected after every live text: [rows, words]."""
    live = [text for search_ in searches for text in search_.live]
    if expect is None:
        return torch.zeros(1, 1).expand(len(live), size)
    rows = expect([text.tokens for text in live])
    for row, text in zip(rows, live, strict=True):
        if text.place.owed >= NEAR:
            row.zero_()
    return rows


def _grow(
    search_: _Search, logs: Tensor, expected: Tensor, words: Vocabulary, beam: int, *, last: bool
) -> list[tuple[int, int]]:
    """One more token for the best texts: their (row among the live, token); the ended ones move to `done`."""
    live, sought = search_.live, search_.sought
    scores = torch.tensor([text.said + text.help for text in live])[:, None] + logs + expected
    named = [not sought.phrases.count or words.may_be_named(text.tokens) for text in live]
    if sought.phrases.count:
        scores += helps([text.place for text in live], sought.phrases, words, search_.hint, named)
    search_.live = []
    chosen: list[tuple[int, int]] = []
    for parent, token, spelt, letters in _ranked(scores, live, sought.lexicon, words, beam, last=last):
        log = float(logs[parent, token])
        more = float(expected[parent, token]) + spelt
        if token == words.end or last:
            if token == words.end or len(search_.done) < beam:
                search_.done.append(_ended(live[parent], log, sought.phrases, more))
        elif len(chosen) < beam:
            search_.live.append(
                _longer(live[parent], token, log, sought.phrases, words, more, letters, named=named[parent])
            )
            chosen.append((parent, token))
        if len(chosen) == beam:
            break
    if last or _settled(search_, beam):
        search_.live = []
        return []
    return chosen


def _ranked(
    scores: Tensor, live: Sequence[Text], lexicon: Lexicon | None, words: Vocabulary, beam: int, *, last: bool
) -> list[tuple[int, int, float, str]]:
    """The best tokens to come, best first: their row, themselves, help of the lexicon, letters of the word begun."""
    best = scores.flatten().topk(min((2 if lexicon is None else WIDE) * beam, scores.numel()))
    found = []
    for score, place in zip(best.values.tolist(), best.indices.tolist(), strict=True):
        row, token = divmod(place, len(words.ids))
        help_, letters = 0.0, ""
        if lexicon is not None:
            begun = live[row].letters
            ends = last or token == words.end
            help_, letters = (lexicon.finish(begun), "") if ends else lexicon.step(begun, words.pieces[token])
        found.append((score + help_, (row, token, help_, letters)))
    return [each for _, each in sorted(found, key=lambda scored: -scored[0])[: 2 * beam]]


def _settled(search_: _Search, beam: int) -> bool:
    """No live text is better than the worst kept one: scores fall, but for what help there is still to come."""
    if len(search_.done) < beam or not search_.live:
        return not search_.live
    bar = sorted((text.score for text in search_.done), reverse=True)[beam - 1]
    return all(text.score < bar for text in search_.live)


def _longer(
    text: Text, token: int, log: float, phrases: Phrases, words: Vocabulary, more: float, letters: str, *, named: bool
) -> Text:
    place, help_ = phrases.step(text.place, token, begins=bool(words.begins[token]), named=named)
    return Text(place, (*text.tokens, token), (*text.logs, log), text.said + log, text.help + help_ + more, letters)


def _ended(text: Text, log: float, phrases: Phrases, more: float) -> Text:
    given_back = phrases.finish(text.place)
    return Text(text.place, text.tokens, (*text.logs, log), text.said + log, text.help + given_back + more)


def helps(
    places: Sequence[Place],
    phrases: Phrases,
    words: Vocabulary,
    hints: Hints | None = None,
    named: Sequence[bool] = (),
) -> Tensor:
    """Help of every token after each place: [places, words].

    `hints`: that of phrases' first tokens, when known; `named`: whether a name may come at each place (everywhere).
    """
    hints = hints or first_help(phrases, len(words.ids))
    rows = []
    for place, may in zip(places, named or [True] * len(places), strict=True):
        row = hints[may].clone()
        if place.owed:
            row -= place.owed * (~words.begins if place.whole else 1.0)
        for token, help_ in phrases.following(place):
            row[token] = help_
        row[words.end] = phrases.finish(place)
        rows.append(row)
    return torch.stack(rows)


def first_help(phrases: Phrases, size: int) -> Hints:
    """Help of the tokens that begin a phrase, where no name may come and where one may: [words] each."""
    hints = torch.zeros(2, size)
    for named in (False, True):
        for token, help_ in phrases.first(named=named):
            hints[int(named), token] = help_
    return hints[0], hints[1]
