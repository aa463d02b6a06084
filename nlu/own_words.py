"""Words of a person's or a site's own: how they are taught by voice, and what stands in their place; pure.

Replaced words can never make what engages (risk bind) or an answer («oui», «je confirme») easier to trigger: a reading
that would hold one is thrown away, and the words are read as they were said. Words to be kept as they were said
(a dictated value, a name) are never replaced either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.types import Alias, Interpretation, Risk
from nlu import lexicon
from nlu.text import clean, fold

WORD_TABLES = ("section", "analyte", "doc_type", "status")
"""Kinds of words that may have another name; not the channel or the recipient: they only serve to send."""
_AS_SAID = frozenset({"content", "template", "patient", "recipient", "practitioner", "field", "service"})
_NEVER = frozenset({OUT_OF_SCOPE, "wake", "affirm", "confirm", "deny", "cancel"})
_PART = re.compile(r"[^\s'-]+")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked about the words of one's own."""

    act: str
    """«add», «remove», «restore» or «list»."""
    words: str = ""
    meaning: str = ""
    scope: str = "person"

    @property
    def shows(self) -> bool:
        """Does it change nothing?"""
        return self.act == "list"


def order(text: str) -> Order | None:
    """«quand je dis feu vert je veux dire affiche les constantes» as an order; None when it is no such sentence."""
    said = clean(text).text
    for act, patterns in _patterns().items():
        for pattern in patterns:
            if match := pattern.fullmatch(said):
                found = match.groupdict()
                site = (found.get("who") or "je") != "je"
                return Order(act, found.get("words", ""), found.get("meaning", ""), "site" if site else "person")
    return None


def key(words: str) -> str:
    """What two ways of writing the same words share."""
    return lexicon.plain(clean(words).text)


def known_word(meaning: str) -> tuple[str, str] | None:
    """(the word as we read it, «table:id») of words that stand for one thing we know: «la section labs», «biologie»."""
    said = clean(meaning).text
    leads = sorted(lexicon.table("own_words")["lead"], key=len, reverse=True)
    bare = said
    while lead := next((w for w in leads if bare.startswith(w if w.endswith("'") else f"{w} ")), ""):
        bare = bare[len(lead) :].strip()
    for table in WORD_TABLES:
        if fold(bare) in lexicon.table(table):
            return lexicon.table(table)[fold(bare)][0], f"{table}:{fold(bare)}"
        if bare and lexicon.is_known(table, bare):
            return bare, f"{table}:{lexicon.meaning(table, bare)}"
    return None


def rewrite(text: str, own: Sequence[Alias]) -> str:
    """The text with the meanings in place of the words; the text itself where none of them is said."""
    active = [a for a in own if a.status == "active"]
    if not active:
        return text
    said = clean(text).text
    whole = key(said)
    for alias in active:  # a person's come first
        if alias.kind == "command" and key(alias.said) == whole:
            return alias.meaning
    parts = [(m.start(), m.end(), lexicon.plain(m[0])) for m in _PART.finditer(said)]
    table = {tuple(key(a.said).split()): a.meaning for a in reversed(active) if a.kind == "word"}
    return _replaced(said, parts, table) if table else text


def _replaced(said: str, parts: list[tuple[int, int, str]], table: dict[tuple[str, ...], str]) -> str:
    most = max(map(len, table))
    out, last, at = "", 0, 0
    while at < len(parts):
        for size in range(min(most, len(parts) - at), 0, -1):
            meaning = table.get(tuple(word for _, _, word in parts[at : at + size]))
            if meaning is not None:
                out += said[last : parts[at][0]] + meaning
                last = parts[at + size - 1][1]
                at += size
                break
        else:
            at += 1
    return out + said[last:] if last else said


def harmless(found: Iterable[Interpretation], words: Catalogue) -> bool:
    """May words of one's own stand for this? Never for what engages, nor for an answer, nor to wake."""
    specs = [words.commands.get(one.intent) for one in found]
    return bool(specs) and all(
        spec is not None and spec.risk is not Risk.BIND and not spec.only_answer and spec.intent not in _NEVER
        for spec in specs
    )


def holds_own(found: Iterable[Interpretation], own: Sequence[Alias]) -> bool:
    """Would a value that is kept as it was said hold words that nobody said?"""
    meanings = [key(a.meaning) for a in own if a.kind == "word"]
    kept = [key(e.text) for one in found for e in one.entities if e.name in _AS_SAID]
    kept += [key(one.about) for one in found if one.about]
    return any(f" {meaning} " in f" {text} " for text in kept for meaning in meanings)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw = yaml.safe_load((lexicon.LOOKUPS / "own_words.yml").read_text(encoding="utf-8"))
    return {act: tuple(re.compile(p) for p in raw[act]) for act in ("add", "remove", "restore", "list")}
