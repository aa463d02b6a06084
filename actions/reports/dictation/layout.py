"""Pieces -> text: spaces before signs, capitals at the head of sentences, where every word went."""

from __future__ import annotations

import re

from actions.reports.dictation.items import NARROW, TIGHT, WIDE, Item, Items, Kind
from actions.reports.dictation.values import Typography, Written

_BEFORE = {
    ",": "", ".": "", "…": "", ")": "", "]": "", "/": "", "_": "", ";": NARROW, "!": NARROW, "?": NARROW, ":": WIDE,
    "»": WIDE,
}  # fmt: skip
"""The space before a sign. Source: Lexique des règles typographiques en usage à l'Imprimerie nationale."""
_STICKS = frozenset("([/_'’\n")
"""Nothing stands between these and the word after them."""
_STOPS = frozenset(".!?\n")
_OWN_CASE = re.compile(r"[a-zµ]{1,2}[A-Z]")
"""«pH», «pT3»: no capital at the head of a sentence."""


def lay(items: Items, words: int, before: str, typography: Typography) -> Written:
    """The text to insert after `before`, for an utterance of so many words."""
    writer = _Writer(before)
    spans: list[tuple[int, int]] = [(-1, -1)] * words
    for item in items:
        start, end = writer.put(item)
        for place in range(item.first, item.last + 1):
            spans[place] = (start, end)
    text = writer.text
    last = 0
    for place, span in enumerate(spans):
        if span == (-1, -1):
            spans[place] = (last, last)
        last = spans[place][1]
    signs = str.maketrans({WIDE: typography.wide, NARROW: typography.narrow, "'": typography.apostrophe})
    return Written(text.translate(signs), tuple(spans))


class _Writer:
    """The text as it grows."""

    def __init__(self, before: str) -> None:
        self.text = ""
        self._tight = False
        self._before = before
        ends = before.rstrip(" \u00a0\u202f")
        line = ends.rsplit("\n", 1)[-1].strip()
        self._capital = not ends or ends[-1] in _STOPS or line in ("-", "•", "–")

    def _last(self) -> str:
        return self.text[-1:] or self._before[-1:]

    def _line_start(self) -> bool:
        return self._last() in ("", "\n")

    def put(self, item: Item) -> tuple[int, int]:
        """Add a piece; its span."""
        if item.kind is Kind.SIGN:
            return self._sign(item.text)
        self.text += self._space()
        start = len(self.text)
        self.text += capitalised(item.text) if self._capital else item.text
        self._capital = False
        return start, len(self.text)

    def _space(self) -> str:
        last = self._last()
        if self._tight:
            self._tight = False
            return ""
        if not last or last in _STICKS or last in (" ", "\u00a0", "\u202f", "\t"):
            return ""
        return WIDE if last == "«" else " "

    def _sign(self, sign: str) -> tuple[int, int]:
        if sign.startswith("\n"):
            self.text = self.text.rstrip(" ")
            start = len(self.text)
            self.text += "\n" if sign == "\n\n" and self._last() == "\n" else sign
            self._capital = True
            return start, len(self.text)
        if sign == TIGHT:
            self.text += "-"
            self._tight = True
            return len(self.text) - 1, len(self.text)
        if sign == "•" and not self._line_start():
            self.text += "\n"
            self._capital = True
        if sign in _BEFORE:
            blank = self._last() in ("", " ", "\n", "\u00a0", "\u202f")
            self.text += "" if blank else _BEFORE[sign]
        else:
            self.text += self._space()
        start = len(self.text)
        self.text += sign
        if sign in _STOPS:
            self._capital = True
        elif sign in ",;:…/_":
            self._capital = False
        return start, len(self.text)


def capitalised(text: str) -> str:
    """With a capital first letter; a form with its own case stays («pH»)."""
    if _OWN_CASE.match(text) or not text:
        return text
    return text[0].upper() + text[1:]
