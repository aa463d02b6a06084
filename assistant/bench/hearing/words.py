"""Words said against words heard: one normalisation for every system, error rate; pure."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence

import jiwer
from text_to_num import alpha2digit

from nlu.text import fold

_ORDINAL = re.compile(r"\b(\d+)(?:ere?|eme|ieme|e|er|nde?)\b")
_FIRST = re.compile(r"\b(?:premiers?|premieres?)\b")
_ONE = re.compile(r"\bune?\b")
_SIGNS = {"%": " pour cent ", "°": " degres "}
_MISTER = re.compile(r"\bm\.(?=\s)")
_SHORT = {
    "mme": "madame",
    "mlle": "mademoiselle",
    "dr": "docteur",
    "mg": "milligrammes",
    "kg": "kilos",
    "cm": "centimetres",
    "ml": "millilitres",
    "h": "heures",
}
NOTHING = "_"
"""Stands for an empty text, which jiwer refuses."""


def comparable(text: str) -> str:
    """Numbers in digits, no case, no accent, no punctuation: «La deuxième.» and «la 2e» are the same words."""
    for sign, said in _SIGNS.items():
        text = text.replace(sign, said)
    text = _MISTER.sub("monsieur", text.lower().replace("’", "'"))
    text = fold(alpha2digit(text, "fr", 0))
    text = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", _ORDINAL.sub(r"\1", text))
    text = _ONE.sub("1", _FIRST.sub("1", text))
    found = [_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", text)]
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in found)


def error_rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Word error rate of (said, heard) texts, both comparable: insertions, deletions, substitutions per word said."""
    kept = [(said, heard or NOTHING) for said, heard in pairs if said]
    if not kept:
        return 0.0
    said, heard = zip(*kept, strict=True)
    return float(jiwer.wer(list(said), list(heard)))


def share(part: int, whole: int) -> float:
    """0 to 1; 0 of none."""
    return part / whole if whole else 0.0


def median(values: Sequence[float]) -> float:
    """0 of none."""
    return statistics.median(values) if values else 0.0


def p95(values: Sequence[float]) -> float:
    """The value that 95 in a hundred do not exceed (nearest rank); 0 of none."""
    ranked = sorted(values)
    return ranked[max(0, -(-95 * len(ranked) // 100) - 1)] if ranked else 0.0
