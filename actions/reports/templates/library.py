"""The templates a person may use: shipped, then of the site, of the service, one's own, each above the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from actions.reports.templates import calling
from actions.reports.templates.facts import PLAIN, Wanted
from actions.reports.templates.gathering import SHIPPED, Entry, Member, Shelf, gathered, shipped
from actions.reports.templates.naming import renamed
from actions.reports.templates.nodes import TemplateError
from actions.reports.templates.shelves import Act, Row, Scope, Shelves
from actions.reports.templates.template import parse
from assistant.errors import PeopleError
from assistant.sounds import fold

MAY_KEEP: Mapping[Scope, frozenset[str]] = {
    Scope.PERSON: frozenset({"doctor", "secretary"}),
    Scope.SERVICE: frozenset({"doctor", "secretary"}),
    Scope.SITE: frozenset({"doctor"}),
}
"""Roles (assistant/people.py) that may save, rename, share to and retire on a shelf."""


@dataclass(frozen=True, slots=True)
class Found:
    """What spoken words mean: one entry, or several to ask about, or none."""

    entries: tuple[Entry, ...] = ()
    wanted: Wanted = PLAIN
    """Options and repeats named after «avec»; only with a single entry."""


class Library:
    """Templates by person. Reading is cached until a shelf changes."""

    def __init__(self, shelves: Shelves, shipped: Path = SHIPPED) -> None:
        self._shelves = shelves
        self._shipped = shipped
        self._seen: dict[Member, tuple[tuple[int, int], Shelf]] = {}

    def entries(self, member: Member) -> tuple[Entry, ...]:
        """All templates of the person, by specialty and name."""
        held = self._shelf(member).entries.values()
        return tuple(sorted(held, key=lambda e: (fold(e.template.specialty), fold(e.template.name))))

    def faults(self, member: Member) -> tuple[tuple[str, TemplateError], ...]:
        """Names of stored templates that cannot be read, and why; they are left out of the others."""
        return self._shelf(member).faults

    def names(self, member: Member) -> tuple[str, ...]:
        """Everything templates may be called by: what the recogniser should expect."""
        return tuple(dict.fromkeys(n for entry in self.entries(member) for n in entry.template.names))

    def get(self, member: Member, name: str) -> Entry:
        """The template of exactly that name. Raises TemplateError(template-unknown)."""
        entry = self._shelf(member).entries.get(fold(name))
        if entry is None:
            raise TemplateError("template-unknown", given=name)
        return entry

    def find(self, words: str, member: Member) -> Found:
        """Those the spoken words may mean; «avec …» names options and repeats when no template is called so."""
        entries = self._shelf(member).entries
        names = {key: entry.template.names for key, entry in entries.items()}
        whole = calling.called(words, names)
        name, parts = calling.parted(words)
        if parts and not (whole and whole[0].score >= calling.SOUND):
            meant = calling.called(name, names)
            asked = calling.wanted(parts, entries[meant[0].name].template) if len(meant) == 1 else None
            if asked is not None:
                return Found((entries[meant[0].name],), Wanted(*asked))
        return Found(tuple(entries[c.name] for c in whole))

    def save(self, member: Member, text: str, at: datetime | None = None, scope: Scope = Scope.PERSON) -> Entry:
        """Keep a template under the name in its heading: a new one, or the next version of the one of that name.

        Raises TemplateError where the text cannot be read, PeopleError(template-forbidden).
        """
        template = parse(text)
        row = self._own(member, scope, template.name)
        self._tried(member, scope, template.name, text)
        self._add(member, row.id if row else "", scope, template.name, text, Act.SAVED, at)
        return self.get(member, template.name)

    def rename(self, member: Member, name: str, new: str, at: datetime | None = None) -> Entry:
        """Another name for a stored template. Raises TemplateError(template-unknown | template-name-taken)."""
        row = self._stored(member, name)
        if fold(new) != fold(name) and fold(new) in self._shelf(member).entries:
            raise TemplateError("template-name-taken", given=new)
        self._add(member, row.id, row.scope, new, renamed(row.text, new), Act.RENAMED, at)
        return self.get(member, new)

    def share(self, member: Member, name: str, to: Scope, at: datetime | None = None) -> Entry:
        """Move a template to a wider shelf: one's own to the service or the site, the service's to the site."""
        row = self._stored(member, name)
        order = list(Scope)
        if not 0 < order.index(to) < order.index(row.scope):
            raise TemplateError("template-share", given=name)
        if self._own(member, to, name):
            raise TemplateError("template-name-taken", given=name)
        self._add(member, row.id, to, row.name, row.text, Act.SHARED, at)
        return self.get(member, name)

    def retire(self, member: Member, name: str, scope: Scope = Scope.PERSON, at: datetime | None = None) -> None:
        """Take it off that shelf: a wider one of the same name shows again. One of a wider shelf is hidden here."""
        entry = self.get(member, name)
        row = self._own(member, scope, name)
        if row:
            self._add(member, row.id, scope, row.name, row.text, Act.RETIRED, at, retired=True)
        else:
            self._add(member, "", scope, entry.template.name, "", Act.RETIRED, at, retired=True)

    def history(self, template: str) -> tuple[Row, ...]:
        """All versions of a stored template, newest first."""
        return self._shelves.history(template)

    def restore(self, member: Member, template: str, version: int, at: datetime | None = None) -> None:
        """Make an old version the newest one. Raises TemplateError(template-unknown)."""
        rows = self._shelves.history(template)
        old = next((r for r in rows if r.version == version and r.text), None)
        if old is None or rows[0].owner != member.owner(rows[0].scope):
            raise TemplateError("template-unknown", given=str(version))
        self._add(member, template, rows[0].scope, old.name, old.text, Act.RESTORED, at)

    def _add(
        self, member: Member, template: str, scope: Scope, name: str, text: str, act: Act, at: datetime | None,
        *, retired: bool = False,
    ) -> Row:  # fmt: skip
        owner = member.owner(scope)
        if not owner or member.role not in MAY_KEEP.get(scope, frozenset()):
            raise PeopleError("template-forbidden", f"a {member.role} may not change the templates of {scope}")
        when = at or datetime.now(UTC)
        return self._shelves.add(template, scope, owner, name, text, act, member.person, when, retired=retired)

    def _own(self, member: Member, scope: Scope, name: str) -> Row | None:
        """The template of that name on that very shelf, retired or not."""
        rows = self._shelves.current(scope, member.owner(scope))
        named = [r for r in rows if fold(r.name) == fold(name)]
        return next((r for r in named if not r.retired), named[0] if named else None)

    def _stored(self, member: Member, name: str) -> Row:
        """The stored template this person sees under that name. Raises TemplateError(template-unknown)."""
        entry = self.get(member, name)
        if entry.scope is Scope.SHIPPED:
            raise TemplateError("template-shipped", given=name)
        return self._shelves.history(entry.id)[0]

    def _shelf(self, member: Member) -> Shelf:
        stamp = self._shelves.stamp
        seen = self._seen.get(member)
        if seen is None or seen[0] != stamp:
            seen = self._seen[member] = (stamp, gathered(self._layers(member)))
        return seen[1]

    def _layers(self, member: Member) -> list[list[Row]]:
        """Rows, the widest shelf first."""
        stored = [self._shelves.current(s, member.owner(s)) for s in list(Scope)[1:]]
        return [list(layer) for layer in (shipped(self._shipped), *stored)]

    def _tried(self, member: Member, scope: Scope, name: str, text: str) -> None:
        """Would it resolve beside the others? Raises TemplateError before anything is stored."""
        layers = self._layers(member)
        shelf = layers[list(Scope).index(scope)]
        shelf[:] = [r for r in shelf if fold(r.name) != fold(name)]
        shelf.append(Row("", 0, scope, "", name, text, False, Act.SAVED, "", ""))
        for failed, fault in gathered(layers).faults:
            if failed == name:
                raise fault
