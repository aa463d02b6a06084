"""What is measured, as it is said: «douze huit» of tension is 120/80 mmHg, «soixante-quatre kilos cinq cents» 64.5 kg.

The words of a dictated value stay as they were said; this is the reading of them that a record's field can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlu.normalise.numbers import figures
from nlu.text import fold

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNITS = {
    "kg": r"kg|kilos?|kilogrammes?", "g": r"g|grammes?", "mg": r"mg|milligrammes?", "µg": r"µg|microgrammes?",
    "ml": r"ml|millilitres?", "l": r"l|litres?", "cm": r"cm|centimetres?", "mm": r"mm|millimetres?",
    "UI": r"ui|unites?", "%": r"%", "mmol/l": r"mmol/l|millimoles?(?: par litre)?",
    "µmol/l": r"µmol/l|micromoles?(?: par litre)?", "gouttes": r"gouttes?", "comprimés": r"comprimes?|cp",
    "bpm": r"bpm|battements?(?: par minute)?", "°C": r"°c?|degres?",
}  # fmt: skip
_ANY = "|".join(f"(?P<u{i}>{words})" for i, words in enumerate(_UNITS.values()))
_DOSE = re.compile(rf"({_NUMBER}) ?(?:{_ANY})(?: (?P<rest>\d+|et demie?))?")
_TIMES = {"heure": "PT{}H", "minute": "PT{}M", "jour": "P{}D", "semaine": "P{}W", "mois": "P{}M", "an": "P{}Y",
          "annee": "P{}Y"}  # fmt: skip
_DURATION = re.compile(r"(?:(?:pendant|pour|sur) )?(\d+) (heure|minute|jour|semaine|mois|annee|an)s?")
_PRESSURE = re.compile(
    rf"({_NUMBER})(?: ?(?:/|sur| ) ?)({_NUMBER})(?: (et demie?))?(?: ?(?:mmhg|millimetres? de mercure))?"
)
_HEIGHT = re.compile(r"(\d) ?(?:m|metres?) ?(\d{1,2})?(?: ?(?:cm|centimetres?))?")
_BELOW = 30
"""A pressure said in centimetres of mercury, as people do."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` with a decimal point («120/80» for a pressure, ISO 8601 for a duration); `unit` as it is written."""

    value: str
    unit: str


def measure(field: str, words: str) -> Measure | None:
    """The value of these words in that field, or None when they are no measure."""
    said = _figures(words)
    name = fold(field)
    if is_pressure(name):
        return _pressure(said) or _pressure(_figures(words, apart=True))  # «vingt neuf» is 20 and 9
    for pattern, reader in _FIELDS:
        if re.search(pattern, name):
            return reader(said)
    return _dose(said) or _duration(said)


def is_pressure(field: str) -> bool:
    """Does a field of that name hold two numbers?"""
    return re.search(r"\btension|pression arterielle|^ta$", fold(field)) is not None


def is_duration(words: str) -> bool:
    """«dix ans», «pendant trois jours»."""
    return _duration(_figures(words)) is not None


def pressure(words: str) -> str | None:
    """«cent trente sur quatre-vingts» is 130/80, whatever the field is called; None for one number."""
    read = _pressure(_figures(words))
    return read.value.replace(".", ",") if read else None


def _figures(words: str, *, apart: bool = False) -> str:
    said = figures(re.sub(r"\bvirgule\b", ",", fold(words).replace("pour cent", "%")).strip(), apart=apart)
    return re.sub(r"(?<=\d) ?, ?(?=\d)", ".", said)


def _pressure(said: str) -> Measure | None:
    match = _PRESSURE.fullmatch(said)
    if not match:
        return None
    high, low = (float(match[i].replace(",", ".")) for i in (1, 2))
    low += 0.5 if match[3] else 0
    if high < _BELOW:
        high, low = high * 10, low * 10
    return Measure(f"{high:g}/{low:g}", "mmHg") if low < high <= 300 else None


def _height(said: str) -> Measure | None:
    if match := _HEIGHT.fullmatch(said):
        return Measure(str(100 * int(match[1]) + int(match[2] or 0)), "cm")
    return _bare(said, "cm")


def _temperature(said: str) -> Measure | None:
    said = re.sub(r"^(\d\d) (\d)$", r"\1.\2", said)
    return _bare(re.sub(r"^(\d\d) et demie?$", r"\1.5", said), "°C")


def _weight(said: str) -> Measure | None:
    return _bare(said, "kg")


def _bare(said: str, unit: str) -> Measure | None:
    """A number whose unit is that of its field when none was said."""
    if re.fullmatch(_NUMBER, said):
        return Measure(f"{float(said.replace(',', '.')):g}", unit)
    return _dose(said)


def _dose(said: str) -> Measure | None:
    match = _DOSE.fullmatch(said)
    if not match:
        return None
    unit = next(name for i, name in enumerate(_UNITS) if match[f"u{i}"])
    value = match[1].replace(",", ".")
    rest = match["rest"] or ""
    if rest.startswith("et"):
        value = f"{float(value) + 0.5:g}"
    elif rest and "." not in value:  # «deux milligrammes cinq», «trois kilos deux cents»
        value = f"{value}.{rest}"
    return Measure(f"{float(value):g}", unit)


def _duration(said: str) -> Measure | None:
    match = _DURATION.fullmatch(said)
    return Measure(_TIMES[match[2]].format(match[1]), "") if match else None


_FIELDS: tuple[tuple[str, Callable[[str], Measure | None]], ...] = (
    (r"\btaille\b(?! de)", _height),
    (r"temp", _temperature),
    (r"poids", _weight),
)
