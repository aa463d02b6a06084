"""Where in a text words go, what is selected there, and what a spoken correction makes of it; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.reports.editing import Spans, field_of, put
from actions.reports.model import Report, Text

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Caret:
    """A place in the text that words go to. It lasts as long as the assistant runs, and until one goes elsewhere."""

    at: int | None = None
    """Characters before it; None: the end."""
    selection: Span | None = None
    """What the next words replace."""
    latest: Span | None = None
    """What the last utterance wrote."""


END = Caret()


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its doubtful words and the caret in it."""

    text: str
    doubtful: Spans = ()
    caret: Caret = END

    @property
    def at(self) -> int:
        """Where words go, within the text."""
        return len(self.text) if self.caret.at is None else min(self.caret.at, len(self.text))


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction made: the page, and the words that were changed, selected or gone to."""

    page: Page
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing was changed: the words are not there, or in several places."""

    said: str
    count: int = 0


class Carets:
    """Where each document's is: as long as the assistant runs, and as long as one stays in that field."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Caret]] = {}

    def put(self, report: str, field: str, caret: Caret) -> None:
        """It is there now, in that field ("": in the last text)."""
        self._held[report] = (field, caret)

    def forget(self, report: str) -> None:
        """Words go to the end again."""
        self._held.pop(report, None)

    def of(self, report: Report) -> Caret:
        """The end of the text, unless it was put elsewhere in the field that words go to now."""
        field, caret = self._held.get(report.id, ("", END))
        return caret if field == report.current else END


def page(report: Report, caret: Caret = END) -> Page:
    """The text that words go to: the current field's, or the last one of the document."""
    held = field_of(report.body, report.current)
    if held is not None:
        return Page(held.text, held.doubtful, caret) if held.accepted else Page("")
    last = report.body[-1] if report.body else None
    return Page(last.text, last.doubtful, caret) if isinstance(last, Text) else Page("")


def paged(report: Report, held: Page) -> Report:
    """The document with that text in the place of the one words go to; a person said or saw it."""
    field = field_of(report.body, report.current)
    if field is not None:
        said = replace(field, text=held.text, doubtful=held.doubtful, accepted=bool(held.text), source=None)
        return put(report, said)
    rest = report.body[:-1] if report.body and isinstance(report.body[-1], Text) else report.body
    return replace(report, body=(*rest, Text(held.text, held.doubtful)))


def typed(held: Page, words: str, doubts: Spans = ()) -> Page:
    """Words at the caret, in place of what is selected there."""
    start, end = held.caret.selection or (held.at, held.at)
    shift = len(words) - (end - start)
    moved = [(a, b) if b <= start else (a + shift, b + shift) for a, b in held.doubtful if b <= start or a >= end]
    fresh = [(a + start, b + start) for a, b in doubts]
    after = start + len(words)
    text = held.text[:start] + words + held.text[end:]
    there = None if after == len(text) else after
    return Page(text, tuple(sorted((*moved, *fresh))), Caret(there, latest=(start, after)))
