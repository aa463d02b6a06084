"""What words mean to the document that is open: a field's name, a choice, a phrase of the dictation; pure.

Names and choices are matched in spite of accents, case, articles and small differences, never by guessing: two that
fit as well are no match.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from assistant.record import Place
from assistant.sounds import key
from assistant.types import Interpretation
from nlu.normalise.measures import measure
from nlu.text import fold

SOURCE = Path(__file__).with_name("spoken.yml")
ALIKE = 84.0
"""Likeness (rapidfuzz ratio) of two names from which one may be the other misheard: «chant température»."""
MARGIN = 6.0
"""How much better than the second the first must be."""
_SIGNS = re.compile(r"[^\w/%+-]+")
_SMALL = frozenset({"le", "la", "les", "l", "un", "une", "de", "du", "des", "d", "au", "aux", "a", "en", "et"})
_HEADS = frozenset({"champ", "champs", "chant", "rubrique", "zone", "case", "variable", "paragraphe", "partie"})


def field(names: Sequence[str], words: str) -> str | None:
    """The one of these names that the words say, or None."""
    said = _key(words)
    if not said:
        return None
    keys = {name: parts for name in names if (parts := _key(name))}
    for wanted in (said, *_aliases().get(said, ())):
        if found := _one([n for n, k in keys.items() if k == wanted]) or _one(
            [n for n, k in keys.items() if set(wanted) < set(k) or (set(k) < set(wanted) and k[0] == wanted[0])]
        ):
            return found  # «tension» for «tension artérielle», and the reverse
    # misheard: «tention» is near the beginning of «tension artérielle»
    return _nearest({n: {" ".join(k), " ".join(k[: len(said)])} for n, k in keys.items()}, " ".join(said))


def choice(choices: Sequence[str], words: str) -> str | None:
    """The one of these answers that the words are, letter for letter or by their sound; or None.

    Never by likeness: «anormale» is near «normale», «hypotendu» near «hypertendu».
    """
    said = _plain(words)
    exact = [c for c in choices if _plain(c) == said or _key(c) == _key(words) != ()]
    return _one(exact) or _one([c for c in choices if _sound(c) and _sound(c) == _sound(words)])


def phrase(words: str, mode: str) -> Interpretation | None:
    """The command that the whole utterance is, among the phrases of `mode` («dictation», «document»); or None."""
    plain = _plain(words)
    exact, patterns = _phrases(mode)
    intent = exact.get(plain) or next((i for i, pattern in patterns if pattern.fullmatch(plain)), None)
    return Interpretation(words, intent, 1.0) if intent else None


def redoes(words: str) -> bool:
    """«rétablis», «annule l'annulation»: what was undone comes back."""
    return _plain(words) in {_plain(said) for said in _raw()["phrases"]["document"]["undo"]}


def amends(words: str) -> bool:
    """«nouvelle version», «rectifie le document»: a draft replaces the signed one."""
    return _plain(words) in {_plain(said) for said in _raw()["phrases"]["signed"]["create_document"]}


def phrases(mode: str) -> tuple[str, ...]:
    """What may be said, as it is said."""
    return tuple(said for all_said in _raw()["phrases"][mode].values() for said in all_said)


def holds(place: Place, words: str) -> bool:
    """Are the words a measure in that field's unit?"""
    read = measure(place.name, words)
    return bool(read and read.unit and (not place.unit or fold(place.unit) == fold(read.unit)))


def words_of(words: str) -> tuple[str, ...]:
    """The words that tell a name: without «champ», articles and plural signs."""
    return _key(words)


def small(word: str) -> bool:
    """A word that begins and ends no name: an article, «de»."""
    return word.strip("'") in _SMALL


def shorts(name: str) -> tuple[tuple[str, ...], ...]:
    """The same of the short names of that field («ta», «pouls»)."""
    wanted = _key(name)
    return tuple(short for short, wholes in _aliases().items() if wanted in wholes)


def _plain(words: str) -> str:
    """Folded, signs to spaces, politeness and hesitation dropped."""
    tokens = _SIGNS.sub(" ", fold(words).replace("'", " ")).split()
    text = " ".join(t for t in tokens if t not in ("euh", "heu"))
    return re.sub(r" (?:s il (?:te|vous) plait|svp|merci)$", "", text)


def _key(words: str) -> tuple[str, ...]:
    tokens = [t for t in _plain(words).split() if t not in _SMALL]
    while len(tokens) > 1 and tokens[0] in _HEADS:
        tokens = tokens[1:]
    return tuple(t[:-1] if len(t) > 4 and t[-1] in "sx" else t for t in tokens)


def _one(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _sound(words: str) -> str:
    return " ".join(key(w) or w for w in _key(words))


def _nearest(held: Mapping[str, Collection[str]], said: str) -> str | None:
    """The name that is clearly the nearest, and near enough."""
    likeness = ((max(fuzz.ratio(text, said) for text in texts), name) for name, texts in held.items())
    ranked = sorted(likeness, reverse=True)
    if not ranked or ranked[0][0] < ALIKE or len(said) < 4:
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MARGIN else None


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return raw


@cache
def _aliases() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The key of a short name -> the keys of what it may stand for."""
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for whole, shorts in _raw()["aliases"].items():
        for short in shorts:
            found[_key(short)] = (*found.get(_key(short), ()), _key(whole))
    return found


@cache
def _phrases(mode: str) -> tuple[Mapping[str, str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Folded phrase -> intent, and (intent, pattern on folded words)."""
    exact = {_plain(said): intent for intent, every in _raw()["phrases"][mode].items() for said in every}
    patterns = _raw()["patterns"].get(mode, {})
    return exact, tuple((intent, re.compile(p)) for intent, every in patterns.items() for p in every)
