"""How words are compared: folded letters, and a French phonetic key (sounds.yml); pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
SOURCE = Path(__file__).with_name("sounds.yml")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_KINDS = str.maketrans("aeiouUWAIOEbpfvdtkGqszSJmnN", "aaaaaaaaaaappppttkkkssssnnn")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_PIECE = re.compile(r"[^\s'’]+['’]?")
LONGEST = 4
"""Words that a name or another phrase may stand for: «de la tour» heard as «d'une la tour»."""
UNANIMOUS = 0.8
"""The echo of a name that all texts hold: the help of the recogniser may have put it into each of them."""
_RULES: list[list[str]] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["sounds"]
_SOUNDS = tuple((re.compile(pattern), by) for pattern, by in _RULES)
_ON_LINES = tuple((re.compile(pattern, re.MULTILINE), by) for pattern, by in _RULES)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, no accents or ligatures, punctuation as single spaces: «D'Hérouville» -> «d herouville»."""
    # NFKD first: compatibility forms may fold to letters that have a ligature of their own
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    letters = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters).strip()


@lru_cache(maxsize=262_144)
def key(letters: str) -> str:
    """How folded letters without spaces sound in French; «» when too short to tell."""
    sound = letters
    for pattern, by in _SOUNDS:
        sound = pattern.sub(by, sound)
    return sound if len(sound) > 1 else ""


def keys(words: Sequence[str]) -> list[str]:
    """`key` of each word, six times faster than one by one: every rule goes once over all of them, a word a line."""
    sounds = "\n".join(words)
    for pattern, by in _ON_LINES:
        sounds = pattern.sub(by, sounds)
    return [sound if len(sound) > 1 else "" for sound in sounds.split("\n")] if words else []


def sound(text: str) -> str:
    """`key` of one or several words said in one breath."""
    return key(fold(text).replace(" ", ""))


def kinds(sound: str) -> str:
    """A `key` by how its sounds are made (vowels, lips, teeth, throat, hisses, nose): misheard, one keeps its kind."""
    return sound.translate(_KINDS)


def likeness(one: str, other: str) -> float:
    """Of two keys, 0 to 1: half for the sounds, half for their kinds."""
    alike = Indel.normalized_similarity
    return (alike(one, other) + alike(kinds(one), kinds(other))) / 2


def likenesses(some: Sequence[str], others: Sequence[str], least: float) -> Floats:
    """`likeness` of each of some keys to each of others; what is under `least` may be told too low, never too high."""
    alike = Indel.normalized_similarity
    by_kind = cdist([kinds(s) for s in some], [kinds(o) for o in others], scorer=alike, score_cutoff=least)
    return np.asarray((cdist(some, others, scorer=alike) + by_kind) / 2)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """One to LONGEST words that follow each other; an elided article stays outside."""
    places = [match.span() for match in _PIECE.finditer(text)]
    for first, (start, _) in enumerate(places):
        for _, end in places[first : first + LONGEST]:
            if text[end - 1] not in "'’":
                yield start, end


def echo(name: str, text: str, others: Sequence[str]) -> float | None:
    """How much like `name`, which stands in `text`, the most like words of the other texts sound: 0 to 1.

    Words of `text` around the name are no echo of it («madame» of Madani). UNANIMOUS where all others hold the name;
    None without others, or where it does not stand in `text`.
    """
    letters, wanted, whole = fold(name), sound(name), f" {fold(text)} "
    if not others or not wanted or f" {letters} " not in whole:
        return None
    around = set(whole.replace(f" {letters} ", " ", 1).split()) - set(letters.split())
    lacking = [other for other in others if f" {letters} " not in f" {fold(other)} "]
    if not lacking:
        return UNANIMOUS
    runs = {run for other in lacking for run in _without(around, other)}
    heard = {key for run in runs for start, end in spans(run) if (key := sound(run[start:end]))}
    return float(likenesses(list(heard), [wanted], 0.0).max()) if heard else 0.0


def _without(words: Collection[str], text: str) -> Iterator[str]:
    """The stretches of a text between words that are left out."""
    pieces = [match[0] for match in _PIECE.finditer(text)]
    for left_out, run in groupby(pieces, lambda piece: fold(piece) in words):
        if not left_out:
            yield " ".join(run)
