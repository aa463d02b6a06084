"""Ages and times of the day by which a person is called: read by rule, for their words say what they are."""

from __future__ import annotations

import re

from nlu.normalise import numbers
from nlu.spans import Mark

READ = frozenset({"age", "time"})
"""Entities that are read here; Rasa is not told of them."""
OLDEST = 120
SURE = 0.9
"""Confidence of a sentence that is nothing but the order to open such a person's record."""
_WORD = r"(?!(?:des?|du|d|à|la|les?|ma|mon)\b)[\w-]+"
_NUMBER = rf"{_WORD}(?: (?:et )?{_WORD}){{0,3}}?"
_AGE = re.compile(rf"(?<![\w'-])(?:âgée? de |qui a |de |d')(?P<age>{_NUMBER}) ans\b")
_HOUR = rf"(?:midi|{_NUMBER} heures?|\d+ ?(?:heures?|h))"
_SPOKEN_MINUTES = "trente|quinze|quarante-cinq|vingt|dix|cinq|quarante|cinquante"
_MINUTES = rf"(?: ?\d\d| (?:et demie?|et quart|moins le quart|{_SPOKEN_MINUTES}))?"
_TIME = re.compile(rf"(?<![\w'-])(?:de |à |d')(?P<time>{_HOUR}{_MINUTES})(?![\w-])")
_WHO = r"(?:patiente?|dame|monsieur|malade)"
_VERB = "(?:ouvre|ouvrez|ouvrir|montre|montrez|affiche|affichez)(?:-moi)?"
_OPEN = rf"(?:{_VERB} (?:(?:le dossier|la fiche) d(?:e |u ))?|dossier d(?:e |u ))"
_ORDERS = (
    re.compile(rf"{_OPEN}(?:(?:la|le|ma|mon) )?{_WHO} @"),
    re.compile(rf"(?:ma|mon) {_WHO} @"),
)
_QUARTERS = {"et demie": 30, "et demi": 30, "et quart": 15}


def marks(text: str) -> tuple[Mark, ...]:
    """Where an age or a time stands in cleaned text."""
    found = [Mark("age", *m.span("age")) for m in _AGE.finditer(text) if age(m["age"]) is not None]
    found += [Mark("time", *m.span("time")) for m in _TIME.finditer(text) if hour(m["time"]) is not None]
    return tuple(sorted(found, key=lambda m: m.start))


def order(text: str) -> bool:
    """Is the whole text an order to open the record of the person of that time or age?"""
    for pattern, own in ((_TIME, True), (_AGE, False)):
        for match in pattern.finditer(text):
            if match.end() == len(text) and any(
                p.fullmatch(f"{text[: match.start()]}@") for p in (_ORDERS if own else _ORDERS[:1])
            ):
                return True
    return False


def value(name: str, words: str) -> str | int | None:
    """The normal form: an age in years, a time as «10:30»."""
    return age(words) if name == "age" else hour(words)


def age(words: str) -> int | None:
    """Years, None when it is no age."""
    read = numbers.cardinal(words)
    return read if read is not None and 0 <= read <= OLDEST else None


def hour(words: str) -> str | None:
    """«dix heures et demie», «10h30», «midi» -> «10:30»; None when it is no time."""
    match = re.fullmatch(r"(?P<hour>midi|.+?) ?(?:(?<=midi)|heures?|h) ?(?P<rest>.*)", words)
    if match is None:
        return None
    whole = 12 if match["hour"] == "midi" else numbers.cardinal(match["hour"])
    if whole is None:
        return None
    rest = match["rest"]
    minute = _QUARTERS.get(rest) if rest in _QUARTERS else numbers.cardinal(rest) if rest else 0
    if rest == "moins le quart":
        whole, minute = whole - 1, 45
    if minute is None or not (0 <= whole < 24 and 0 <= minute < 60):
        return None
    return f"{whole:02}:{minute:02}"
