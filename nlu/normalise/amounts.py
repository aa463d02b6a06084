"""A number in the unit that its field has: «neuf minutes» in min is 9, «moins dix-neuf» in % is -19."""

from __future__ import annotations

import re

from nlu.normalise.measures import is_pressure, pressure
from nlu.normalise.numbers import figures
from nlu.text import fold

_SPOKEN = {
    "/min": r"(?:battements?|cycles?|coups?|mouvements?|b p m|bpm)?(?: ?(?:par|/) ?(?:minute|min))?",
    "/h": r"(?:evenements? |apnees? )?(?:par|/|de l') ?(?:heure|h)", "min": r"minutes?|min|mn", "s": r"secondes?|s",
    "h": r"heures?|h", "h par nuit": r"heures?(?: par nuit)?", "sa": r"semaines?(?: d'amenorrhee)?|s a|sa",
    "watts": r"watts?", "v": r"volts?", "mv": r"millivolts?", "ohms": r"ohms?", "degres": r"degres?",
    "mmhg": r"millimetres? (?:de )?mercure|mmhg", "cmh2o": r"centimetres? d'eau", "%": r"pour cent|pourcent|%",
    "ml": r"millilitres?|ml|cc", "l": r"litres?|l", "ml/s": r"millilitres? (?:par|/) ?seconde",
    "ml/m²": r"millilitres? (?:par|/) ?metres? carres?", "kg/m²": r"kilos? (?:par|/) ?metres? carres?|kg/m2",
    "mg": r"milligrammes?|mg", "g": r"grammes?|g", "kg": r"kilos?|kilogrammes?|kg", "cm": r"centimetres?|cm",
    "mm": r"millimetres?|mm", "m/s": r"metres? (?:par|/) ?seconde", "µg/g": r"microgrammes? par grammes?",
    "µg par jour": r"microgrammes?(?: par jour)?", "µmol/l": r"micromoles?(?: par litre)?",
    "paquets-annees": r"paquets?[ -]annees?", "mgy.cm": r"milligrays?(?: centimetres?)?", "°c": r"degres?(?: celsius)?",
    "ch": r"charrieres?",
}  # fmt: skip
"""Folded unit, as a field has it -> how it is said, folded."""
_NUMBER = r"(?P<sign>moins |- ?)?(?P<whole>\d+)(?: ?(?:,|\.|virgule) ?(?P<zeros>(?:0 )*)(?P<rest>\d+))?"
_SCORE = re.compile(r"(\d+) ?(?:sur|/) ?(\d+)")


def number(name: str, unit: str, words: str) -> str | None:
    """What a field of that name and unit holds when the words are a plain number, or one of so many; else None."""
    if is_pressure(name):
        return None
    two = pressure(words) if unit == "mmHg" else None
    return two or amount(unit, words) or score(words)


def amount(unit: str, words: str) -> str | None:
    """The number, with a decimal comma; None when the words are none, or one in another unit."""
    said = figures(re.sub(r"\bpour ?cent\b", "%", fold(words))).strip(" .")
    own = _SPOKEN.get(fold(unit), re.escape(fold(unit))) if unit else ""
    match = re.fullmatch(rf"{_NUMBER}(?: ?(?:{own}))?", said)
    if not match:
        return None
    rest = (match["zeros"] or "").replace(" ", "") + match["rest"] if match["rest"] else ""
    return f"{'-' if match['sign'] else ''}{int(match['whole'])}{',' + rest if rest else ''}"


def score(words: str) -> str | None:
    """«sept sur dix» is 7/10; None when it is no such thing."""
    match = _SCORE.fullmatch(figures(fold(words)).strip(" ."))
    return f"{match[1]}/{match[2]}" if match and int(match[1]) <= int(match[2]) else None
