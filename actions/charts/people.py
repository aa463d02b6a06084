"""Finding the people a query may mean, in a list of patients: the part every chart shares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from assistant.record import PatientQuery
from assistant.types import Patient, Period
from nlu.names import Index

MOST = 50
"""The port's limit of one search."""


class Directory:
    """Patients by name, number, room and birth date; costly to build (names.Index): not in the event loop."""

    def __init__(
        self, patients: Iterable[Patient], others: Mapping[str, Iterable[tuple[str, str]]] | None = None
    ) -> None:
        """`others`: patient id -> further (family, given) names, as a birth name."""
        self.index = Index(patients, others)
        self.by_id = {p.id: p for p in self.index.patients}
        self._by_number: dict[str, list[Patient]] = defaultdict(list)
        self._by_room: dict[str, list[Patient]] = defaultdict(list)
        for patient in self.index.patients:
            for number in {digits(n) for n in (patient.ipp, patient.ins) if n} - {""}:
                self._by_number[number].append(patient)
            for label in _labels(patient.room):
                self._by_room[label].append(patient)

    def find(self, query: PatientQuery) -> tuple[Patient, ...]:
        """As Chart.search: best match first, at most 50; number, room and birth date restrict exactly."""
        if query.empty:
            return ()
        if query.words:
            keep = (lambda p: self._fits(p, query)) if query.number or query.room else None
            born = _born(query)
            matches = self.index.search(query.words, query.sex, limit=MOST, keep=keep, born=born)
            found = tuple(m.patient for m in matches)
            if len(found) == 1 and query.born is None and keep is None:
                # one letter misheard may have made the name of somebody else: both are shown
                others = (m.patient for m in self.index.rivals(query.words, query.sex))
                found += tuple(p for p in others if p != found[0] and self._fits(p, query))
            return found[:MOST]
        if not (query.number or query.room) and (born := _born(query)):
            return tuple(sorted(self.index.born(born, MOST), key=_order))
        people: Iterable[Patient] = self.index.patients
        if query.number:
            people = self._by_number.get(digits(query.number), ())
        elif query.room:
            people = self._by_room.get(room(query.room), ())
        fitting = [p for p in people if self._fits(p, query)]
        return tuple(sorted(fitting, key=_order)[:MOST])

    def _fits(self, patient: Patient, query: PatientQuery) -> bool:
        numbers = {digits(n) for n in (patient.ipp, patient.ins) if n}
        born = _born(query)
        return (
            (born is None or (patient.born is not None and patient.born in born))
            and (not query.number or digits(query.number) in numbers)
            and (not query.room or room(query.room) in _labels(patient.room))
        )


def _born(query: PatientQuery) -> Period | None:
    """The days that the birth date may be; nobody has one in an empty period."""
    if query.born is None:
        return query.births
    wide = query.births is None or query.born in query.births
    return Period(query.born, query.born) if wide else Period(date.max, date.min)


def _order(patient: Patient) -> tuple[str, str, str]:
    return patient.family, patient.given, str(patient.born)


def digits(number: str) -> str:
    """The digits of a number as spoken, without leading zeros: «IPP000101» and «101» are the same."""
    return re.sub(r"\D", "", number).lstrip("0")


def room(label: str) -> str:
    """«Chambre 12 lit 1», «12-1», «12 / 1» -> «12-1»."""
    return "-".join(part.lstrip("0") or "0" for part in re.findall(r"\d+|(?<![a-z])[a-z](?![a-z])", label.lower()))


def _labels(label: str | None) -> tuple[str, ...]:
    """The bed and the room it stands in."""
    if not label:
        return ()
    bed = room(label)
    return tuple(dict.fromkeys((bed, bed.split("-")[0])))
