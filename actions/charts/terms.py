"""What the record's own words mean: names of measured quantities and of documents, read with nlu/lookups."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from functools import cache

from nlu import lexicon
from nlu.names import fold

LIKENESS = 0.82
"""difflib ratio from which a misheard quantity is still that one."""
SHORT = 3
"""Letters of a word: shorter ones are not misheard."""
_LITTLE = frozenset({"de", "d", "du", "la", "le", "l", "les", "des", "au", "aux", "a"})


def quantity(words: str) -> Callable[[str], bool]:
    """A test of the record's analyte names: «kaliémie» -> true for «Potassium» and «K+»."""
    said, meant = plain(words), meaning(words)

    def fits(name: str) -> bool:
        if plain(name) == said:
            return True
        held = known(name)
        if meant or held:
            return held == meant
        return bool(said) and set(said.split()) <= set(plain(name).split())

    return fits


@cache
def meaning(words: str) -> str | None:
    """The id of the quantity that was said: by all the words, however they were heard, else by some; else None."""
    table, said = _table("analyte"), plain(words)
    alike = [phrase for phrase in table if len(phrase) > 4 and _marks(phrase) == _marks(said)]
    near = difflib.get_close_matches(said, alike, n=1, cutoff=LIKENESS)
    # likeness of the whole before a part of it: «hémoglobine glycée» is no plain haemoglobin
    return table.get(said) or (table[near[0]] if near else known(words))


@cache
def known(words: str) -> str | None:
    """The id of the quantity named: by all the words, else by the longest name among them; else None."""
    table, said = _table("analyte"), plain(words)
    if said in table:
        return table[said]
    inside = [phrase for phrase in table if len(phrase) > 2 and f" {phrase} " in f" {said} "]
    return table[max(inside, key=len)] if inside else None


def document_type(title: str, description: str = "") -> str:
    """A doc_type id from what the record says of a document: its earliest, longest kind; or «other»."""
    table = _table("doc_type")
    for text in (description, title):
        if text.strip() in table.values():
            return text.strip()
    found: list[tuple[int, int, str]] = []
    for text in (title, description):
        padded = f" {plain(text)} "
        found += [
            (padded.index(f" {phrase} "), -len(phrase), kind)
            for phrase, kind in table.items()
            if f" {phrase} " in padded
        ]
    return min(found)[2] if found else "other"


@cache
def plain(words: str) -> str:
    """Folded, singular, without little words: «D-dimères» -> «dimere», «vitamines B 12» -> «vitamine b12».

    The last word is never little: «vitamine D».
    """
    said = fold(words).split()
    heavy = [w for place, w in enumerate(said, 1) if w not in _LITTLE or place == len(said)]
    kept = [w[:-1] if len(w) > 3 and w[-1] == "s" else w for w in heavy]
    joined = re.sub(r"\b([a-z]) (\d+)\b", r"\1\2", " ".join(kept))
    return re.sub(r"(?<=\bvitamine )d[23]\b", "d", joined)  # both are measured as vitamin D


def _marks(plain_words: str) -> tuple[str, ...]:
    """Letters and figures that tell quantities of one name apart: «vitamine C» is no misheard «vitamine D»."""
    return tuple(word for word in plain_words.split() if len(word) < SHORT or not word.isalpha())


@cache
def _table(name: str) -> Mapping[str, str]:
    return {plain(phrase): key for key, spoken in lexicon.table(name).items() for phrase in spoken}
