"""An invented base of patients, with the frequencies of French names; the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from typing import Any

import yaml

from assistant.types import Patient, Sex

SOURCE = Path(__file__).with_name("people.yml")
TODAY = date(2026, 11, 24)
"""The day of the bench: ages are reckoned from it."""
MARTIN = 0.0035
"""Share of the commonest family name (Martin, INSEE list of family names)."""
SLOPE = 0.9
"""Frequency falls as rank to this power, after the first hundred (Zipf-Mandelbrot)."""
_PARTICLES = ("Le", "de", "du", "La", "Ben", "El", "de~La", "D'")


@dataclass(frozen=True, slots=True)
class Drawer:
    """Names to draw from, with running weights."""

    names: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, rnd: random.Random) -> str:
        return rnd.choices(self.names, cum_weights=self.weights)[0]


def patients(count: int, seed: int) -> tuple[Patient, ...]:
    """`count` people. Two women in five born before 1990 use another name than the one at birth."""
    rnd = random.Random(seed)  # noqa: S311 - what is drawn must be drawn again
    families = family_names(rnd)
    days: dict[int, date] = {}
    return tuple(_person(str(n), rnd, families, days) for n in range(count))


def family_names(rnd: random.Random) -> Drawer:
    """Some 200,000: the common ones as written, then made-up ones."""
    raw = _raw()
    common = [name.replace("~", " ") for name in raw["families"].split()]
    starts, middles, ends = (raw[part].split() for part in ("starts", "middles", "ends"))
    made = [a + c for a, c in product(starts, ends)]
    longer = [a + b + c for a, b, c in product(starts, middles, ends)]
    made += rnd.sample(longer, k=min(200_000, len(longer)))
    led = [_led(rnd.choice(_PARTICLES), name) for name in rnd.sample(made, k=len(made) // 20)]
    rest = list(dict.fromkeys([*made, *led]))
    rnd.shuffle(rest)
    names = tuple(dict.fromkeys([*common, *rest]))
    # the offset that gives the first name its share of a total of which the weights are a part
    offset = next(q for q in range(1, 2000) if _share(q, len(names)) < MARTIN)
    return Drawer(names, tuple(accumulate((rank + offset) ** -SLOPE for rank in range(len(names)))))


def given_names(sex: Sex, year: int) -> Drawer:
    """Those given to that sex in that year."""
    return _givens(sex, year // 5 * 5)


@cache
def _givens(sex: Sex, year: int) -> Drawer:
    weights: dict[str, float] = {}
    for middle, names in _raw()["givens"][sex.value].items():
        # nearly all of a name's people are born within twenty years around its middle; some always are
        near = 1 / (1 + ((year - int(middle)) / 8) ** 4) + 0.02
        for rank, name in enumerate(names.split()):
            weights[name] = weights.get(name, 0.0) + near / (rank + 3)
    return Drawer(tuple(weights), tuple(accumulate(weights.values())))


def _person(key: str, rnd: random.Random, families: Drawer, days: dict[int, date]) -> Patient:
    sex = Sex.FEMALE if rnd.random() < 0.53 else Sex.MALE
    age = int(rnd.triangular(0, 100, 68) * 365.25)
    day = TODAY.toordinal() - age
    born = days.setdefault(day, date.fromordinal(day))
    givens = given_names(sex, born.year)
    family, given = families.draw(rnd), givens.draw(rnd)
    if rnd.random() < 0.02:
        family = f"{family}-{families.draw(rnd)}"
    if rnd.random() < 0.02:
        given = f"{given}-{givens.draw(rnd)}"
    married = sex is Sex.FEMALE and born.year < 1990 and rnd.random() < 0.4
    once = families.draw(rnd) if married else ""
    return Patient(key, family, given, born, sex, birth_family="" if once == family else once)


def _led(particle: str, name: str) -> str:
    return f"{particle}{name}" if particle.endswith("'") else f"{particle.replace('~', ' ')} {name}"


def _share(offset: int, count: int) -> float:
    return float(offset**-SLOPE / sum((rank + offset) ** -SLOPE for rank in range(0, count, 1)))


@cache
def _raw() -> Mapping[str, Any]:
    raw: Mapping[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return raw


def homonyms(people: tuple[Patient, ...]) -> Iterator[Patient]:
    """People who share both names with somebody else."""
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        seen[person.family, person.given] = seen.get((person.family, person.given), 0) + 1
    return (person for person in people if seen[person.family, person.given] > 1)
