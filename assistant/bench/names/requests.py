"""Spoken requests for a patient, as a recogniser writes them: who is meant is known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.bench.names.base import TODAY
from assistant.bench.names.noise import cut, other_sound, same_sound
from assistant.types import Entity, Interpretation, Patient, Sex

DAY = 30
"""People on a worklist."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, the person meant and the worklist of that day."""

    kind: str
    meant: Patient
    heard: Interpretation
    worklist: tuple[Patient, ...]

    @property
    def tells_apart(self) -> bool:
        """Does it say more than a name, so that homonyms can be told apart?"""
        return self.heard.first("birth_date") is not None or self.kind == "of the day"


def drawn(people: tuple[Patient, ...], twins: tuple[Patient, ...], count: int, seed: int) -> Iterator[Request]:
    """`count` requests, half of them for people who have homonyms (`twins`), where there are some."""
    rnd = random.Random(seed)  # noqa: S311 - what is drawn must be drawn again
    kinds, weights = tuple(_KINDS), tuple(weight for weight, _ in _KINDS.values())
    for _ in range(count):
        person = rnd.choice(twins if twins and rnd.random() < 0.5 else people)
        day = tuple(rnd.sample(people, k=min(DAY, len(people))))
        kind = rnd.choices(kinds, weights)[0]
        if kind == "birth name" and not person.birth_family:
            kind = "sound"
        if kind == "of the day":
            day = (person, *(p for p in day if p.id != person.id))
        words, slots = _KINDS[kind][1](person, rnd)
        yield Request(kind, person, _heard(words, slots), day)


def born(person: Patient) -> Interpretation:
    """The answer «née le …» to «lequel ?»."""
    return _heard("", {"birth_date": _iso(person)})


Said = tuple[str, dict[str, str | int]]
Kind = Callable[[Patient, random.Random], Said]


def _sound(person: Patient, rnd: random.Random) -> Said:
    return _order(same_sound(person.family, rnd), same_sound(person.given, rnd, 1), rnd), {}


def _cut(person: Patient, rnd: random.Random) -> Said:
    return _order(cut(person.family, rnd), person.given.lower().replace("-", " "), rnd), {}


def _dated(person: Patient, rnd: random.Random) -> Said:
    return _sound(person, rnd)[0], {"birth_date": _iso(person)}


def _family_dated(person: Patient, rnd: random.Random) -> Said:
    return f"{_title(person)} {same_sound(person.family, rnd)}", {"birth_date": _iso(person)}


def _aged(person: Patient, rnd: random.Random) -> Said:
    lived = (TODAY - person.born).days // 365.25 if person.born else 0
    return f"{_title(person)} {_sound(person, rnd)[0]}", {"age": int(lived)}


def _once(person: Patient, rnd: random.Random) -> Said:
    once = same_sound(person.birth_family, rnd, 1)
    both = f"{same_sound(person.family, rnd, 1)} née {once}"
    return f"{_title(person)} {rnd.choice((both, once))} {person.given.lower()}", {}


def _of_the_day(person: Patient, rnd: random.Random) -> Said:
    return f"{_title(person)} {same_sound(person.family, rnd)}", {}


def _misheard(person: Patient, rnd: random.Random) -> Said:
    return _order(other_sound(person.family, rnd), person.given.lower(), rnd), {}


_KINDS: dict[str, tuple[float, Kind]] = {
    "sound": (0.22, _sound),
    "cut": (0.13, _cut),
    "birth date": (0.20, _dated),
    "no given name, birth date": (0.12, _family_dated),
    "age": (0.10, _aged),
    "birth name": (0.06, _once),
    "of the day": (0.12, _of_the_day),
    "misheard": (0.05, _misheard),
}
"""Share of the requests, and how they are said."""


def _order(family: str, given: str, rnd: random.Random) -> str:
    return f"{family} {given}" if rnd.random() < 0.4 else f"{given} {family}"


def _title(person: Patient) -> str:
    return "madame" if person.sex is Sex.FEMALE else "monsieur"


def _iso(person: Patient) -> str:
    return person.born.isoformat() if person.born else ""


def _heard(words: str, slots: dict[str, str | int]) -> Interpretation:
    spoken = {"patient": words, **slots} if words else slots
    entities = tuple(Entity(name, str(value), value, 0, 0) for name, value in spoken.items())
    return Interpretation(f"ouvre le dossier de {words}", "open_record", 0.99, entities)
