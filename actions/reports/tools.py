"""What writing works with, as plain functions: the formatter, the templates, the facts of the record, the PDF.

The one place where the parts of actions/reports meet: app.py gives the real ones; `SIMPLE` writes words as they come.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from actions.reports.model import Body, Report
from assistant.ports import Chart
from assistant.types import Patient


class Template(Protocol):
    """A text that is inserted by its name."""

    @property
    def name(self) -> str: ...

    @property
    def body(self) -> Body: ...


Write = Callable[[str, str], str]
"""(spoken words, the text before them) -> what is added to that text, with the spaces it needs."""
Find = Callable[[str, str], tuple[Template, ...]]
"""(words of a name, person) -> the templates that may be meant, the best first."""
Names = Callable[[str], tuple[str, ...]]
"""Person -> spoken names of the templates at hand."""
Facts = Callable[[Body, Chart, Patient, date], Awaitable[Body]]
"""Fields filled from the record, with their source."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named under a document."""

    author: str
    signer: str = ""
    """Empty while it is a draft."""
    hash: str = ""


Pdf = Callable[[Report, Patient, Signer], bytes]


def plain_words(words: str, before: str) -> str:
    """Words as they come, a space between them and what stands before."""
    return f" {words}" if before and not before[-1:].isspace() else words


def no_template(_words: str, _person: str) -> tuple[Template, ...]:
    """There are none."""
    return ()


def no_names(_person: str) -> tuple[str, ...]:
    """There are none."""
    return ()


async def no_facts(body: Body, _chart: Chart, _patient: Patient, _today: date) -> Body:
    """Nothing is read in the record."""
    return body


@dataclass(frozen=True, slots=True)
class Tools:
    """See the types above."""

    write: Write = plain_words
    find: Find = no_template
    names: Names = no_names
    facts: Facts = no_facts
    pdf: Pdf | None = None
    starts: Mapping[str, str] = field(default_factory=dict)
    """Document type -> name of the template it begins with; none begins blank."""


SIMPLE = Tools()
