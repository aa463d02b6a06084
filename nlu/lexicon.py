"""The words of nlu/lookups: id -> spoken words, and back from words to the id they mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from nlu.text import fold

LOOKUPS = Path(__file__).resolve().parent / "lookups"
NEAR = 0.82
"""Likeness (difflib ratio) from which a misheard word still names its id."""


@cache
def table(name: str) -> Mapping[str, tuple[str, ...]]:
    """Id -> spoken words of one file; empty when there is none."""
    path = LOOKUPS / f"{name}.yml"
    if not path.exists():
        return {}
    raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if isinstance(raw, list):
        return {"": tuple(str(w) for w in raw)}
    return {str(k): tuple(str(w) for w in v) for k, v in raw.items() if isinstance(v, list)}


@cache
def phrases(name: str) -> tuple[str, ...]:
    """All spoken words of one file, each once."""
    return tuple(dict.fromkeys(w for words in table(name).values() for w in words))


@cache
def words(name: str, key: str = "") -> frozenset[str]:
    """The folded words of one id."""
    return frozenset(fold(w) for w in table(name).get(key, ()))


@cache
def either(name: str, *keys: str) -> str:
    """A pattern of any of the spoken words of those ids, the longest first."""
    spoken = {word for key in keys for word in table(name).get(key, ())}
    return "|".join(re.escape(word) for word in sorted(spoken, key=lambda w: (-len(w), w)))


@cache
def _index(name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, spoken in table(name).items():
        for phrase in spoken:
            found.setdefault(plain(phrase), key)
    return found


def plain(phrase: str) -> str:
    """Folded, singular, hyphens and apostrophes as spaces: what two ways of writing a word share."""
    parts = fold(phrase).replace("-", " ").replace("'", " ").split()
    return " ".join(p[:-1] if len(p) > 3 and p[-1] in "sx" else p for p in parts)


def meaning(name: str, phrase: str) -> str | None:
    """The id of the words: as written, else by the longest known words in them, else by likeness."""
    index, said = _index(name), plain(phrase)
    if said in index:
        return index[said]
    padded = f" {said} "
    inside = [known for known in index if f" {known} " in padded]
    if inside:
        return index[max(inside, key=len)]
    near = difflib.get_close_matches(said, index, n=1, cutoff=NEAR)
    return index[near[0]] if near else None


def is_known(name: str, phrase: str) -> bool:
    """Are these words, as they are, in the file?"""
    return plain(phrase) in _index(name)
