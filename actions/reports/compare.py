"""What differs between two texts, line by line and word by word, as a reader sees it; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST = 30_000
"""Pairs of equal words from which a comparison would be slow: it is then coarser, never wrong."""
Kind = Literal["same", "added", "removed"]
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+(?:['’]|\b)|\s+|[^\w\s]")
"""A word with its elision («l'»), a stretch of spaces, or one sign."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or one of them alone."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """`same` and `removed` together are `before`, `same` and `added` together `after`; no two neighbours are alike."""
    return _merged(_lines(_LINES.findall(before), _LINES.findall(after)))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Lines first: a moved word stays in its line, and twenty pages are compared at once."""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a:b]))
        elif b - a == d - c:
            for one, other in zip(before[a:b], after[c:d], strict=True):
                yield from _words(_WORDS.findall(one), _WORDS.findall(other))
        else:
            yield from _words(_WORDS.findall("".join(before[a:b])), _WORDS.findall("".join(after[c:d])))


def _words(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Spaces alone make no likeness; where the same words come over and over, the frequent ones do not either."""
    end = 0  # a line's end is no part of its last word
    while end < min(len(before), len(after)) and before[-1 - end] == after[-1 - end]:
        end += 1
    tail = "".join(before[len(before) - end :])
    before, after = before[: len(before) - end], after[: len(after) - end]
    counts = Counter(w for w in after if not w.isspace())
    often = sum(counts[w] for w in before) > MOST
    for kind, a, b, c, d in SequenceMatcher(str.isspace, before, after, autojunk=often).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a:b]))
        else:
            yield Piece("removed", "".join(before[a:b]))
            yield Piece("added", "".join(after[c:d]))
    yield Piece("same", tail)


def _merged(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one; empty ones are left out."""
    out: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if out and out[-1].kind == piece.kind:
            out[-1] = Piece(piece.kind, out[-1].text + piece.text)
        else:
            out.append(piece)
    return tuple(out)
