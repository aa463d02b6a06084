"""What every change of a template stands on: who may, what is written in the journal, which name may be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.reports.templates import checking
from actions.reports.templates.choosing import Told, meant
from actions.reports.templates.gathering import Entry, Member
from actions.reports.templates.library import MAY_KEEP, Library
from actions.reports.templates.shelves import Row, Scope
from actions.reports.templates.speaking import SpokenTemplates
from assistant.errors import DpiVocalError
from assistant.journal import Entry as Line
from assistant.people import TRUSTED
from assistant.ports import Journal, People
from assistant.sounds import fold
from assistant.types import Origin, Reply, Risk
from nlu import template_orders
from nlu.template_orders import Order

INTENT = "own_templates"
"""As the journal knows it; no command of the catalogue: the interpreter is not asked."""
NEEDS = "save_template"
"""Whoever may keep a template may manage hers."""


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, and in which turn."""

    member: Member
    origin: Origin
    turn: str


class Shelving:
    """The library with its rights and its journal: what every act of managing stands on."""

    def __init__(self, spoken: SpokenTemplates, people: People, journal: Journal) -> None:
        self.library: Library = spoken.library
        self.people = people
        self._spoken = spoken
        self._journal = journal

    def allowed(self, person: str) -> bool:
        """May this person manage templates at all?"""
        return self.people.allow(person, NEEDS)

    def member(self, person: str) -> Member:
        """Whose shelves. Raises PeopleError(person-unknown)."""
        return self._spoken.member(person)

    def may_change(self, member: Member, row: Row) -> bool:
        """May this person change it for everybody who has it?"""
        if row.scope is Scope.PERSON:
            return row.owner == member.person
        keeps = member.role in MAY_KEEP.get(row.scope, frozenset())
        return keeps and (member.role in TRUSTED or self.maker(row.id) == member.person)

    def maker(self, key: str) -> str:
        """Who made a stored template; "" of a shipped one."""
        rows = self.library.history(key)
        return rows[-1].by if rows else ""

    def kept(self, by: By, act: str, work: Callable[[], object], key: str = "") -> Row | None:
        """Do it between two lines of the journal (safety rule 4), without a word of it; the version that it made."""
        self._write(by, "acting", act, key)
        try:
            work()
        except DpiVocalError as fault:
            self._write(by, "failed", fault.code, key)
            raise
        self._write(by, "done", act, key)
        return self.library.last(by.member.person)

    def one(self, order: Order, by: By) -> tuple[Entry, Order] | Told:
        """The template meant, with the order cut at its name; or what to say, or to ask back."""
        found = meant(order, self.names(by))
        return found if isinstance(found, Told) else (self.library.get(by.member, found[0]), found[1])

    def names(self, by: By) -> dict[str, tuple[str, ...]]:
        """A template's name -> everything this person may call it by."""
        return {e.template.name: e.template.names for e in self.library.entries(by.member)}

    def barred(self, entry: Entry, by: By) -> Told | None:
        """Why it may not be changed for everybody who has it."""
        name = entry.template.name
        if not self.may_change(by.member, self.library.row(by.member, entry.id)):
            return no("template_not_yours", name=name, author=self.people.name(self.maker(entry.id)))
        inherited = checking.heirs(name, self.library.entries(by.member))
        return no("template_inherited", name=name, other=inherited[0]) if inherited else None

    def bad_name(self, new: str, by: By, but: str = "") -> Told | None:
        """Why a template cannot be called that; `but` is the one that is called so now."""
        return self.sounds(new, by, but) if checking.nameable(new) else no("template_name_length", name=new)

    def sounds(self, name: str, by: By, but: str = "") -> Told | None:
        """Another template is called so when it is said aloud."""
        entries = self.library.entries(by.member)
        found = checking.clash(name, (e.template for e in entries if fold(e.template.name) != fold(but)))
        if found is None:
            return None
        return no("template_taken" if found.code == "name-twice" else "template_alike", name=name, other=found.other)

    def audiences(self, by: By) -> tuple[str, ...]:
        """With whom this person may share, as one says it."""
        said = ((Scope.SERVICE, "le service"), (Scope.SITE, "tout le site"))
        return tuple(words for scope, words in said if by.member.owner(scope) and by.member.role in MAY_KEEP[scope])

    def shelf(self, whom: str, by: By) -> Scope | Told:
        """The shelf that the words mean to this person, or why there is none."""
        if kind := template_orders.audience(whom):
            scope = Scope(kind)
        elif (named := template_orders.service(whom)) and fold(named) == fold(by.member.service):
            scope = Scope.SERVICE
        else:
            return no("template_share_whom", words=whom)
        return scope if by.member.owner(scope) else no("template_no_service")

    def _write(self, by: By, event: str, code: str, key: str) -> None:
        self._journal.write(Line(by.turn, event, by.origin, INTENT, Risk.EDIT, command=key, code=code))


def no(key: str, **facts: object) -> Told:
    """A refusal: nothing was done."""
    return Told(Reply(key, facts), key.replace("_", "-"))
