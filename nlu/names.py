"""Which patient is meant: an inverted index of names by spelling, by sound and by near spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from assistant.types import Patient, Sex
from nlu.fit import FAMILY, GIVEN_ONLY, NEAR, SAME, SOUND, Hit, Span, Unit, score
from nlu.spelling import LORE, fold, key, parts, untitled

__all__ = ["Index", "Match", "fold", "surely"]

CLOSE = 0.15
"""Everyone this near to the best match could be meant as well; the others are dropped."""
SURE = 0.75
"""From here a match is the name said, or sounds like it; below it only resembles it, or is a given name alone."""
LONGEST_JOIN = 4
"""Words that one name may have been split into («de la tour», «quer guelen»)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A patient who could be meant, and how well: 1 is letter for letter after folding."""

    patient: Patient
    score: float


class Index:
    """Patients by name. Built once, then searched in time that grows with the answers, not with the patients.

    10,000 patients: built in about 0.5 s, searched in under 5 ms (tests/test_names.py measures it).
    """

    def __init__(
        self, patients: Iterable[Patient], others: Mapping[str, Iterable[tuple[str, str]]] | None = None
    ) -> None:
        """`others`: patient id -> further (family, given) names, as a birth name."""
        self.patients = tuple(patients)
        self._forms: dict[str, dict[Unit, set[int]]] = defaultdict(dict)
        self._sounds: dict[str, set[str]] = defaultdict(set)
        self._near: dict[str, set[str]] = defaultdict(set)
        for number, patient in enumerate(self.patients):
            names = [(patient.family, patient.given), *(others or {}).get(patient.id, ())]
            for form, unit in (f for name in names for f in _forms(*name)):
                self._forms[form].setdefault(unit, set()).add(number)
        for form in self._forms:
            if sound := key(form):
                self._sounds[sound].add(form)
            for clue in _clues(form):
                self._near[clue].add(form)

    def search(
        self,
        words: str,
        sex: Sex | None = None,
        limit: int = 50,
        keep: Callable[[Patient], bool] | None = None,
    ) -> tuple[Match, ...]:
        """Everyone whom these words may name, best first; () when nobody is.

        Every word must fit a part of the person's name (particles may be left out). `sex`, else a title among
        the words, lowers people known to be of the other sex. `keep` restricts before matches are compared.
        """
        heard, told = untitled(words)
        sex = sex or told
        content = frozenset(i for i, w in enumerate(heard) if w not in LORE.particles)
        content = content or frozenset(range(len(heard)))
        if not content:
            return ()
        found: list[Match] = []
        for near in (False, True):
            spans = self._spans(heard, content, near)
            for named_by_family in (True, False):
                if max((m.score for m in found), default=0.0) >= GIVEN_ONLY + CLOSE:
                    break  # people called so by their given name alone would be dropped below
                for number, hits in self._candidates(spans, content, named_by_family):
                    if keep is None or keep(self.patients[number]):
                        worth = score(self.patients[number], hits, content, len(heard), sex)
                        found += [Match(self.patients[number], round(worth, 3))] if worth else []
            if found:
                break
        best = max((m.score for m in found), default=0.0)
        kept = [m for m in found if m.score > best - CLOSE]
        kept.sort(key=_rank)
        return tuple(kept[:limit])

    def _spans(self, heard: tuple[str, ...], content: frozenset[int], near: bool) -> list[Span]:
        """All runs of words that may stand for a form of a name."""
        runs = [
            (start, end)
            for start in range(len(heard))
            for end in range(start + 1, min(len(heard), start + LONGEST_JOIN) + 1)
        ]
        return [
            Span(start, end, form, quality)
            for start, end in runs
            for form, quality in self._alike(
                "".join(heard[start:end]), near and not content.isdisjoint(range(start, end))
            ).items()
        ]

    def _candidates(
        self, spans: list[Span], content: frozenset[int], by_family: bool
    ) -> Iterator[tuple[int, list[Hit]]]:
        """Patients whose name has a form at every word that counts, with all the forms that fit.

        `by_family` gives those with a form of the family name among them, else the others.
        """
        fitting: dict[int, set[int]] = {i: set() for i in content}
        families: set[int] = set()
        for span in spans:
            for unit, owners in self._forms[span.form].items():
                for position in content.intersection(range(span.start, span.end)):
                    fitting[position] |= owners
                if unit in FAMILY:
                    families |= owners
        people = set.intersection(*sorted(fitting.values(), key=len))
        people = people & families if by_family else people - families
        hits: dict[int, list[Hit]] = {number: [] for number in people}
        for span in spans:
            for unit, owners in self._forms[span.form].items():
                for number in owners & people:
                    hits[number].append(Hit(span, unit))
        yield from hits.items()

    def _alike(self, word: str, near: bool) -> dict[str, float]:
        """Forms that these letters may stand for, by spelling, by sound and (when asked for) nearly."""
        alike: dict[str, float] = {}
        for clue in _clues(word) if near else ():
            for form in self._near.get(clue, ()):
                if quality := _nearness(word, form):
                    alike[form] = quality
        alike |= dict.fromkeys(self._sounds.get(key(word), ()), SOUND)
        if word in self._forms:
            alike[word] = SAME
        return alike


def surely(words: str, patient: Patient) -> bool:
    """Do these words name that person by spelling or by sound, not only nearly? A near match is asked about."""
    return any(match.score >= SURE for match in Index((patient,)).search(words, patient.sex))


def _rank(match: Match) -> tuple[float, str, str, str]:
    person = match.patient
    return -match.score, fold(person.family), fold(person.given), str(person.born)


def _forms(family: str, given: str) -> Iterator[tuple[str, Unit]]:
    """All ways the parts of a name are written when nothing separates their words."""
    words = fold(family).split()
    yield "".join(words), Unit.FAMILY
    cores = parts(family)
    for at, word in enumerate(words[:-1]):
        if word not in LORE.particles:
            break
        unit = Unit.DROPPED if set(words[: at + 1]) <= LORE.dropped else Unit.UNPARTICLED
        yield "".join(words[at + 1 :]), unit
    if len(cores) > 1:
        yield from ((core, Unit.PART) for core in cores)
    firsts = fold(given).split()
    if firsts:
        yield "".join(firsts), Unit.GIVEN
    if len(firsts) > 1:
        yield from ((first, Unit.GIVEN_PART) for first in firsts)
        yield from (("".join(pair), Unit.GIVEN_PART) for pair in pairwise(firsts))


def _clues(form: str) -> set[str]:
    """The word and its sound with one letter taken out: words that share one may be near (as in SymSpell)."""
    clues: set[str] = set()
    if len(form) >= 4:
        clues |= {form} | {form[:i] + form[i + 1 :] for i in range(len(form))}
    sound = key(form)
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
