"""What writing works with: the formatter, the templates, the PDF, the folder of the printer.

The one place where the parts of actions/reports meet: app.py gives the real ones; `Tools()` writes words as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

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


Write = Callable[[str, str], str]
"""(spoken words, the text before them) -> what is added to that text, with the spaces it needs."""
Pdf = Callable[[Report, Patient, Signer], bytes]


def plain_words(words: str, before: str) -> str:
    """Words as they come, a space between them and what stands before."""
    return f" {words}" if before and not before[-1:].isspace() else words


@dataclass(frozen=True, slots=True)
class Tools:
    """See the types above."""

    write: Write = plain_words
    templates: Templates = field(default_factory=NoTemplates)
    pdf: Pdf | None = None
    prints: Path | None = None
    """Folder whose files are printed; None: this installation has no printer."""
    starts: Mapping[str, str] = field(default_factory=dict)
    """Document type -> name of the template it begins with; none begins blank."""
