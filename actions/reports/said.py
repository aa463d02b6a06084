"""An utterance word by word, and the fields of the open document that it names; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.reports import spoken
from assistant.record import Opened, Place
from nlu.text import fold

LONGEST = 8
"""Words of a name."""
MOST = 80
"""Words of an utterance that fills fields; a longer one is dictated."""
_TOKEN = re.compile(r"[^\s'’]+['’]?")
_POLITE = re.compile(r"(?: s'il (?:te|vous) plait| svp| merci)+ $")


@dataclass(frozen=True, slots=True)
class Said:
    """The utterance, word by word."""

    words: str
    spans: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]
    named: tuple[tuple[int, int, Place], ...]
    """(first word, end, field) of every name that is said; the longest first, then the earliest."""

    def text(self, start: int, end: int) -> str:
        """Words as they were said."""
        return self.words[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def plain(self, start: int, end: int) -> str:
        """Folded words, a space behind each but an elision."""
        return "".join(w if w.endswith("'") else f"{w} " for w in self.folded[start:end])

    def within(self, start: int, length: int) -> int:
        """How many words from `start` on the first `length` characters of the plain text are."""
        count = 0
        while length > 0 and start + count < len(self.folded):
            length -= len(self.plain(start + count, start + count + 1))
            count += 1
        return count


@lru_cache(maxsize=16)
def _names(places: tuple[Place, ...]) -> Mapping[tuple[str, ...], Place]:
    """Everything a field may be called by: its name, then short names and labels; none that two are called by."""
    own, found = dict[tuple[str, ...], Place | None](), dict[tuple[str, ...], Place | None]()
    for place in places:
        key = spoken.words_of(place.name)
        own[key] = None if key in own else place
    for place in places:
        for other in (*spoken.shorts(place.name), *map(spoken.words_of, place.labels)):
            if other and other not in own:
                found[other] = place if found.get(other, place) is place else None
    return {key: place for key, place in (found | own).items() if place}


def called(opened: Opened | None, names: Sequence[str], words: str) -> str | None:
    """The one of these fields that the words say, as the page labels it or by its name, misheard perhaps; or None."""
    found = _names(opened.places).get(spoken.words_of(words)) if opened else None
    return found.name if found and found.name in names else spoken.field(names, words)


def said(opened: Opened, words: str) -> Said:
    """The words, without what is only polite."""
    spans = tuple(m.span() for m in _TOKEN.finditer(words) if fold(m[0]).strip(".,;!?"))[:MOST]
    folded = tuple(fold(words[a:b]).strip(".,;!?").replace("’", "'") for a, b in spans)
    whole = Said(words, spans, folded, ())
    if polite := _POLITE.search(whole.plain(0, len(folded))):
        keep = whole.within(0, polite.start() + 1)
        spans, folded = spans[:keep], folded[:keep]
    return Said(words, spans, folded, _named(folded, _names(opened.places)) if len(folded) < MOST else ())


def _named(folded: tuple[str, ...], names: Mapping[tuple[str, ...], Place]) -> tuple[tuple[int, int, Place], ...]:
    keys = [spoken.words_of(word) for word in folded]
    edges = [bool(key) and not spoken.small(word) for word, key in zip(folded, keys, strict=True)]
    found = []
    for start in range(len(folded)):
        said: tuple[str, ...] = ()
        for end in range(start + 1, min(start + LONGEST, len(folded)) + 1):
            said += keys[end - 1]
            if edges[start] and edges[end - 1] and (place := names.get(said)):
                found.append((start, end, place))
    return tuple(sorted(found, key=lambda one: (one[0] - one[1], one[0])))
