"""Which words may be part of a name: those that neither the dictionary nor our sentences and lists know, listed names,
and those of people near at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant import lexicon as french
from assistant.situation import Situation
from nlu import lexicon, sentences
from nlu.text import fold

SHORTEST = 3
"""Letters of a word that is a name by itself."""
PEOPLE = frozenset({"patient", "practitioner", "recipient"})
"""Entities that may hold a person's name."""
_NAMING = frozenset({"de", "d", "à", "chez", "dossier", "fiche", "moi"})
"""Behind these a word that somebody near at hand is called is that person."""
_TOLD = re.compile(r"-(?:le|la|les|lui|leur|moi|toi|nous|vous|y|en)$")
"""«ouvre-le»."""
_ROLE = re.compile(r"(?:logue|iatre|iste|therapeute|praticien|praticienne)s?$")
"""What doctors are called after: nobody's name."""
_MUTE = re.compile(r"[b-df-hj-np-tv-xz]+")
"""Without a vowel: of nobody who is listed, an initialism, but behind «de», «dossier»: who is named is never lost."""
_OTHERS = PEOPLE | {"content", "template", "field"}
"""Entities whose words may be anything."""
_WORD = re.compile(r"[^\s']+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cleaned text, and what it may be."""

    start: int
    end: int
    text: str
    plain: str
    elided: bool
    name: bool = False
    """Certainly somebody's."""
    maybe: bool = False
    """Somebody's beside another name: «pierre», «petit»."""


def near(situation: Situation, *, doctors: bool = True) -> frozenset[str]:
    """The words of names of people near at hand, folded; particles are none, nor two letters that are French."""
    return _folded((*(f"{p.family} {p.given}" for p in situation.people), *(situation.doctors if doctors else ())))


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    """The same of one list of people, which stays as it is from one sentence to the next."""
    found = {word.lower() for name in names for word in _WORD.findall(name.replace("’", "'"))}
    long = (w for w in found if len(w) >= SHORTEST or (len(w) > 1 and not french.known(w)))
    return frozenset(fold(w) for w in long) - particles()


def read(text: str, here: Collection[str]) -> list[Word]:
    """The words, each with what it may be."""
    found: list[Word] = []
    for word in tokens(text):
        never = stops(word)
        maybe = not never and (_hyphened(word) or (word.plain in names() and word.plain not in values()))
        name = not never and len(word.plain) >= SHORTEST and word.text[0].isalpha() and _strange(word.text)
        if name and _MUTE.fullmatch(word.plain) and word.plain not in names():
            name = bool(found) and found[-1].text in _NAMING
        if word.plain in here and not word.elided:
            name = name or not _ordinary(word) or (bool(found) and _calls(found[-1]))
            maybe = True
        found.append(replace(word, name=name, maybe=maybe))
    return found


def stops(word: Word) -> bool:
    """No name has it."""
    return (
        word.elided
        or word.plain[0].isdigit()
        or bool(_TOLD.search(word.plain))
        or word.plain in lexicon.words("title", "doctor")
        or word.plain in group("stop")
        or word.plain in particles()
    )


def possible(said: str) -> bool:
    """May any of these words be part of a name, or spell it: not all of them are our sentences' and nobody's?"""
    return any(
        w.plain in names() or len(w.plain) == 1 or not (w.plain in vocabulary() or w.plain in group("stop"))
        for w in tokens(said)
    )


def listed(said: str) -> bool:
    """Is one of them a known name, and no value?"""
    return any(w.plain in names() and w.plain not in values() for w in tokens(said))


def valued(said: str) -> bool:
    """Are they all words of values that are no people?"""
    return all(w.plain in values() for w in tokens(said))


def tokens(text: str) -> list[Word]:
    """The words, without what they may be."""
    return [
        Word(m.start(), m.end(), m[0], fold(m[0]), text[m.end() : m.end() + 1] == "'") for m in _WORD.finditer(text)
    ]


def group(key: str) -> frozenset[str]:
    """Words of lookups/called.yml, folded."""
    return lexicon.words("called", key)


@cache
def names() -> frozenset[str]:
    """Family and given names, folded."""
    return frozenset(fold(name) for name in french.lines("people"))


@cache
def values() -> frozenset[str]:
    """Words of values that are no people: of the lookups, of the training sentences, of drugs; folded."""
    listed = (
        phrase
        for path in lexicon.LOOKUPS.glob("*.yml")
        if path.stem != "called"
        for phrase in lexicon.phrases(path.stem)
    )
    things = (*listed, *french.lines("said"), *french.lines("brands"), *french.lines("substances"))
    spans = (e.text[s.start : s.end] for e in sentences.taught() for s in e.spans if s.name not in _OTHERS)
    return frozenset(fold(w) for phrase in (*things, *spans) for w in _WORD.findall(phrase)) - particles()


@cache
def months() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.phrases("month"))


@cache
def vocabulary() -> frozenset[str]:
    """French words of the training sentences, folded: typed without accents they are still no name, nor is «petit»."""
    words = {w.text for e in sentences.taught() for w in _said(e)}
    return frozenset(fold(w) for w in words if french.known(w))


def particles() -> frozenset[str]:
    return group("particle")


def within(word: Word, taken: Sequence[tuple[int, int]]) -> bool:
    return any(low <= word.start < high for low, high in taken)


def _ordinary(word: Word) -> bool:
    """A word like any other, though somebody is called so."""
    return word.plain in values() or french.known(word.text)


def _calls(before: Word) -> bool:
    """Is a word behind that one somebody, if somebody is called so?"""
    return before.name or before.text in _NAMING or before.plain in group("opening")


def _hyphened(word: Word) -> bool:
    """«marie-claude», «saint-martin»."""
    parts = word.plain.split("-")
    return len(parts) > 1 and all(part in names() or part in particles() for part in parts)


@cache
def _strange(text: str) -> bool:
    plain = fold(text)
    if plain in values() or plain in vocabulary() or plain in _things():
        return False
    return plain in names() or not (_ROLE.search(plain) or french.known(text) or french.known(french.joined(text)))


@cache
def _things() -> frozenset[str]:
    """Places, and diseases called after somebody: names, but nobody's who is treated here."""
    return frozenset(fold(name) for name in (*french.lines("places"), *french.lines("eponyms"))) - names()


def _said(example: sentences.Example) -> Iterator[Word]:
    """The words of a sentence that are nobody's name there."""
    people = [(s.start, s.end) for s in example.spans if s.name in PEOPLE]
    titled = False
    for word in tokens(example.text):
        if within(word, people):
            continue
        if not titled:
            yield word
        titled = word.plain in lexicon.words("title", "person") | lexicon.words("title", "doctor") or (
            titled and word.plain in particles()
        )
