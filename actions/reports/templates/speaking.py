"""Templates as the writing commands use them: found by spoken words, laid out for a patient, listed, kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from actions.reports.model import Body, Report
from actions.reports.templates import lint
from actions.reports.templates.facts import PLAIN, Wanted, fill
from actions.reports.templates.gathering import Entry, Member
from actions.reports.templates.library import Library
from actions.reports.templates.naming import made_from
from actions.reports.templates.shelves import Row, Scope
from actions.reports.tools import Meant
from assistant.people import Person
from assistant.ports import Chart
from assistant.sounds import fold
from assistant.types import Patient

_NEAREST = tuple(reversed(Scope))


@dataclass(frozen=True, slots=True)
class Laid:
    """What `body` needs of a template that was found."""

    entry: Entry
    wanted: Wanted
    person: Person


@dataclass(frozen=True, slots=True)
class Keep:
    """What became of «enregistre ce texte comme modèle …»."""

    entry: Entry
    known: bool
    """There was one of that name: this is its next version, or now stands before it."""
    alike: str = ""
    """Another template whose name sounds the same: the person will be asked which one."""
    row: Row | None = None
    """The version that was kept."""


class SpokenTemplates:
    """The library behind the port `Templates` (actions/reports/tools.py)."""

    def __init__(self, library: Library, who: Callable[[str], Person], service: str = "") -> None:
        """`who`: person id -> person (raises PeopleError); `service`: of this station, in words."""
        self.library = library
        self._who = who
        self._service = service

    def member(self, person: str) -> Member:
        """Whose shelves are read. Raises PeopleError(person-unknown)."""
        known = self._who(person)
        return Member(known.id, known.site, self._service, known.role)

    def find(self, words: str, person: str) -> tuple[Meant, ...]:
        """Those the words may mean: one, several to ask about, or none."""
        found = self.library.find(words, self.member(person))
        known = self._who(person)
        return tuple(self._meant(entry, found.wanted, known) for entry in found.entries)

    def names(self, person: str) -> tuple[str, ...]:
        """Everything they may be called by."""
        return self.library.names(self.member(person))

    async def body(self, meant: Meant, chart: Chart, patient: Patient, today: date) -> Body:
        """Its parts, with the facts of the record and their source. Raises ChartError."""
        laid = meant.found
        if not isinstance(laid, Laid):
            raise TypeError("not a template that this library found")
        return await fill(laid.entry.template, chart, patient, today, laid.person, self._service, laid.wanted)

    def listed(self, person: str, doc_type: str = "") -> tuple[Entry, ...]:
        """The person's own first, then those of the service, of the site, shipped; each by specialty and name."""
        entries = [e for e in self.library.entries(self.member(person)) if not doc_type or e.template.kind == doc_type]
        return tuple(sorted(entries, key=lambda e: (_NEAREST.index(e.scope), not self._mine(e))))

    def keep(self, person: str, name: str, report: Report, patient: Patient | None = None) -> Keep:
        """The document's text as a template of the person, without anything of the patient.

        Raises TemplateError where it cannot be one, PeopleError(template-forbidden).
        """
        member = self.member(person)
        before = self.library.entries(member)
        name = " ".join(name.split())
        same = next((e for e in before if fold(e.template.name) == fold(name)), None)
        text = made_from(same.template.name if same else name, report.body, report.doc_type, patient)
        entry = self.library.save(member, text)
        others = [e.template for e in before if fold(e.template.name) != fold(name)]
        issues = lint.among([*others, replace(entry.template, also=())])
        alike = next((i.other for i in issues if i.template == entry.template.name), "")
        return Keep(entry, same is not None, alike, self.library.last(person))

    def _mine(self, entry: Entry) -> bool:
        return bool(self._service) and fold(entry.template.specialty) == fold(self._service)

    @staticmethod
    def _meant(entry: Entry, wanted: Wanted, person: Person) -> Meant:
        kind = entry.template.kind or "letter"
        return Meant(entry.template.name, kind, entry.template.heading, Laid(entry, wanted or PLAIN, person))
