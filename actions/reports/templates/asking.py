"""The author's words between braces -> what the record is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.charts import terms
from actions.reports.templates.nodes import known_type
from assistant.sounds import fold
from nlu import lexicon

SOURCE = Path(__file__).with_name("facts.yml")
GROUPS = ("patient", "session", "section", "vital", "correspondent", "loop")
_DATE = re.compile(r"date\s+(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+)(?P<of>.+)", re.IGNORECASE)
_LAST = re.compile(r"derni(?:er|ere)s? (?P<of>.+)")
_CONCLUSION = re.compile(r"(?:derniere )?conclusion(?: (?:de|du|d|des) (?:la |l )?(?:derni(?:er|ere)s? )?(?P<of>.+))?")
_AGE = re.compile(r"(moins|plus) de (\d{1,3}) ans")
_WHO = {"femme": "f", "homme": "m", "mineur": "moins de 18 ans", "majeur": "plus de 18 ans"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the record."""

    group: str
    """One of GROUPS, or «result», «conclusion»."""
    of: str = ""
    """An id of facts.yml; the words of an analyte; a doc_type id or ""."""
    date: bool = False
    """Its day is wanted, not its value."""


@cache
def raw() -> Mapping[str, Any]:
    """facts.yml."""
    loaded: Mapping[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return loaded


@cache
def asked(words: str) -> Ask | None:
    """What these words ask, or None when nothing here knows them."""
    if found := _listed(words):
        return found
    said = fold(words)
    dated = _DATE.fullmatch(words.strip())
    if dated and (inner := asked(dated["of"])) and inner.group not in ("patient", "loop"):
        return Ask(inner.group, inner.of, date=True)
    if conclusion := _CONCLUSION.fullmatch(said):
        kind = known_type(conclusion["of"]) if conclusion["of"] else ""
        return None if kind is None else Ask("conclusion", kind)
    if last := _LAST.fullmatch(said):
        held = _listed(last["of"])
        if held and held.group in ("vital", "section"):
            return held
        # the author's own words, for their accents; «dernière» is the first of them
        return Ask("result", " ".join(words.split()[1:])) if _is_analyte(last["of"]) else None
    return None


def _is_analyte(folded: str) -> bool:
    said = terms.plain(folded)
    return any(said == terms.plain(name) for names in lexicon.table("analyte").values() for name in names)


@cache
def _listed(words: str) -> Ask | None:
    return _index().get(lexicon.plain(fold(words)))


@cache
def _index() -> Mapping[str, Ask]:
    return {
        lexicon.plain(fold(name)): Ask(group, of)
        for group in GROUPS
        for of, names in raw()[group].items()
        for name in names
    }


@dataclass(frozen=True, slots=True)
class Test:
    """What «{si …}» asks."""

    fact: Ask | None = None
    """True when the record knows it."""
    sex: str = ""
    under: int = 0
    """Younger than so many years."""
    over: int = 0
    """So many years old, or older."""


@cache
def test_of(words: str) -> Test | None:
    """The condition that these words are, or None."""
    said = fold(words)
    said = _WHO.get(said, said)
    if said in ("f", "m"):
        return Test(sex=said)
    if age := _AGE.fullmatch(said):
        years = int(age[2])
        return Test(under=years) if age[1] == "moins" else Test(over=years)
    fact = asked(words)
    return Test(fact) if fact and fact.group not in ("loop", "session") else None
