"""Every way the names of a base may be written, and which of them heard letters may stand for."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import OSA

from assistant.sounds import fold, key, keys
from nlu.fit import NEAR, SAME, SOUND, Unit
from nlu.spelling import LORE, parts


class Forms:
    """Written forms of distinct names, by spelling, by sound and by near spelling.

    What 1,000,000 patients take in time and memory: nlu/README.md.
    """

    def __init__(self, owners: Iterable[tuple[str, Unit, int]]) -> None:
        """`owners`: (form, what it is of the name, number of the name); family and given names have own numbers."""
        self._owners: dict[str, list[tuple[Unit, int]]] = defaultdict(list)
        for form, unit, name in owners:
            self._owners[form].append((unit, name))
        self._forms = tuple(self._owners)
        sounds = keys(self._forms)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for form, sound in zip(self._forms, sounds, strict=True):
            if sound:
                self._sounds[sound].append(form)
        marks, places = array("q"), array("i")
        for place, (form, sound) in enumerate(zip(self._forms, sounds, strict=True)):
            found = _clues(form, sound)
            marks.extend(map(hash, found))
            places.extend([place] * len(found))
        # two sorted columns instead of a dictionary of sets: a tenth of the memory
        every = np.array(marks, dtype=np.int64)
        order = np.argsort(every, kind="stable")
        self._marks = every[order]
        self._places = np.array(places, dtype=np.int32)[order]

    def owners(self, form: str) -> Sequence[tuple[Unit, int]]:
        """Names that have this form."""
        return self._owners.get(form, ())

    def alike(self, word: str, *, near: bool) -> dict[str, float]:
        """Form -> how well these letters fit it (SAME, SOUND, and when asked for at most NEAR)."""
        found: dict[str, float] = {}
        if near:
            for form in self._neighbours(word):
                if quality := _nearness(word, form):
                    found[form] = quality
        found |= dict.fromkeys(self._sounds.get(key(word), ()), SOUND)
        if word in self._owners:
            found[word] = SAME
        return found

    def _neighbours(self, word: str) -> set[str]:
        clues = np.fromiter((hash(clue) for clue in _clues(word, key(word))), dtype=np.int64)
        starts = np.searchsorted(self._marks, clues, "left").tolist()
        ends = np.searchsorted(self._marks, clues, "right").tolist()
        places = {p for a, b in zip(starts, ends, strict=True) for p in self._places[a:b].tolist()}
        return {self._forms[place] for place in places}


def of_family(name: str) -> Iterator[tuple[str, Unit]]:
    """All ways a family name is written when nothing separates its words."""
    words = fold(name).split()
    if not words:
        return
    yield "".join(words), Unit.FAMILY
    for at, word in enumerate(words[:-1]):
        if word not in LORE.particles:
            break
        unit = Unit.DROPPED if set(words[: at + 1]) <= LORE.dropped else Unit.UNPARTICLED
        yield "".join(words[at + 1 :]), unit
    cores = parts(name)
    if len(cores) > 1:
        yield from ((core, Unit.PART) for core in cores)


def of_given(name: str) -> Iterator[tuple[str, Unit]]:
    """The same for a given name."""
    words = fold(name).split()
    if words:
        yield "".join(words), Unit.GIVEN
    if len(words) > 1:
        yield from ((word, Unit.GIVEN_PART) for word in words)
        yield from (("".join(pair), Unit.GIVEN_PART) for pair in pairwise(words))


def _clues(form: str, sound: str) -> set[str]:
    """The word and its sound with one letter taken out: words that share one may be near (as in SymSpell)."""
    clues: set[str] = set()
    if len(form) >= 4:
        clues |= {form} | {form[:i] + form[i + 1 :] for i in range(len(form))}
    if len(sound) >= 5:
        clues |= {sound} | {sound[:i] + sound[i + 1 :] for i in range(len(sound))}
    return clues


def _nearness(word: str, form: str) -> float:
    """0.5 to NEAR when one letter differs (two in long words), else 0."""
    longest = max(len(word), len(form))
    allowed = 1 if longest < 8 else 2
    distance = OSA.distance(word, form, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    return max(0.5, NEAR - 0.05 * (distance - 1) - 0.5 * distance / longest)
