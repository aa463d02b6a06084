"""What writing works with: the formatter, the templates, the PDF, the folder of the printer.

The one place where the parts of actions/reports meet: app.py gives the real ones; `Tools()` writes words as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from actions.reports import doubts
from actions.reports.caret import Corrected, Page, Unclear
from actions.reports.model import Body, Report
from assistant.ports import Chart
from assistant.types import Patient


@dataclass(frozen=True, slots=True)
class Meant:
    """A template that spoken words may mean."""

    name: str
    """As it is shown and said."""
    doc_type: str = "letter"
    title: str = ""
    """Of the document it begins; empty: that of the type."""
    found: object = None
    """Whatever the library needs to lay it out."""


class Templates(Protocol):
    """Texts that are inserted by their name."""

    def find(self, words: str, person: str) -> tuple[Meant, ...]:
        """Those the words may mean: one, several to ask about, or none."""
        ...

    def names(self, person: str) -> tuple[str, ...]:
        """Everything they may be called by."""
        ...

    async def body(self, meant: Meant, chart: Chart, patient: Patient, today: date) -> Body:
        """Its parts, with the facts of the record and their source. Raises ChartError."""
        ...


class NoTemplates:
    """There are none."""

    def find(self, words: str, person: str) -> tuple[Meant, ...]:  # noqa: ARG002
        """See Templates.find."""
        return ()

    def names(self, person: str) -> tuple[str, ...]:  # noqa: ARG002
        """See Templates.names."""
        return ()

    async def body(self, meant: Meant, chart: Chart, patient: Patient, today: date) -> Body:  # noqa: ARG002
        """See Templates.body."""
        return ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named under a document."""

    author: str
    signer: str = ""
    """Empty while it is a draft."""
    at: str = ""
    """«25/11/2026 à 10 h 42»."""
    hash: str = ""


class Written(Protocol):
    """Dictated words as they are written."""

    @property
    def text(self) -> str: ...

    def under(self, places: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Spans in `text` of the spoken words at those places: what to underline."""
        ...


Names = tuple[str, ...]
"""Of the patient and the correspondents, as they are written."""
Write = Callable[[str, str, Names], Written]
"""(spoken words, the text before them, names) -> what is added to that text, with the spaces it needs."""
Correct = Callable[[str, Page, Names], Corrected | Unclear | None]
"""(spoken words, the text with its caret, names) -> what they correct; None: they are no correction but text."""
Pdf = Callable[[Report, Patient, Signer], bytes]


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Words as they came."""

    text: str
    words: str

    def under(self, places: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """See Written.under."""
        return doubts.spans(self.words, frozenset(places), self.text)


def plain_words(words: str, before: str, names: Names = ()) -> PlainWords:  # noqa: ARG001 - names change nothing here
    """Words as they come, a space between them and what stands before."""
    return PlainWords(f" {words}" if before and not before[-1:].isspace() else words, words)


def no_correction(words: str, page: Page, names: Names) -> None:
    """Nothing is a correction."""


@dataclass(frozen=True, slots=True)
class Tools:
    """See the types above."""

    write: Write = plain_words
    correct: Correct = no_correction
    templates: Templates = field(default_factory=NoTemplates)
    pdf: Pdf | None = None
    prints: Path | None = None
    """Folder whose files are printed; None: this installation has no printer."""
    starts: Mapping[str, str] = field(default_factory=dict)
    """Document type -> name of the template it begins with; none begins blank."""
