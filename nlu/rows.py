"""People as columns of numbers: who has which family and given name, found without looking at the others."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.sounds import fold
from assistant.types import Patient, Period, Sex

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
_SEX = {Sex.UNKNOWN: 0, Sex.FEMALE: 1, Sex.MALE: 2}


class Names:
    """Distinct names by number: as people call each other most often first when `common`, else by letters."""

    def __init__(self, raw: Iterable[str], *, common: bool) -> None:
        counts: Counter[str] = Counter()
        folded: dict[str, str] = {}
        for name, times in Counter(raw).items():
            folded[name] = fold(name)
            counts[folded[name]] += times
        self.all = tuple(sorted(counts, key=(lambda n: (-counts[n], n)) if common else None))
        number = {name: at for at, name in enumerate(self.all)}
        self.number: Mapping[str, int] = {name: number[plain] for name, plain in folded.items()}
        """Name as written -> its number; «Lefèvre» and «LEFEVRE» have one."""


class Rows:
    """One row a person and name, in the order of family name, given name and birth date.

    The commonest family names come first: among names that fit as well, they are the likelier ones.
    Three numbers of 4 bytes a row, six bytes a person.
    """

    def __init__(self, patients: Sequence[Patient], others: Iterable[tuple[int, str, str]] = ()) -> None:
        """`others`: (place of the patient, family, given), further names as a birth name."""
        more = tuple(others)
        self.families = Names([p.family for p in patients] + [f for _, f, _ in more], common=True)
        self.givens = Names([p.given for p in patients] + [g for _, _, g in more], common=False)
        family, given = self.families.number, self.givens.number
        by_family = array("i", [family[p.family] for p in patients] + [family[f] for _, f, _ in more])
        by_given = array("i", [given[p.given] for p in patients] + [given[g] for _, _, g in more])
        owners = np.concatenate([np.arange(len(patients)), [n for n, _, _ in more]]).astype(np.int32)
        self.born: Ints = np.fromiter(
            (p.born.toordinal() if p.born else 0 for p in patients), dtype=np.int32, count=len(patients)
        )
        self._sex = np.fromiter((_SEX[p.sex] for p in patients), dtype=np.int8, count=len(patients))
        families, givens = np.array(by_family, dtype=np.int32), np.array(by_given, dtype=np.int32)
        order = np.lexsort((self.born[owners], givens, families))
        self.given: Ints = givens[order]
        self.person: Ints = owners[order]
        self._starts = np.searchsorted(families[order], np.arange(len(self.families.all) + 1)).astype(np.int32)
        self._by_given: Ints = np.argsort(self.given, kind="stable").astype(np.int32)
        self._given_starts = np.searchsorted(self.given[self._by_given], np.arange(len(self.givens.all) + 1))
        self._several = np.bincount(owners, minlength=len(patients)) > 1

    def of_family(self, family: int) -> range:
        """Rows of that family name."""
        return range(int(self._starts[family]), int(self._starts[family + 1]))

    def of_given(self, given: int) -> Ints:
        """Rows of that given name."""
        return self._by_given[self._given_starts[given] : self._given_starts[given + 1]]

    def givens_of(self, rows: range) -> Ints:
        """Given names of the rows of one family, sorted."""
        return self.given[rows.start : rows.stop]

    def shared(self, families: Iterable[int]) -> dict[int, list[int]]:
        """People who have several of those family names (usual and at birth) -> these names."""
        if not self._several.any():
            return {}
        found: dict[int, list[int]] = {}
        for family in families:
            rows = self.of_family(family)
            people = self.person[rows.start : rows.stop]
            for person in people[self._several[people]].tolist():
                found.setdefault(person, []).append(family)
        return {person: names for person, names in found.items() if len(names) > 1}

    def rows_of(self, person: int, family: int) -> Ints:
        """A person's rows with that family name."""
        rows = self.of_family(family)
        return (np.flatnonzero(self.person[rows.start : rows.stop] == person) + rows.start).astype(np.int32)

    def fitting(self, rows: Ints, born: Period | None) -> NDArray[np.bool_]:
        """Which of the rows are of people born then; nobody without a birth date is."""
        return self.born_within(self.person[rows], born)

    def born_within(self, people: Ints, born: Period | None) -> NDArray[np.bool_]:
        """Which of the people were born then."""
        if born is None:
            return np.ones(len(people), dtype=bool)
        days = self.born[people]
        within = days > 0
        if born.start:
            within &= days >= born.start.toordinal()
        if born.end:
            within &= days <= born.end.toordinal()
        return within

    def other_sex(self, rows: Ints, sex: Sex | None) -> NDArray[np.bool_]:
        """Which of the rows are of people known to be of the other sex."""
        said = _SEX.get(sex or Sex.UNKNOWN, 0)
        known = self._sex[self.person[rows]]
        return (known > 0) & (known != said) if said else np.zeros(len(rows), dtype=bool)
