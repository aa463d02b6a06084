"""Is it a French word? 440,000 forms, searched where they lie: nothing is built, 50 ms at the first question."""

from __future__ import annotations

import lzma
import re
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

from nlu.text import fold

WORDS = Path(__file__).resolve().parent / "words"
BLOCK = 64
"""Words of a block; the first one of each is whole (speech/word_lists.py writes them)."""

_GREEK = re.compile(r"^oe(?=sop|so|d[eè]m|str|n)|(?<=^c)oe(?=li|lo)|(?<=^f)oe(?=t)|(?<=^hom)oe(?=o)")
"""Roots whose compounds no dictionary has all of: oesogastro-, coelio-, foeto-."""

__all__ = ["BLOCK", "WORDS", "fold", "known", "ligature", "lines"]


@cache
def _blocks() -> tuple[list[str], list[str]]:
    """First words of the blocks, and all lines."""
    rows = lzma.decompress((WORDS / "french.txt.xz").read_bytes()).decode().split("\n")
    return [row[1:] for row in rows[::BLOCK]], rows


@lru_cache(maxsize=16_384)
def known(word: str) -> bool:
    """Is this lower-case word, with its accents, French or of the field? A compound is when its parts are."""
    if word in _field() or _listed(word):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(part and _listed(part) for part in parts)


@cache
def _field() -> frozenset[str]:
    """Words of medicine that the dictionary lacks."""
    return frozenset((*lines("field"), *lines("field_more")))


def _listed(word: str) -> bool:
    heads, rows = _blocks()
    block = bisect_right(heads, word) - 1
    if block < 0:
        return False
    current = ""
    for row in rows[block * BLOCK : (block + 1) * BLOCK]:
        current = current[: ord(row[0]) - 48] + row[1:]
        if current >= word:
            return current == word
    return False


@lru_cache(maxsize=4096)
def ligature(word: str) -> str:
    """«oedème» -> «œdème», «caecal» -> «cæcal»; a word that is written so stays («moelle»)."""
    if ("oe" not in word and "ae" not in word) or _listed(word):
        return word
    joined = word.replace("oe", "œ").replace("ae", "æ")
    return joined if known(joined) else _GREEK.sub(lambda match: match[0].replace("oe", "œ"), word)


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of one list of words/, without its comments."""
    rows = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(row for row in rows if row and not row.startswith("#"))
