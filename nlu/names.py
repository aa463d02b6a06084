"""Which patient is meant: distinct names by spelling, by sound and by near spelling, then the people who have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from assistant.sounds import fold
from assistant.types import Patient, Period, Sex
from nlu.fit import FAMILY, GIVEN_ONLY, NEAR, OTHER_SEX, Hit, Span, Unit, score
from nlu.forms import Forms, of_family, of_given
from nlu.rows import Floats, Ints, Rows
from nlu.spelling import LORE, parts, untitled

__all__ = ["Index", "Match", "fold", "surely"]

CLOSE = 0.15
"""Everyone this near to the best match could be meant as well; the others are dropped."""
SURE = 0.75
"""From here a match is the name said, or sounds like it; below it only resembles it, or is a given name alone."""
ALIKE = 0.7
"""Least likeness (token_sort_ratio) of a name when the day of birth agrees."""
MOST_A_DAY = 1000
"""People of one birth date who are compared."""
LONGEST_JOIN = 4
"""Words that one name may have been split into («de la tour», «quer guelen»)."""

Named = dict[int, tuple[Hit, ...]]
"""Number of a name -> the ways in which heard words are forms of it."""
Scored = tuple[Ints, Floats]
"""Rows (see nlu.rows) and how well each fits."""


@dataclass(frozen=True, slots=True)
class Match:
    """A patient who could be meant, and how well: 1 is letter for letter after folding."""

    patient: Patient
    score: float


@dataclass(frozen=True, slots=True)
class _Heard:
    """The words of a query."""

    words: tuple[str, ...]
    content: frozenset[int]
    """Places of the words that must be read: all but particles."""


class Index:
    """Patients by name. Built once, then searched in time that grows with the answers, not with the patients.

    1,000,000 patients: searched in some 3 ms, built in 9 to 14 s; `dpi-vocal bench names`, figures in nlu/README.md.
    """

    def __init__(
        self, patients: Iterable[Patient], others: Mapping[str, Iterable[tuple[str, str]]] | None = None
    ) -> None:
        """`others`: patient id -> further (family, given) names; a patient's own birth name needs none."""
        self.patients = tuple(patients)
        self._rows = Rows(self.patients, _further(self.patients, others or {}))
        families, givens = self._rows.families.all, self._rows.givens.all
        self._forms = Forms(
            [(form, unit, n) for n, name in enumerate(families) for form, unit in of_family(name)]
            + [(form, unit, n) for n, name in enumerate(givens) for form, unit in of_given(name)]
        )

    def search(
        self,
        words: str,
        sex: Sex | None = None,
        limit: int = 50,
        keep: Callable[[Patient], bool] | None = None,
        born: Period | None = None,
    ) -> tuple[Match, ...]:
        """Everyone whom these words may name, best first; () when nobody is.

        Every word must fit a part of the person's name (particles may be left out). `sex`, else a title among
        the words, lowers people known to be of the other sex. `keep` and `born` restrict before matches are compared.
        """
        spoken, told = untitled(words)
        content = frozenset(i for i, w in enumerate(spoken) if w not in LORE.particles)
        heard = _Heard(spoken, content or frozenset(range(len(spoken))))
        if not heard.content:
            return ()
        for near in (False, True):
            if found := self._search(heard, near, sex or told, limit, keep, born):
                return found
        return self._born_alike(" ".join(spoken), born, limit, keep) if born else ()

    def rivals(self, words: str, sex: Sex | None = None, limit: int = 50) -> tuple[Match, ...]:
        """Everyone whose name is what these words say, were they misheard by a letter; nobody of the other sex."""
        spoken, told = untitled(words)
        content = frozenset(i for i, w in enumerate(spoken) if w not in LORE.particles)
        heard = _Heard(spoken, content or frozenset(range(len(spoken))))
        rows, scores = self._fitting(heard, near=True, sure=False)
        alike = ~self._rows.other_sex(rows, sex or told)
        return self._best(rows[alike], scores[alike], limit, None, close=1.0)

    def _search(
        self,
        heard: _Heard,
        near: bool,
        sex: Sex,
        limit: int,
        keep: Callable[[Patient], bool] | None,
        born: Period | None,
    ) -> tuple[Match, ...]:
        rows, scores = self._fitting(heard, near)
        fits = self._rows.fitting(rows, born)
        rows, scores = rows[fits], scores[fits]
        scores = np.where(self._rows.other_sex(rows, sex), scores * OTHER_SEX, scores)
        return self._best(rows, np.round(scores, 3), limit, keep)

    def _born_alike(
        self, words: str, born: Period, limit: int, keep: Callable[[Patient], bool] | None
    ) -> tuple[Match, ...]:
        """People of that one day whose name is somewhat like the words: a weak match, always asked about."""
        if born.start is None or born.start != born.end:
            return ()
        found: list[Match] = []
        for person in self.born(born, MOST_A_DAY):
            alike = max(token_sort_ratio(words, fold(name)) for name in _called(person)) / 100
            if alike >= ALIKE and (keep is None or keep(person)):
                found.append(Match(person, round(NEAR * alike, 3)))
        return tuple(sorted(found, key=lambda m: -m.score)[:limit])

    def born(self, born: Period, limit: int = 50) -> tuple[Patient, ...]:
        """The first people, in the order given, who were born then."""
        everyone = np.arange(len(self.patients), dtype=np.int32)
        found = np.flatnonzero(self._rows.born_within(everyone, born))[:limit]
        return tuple(self.patients[n] for n in found.tolist())

    def _best(
        self,
        rows: Ints,
        scores: Floats,
        limit: int,
        keep: Callable[[Patient], bool] | None,
        close: float = CLOSE,
    ) -> tuple[Match, ...]:
        """Those near to the best one, each person once, in order of score, then of the rows."""
        found: dict[int, Match] = {}
        best = 0.0
        for at in np.lexsort((rows, -scores)).tolist():
            worth, person = round(float(scores[at]), 3), int(self._rows.person[rows[at]])
            if len(found) == limit or (found and worth <= best - close):
                break
            if person not in found and (keep is None or keep(self.patients[person])):
                best = best or worth
                found[person] = Match(self.patients[person], worth)
        return tuple(found.values())

    def _fitting(self, heard: _Heard, near: bool, *, sure: bool = True) -> Scored:
        """Rows whose name has a form at every word that counts; also less likely ones where not `sure`."""
        families, givens = self._named(heard, near)
        read = _Reader(self._rows, heard)
        found = [*read.by_family(families, givens), *read.by_both_families(families, givens)]
        if sure and max((float(s.max()) for _, s in found if len(s)), default=0.0) < GIVEN_ONLY + CLOSE:
            found += read.by_given(givens)  # else people called so by their given name alone would be dropped
        rows = np.concatenate([r for r, _ in found]) if found else np.zeros(0, dtype=np.int32)
        scores = np.concatenate([s for _, s in found]) if found else np.zeros(0, dtype=np.float32)
        return rows[scores > 0], scores[scores > 0]

    def _named(self, heard: _Heard, near: bool) -> tuple[Named, Named]:
        """Family names and given names that some of the words may stand for."""
        families: dict[int, list[Hit]] = defaultdict(list)
        givens: dict[int, list[Hit]] = defaultdict(list)
        for start in range(len(heard.words)):
            for end in range(start + 1, min(len(heard.words), start + LONGEST_JOIN) + 1):
                nearly = near and not heard.content.isdisjoint(range(start, end))
                for form, quality in self._forms.alike("".join(heard.words[start:end]), near=nearly).items():
                    span = Span(start, end, form, quality)
                    for unit, name in self._forms.owners(form):
                        (families if unit in FAMILY else givens)[name].append(Hit(span, unit))
        return {n: tuple(h) for n, h in families.items()}, {n: tuple(h) for n, h in givens.items()}


