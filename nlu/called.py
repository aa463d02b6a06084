"""Who is named in a sentence: what stands after a title, and words that are neither French nor ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant import lexicon as french
from assistant.situation import Situation
from nlu import lexicon, sentences
from nlu.text import fold

LONGEST = 4
"""Most words taken as a name, particles not counted."""
SHORTEST = 3
"""Letters of a word that is a name by itself."""
PEOPLE = frozenset({"patient", "practitioner", "recipient"})
"""Entities that may hold a person's name."""
_BEFORE = frozenset({"de", "d", "à", "par", "chez", "pour", "avec", "et", "un", "une"})
"""After these an article can be but the beginning of a name: «à du plessis», «un le goff»."""
_NAMING = frozenset({"de", "d", "à", "chez", "dossier", "fiche", "moi"})
"""Behind these a word that somebody near at hand is called is that person."""
_RECORDS = frozenset({"dossier", "fiche"})
"""«dossier le goff»."""
_ANYWHERE = frozenset({"patient", "patiente", "enfant"})
"""«petit», «jeune» are a title only behind an article: «le petit Martin», but «dossier de Petit Martin»."""
_TOLD = re.compile(r"-(?:le|la|les|lui|leur|moi|toi|nous|vous|y|en)$")
"""«ouvre-le»."""
_ROLE = re.compile(r"(?:logue|iatre|iste|therapeute|praticien|praticienne)s?$")
"""What doctors are called after: nobody's name."""
_OTHERS = PEOPLE | {"content", "template", "field"}
"""Entities whose words may be anything."""
_WORD = re.compile(r"[^\s']+")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a cleaned text, without the title."""

    start: int
    end: int
    title: str = ""
    """«civil», «doctor» (beside a name), «patient» («la patiente benali»), or «»."""
    lead: str = ""
    """The folded word before the title or the name: «de», «a», «par» …; «» at the beginning."""
    begun: int = 0
    """Where the title stands; `start` where there is none."""


@dataclass(frozen=True, slots=True)
class _Word:
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
    return frozenset(fold(w) for w in long) - _particles()


def people(text: str, taken: Sequence[tuple[int, int]] = (), here: Collection[str] = ()) -> tuple[Named, ...]:
    """Everybody named in a cleaned text, in order; nobody within the `taken` spans.

    `here`: folded words of names that may be expected (`near`). One of them is a name wherever it stands; where it is a
    word like any other («petit», «page»), behind a title, an order, «dossier» or «de».
    """
    return tuple(_people([w for w in _read(text, here) if not _in(w, taken)]))


def particle(text: str, at: int) -> bool:
    """Does a little word of names follow there («ilya» «du bois»)?"""
    following = _words(text[at:])
    return bool(following) and following[0].plain in _particles()


def possible(words: str) -> bool:
    """May any of these words be part of a name, or spell it: not all of them are our sentences' and nobody's?"""
    return any(
        w.plain in _called() or len(w.plain) == 1 or not (w.plain in _vocabulary() or w.plain in _listed("stop"))
        for w in _words(words)
    )


def listed(words: str) -> bool:
    """Is one of them a known name, and no value?"""
    return any(w.plain in _called() and w.plain not in _values() for w in _words(words))


def valued(words: str) -> bool:
    """Are they all words of values that are no people?"""
    return all(w.plain in _values() for w in _words(words))


def _read(text: str, here: Collection[str]) -> list[_Word]:
    """The words, each with what it may be."""
    read: list[_Word] = []
    for word in _words(text):
        stops = _stops(word)
        maybe = not stops and (_hyphened(word) or (word.plain in _called() and word.plain not in _values()))
        name = not stops and len(word.plain) >= SHORTEST and word.text[0].isalpha() and _strange(word.text)
        if word.plain in here and not word.elided:
            name = name or not _ordinary(word) or (bool(read) and _calls(read[-1]))
            maybe = True
        read.append(replace(word, name=name, maybe=maybe))
    return read


def _ordinary(word: _Word) -> bool:
    """A word like any other, though somebody is called so."""
    return word.plain in _values() or french.known(word.text)


def _calls(before: _Word) -> bool:
    """Is a word behind that one somebody, if somebody is called so?"""
    return before.name or before.text in _NAMING or before.plain in _listed("opening")


def _people(words: list[_Word]) -> Iterator[Named]:
    at = 0
    while at < len(words):
        kind, first = _titled(words, at)
        if kind and (end := _after_title(words, first, kind)) > first:
            yield _named(words, first, end, kind, at)
            at = end
        elif kind in ("", "patient") and (start := _begins(words, at)) is not None:
            end = _goes_on(words, at + 1, LONGEST - 1)
            yield _named(words, start, end, "", start)
            at = end
        else:
            at = max(first, at + 1)


def _named(words: list[_Word], first: int, end: int, title: str, begun: int) -> Named:
    before = begun - 1
    if title and before > 0 and words[before].plain in ("le", "la", "l"):
        before -= 1  # «à la patiente benali»
    lead = words[before].plain if before >= 0 else ""
    return Named(words[first].start, words[end - 1].end, title, lead, words[begun].start)


def _titled(words: list[_Word], at: int) -> tuple[str, int]:
    """The kind of the titles that stand there («madame le docteur»: the last one), and the place after them."""
    kind, place = "", at
    while place < len(words):
        after = words[place + 1] if place + 1 < len(words) else None
        if found := _title(words[place]):
            kind, place = found, place + 1
        elif not kind and words[place].plain in _listed("patient") and _calling(words, place):
            kind, place = "patient", place + 1
        elif kind and words[place].plain == "le" and after is not None and _title(after) == "doctor":
            place += 1
        else:
            break
    return kind, place


def _title(word: _Word) -> str:
    if word.plain in lexicon.words("title", "doctor"):
        return "doctor"
    civil = word.plain in lexicon.words("title", "person") and not (word.plain == "m" and word.elided)  # «m'ouvrir»
    return "civil" if civil else ""


def _calling(words: list[_Word], at: int) -> bool:
    """«le petit Martin», «la jeune Anne», but «dossier de Petit Martin»."""
    if words[at].name or words[at].plain in _ANYWHERE:
        return not words[at].name
    return at > 0 and words[at - 1].plain in _listed("article")


def _after_title(words: list[_Word], first: int, kind: str) -> int:
    """Where a name ends that begins there, whatever word it is; `first` when none does."""
    place = first
    particles = {"le"} if kind == "patient" else _particles()  # «la patiente de Kerguelen» is rather from there
    while place < len(words) and words[place].plain in particles:
        place += 1
    if place >= len(words) or _stops(words[place]) or words[place].plain in ("patient", "patiente"):
        return first
    if kind == "patient" and not words[place].name and (place > first or not words[place].maybe):
        return first  # «patient de la douze» names nobody
    return _goes_on(words, place + 1, LONGEST - 1, titled=True)


def _begins(words: list[_Word], at: int) -> int | None:
    """The place where an untitled name begins, its particles with it, if this word is part of one."""
    word = words[at]
    if not word.name and not (word.maybe and not word.elided and at + 1 < len(words) and words[at + 1].name):
        return None
    start = at
    while start and words[start - 1].plain in _listed("alone"):
        start -= 1
    if start == at and at:
        before, led = words[at - 1].plain, words[at - 2].text if at > 1 else ""
        if words[at - 1].elided and before in ("n", "o"):
            start -= 1  # «n'diaye»
        elif (before == "le" and led in _RECORDS) or (before in _after(led) and not words[at - 1].elided):
            start -= 1
    return start


def _after(led: str) -> frozenset[str]:
    """Particles that begin a name behind that word; never «la»: «la garcia» is Garcia."""
    return _particles() - {"la"} if led in _BEFORE else frozenset()


def _goes_on(words: list[_Word], place: int, left: int, *, titled: bool = False) -> int:
    """Where the name ends whose words before `place` are read; `titled`: it may have words that are rarely names."""
    end = place
    while left and place < len(words):
        word = words[place]
        if word.plain in _particles() and not word.name:
            place += 1
        elif word.name or word.maybe or (titled and place == end and _rarely(word)):
            place += 1
            end, left = place, left - 1
        else:
            break
    return end


def _rarely(word: _Word) -> bool:
    """«madame Bernard Noël», «monsieur Kowalski Tonnelier»: a name, or French that no sentence of ours has."""
    if _stops(word) or word.plain in _months():
        return False
    return word.plain in _called() or not (word.plain in _values() or word.plain in _vocabulary())


def _stops(word: _Word) -> bool:
    """No name has it."""
    return (
        word.elided
        or word.plain[0].isdigit()
        or bool(_TOLD.search(word.plain))
        or word.plain in lexicon.words("title", "doctor")
        or word.plain in _listed("stop")
        or word.plain in _particles()
    )


def _hyphened(word: _Word) -> bool:
    """«marie-claude», «saint-martin»."""
    parts = word.plain.split("-")
    return len(parts) > 1 and all(part in _called() or part in _particles() for part in parts)


@cache
def _strange(text: str) -> bool:
    plain = fold(text)
    if plain in _values() or plain in _vocabulary() or plain in _things():
        return False
    return plain in _called() or not (_ROLE.search(plain) or french.known(text) or french.known(french.joined(text)))


@cache
def _called() -> frozenset[str]:
    """Family and given names, folded."""
    return frozenset(fold(name) for name in french.lines("people"))


@cache
def _values() -> frozenset[str]:
    """Words of values that are no people: of the lookups, of the training sentences, of drugs; folded."""
    listed = (
        phrase
        for path in lexicon.LOOKUPS.glob("*.yml")
        if path.stem != "called"
        for phrase in lexicon.phrases(path.stem)
    )
    names = (*listed, *french.lines("said"), *french.lines("brands"), *french.lines("substances"))
    spans = (e.text[s.start : s.end] for e in sentences.taught() for s in e.spans if s.name not in _OTHERS)
    return frozenset(fold(w) for phrase in (*names, *spans) for w in _WORD.findall(phrase)) - _particles()


@cache
def _months() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.phrases("month"))


@cache
def _things() -> frozenset[str]:
    """Places, and diseases called after somebody: names, but nobody's who is treated here."""
    return frozenset(fold(name) for name in (*french.lines("places"), *french.lines("eponyms"))) - _called()


@cache
def _vocabulary() -> frozenset[str]:
    """French words of the training sentences, folded: typed without accents they are still no name, nor is «petit»."""
    words = {w.text for e in sentences.taught() for w in _said(e)}
    return frozenset(fold(w) for w in words if french.known(w))


def _said(example: sentences.Example) -> Iterator[_Word]:
    """The words of a sentence that are nobody's name there."""
    people = [(s.start, s.end) for s in example.spans if s.name in PEOPLE]
    titled = False
    for word in _words(example.text):
        if _in(word, people):
            continue
        if not titled:
            yield word
        titled = word.plain in lexicon.words("title", "person") | lexicon.words("title", "doctor") or (
            titled and word.plain in _particles()
        )


def _listed(key: str) -> frozenset[str]:
    return lexicon.words("called", key)


def _particles() -> frozenset[str]:
    return _listed("particle")


def _words(text: str) -> list[_Word]:
    return [
        _Word(m.start(), m.end(), m[0], fold(m[0]), text[m.end() : m.end() + 1] == "'") for m in _WORD.finditer(text)
    ]


def _in(word: _Word, taken: Sequence[tuple[int, int]]) -> bool:
    return any(low <= word.start < high for low, high in taken)
