"""The templates a person may use, and their changes: each is a version, on a shelf that the person may keep on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from actions.reports.templates.gathering import Entry, Member
from actions.reports.templates.held import Held, named
from actions.reports.templates.naming import renamed
from actions.reports.templates.nodes import TemplateError
from actions.reports.templates.shelves import Act, Row, Scope
from actions.reports.templates.template import parse
from assistant.errors import PeopleError
from assistant.people import SHELVES
from assistant.sounds import fold

MAY_KEEP: Mapping[Scope, frozenset[str]] = {Scope(shelf): roles for shelf, roles in SHELVES.items()}
"""Roles that may save, rename, share to and retire on a shelf."""


class Library(Held):
    """The same, and every change of it: a new version of a template, on the shelf of somebody who may."""

    def save(self, member: Member, text: str, at: datetime | None = None, scope: Scope = Scope.PERSON) -> Entry:
        """Keep a template under the name in its heading: a new one, or the next version of the one of that name.

        Raises TemplateError where the text cannot be read, PeopleError(template-forbidden).
        """
        template = parse(text)
        row = self._own(member, scope, template.name)
        self.tried(member, scope, text)
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
        taken = self._own(member, to, name)
        if taken and not taken.retired:
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

    def put_away(self, member: Member, key: str, at: datetime | None = None) -> Row:
        """Retire that very template, shared or not. Raises TemplateError(template-unknown)."""
        row = self.row(member, key)
        return self._add(member, key, row.scope, row.name, row.text, Act.RETIRED, at, retired=True)

    def hide(self, member: Member, name: str, at: datetime | None = None) -> Row:
        """Take one of a wider shelf out of this person's sight alone."""
        marks = [r for r in self._shelves.current(Scope.PERSON, member.person) if named(r, name) and not r.text]
        key = marks[0].id if marks else ""
        return self._add(member, key, Scope.PERSON, name, "", Act.RETIRED, at, retired=True)

    def put_back(self, member: Member, key: str, at: datetime | None = None) -> Row:
        """In use again, on its shelf. Raises TemplateError(template-unknown | template-name-taken)."""
        row = self.row(member, key)
        self._free(replace(row, retired=False))
        return self._add(member, key, row.scope, row.name, row.text, Act.RESTORED, at)

    def withdraw(self, member: Member, key: str, at: datetime | None = None) -> Row:
        """From a shared shelf back to that of the person who made it. Raises as `put_back`."""
        row = self.row(member, key)
        maker = self.history(key)[-1].by
        back = replace(row, scope=Scope.PERSON, owner=maker)
        self._free(back)
        self._may(member, row.scope)
        return self._put(member, back, Act.SHARED, at)

    def rewrite(self, member: Member, key: str, text: str, at: datetime | None = None) -> Entry:
        """The next version of that template, under the name in its heading. Raises as `save` and `put_back`."""
        row, template = self.row(member, key), parse(text)
        if not named(row, template.name):
            self._free(replace(row, name=template.name))
        self.tried(member, row.scope, text, row.name)
        self._add(member, key, row.scope, template.name, text, Act.SAVED, at)
        return self.get(member, template.name)

    def take_back(self, member: Member, row: Row, at: datetime | None = None) -> Row:
        """Undo that change of a template: as it was before, shelf and name too; a new one is retired.

        Raises TemplateError(template-changed) when it was changed since, template-name-taken.
        """
        rows = self.history(row.id)
        if rows[0].version != row.version:
            raise TemplateError("template-changed", given=row.name)
        if len(rows) == 1:  # a new one, or a mark that hides a wider one
            before = replace(row, retired=bool(row.text))
        else:
            before = rows[1]
            self._free(before)
        return self._put(member, before, Act.RESTORED, at)

    def restore(self, member: Member, template: str, version: int, at: datetime | None = None) -> None:
        """Make an old version the newest one. Raises TemplateError(template-unknown)."""
        rows = self._shelves.history(template)
        old = next((r for r in rows if r.version == version and r.text), None)
        if old is None or rows[0].owner != member.owner(rows[0].scope):
            raise TemplateError("template-unknown", given=str(version))
        self._free(replace(rows[0], name=old.name, text=old.text, retired=False))
        self._add(member, template, rows[0].scope, old.name, old.text, Act.RESTORED, at)

    def _add(
        self, member: Member, template: str, scope: Scope, name: str, text: str, act: Act, at: datetime | None,
        *, retired: bool = False,
    ) -> Row:  # fmt: skip
        self._may(member, scope)
        return self._put(
            member, Row(template, 0, scope, member.owner(scope), name, text, retired, act, "", ""), act, at
        )

    def _put(self, member: Member, row: Row, act: Act, at: datetime | None) -> Row:
        return self._shelves.add(
            row.id, row.scope, row.owner, row.name, row.text, act, member.person, at or datetime.now(UTC),
            retired=row.retired,
        )  # fmt: skip

    def _may(self, member: Member, scope: Scope) -> None:
        if not member.owner(scope) or member.role not in MAY_KEEP.get(scope, frozenset()):
            raise PeopleError("template-forbidden", f"a {member.role} may not change the templates of {scope}")

    def _free(self, row: Row) -> None:
        """No other template of that name stands there. Raises TemplateError(template-name-taken)."""
        others = (r for r in self._shelves.current(row.scope, row.owner) if r.id != row.id and named(r, row.name))
        if row.text and not row.retired and any(r.text and not r.retired for r in others):
            raise TemplateError("template-name-taken", given=row.name)

    def _stored(self, member: Member, name: str) -> Row:
        """The stored template this person sees under that name. Raises TemplateError(template-unknown)."""
        entry = self.get(member, name)
        if entry.scope is Scope.SHIPPED:
            raise TemplateError("template-shipped", given=name)
        return self._shelves.history(entry.id)[0]