class _Reader:
    """One query read as the names of rows; names read alike are scored once."""

    def __init__(self, rows: Rows, heard: _Heard) -> None:
        self._rows = rows
        self._heard = heard
        self._known: dict[tuple[tuple[Hit, ...], tuple[int, int]], float] = {}

    def by_family(self, families: Named, givens: Named) -> Iterator[Scored]:
        """Rows whose family name was said, alone or with the given name."""
        said = np.array(sorted(givens), dtype=np.int32)
        covers = {name: self._covered(hits) for name, hits in givens.items()}
        for family, hits in families.items():
            rows = self._rows.of_family(family)
            names = self._rows.givens_of(rows)
            missing = self._heard.content - self._covered(hits)
            worth = 0.0 if missing else self._worth(hits, family, None)
            scores = np.full(len(rows), worth, dtype=np.float32)
            low = np.searchsorted(names, said, "left")
            high = np.searchsorted(names, said, "right")
            for at in np.flatnonzero(high > low).tolist():
                given = int(said[at])
                if missing <= covers[given]:
                    scores[low[at] : high[at]] = self._worth((*hits, *givens[given]), family, given)
            yield np.arange(rows.start, rows.stop, dtype=np.int32), scores

    def by_both_families(self, families: Named, givens: Named) -> Iterator[Scored]:
        """People of whom two family names were said («madame Dupuy née Abgrall»)."""
        partly = [f for f, hits in families.items() if self._heard.content - self._covered(hits)]
        for person, names in self._rows.shared(partly).items() if len(partly) > 1 else ():
            rows = np.concatenate([self._rows.rows_of(person, name) for name in names])
            given = int(self._rows.given[rows[0]])
            # each name is a part of what this person is called, and both were said
            said = tuple(Hit(h.span, Unit.PART) for name in names for h in families[name])
            hits = said + givens.get(given, ())
            if self._heard.content <= self._covered(hits):
                sizes = len(names), len(parts(self._rows.givens.all[given]))
                worth = score(hits, self._heard.content, len(self._heard.words), sizes)
                yield rows, np.full(len(rows), worth, dtype=np.float32)

    def by_given(self, givens: Named) -> Iterator[Scored]:
        """Rows whose given name is all that was said."""
        for given, hits in givens.items():
            if self._heard.content <= self._covered(hits):
                rows = self._rows.of_given(given)
                yield rows, np.full(len(rows), self._worth(hits, None, given), dtype=np.float32)

    @staticmethod
    def _covered(hits: tuple[Hit, ...]) -> set[int]:
        return {place for hit in hits for place in range(hit.span.start, hit.span.end)}

    def _worth(self, hits: tuple[Hit, ...], family: int | None, given: int | None) -> float:
        sizes = (
            0 if family is None else len(parts(self._rows.families.all[family])),
            0 if given is None else len(parts(self._rows.givens.all[given])),
        )
        if (hits, sizes) not in self._known:
            self._known[hits, sizes] = score(hits, self._heard.content, len(self._heard.words), sizes)
        return self._known[hits, sizes]


def surely(words: str, patient: Patient) -> bool:
    """Do these words name that person by spelling or by sound, not only nearly? A near match is asked about."""
    return any(match.score >= SURE for match in Index((patient,)).search(words, patient.sex))


def _called(patient: Patient) -> Iterator[str]:
    """Family names alone and with the given name."""
    for family in (patient.family, patient.birth_family):
        if family:
            yield from (family, f"{patient.given} {family}")


def _further(
    patients: tuple[Patient, ...], others: Mapping[str, Iterable[tuple[str, str]]]
) -> Iterator[tuple[int, str, str]]:
    for number, patient in enumerate(patients):
        if patient.birth_family:
            yield number, patient.birth_family, patient.given
        yield from ((number, family, given) for family, given in others.get(patient.id, ()))
