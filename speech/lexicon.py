"""Words of the outside world: names, drugs, diagnoses, read from packages of the registries (see fetch.py)."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache

from speech.places import SOURCES, TEXTS

_ENTRY = re.compile(r"^([^/\s]+)(?:/\S+)?\s+.*po:(\w+)(?:.*?is:(\w+))?")
_NAME = re.compile(r"(?:(?:de La|de|du|des|Le|Da|La) |d')?[^\W\d_][\w-]*")
_CAPITAL = r"[A-ZÀ-Þ](?:['’][A-ZÀ-Þ])?[a-zß-ÿ][\w'’-]*"
PROPER = re.compile(rf"(?<=[ '’]){_CAPITAL}(?: (?:d[eu] (?:la )?)?{_CAPITAL})*")
"""Names inside a written line, whole; neither its beginning nor initialisms."""
_PARTICLES = frozenset(("da", "de", "des", "di", "du", "el", "la", "le", "ben", "van", "von"))
HELD = 5
"""One name in so many is never spoken in training: figures on unseen names stand on those."""


def held_out(name: str) -> bool:
    """Kept for the measurement, by the name's own hash: the same on every machine."""
    return hashlib.sha256(name.lower().encode()).digest()[0] % HELD == 0


def proper(line: str) -> list[str]:
    """Names of a written line, lower case: each whole, and each of its words."""
    found = [name.lower() for name in PROPER.findall(line)]
    return [*found, *(word for name in found for word in name.split() if word not in _PARTICLES)]


@lru_cache(maxsize=1)
def written() -> frozenset[str]:
    """Names that stand in the workshop's texts: learnt, whatever their hash."""
    return frozenset(name for _, line in lines() for name in proper(line))


def lines() -> Iterator[tuple[str, str]]:
    """The workshop's texts: the stem of the file, a sentence."""
    for path in sorted(TEXTS.glob("*.txt")):
        if path.stem != "family_names":
            yield from ((path.stem, line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, list[tuple[str, str]]]:
    """Kind (patr, prn, nom…) -> words with their gender, from the Dicollecte dictionary (MPL-2.0)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (SOURCES / "fr.dic").read_text(encoding="utf-8").splitlines():
        if match := _ENTRY.match(line):
            found.setdefault(match[2], []).append((match[1], match[3] or ""))
    return found


def family_names() -> list[str]:
    """Common names of the hospital first, then those of the dictionary; no name twice."""
    lines = (TEXTS / "family_names.txt").read_text(encoding="utf-8").splitlines()
    common = (name for line in lines if not line.startswith("#") for name in _NAME.findall(line))
    return list(dict.fromkeys([*common, *(word for word, _ in _dictionary()["patr"] if len(word) > 2)]))


def given_names() -> list[tuple[str, str]]:
    """Name and gender: mas, fem, epi."""
    return [(word, gender) for word, gender in _dictionary()["prn"] if len(word) > 2]


def drugs() -> list[str]:
    """Brand names (Romedi, through edsnlp; BSD-3)."""
    by_class = json.loads((SOURCES / "drugs.json").read_text(encoding="utf-8"))
    # Brands stand in capitals; substances are written there without their accents, which would be learnt.
    names = {name.lower() for names in by_class.values() for name in names if name.isupper()}
    return sorted(name for name in names if name.isalpha() and 4 < len(name) < 14)


def diagnoses() -> list[str]:
    """Short labels of ICD-10 in French (ATIH, through edsnlp)."""
    with gzip.open(SOURCES / "cim10.csv.gz", "rt", encoding="utf-8") as file:
        labels = {row["long"] for row in csv.DictReader(file)}
    return sorted(label for label in labels if re.fullmatch(r"[\w' -]+", label) and 2 <= len(label.split()) <= 7)
