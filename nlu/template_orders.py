"""What is asked about templates themselves, by voice: rename, copy, share, retire, take back; pure.

Caught before the interpreter, by whole sentences that name a template («le modèle …», «la trame …»); everything else is
left to it (tests/test_template_orders.py: no training or golden sentence is ever taken away).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from nlu import lexicon
from nlu.text import Clean, clean, fold

ACTS = ("undo", "retired", "previous", "rename", "copy", "unshare", "share", "retire", "restore")
"""Tried in this order; the first sentence that fits is the one meant."""
SEVERAL = "several"
"""Two orders in one breath («renomme … et partage-le …»): no name is guessed out of them."""
_NAMES_ONE = re.compile(r"\b(?:mod[eè]les?|trames?)\b")
_ARTICLE = re.compile(r"^(?:(?:tout |toute |tous |toutes )?(?:l'|(?:le|la|les|au|aux|du|des|de la) ))")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked, and of which template, in the words that were said."""

    act: str
    """One of ACTS, or SEVERAL."""
    words: str = ""
    new: str = ""
    """Another name, for rename and copy."""
    whom: str = ""
    """With whom, or for whom, in words; "" says nobody."""
    readings: tuple[tuple[str, str], ...] = ()
    """Every (name, new name) that the words may be cut into, the shortest name first."""

    @property
    def shows(self) -> bool:
        """Does it change nothing?"""
        return self.act == "retired"


def order(text: str) -> Order | None:
    """«renomme le modèle lombalgie en mal de dos» as an order; None when it is no such sentence."""
    heard = clean(text)
    said = heard.text
    if not _NAMES_ONE.search(said):
        return None
    for act in ACTS:
        for pattern in _patterns()[act]:
            if (match := pattern.fullmatch(said)) and (found := _order(act, match, heard)):
                return Order(SEVERAL) if _second().search(said) else found
    return None


def examples() -> tuple[str, ...]:
    """One sentence of each kind, for «que puis-je dire»."""
    return tuple(_raw()["say"])


def audience(whom: str) -> str:
    """«site» or «service» for the words that mean everybody, or one's own service; "" for anybody else."""
    said = fold(whom)
    for kind in ("site", "service"):
        if any(said == fold(words) for words in _raw()["whom"][kind]):
            return kind
    return ""


def service(whom: str) -> str:
    """The service that the words name, without its article: «la cardiologie» -> «cardiologie»; "" when it is none."""
    bare = _ARTICLE.sub("", whom.strip())
    for lead in ("service de ", "service d'", "service des ", "équipe de ", "équipe d'", "équipe des "):
        bare = bare.removeprefix(lead)
    bare = _ARTICLE.sub("", bare)
    return bare if bare and lexicon.is_known("service", bare) else ""


def _order(act: str, match: re.Match[str], heard: Clean) -> Order | None:
    found = match.groupdict()
    if both := found.get("both"):
        place = match.start("both")
        cuts = tuple(
            (both[: m.start()], _as_given(heard, place + m.end(), match.end("both"))) for m in _between().finditer(both)
        )
        return Order(act, *cuts[0], readings=cuts) if cuts else None
    whom = found.get("whom") or ""
    for lead in ("pour ", "chez ", "à "):
        whom = whom.removeprefix(lead)
    if found.get("by", "avec") != "avec" and not (audience(whom) or service(whom)):
        return None  # «lettre de liaison à la sortie» is a name
    new = _as_given(heard, *match.span("new")) if found.get("new") else ""
    return Order(act, found.get("words") or "", new, whom)


def _as_given(heard: Clean, start: int, end: int) -> str:
    """A new name keeps its capitals: «IRM du genou»."""
    first, last = heard.origin(start, end)
    return heard.given[first:last]


@cache
def _raw() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((lexicon.LOOKUPS / "template_orders.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf" (?:{_raw()['between']}) ")


@cache
def _second() -> re.Pattern[str]:
    verbs = "|".join(v for name, v in _raw()["verbs"].items() if name not in ("give", "show", "call"))
    return re.compile(rf" (?:et|puis|et puis|et ensuite) (?:{verbs})(?:-(?:le|la|les|moi)\b| (?:le|la|les|mon|ma) )")


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    parts = {**_raw()["parts"], **{name: f"(?:{verbs})" for name, verbs in _raw()["verbs"].items()}}
    return {act: tuple(re.compile(_filled(p, parts)) for p in _raw()[act]) for act in ACTS}


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern
