"""Words as Rasa reads them (lower case, no punctuation), knowing where each character was in what was given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "‑": "-", "‐": "-", "−": "-"})
_BETWEEN_DIGITS = frozenset(",.:/")
_KEPT = frozenset("'-/%+°")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
WORD = re.compile(r"[\w'/-]+")


@dataclass(frozen=True, slots=True)
class Clean:
    """`text`, and for each of its characters the place it had in `given`."""

    given: str
    text: str
    at: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in `text` -> offsets in `given`; combining accents stay with their letter."""
        if start >= end:
            return (self.at[start], self.at[start]) if start < len(self.at) else (len(self.given),) * 2
        last = self.at[end - 1] + 1
        while last < len(self.given) and unicodedata.combining(self.given[last]):
            last += 1
        return self.at[start], last


def clean(given: str) -> Clean:
    """Lower case, straight apostrophes, punctuation to spaces, single spaces, composed accents."""
    letters: list[str] = []
    at: list[int] = []
    straight = given.translate(_STRAIGHT)
    for i, char in enumerate(straight):
        if unicodedata.combining(char) and letters:
            if letters[-1] != " ":  # an accent on punctuation is none
                letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
            continue
        kept = _kept(straight, i)
        if kept == " " and (not letters or letters[-1] == " "):
            continue
        letters.append(kept)
        at.append(i)
    if letters and letters[-1] == " ":
        letters.pop()
        at.pop()
    # a composed pair that does not exist as one letter would shift everything: keep only its first sign
    return Clean(given, "".join(letter[0] for letter in letters), tuple(at))


def _kept(text: str, i: int) -> str:
    char = text[i]
    if char.isalnum():
        return char.lower()[0]
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    if char in _BETWEEN_DIGITS and before.isdigit() and after.isdigit():
        return char
    if char == "-":
        return char if before.isalnum() and after.isalnum() else " "
    if char == "'":
        return char if before.isalnum() else " "
    return char if char in _KEPT else " "


def fold(text: str) -> str:
    """Lower case without accents or ligatures, for comparing words."""
    plain = unicodedata.normalize("NFD", text.lower().translate(_STRAIGHT).translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))
