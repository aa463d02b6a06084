"""Who is named in a sentence, and where: what stands after a title, and words that are names (nlu/name_words.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from nlu import lexicon, name_words
from nlu.name_words import Word, group, particles, read, stops, within

LONGEST = 4
"""Most words taken as a name, particles not counted."""
_BEFORE = frozenset({"de", "d", "à", "par", "chez", "pour", "avec", "et", "un", "une"})
"""After these an article can be but the beginning of a name: «à du plessis», «un le goff»."""
_RECORDS = frozenset({"dossier", "fiche"})
"""«dossier le goff»."""
_ANYWHERE = frozenset({"patient", "patiente", "enfant"})
"""«petit», «jeune» are a title only behind an article: «le petit Martin», but «dossier de Petit Martin»."""


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
    joined: bool = False
    """Named for the same thing as the one before: «de garcia et de martinez»."""


def people(text: str, taken: Sequence[tuple[int, int]] = (), here: Collection[str] = ()) -> tuple[Named, ...]:
    """Everybody named in a cleaned text, in order; nobody within the `taken` spans.

    `here`: folded words of names that may be expected (`near`). One of them is a name wherever it stands; where it is a
    word like any other («petit», «page»), behind a title, an order, «dossier» or «de».
    """
    words = [w for w in read(text, here) if not within(w, taken)]
    return tuple(_joined(words, list(_people(words)), here))


def particle(text: str, at: int) -> bool:
    """Does a little word of names follow there («ilya» «du bois»)?"""
    following = name_words.tokens(text[at:])
    return bool(following) and following[0].plain in particles()


def _people(words: list[Word]) -> Iterator[Named]:
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


def _joined(words: list[Word], found: list[Named], here: Collection[str]) -> Iterator[Named]:
    """Who is named beside another, with what leads the first; «petit et garcia», «garcia et martin» are two people."""
    places = {word.start: place for place, word in enumerate(words)}
    ends = {word.end: place + 1 for place, word in enumerate(words)}
    before: Named | None = None
    for place, named in enumerate(found):
        at = places[named.begun]
        if before is None and (other := _listed_before(words, at)) is not None:
            before = other
            yield other
        one = named
        if before is not None and _joins(words, ends[before.end], at, named, here):
            lead = before.lead if named.lead in group("and") else named.lead
            one = replace(named, joined=True, lead=lead)
        yield one
        before, at = one, ends[one.end]
        following = places[found[place + 1].begun] if place + 1 < len(found) else len(words)
        if (other := _listed_after(words, at, following, one.lead)) is not None:
            before = other
            yield other


def _joins(words: list[Word], start: int, end: int, named: Named, here: Collection[str]) -> bool:
    """Do the words from `start` to `end`, between somebody and `named`, say that both are meant?"""
    after = _behind_and(words, start)
    if after is None or after > end or named.title == "doctor":
        return False
    between = {word.plain for word in words[after:end]}
    known = named.title or _known(words, end, here) or not between.isdisjoint(("de", "d", "celle", "celui", "dossier"))
    return bool(known) and between <= group("again")


def _behind_and(words: list[Word], start: int) -> int | None:
    """The place behind «et», «ainsi que»; None where there is none."""
    said = [word.plain for word in words[start : start + 2]]
    for length in (2, 1):
        if len(said) >= length and " ".join(said[:length]) in group("and"):
            return start + length
    return None


def _known(words: list[Word], at: int, here: Collection[str]) -> bool:
    return any(word.plain in here or word.plain in name_words.names() for word in words[at : at + LONGEST])


def _listed_before(words: list[Word], at: int) -> Named | None:
    """«petit et garcia»: a listed name, though it is a word as well."""
    for place in range(max(0, at - LONGEST), at - 1):
        behind = _behind_and(words, place + 1)
        between = {word.plain for word in words[behind:at]} if behind is not None else {""}
        if behind is not None and behind <= at and between <= group("again") and _is_listed(words[place]):
            return _named(words, place, place + 1, "", place)
    return None


def _listed_after(words: list[Word], start: int, end: int, lead: str) -> Named | None:
    at = _behind_and(words, start)
    while at is not None and at < end and words[at].plain in group("again"):
        at += 1
    if at is None or at >= end or not _is_listed(words[at]):
        return None
    found = _named(words, at, at + 1, "", at)
    return replace(found, joined=True, lead=lead if found.lead in group("and") else found.lead)


def _is_listed(word: Word) -> bool:
    return not word.elided and name_words.listed(word.plain)


def _named(words: list[Word], first: int, end: int, title: str, begun: int) -> Named:
    before = begun - 1
    if title and before > 0 and words[before].plain in ("le", "la", "l"):
        before -= 1  # «à la patiente benali»
    lead = words[before].plain if before >= 0 else ""
    return Named(words[first].start, words[end - 1].end, title, lead, words[begun].start)


def _titled(words: list[Word], at: int) -> tuple[str, int]:
    """The kind of the titles that stand there («madame le docteur»: the last one), and the place after them."""
    kind, place = "", at
    while place < len(words):
        after = words[place + 1] if place + 1 < len(words) else None
        if found := _title(words[place]):
            kind, place = found, place + 1
        elif not kind and words[place].plain in group("patient") and _calling(words, place):
            kind, place = "patient", place + 1
        elif kind and words[place].plain == "le" and after is not None and _title(after) == "doctor":
            place += 1
        else:
            break
    return kind, place


def _title(word: Word) -> str:
    if word.plain in lexicon.words("title", "doctor"):
        return "doctor"
    civil = word.plain in lexicon.words("title", "person") and not (word.plain == "m" and word.elided)  # «m'ouvrir»
    return "civil" if civil else ""


def _calling(words: list[Word], at: int) -> bool:
    """«le petit Martin», «la jeune Anne», but «dossier de Petit Martin»."""
    if words[at].name or words[at].plain in _ANYWHERE:
        return not words[at].name
    return at > 0 and words[at - 1].plain in group("article")


def _after_title(words: list[Word], first: int, kind: str) -> int:
    """Where a name ends that begins there, whatever word it is; `first` when none does."""
    place = first
    little = {"le"} if kind == "patient" else particles()  # «la patiente de Kerguelen» is rather from there
    while place < len(words) and words[place].plain in little:
        place += 1
    if place >= len(words) or stops(words[place]) or words[place].plain in ("patient", "patiente"):
        return first
    if kind == "patient" and not words[place].name and (place > first or not words[place].maybe):
        return first  # «patient de la douze» names nobody
    return _goes_on(words, place + 1, LONGEST - 1, titled=True)


def _begins(words: list[Word], at: int) -> int | None:
    """The place where an untitled name begins, its particles with it, if this word is part of one."""
    word = words[at]
    if not word.name and not (word.maybe and not word.elided and at + 1 < len(words) and words[at + 1].name):
        return None
    start = at
    while start and words[start - 1].plain in group("alone"):
        start -= 1
    if start == at and at:
        before, led = words[at - 1].plain, words[at - 2].text if at > 1 else ""
        if words[at - 1].elided and before in ("n", "o"):
            start -= 1  # «n'diaye»
        elif (before == "le" and led in _RECORDS) or (before in _after(led) and not words[at - 1].elided):
            start -= 1
    return start


def _after(led: str) -> frozenset[str]:
    """Particles that begin a name behind that word; never «la»: «la garcia» is Garcia, nor «de» in «et de martinez»."""
    if led not in _BEFORE:
        return frozenset()
    return particles() - ({"la", "de", "d", "du", "des"} if led == "et" else {"la"})


def _goes_on(words: list[Word], place: int, left: int, *, titled: bool = False) -> int:
    """Where the name ends whose words before `place` are read; `titled`: it may have words that are rarely names."""
    end = place
    while left and place < len(words):
        word = words[place]
        if word.plain in particles() and not word.name:
            place += 1
        elif word.name or word.maybe or (titled and place == end and _rarely(word)):
            place += 1
            end, left = place, left - 1
        else:
            break
    return end


def _rarely(word: Word) -> bool:
    """«madame Bernard Noël», «monsieur Kowalski Tonnelier»: a name, or French that no sentence of ours has."""
    if stops(word) or word.plain in name_words.months():
        return False
    return word.plain in name_words.names() or not (
        word.plain in name_words.values() or word.plain in name_words.vocabulary()
    )
