"""Where said words stand in a written text: whatever their case, accents and writing («500 mg»)."""

from __future__ import annotations

import re
from bisect import bisect_left

from rapidfuzz.distance import OSA

from actions.reports.dictation.edits import (
    Ambiguous,
    Draft,
    Last,
    Named,
    NotFound,
    Selection,
    Span,
    Stretch,
    Target,
    Unit,
)
from actions.reports.dictation.formatter import write
from actions.reports.dictation.values import Lexicon
from assistant.sounds import fold, key

_TOKEN = re.compile(r"[^\W_]+|[%°«»()/+•-]")
_WORD = re.compile(r"\S+")
_ENDS = re.compile(r"(?<!\bM)(?<!\bMM)[.!?…]+(?=\s|$)|\n+")
"""Ends of sentences; «M. Petit» is none."""
_ARTICLE = re.compile(r"^(?:(?:le|les|un|une|du|des|la|au)\s+|l['’])(?=\S)", re.IGNORECASE)
_LEAST = 5
"""Letters from which one may differ."""


def find(target: Target, draft: Draft, lexicon: Lexicon | None = None) -> Span | Ambiguous | NotFound:
    """The place that is meant: the only one, or the only one of the sentence at the cursor."""
    if isinstance(target, Selection):
        return _selected(draft)
    if isinstance(target, Last):
        return _last(target, draft) or NotFound()
    if isinstance(target, Stretch):
        return _stretch(target, draft, lexicon)
    return chosen(places(target.said, draft.text, lexicon), draft) or NotFound(target.said)


def places(said: str, text: str, lexicon: Lexicon | None = None) -> tuple[Span, ...]:
    """Every place of the text where these words stand: as they are, else without their article, else by their sound."""
    tokens = [(fold(match[0]) or match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    bare = _ARTICLE.sub("", said)
    for words in dict.fromkeys((said, bare)):
        for form in dict.fromkeys((words, write(words, "x ", lexicon).text.strip())):
            if found := _runs(_folded(form), tokens, exact=True):
                return found
    return _runs(_folded(bare), tokens, exact=False)


def _folded(words: str) -> list[str]:
    return [fold(match[0]) or match[0] for match in _TOKEN.finditer(words)]


def _runs(wanted: list[str], tokens: list[tuple[str, int, int]], *, exact: bool) -> tuple[Span, ...]:
    size = len(wanted)
    if not size:
        return ()
    found: list[Span] = []
    for at in range(len(tokens) - size + 1):
        run = tokens[at : at + size]
        if all(
            word == token if exact else _alike(word, token) for word, (token, _, _) in zip(wanted, run, strict=True)
        ):
            found.append((run[0][1], run[-1][2]))
    return tuple(found)


def _alike(word: str, token: str) -> bool:
    if word == token:
        return True
    if len(word) < 3 or len(token) < 3 or token.isdecimal():
        return False
    if (sound := key(word)) and sound == key(token):
        return True
    return min(len(word), len(token)) >= _LEAST and OSA.distance(word, token, score_cutoff=1) <= 1


def chosen(found: tuple[Span, ...], draft: Draft) -> Span | Ambiguous | None:
    """The one that is meant; several that nothing tells apart are candidates, nearest before the cursor first."""
    if len(found) < 2:
        return found[0] if found else None
    start, end = _sentence(draft)
    here = [span for span in found if start <= span[0] and span[1] <= end]
    if len(here) == 1:
        return here[0]
    before = [span for span in found if span[1] <= draft.cursor]
    after = [span for span in found if span[1] > draft.cursor]
    return Ambiguous((*reversed(before), *after))


def _selected(draft: Draft) -> Span | NotFound:
    if draft.selection and draft.selection[0] < draft.selection[1]:
        return draft.selection
    before = [span for span in draft.doubtful if span[0] <= draft.cursor]
    return max(before) if before else NotFound()


def _stretch(target: Stretch, draft: Draft, lexicon: Lexicon | None) -> Span | Ambiguous | NotFound:
    """From the nearest first words that the last words follow."""
    ends = places(target.last, draft.text, lexicon)
    if not ends:
        return NotFound(target.last)
    starts = places(target.first, draft.text, lexicon)
    pairs = [(start[0], end[1]) for start in starts if (end := next((e for e in ends if e[0] >= start[1]), None))]
    by_end = {end: start for start, end in pairs}  # of several starts, the nearest to the end
    return chosen(tuple((start, end) for end, start in by_end.items()), draft) or NotFound(target.first)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, without the spaces around them."""
    found: list[Span] = []
    start = 0
    for end in [match.end() for match in _ENDS.finditer(text)] + [len(text)]:
        piece = text[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            found.append((start + lead, start + len(piece.rstrip())))
        start = end
    return found


def _sentence(draft: Draft) -> Span:
    """The sentence at the cursor, the one before it when the cursor stands between two."""
    found = sentences(draft.text)
    at = bisect_left([start for start, _ in found], max(draft.cursor, 1)) - 1
    return found[max(at, 0)] if found else (0, len(draft.text))


def _last(target: Last, draft: Draft) -> Span | None:
    before = draft.text[: draft.cursor]
    if target.unit is Unit.ALL:
        return (0, len(draft.text)) if draft.text else None
    units = _UNITS[target.unit](before)
    if not units:
        return None
    return units[max(0, len(units) - target.count)][0], units[-1][1]


def _lines(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"[^\n]+", text)]


def _paragraphs(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"\S(?:(?!\n\s*\n).)*", text, re.DOTALL)]


_UNITS = {
    Unit.WORD: lambda text: [match.span() for match in _WORD.finditer(text)],
    Unit.SENTENCE: sentences,
    Unit.LINE: _lines,
    Unit.PARAGRAPH: _paragraphs,
}

__all__ = ["Named", "chosen", "find", "places", "sentences"]
