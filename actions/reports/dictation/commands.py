"""Which utterances of a dictation are commands: whole utterances only, by the patterns of phrases.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.reports.dictation.edits import (
    Case,
    Correction,
    Delete,
    Go,
    Insert,
    Jump,
    Last,
    Named,
    Recase,
    Replace,
    Rewrite,
    Select,
    Selection,
    Spell,
    Stretch,
    Target,
    Unit,
)
from nlu.normalise.numbers import cardinal
from nlu.text import fold

PHRASES = Path(__file__).with_name("phrases.yml")
_SLOT = re.compile(r"<(\w+)>")
_LONGEST = 60
"""Words of a correction at most: a longer utterance is text."""


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = [*_table()["intents"].items(), *_table()["corrections"].items()]
    return tuple((kind, re.compile(_SLOT.sub(_group, said))) for kind, every in rows for said in every)


def _group(match: re.Match[str]) -> str:
    name = match[1]
    if name == "unit":
        return f"(?P<unit>{'|'.join(_table()['units'])})"
    if name == "unit_all":
        return f"(?P<all>{'|'.join(map(re.escape, _table()['all']))})"
    if name.startswith("cut_"):
        return f"(?:{'|'.join(_table()['cuts'][name.removeprefix('cut_')])})"
    if name == "count":
        return r"([\w-]+)"
    return rf"(?P<{name}>\S.*)" if name in ("new", "last", "letters", "what") else rf"(?P<{name}>\S.*?)"


def command(words: str) -> Correction | str | None:
    """A correction, the name of a command of the catalogue («stop_dictation»), or None: the words are text.

    `words`: one utterance between two silences, as the recogniser writes it.
    """
    raw = words.replace("’", "'").split()
    if not raw or len(raw) > _LONGEST:
        return None
    said = _Said(raw)
    for kind, pattern in _patterns():
        match = pattern.fullmatch(said.folded)
        if match is None:
            continue
        if kind in _table()["intents"]:
            return kind
        if (correction := _BUILDERS[kind](said, match)) is not None:
            return correction
    return None


class _Said:
    """The utterance folded, and back from its characters to the words as they were heard."""

    def __init__(self, raw: list[str]) -> None:
        self._raw = raw
        folded = [fold(word) for word in raw]
        self.folded = " ".join(folded)
        self._starts = [sum(len(w) + 1 for w in folded[:i]) for i in range(len(folded))]

    def group(self, match: re.Match[str], name: str) -> str:
        """The heard words of a group."""
        return self.between(match.start(name), match.end(name))

    def between(self, start: int, end: int) -> str:
        """The heard words that lie there."""
        return " ".join(word for word, at in zip(self._raw, self._starts, strict=True) if start <= at < end)

    def cuts(self, start: int, at_words: list[str]) -> Iterator[tuple[str, str]]:
        """Every way to cut the rest of the utterance, from `start`, at one of these words."""
        for match in re.finditer(rf" (?:{'|'.join(at_words)}) ", self.folded[start:]):
            left, right = (
                self.between(start, start + match.start()),
                self.between(start + match.end(), len(self.folded)),
            )
            if left and right:
                yield left, right


Builder = Callable[[_Said, re.Match[str]], Correction | None]


def _last(match: re.Match[str]) -> Last | None:
    """«les trois derniers mots», «tout»."""
    groups = match.groupdict()
    if groups.get("all"):
        return Last(Unit.ALL)
    counted = next((said for said in match.groups() if said and said not in groups.values()), None)
    count = cardinal(counted) if counted else 1
    return Last(Unit(_table()["units"][groups["unit"]]), count) if count and groups.get("unit") else None


def _on_last(make: Callable[[Target], Correction]) -> Builder:
    def build(_: _Said, match: re.Match[str]) -> Correction | None:
        target = _last(match)
        return make(target) if target else None

    return build


def _on_words(make: Callable[[Target], Correction]) -> Builder:
    return lambda said, match: make(Named(said.group(match, "what")))


def _on_stretch(make: Callable[[Target], Correction]) -> Builder:
    return lambda said, match: make(Stretch(said.group(match, "first"), said.group(match, "last")))


def _replace(name: str) -> Builder:
    def build(said: _Said, match: re.Match[str]) -> Correction | None:
        cuts = tuple(said.cuts(match.start("old"), _table()["cuts"][name]))
        return Replace(cuts) if cuts else None

    return build


def _in_place(said: _Said, match: re.Match[str]) -> Correction:
    """«à la place de X mets Y»: the new words come last, the first «mets» cuts."""
    return Replace(((said.group(match, "old"), said.group(match, "new")),))


def _insert(name: str, *, after: bool) -> Builder:
    def build(said: _Said, match: re.Match[str]) -> Correction | None:
        cuts = tuple((old, new) for new, old in said.cuts(match.start("new"), _table()["cuts"][name]))
        return Insert(cuts, after) if cuts else None

    return build


_BUILDERS: dict[str, Builder] = {
    "delete_last": _on_last(Delete),
    "delete_selection": lambda _said, _match: Delete(Selection()),
    "delete_stretch": _on_stretch(Delete),
    "delete": _on_words(Delete),
    "select_last": _on_last(Select),
    "select_stretch": _on_stretch(Select),
    "select": _on_words(Select),
    "replace": _replace("en"),
    "replace_in_place": _in_place,
    "rewrite": lambda said, match: Rewrite(said.group(match, "new")),
    "insert_after": _insert("apres", after=True),
    "insert_before": _insert("avant", after=False),
    "capital_last": _on_last(lambda target: Recase(target, Case.CAPITAL)),
    "capital_selection": lambda _said, _match: Recase(Selection(), Case.CAPITAL),
    "capital": _on_words(lambda target: Recase(target, Case.CAPITAL)),
    "upper": _on_words(lambda target: Recase(target, Case.UPPER)),
    "lower": _on_words(lambda target: Recase(target, Case.LOWER)),
    "spell": lambda said, match: Spell(said.group(match, "letters")),
    "next_doubtful": lambda _said, _match: Jump(),
    "previous_doubtful": lambda _said, _match: Jump(forward=False),
    "go_end": lambda _said, _match: Go(Last(Unit.ALL)),
    "go_start": lambda _said, _match: Go(Last(Unit.ALL), after=False),
    "go_after": _on_words(Go),
    "go_before": _on_words(lambda target: Go(target, after=False)),
}
