"""Which words exist: 460,000 French forms, words of medicine, drugs, people, places; searched where they lie.

Nothing is built: 80 ms at the first question, 3 MB.
"""

from __future__ import annotations

import lzma
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
BLOCK = 64
"""Words of a block; the first one of each is whole (speech/word_lists.py writes them)."""


@lru_cache(maxsize=16_384)
def known(word: str) -> bool:
    """Is this lower-case word, with its accents, French or of medicine? A compound is when its parts are."""
    if word in _field() or listed(word):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(part and listed(part) for part in parts)


def listed(word: str) -> bool:
    """Is it in the French dictionary, in lower case?"""
    return _not_before(word) == word


def every() -> Iterator[str]:
    """The words of the French dictionary, sorted."""
    for block in _blocks()[1]:
        yield from _unpacked(block)


def begun(letters: str) -> bool:
    """Does a word of the French dictionary begin with these letters?"""
    return _not_before(letters).startswith(letters)


def joined(word: str) -> str:
    """With ligatures, as the dictionary writes: «oedeme» -> «œdeme», «moelle» -> «mœlle»."""
    return word.replace("oe", "œ").replace("ae", "æ")


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of one list, without its comments."""
    return entries(FOLDER / f"{name}.txt")


def entries(path: Path) -> tuple[str, ...]:
    """The lines of a list, without its comments."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return tuple(row for row in rows if row and not row.startswith("#"))


@cache
def _field() -> frozenset[str]:
    """Words of medicine that the dictionary lacks."""
    return frozenset((*lines("field"), *lines("field_more")))


@cache
def _blocks() -> tuple[list[str], list[str]]:
    """First words of the blocks, and the blocks."""
    rows = lzma.decompress((FOLDER / "french.txt.xz").read_bytes()).decode().split("\n")
    return [row[1:] for row in rows[::BLOCK]], ["\n".join(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)]


def _unpacked(block: str) -> Iterator[str]:
    """The words of a block: a row is how many letters of the word before are kept, and the others."""
    word = ""
    for row in block.split("\n"):
        word = word[: ord(row[0]) - 48] + row[1:]
        yield word


def _not_before(word: str) -> str:
    """The first word of the dictionary that does not stand before this one; empty behind the last."""
    heads, blocks = _blocks()
    place = bisect_right(heads, word)
    for current in _unpacked(blocks[place - 1]) if place else ():
        if current >= word:
            return current
    return heads[place] if place < len(heads) else ""
