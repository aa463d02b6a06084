"""People: those of the document are written as the record has them, and any name after «madame», «docteur»."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from actions.reports.dictation.items import Item, Items, Kind, at, folded_set, joined, table
from actions.reports.dictation.proper_names import people
from actions.reports.dictation.values import Lexicon
from assistant.lexicon import known
from assistant.sounds import fold as letters_of
from assistant.sounds import key
from nlu.text import fold

_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Known:
    """The names of one document, ready for the search."""

    phrases: dict[tuple[str, ...], str]
    """Letters of the words -> as written."""
    sounds: dict[str, str]
    """Sound of a single word -> as written."""


@lru_cache(maxsize=64)
def _known(lexicon: Lexicon) -> Known:
    phrases: dict[tuple[str, ...], str] = {}
    sounds: dict[str, str] = {}
    particles = folded_set("titles", "particles")
    for name in lexicon.names:
        phrases[tuple(letters_of(name).split())] = name
        for word in name.split():
            parts = tuple(letters_of(word).split())
            if word.lower() not in particles:
                phrases.setdefault(parts, word)
                if len(parts) == 1 and key(parts[0]):
                    sounds.setdefault(key(parts[0]), word)
    for term in lexicon.terms:
        phrases[tuple(letters_of(term).split())] = term
    return Known(phrases, sounds)


def names(items: Items, lexicon: Lexicon) -> Items:
    """Names known from the record, and after a title the words that look like one."""
    reader = _Reader(items, _known(lexicon))
    return reader.read()


class _Reader:
    def __init__(self, items: Items, known_names: Known) -> None:
        self._items = items
        self._known = known_names
        self._found: Items = []

    def read(self) -> Items:
        place = 0
        while place < len(self._items):
            taken = (
                self._titled_before(place)
                or self._title(place)
                or self._born(place)
                or self._from_record(place, titled=False)
            )
            if not taken:
                self._found.append(self._items[place])
            place += taken or 1
        return self._found

    def _from_record(self, place: int, *, titled: bool) -> int:
        """The longest name of the record here; a French word («petit») alone only after a title or a given name."""
        parts: list[str] = []
        best, size = "", 0
        elision = self._items[place].elision
        for count, item in enumerate(self._items[place : place + _LONGEST], 1):
            if item.kind is not Kind.WORD:
                break
            parts += letters_of(item.stem if count == 1 else item.text).split()
            if written := self._known.phrases.get(tuple(parts)):
                best, size = written, count
        if size == 1 and not titled and known(self._items[place].stem) and not self._after_name():
            return 0
        if not size:
            best, size = self._by_sound(self._items[place], titled=titled), 1
        if not best:
            return 0
        run = self._items[place : place + size]
        self._found.append(joined(run, elision + best, Kind.TERM))
        return size

    def _after_name(self) -> bool:
        return bool(self._found) and self._found[-1].kind is Kind.TERM and self._found[-1].text[:1].isupper()

    def _by_sound(self, item: Item, *, titled: bool) -> str:
        """«dupond» is the Dupont of the record: after a title, or when it is no French word."""
        stem = item.stem
        if item.kind is not Kind.WORD or len(stem) < 4 or not stem.isalpha() or not (titled or not known(stem)):
            return ""
        return self._known.sounds.get(key(letters_of(stem)), "")

    def _title(self, place: int) -> int:
        """«madame carpentier» -> Mme Carpentier."""
        item = self._items[place]
        short = table("titles")["short"].get(item.stem) if item.kind is Kind.WORD else None
        if short is None:
            return 0
        spoken_to = bool(self._found) and self._found[-1].says(folded_set("titles", "spoken_to"))
        self._found.append(item)
        title = len(self._found) - 1
        taken = self._name_after(place + 1)
        if taken and not spoken_to:
            self._found[title] = replace(item, text=item.elision + short, kind=Kind.TERM)
            self._pair(title)
        return 1 + taken

    def _titled_before(self, place: int) -> int:
        """The name after a title that stands before the cursor: «Mme», then «durand»."""
        if not self._found or self._found[-1].kind is not Kind.CONTEXT:
            return 0
        titles = table("titles")["short"]
        word = self._found[-1].text.lower()
        is_title = word in titles or word in {short.lower().rstrip(".") for short in titles.values()}
        return self._name_after(place) if is_title and self._may_be(place) else 0

    def _born(self, place: int) -> int:
        """«madame durand née petit»: the other name of a person just named."""
        if self._items[place].folded not in ("nee", "epouse", "veuve") or not self._after_name():
            return 0
        self._found.append(self._items[place])
        return 1 + (self._name_after(place + 1) if self._may_be(place + 1) else 0)

    def _pair(self, title: int) -> None:
        """«monsieur et madame X»: both are short."""
        first = at(self._found, title - 2)
        if first and self._found[title - 1].folded == "et" and first.kind is Kind.WORD:
            short = table("titles")["short"].get(first.stem)
            if short:
                self._found[title - 2] = replace(first, text=first.elision + short, kind=Kind.TERM)

    def _name_after(self, place: int) -> int:
        end = place
        while end < len(self._items):
            if taken := self._from_record(end, titled=True) if self._may_be(end) or end == place else 0:
                end += taken
            elif self._may_be(end):
                self._capital(self._items[end])
                end += 1
            elif end == place and (skip := self._particles(end)) and self._may_be(end + skip):
                self._found += [self._particle(item) for item in self._items[end : end + skip]]
                end += skip
            else:
                break
        return end - place

    def _particle(self, item: Item) -> Item:
        """«Le Goff», «de La Tour», but «du Plessis», «de Villepin»."""
        return replace(item, text=item.text.capitalize(), kind=Kind.TERM) if item.text in ("le", "la") else item

    def _particles(self, place: int) -> int:
        count = 0
        while (
            (item := at(self._items, place + count))
            and item.kind is Kind.WORD
            and item.text in ("de", "du", "la", "le", "van", "von")
        ):
            count += 1
        return count

    def _may_be(self, place: int) -> bool:
        """A name by the lists, or no French word at all."""
        item = at(self._items, place)
        if item is None or item.kind is not Kind.WORD or (item.elision and item.elision != "d'"):
            return False
        stem = item.stem
        if stem in _not_names() or len(stem) < 2:
            return False
        return fold(stem) in people() or (stem.replace("-", "").isalpha() and len(stem) > 2 and not known(stem))

    def _capital(self, item: Item) -> None:
        written = people().get(fold(item.stem)) or "-".join(part.capitalize() for part in item.stem.split("-"))
        self._found.append(replace(item, text=item.elision + written, kind=Kind.TERM))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(table("titles")["not_names"])
