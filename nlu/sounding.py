"""Who of a few people has a name that sounds most like what was heard; pure.

A recogniser joins and bends names that it never met («anacalo» for Anna Kahlo, «lujan» for Lejeune): spelling says
nothing then. Only for people near at hand, and never sure: whoever is found so is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.sounds import fold, key, likeness
from assistant.types import Patient, Sex
from nlu.spelling import LORE, untitled

LEAST = 0.65
"""Likeness, 0 to 1, under which nobody is meant."""
CLOSE = 0.05
"""Everyone this near to the likeliest could be meant as well."""
MOST = 3
"""More people who sound alike say that it is nobody's name."""
SHORTEST = 3
"""Sounds of a name that may be compared: «Liu» is like too much."""


def sounding(words: str, people: Iterable[Patient], sex: Sex | None = None) -> tuple[Patient, ...]:
    """The person meant by these words, or the few who may be, likeliest first; () when nobody's name sounds so."""
    spoken, told = untitled(words)
    heard = _sound("".join(spoken)) if any(word not in LORE.titles for word in spoken) else ""
    if not heard:
        return ()
    wanted = sex or told
    found = {
        person.id: (max((likeness(heard, sound) for sound in _sounds(person)), default=0.0), person)
        for person in people
        if wanted in (None, Sex.UNKNOWN) or person.sex in (wanted, Sex.UNKNOWN)
    }
    ranked = sorted(found.values(), key=lambda one: -one[0])
    meant = tuple(person for alike, person in ranked if alike >= max(LEAST, ranked[0][0] - CLOSE))
    return meant if len(meant) <= MOST else ()


def _sounds(person: Patient) -> Iterator[str]:
    """Of each way to call the person."""
    for family in (person.family, person.birth_family):
        if family:
            named, given = _letters(family), _letters(person.given)
            for said in dict.fromkeys((named, given + named, named + given)):
                if sound := _sound(said):
                    yield sound


def _letters(name: str) -> str:
    return fold(name).replace(" ", "")


def _sound(letters: str) -> str:
    sound = key(letters)
    return sound if len(sound) >= SHORTEST else ""
