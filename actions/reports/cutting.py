"""Taking back the last words, sentences or paragraphs of a text, as people count them; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.reports.editing import Spans, field_of, joined, put
from actions.reports.model import Report, Text
from nlu.text import fold


class Extent(StrEnum):
    """How much one «efface …» takes."""

    WORD = "word"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    SAID = "said"
    """What was dictated last, as it was said: «efface ça»."""


_EXTENTS = (
    (re.compile(r"\bparagraphes?\b"), Extent.PARAGRAPH),
    (re.compile(r"\bmots?\b"), Extent.WORD),
    (re.compile(r"\b(?:phrases?|lignes?)\b"), Extent.SENTENCE),
)
_TITLES = r"(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bPr)(?<!\bcf)(?<!\bp)(?<!\bex)"
_SENTENCE_END = re.compile(rf"(?:{_TITLES}[.!?…]+[»\")]?(?=\s)|\n)\s*")
_LAST_WORD = re.compile(r"\s*\S*\w\S*(?:\s*[^\w\s]+)*$")
"""With its elision («l'hémoglobine») and the signs behind it (« ? »)."""
_PARAGRAPH_END = re.compile(r"\n\s*\n\s*|\n\s*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A document without some of its last words, and those words."""

    report: Report
    words: str


def extent(said: str) -> Extent:
    """«la dernière phrase», «deux mots», «le paragraphe»; anything else takes back what was said last."""
    folded = fold(said)
    return next((what for pattern, what in _EXTENTS if pattern.search(folded)), Extent.SAID)


def cut(report: Report, what: Extent, count: int = 1) -> Cut:
    """Take the last `count` words, sentences or paragraphs from the place that words go to.

    In a field only its own words can go; at the end of the text, those of the last part that holds any.
    """
    held = field_of(report.body, report.current)
    if held is not None:
        kept, gone = split(held.text, what, count)
        left = replace(held, text=kept, doubtful=_within(held.doubtful, kept), accepted=bool(kept), source=None)
        return Cut(put(report, left), gone)
    for place in range(len(report.body) - 1, -1, -1):
        part = report.body[place]
        if part.text.strip():
            kept, gone = split(part.text, what, count)
            shorter = replace(part, text=kept, doubtful=_within(part.doubtful, kept))
            rest = [p for p in report.body[place + 1 :] if not isinstance(p, Text)]
            return Cut(replace(report, body=joined((*report.body[:place], shorter, *rest))), gone)
    return Cut(report, "")


def split(text: str, what: Extent, count: int) -> tuple[str, str]:
    """(what stays, what goes); never more than there is."""
    start = len(text)
    for _ in range(max(1, count)):
        start = _start(text[:start], what)
    return text[:start], text[start:].strip()


def _start(text: str, what: Extent) -> int:
    """Where the last word, sentence or paragraph begins, the space before it included."""
    bare = text.rstrip()
    if what is Extent.WORD:
        match = _LAST_WORD.search(bare)
        return match.start() if match else 0
    ends = _PARAGRAPH_END if what is Extent.PARAGRAPH else _SENTENCE_END
    starts = [m.end() for m in ends.finditer(bare)]
    place = starts[-1] if starts else 0
    return len(text[:place].rstrip(" ")) if what is not Extent.PARAGRAPH else place


def _within(doubts: Spans, kept: str) -> Spans:
    return tuple(s for s in doubts if s[1] <= len(kept))
