"""Spoken punctuation and layout -> signs; what is prose stays words (prose.py)."""

from __future__ import annotations

from collections.abc import Sequence

from actions.reports.dictation.items import TIGHT, Item, Items, Kind
from actions.reports.dictation.prose import Around, is_prose
from actions.reports.dictation.sign_phrases import CLOSES, OPENS, Phrase, phrase_at

_COVERS = {
    ",": ",.;:!?…(«\n", ".": ".,;:!?…\n(", ";": ",.;:!?…\n(", ":": ",.;:!?…\n", "!": ".,;:…\n", "?": ".,;:…\n",
    "…": ".,;:…",
}  # fmt: skip
"""Sign -> the signs after which it adds nothing."""


def signs(items: Items, before: str) -> Items:
    """Words -> words and signs; `before` is what stands before the cursor."""
    return _Reader(items, before).read()


class _Reader:
    """One walk over the words of an utterance."""

    def __init__(self, items: Items, before: str) -> None:
        self._items = items
        self._around = Around([item.folded if item.kind is Kind.WORD else "" for item in items], before)
        self._closing = ""
        """Sign that ends «entre parenthèses …» at the next sign or at the end."""

    def read(self) -> Items:
        at = 0
        while at < len(self._items):
            phrase = phrase_at(self._around.folded, at)
            if phrase is None or is_prose(phrase, self._around, at):
                self._around.written.append(self._items[at])
                at += 1
            else:
                self._sign(phrase, at)
                at += len(phrase.words)
        if self._closing:
            self._close(len(self._items) - 1)
        return self._around.written

    def _sign(self, phrase: Phrase, at: int) -> None:
        last = at + len(phrase.words) - 1
        sign = phrase.sign
        if self._closing and sign not in OPENS:
            closing = self._closing
            self._close(at)
            if sign == closing:
                return
        if sign in OPENS:
            sign = OPENS[sign]
            self._closing = CLOSES[sign]
        if sign == "-" and self._around.between_numbers(at, last + 1):
            sign = TIGHT
        self._around.written.append(Item(sign, at, last, Kind.SIGN))

    def _close(self, at: int) -> None:
        self._around.written.append(Item(self._closing, at, at, Kind.SIGN))
        self._closing = ""


def tidy(items: Sequence[Item], before: str) -> Items:
    """No sign twice: «virgule virgule» is one, «point» after «!» or after «etc.» adds nothing."""
    kept: Items = []
    ends = before.rstrip(" \u00a0\u202f")
    for item in items:
        last = kept[-1].text if kept else ends
        covered = last[-1] in _COVERS.get(item.text, "") if last else item.text != "…"
        if item.kind is Kind.SIGN and item.text in _COVERS and covered:
            if kept and last == "," and item.text != ",":
                kept[-1] = Item(item.text, kept[-1].first, item.last, Kind.SIGN)  # «virgule point»: corrected
            continue
        kept.append(item)
    return kept
