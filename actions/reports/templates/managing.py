"""Templates renamed, copied, shared, retired and taken back, by voice and in the console: what may be, what is said.

Every act is a new version on its shelf and can be taken back. A person manages her own; a shared one is changed for
everybody by who made it or by a doctor (assistant/people.py); a shipped one is never changed for everybody, only hidden
for oneself or copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.reports.templates import checking
from actions.reports.templates.choosing import Choice, Told, meant, numbered
from actions.reports.templates.library import MAY_KEEP
from actions.reports.templates.naming import copied
from actions.reports.templates.nodes import TemplateError
from actions.reports.templates.shelves import Act, Row, Scope
from actions.reports.templates.shelving import By, Shelving, no
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.templates.template import parse
from assistant.ports import Journal, People
from assistant.sounds import fold
from assistant.types import Reply
from nlu.template_orders import Order

MYSELF = "moi"
"""For whom a shared one is retired, when it is for oneself alone."""


class Managing(Shelving):
    """The library behind orders; shared by all sessions of a process."""

    def __init__(self, spoken: SpokenTemplates, people: People, journal: Journal) -> None:
        super().__init__(spoken, people, journal)
        self._acts: Mapping[str, Callable[[Order, By], Told]] = {
            "rename": self._rename, "copy": self._copy, "share": self._share, "unshare": self._unshare,
            "retire": self._retire, "restore": self._restore, "previous": self._previous, "undo": self._undo,
            "retired": self._retired, "several": lambda _order, _by: no("template_one_at_a_time"),
        }  # fmt: skip

    def do(self, order: Order, by: By) -> Told:
        """Carry out one order, or say why not. Raises DpiVocalError from the store and the journal."""
        if not self.allowed(by.member.person):
            return Told(Reply("forbidden", {"label": "changer les modèles"}), "forbidden")
        return self._acts[order.act](order, by)

    def keep(self, key: str, version: int, text: str, by: By) -> Told:
        """The next version of that template; "": a new one of the person's own. What is wrong with it was said before.

        Raises TemplateError(template-changed) when `version` is not the newest, and as Library.save and rewrite.
        """
        if not key:
            made = self.kept(by, "save", lambda: self.library.save(by.member, text))
            return Told(Reply("template_saved", {"name": made.name if made else ""}), row=made)
        row = self.library.row(by.member, key)
        if not self.may_change(by.member, row):
            return no("template_not_yours", name=row.name, author=self.people.name(self.maker(key)))
        if row.version != version:
            raise TemplateError("template-changed", given=row.name)
        name = parse(text).name
        if fold(name) != fold(row.name):
            entry = self.library.entry(by.member, key)
            if refused := self.bad_name(name, by, but=row.name) or (self.barred(entry, by) if entry else None):
                return refused
        made = self.kept(by, "save", lambda: self.library.rewrite(by.member, key, text), key)
        return Told(Reply("template_saved", {"name": made.name if made else row.name}), row=made)

    def _rename(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, order = found
        name, new = entry.template.name, " ".join(order.new.split())
        if fold(new) == fold(name):
            return no("template_same_name", name=name)
        if refused := self.bad_name(new, by, but="" if entry.scope is Scope.SHIPPED else name):
            return refused
        if entry.scope is Scope.SHIPPED:
            copy = Choice(new, replace(order, act="copy", new=new))
            return Told(Reply("template_shipped_name", {"name": name, "new": new}), choices=(copy,))
        if refused := self.barred(entry, by):
            return refused
        row = self.kept(by, "rename", lambda: self.library.rename(by.member, name, new), entry.id)
        return Told(Reply("template_renamed", {"old": name, "name": new}), row=row)

    def _copy(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, order = found
        name, new = entry.template.name, " ".join(order.new.split()) or entry.template.name
        if fold(new) == fold(name):
            if entry.scope is Scope.PERSON:
                return no("template_yours_already", name=name)
            new = name
        elif refused := self.bad_name(new, by):
            return refused
        text = entry.text if new == name else copied(entry.text, new)
        row = self.kept(by, "copy", lambda: self.library.save(by.member, text))
        return Told(Reply("template_copied", {"name": new}), row=row)

    def _share(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, order = found
        name = entry.template.name
        if entry.scope is Scope.SHIPPED:
            return no("template_shipped_shared", name=name)
        if not order.whom:
            choices = tuple(Choice(label, replace(order, whom=label)) for label in self.audiences(by))
            return Told(Reply("template_with_whom", {"name": name, "names": numbered(choices)}), choices=choices)
        to = self.shelf(order.whom, by)
        if isinstance(to, Told):
            return to
        if list(Scope).index(to) >= list(Scope).index(entry.scope):
            return no("template_shared_already", name=name, whom=entry.scope.value)
        if by.member.role not in MAY_KEEP[to]:
            return no("template_share_right", whom=to.value)
        if refused := self.barred(entry, by) or self.sounds(name, by, but=name):
            return refused
        row = self.kept(by, "share", lambda: self.library.share(by.member, name, to), entry.id)
        return Told(Reply("template_shared", {"name": name, "whom": to.value}), row=row)

    def _unshare(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, _ = found
        name = entry.template.name
        if entry.scope is Scope.SHIPPED:
            return no("template_shipped_shared", name=name)
        if entry.scope is Scope.PERSON:
            return no("template_not_shared", name=name)
        if refused := self.barred(entry, by):
            return refused
        row = self.kept(by, "unshare", lambda: self.library.withdraw(by.member, entry.id), entry.id)
        maker = self.maker(entry.id)
        if maker == by.member.person:
            return Told(Reply("template_unshared", {"name": name}), row=row)
        return Told(Reply("template_unshared_other", {"name": name, "author": self.people.name(maker)}), row=row)

    def _retire(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, order = found
        name, everybody = entry.template.name, bool(order.whom) and order.whom != MYSELF
        if inherited := checking.heirs(name, self.library.entries(by.member)):
            return no("template_inherited", name=name, other=inherited[0])
        if entry.scope is Scope.SHIPPED:
            return no("template_shipped_all", name=name) if everybody else self._hide(name, by)
        if entry.scope is Scope.PERSON:
            row = self.kept(by, "retire", lambda: self.library.put_away(by.member, entry.id), entry.id)
            wider = any(fold(e.template.name) == fold(name) for e in self.library.entries(by.member))
            return Told(Reply("template_retired_wider" if wider else "template_retired", {"name": name}), row=row)
        mine = self.maker(entry.id) == by.member.person
        if not order.whom and mine and self.may_change(by.member, self.library.row(by.member, entry.id)):
            choices = (
                Choice(
                    "pour vous", replace(order, whom=MYSELF), ("pour moi", "moi", "pour moi seul", "pour moi seule")
                ),
                Choice(
                    "pour tous", replace(order, whom=entry.scope.value), ("tous", "pour tout le monde", "tout le monde")
                ),
            )
            facts = {"name": name, "whom": entry.scope.value, "names": numbered(choices)}
            return Told(Reply("template_retire_whom", facts), choices=choices)
        if not everybody:
            return self._hide(name, by)
        if refused := self.barred(entry, by):
            return refused
        row = self.kept(by, "retire", lambda: self.library.put_away(by.member, entry.id), entry.id)
        return Told(Reply("template_retired_all", {"name": name, "whom": entry.scope.value}), row=row)

    def _restore(self, order: Order, by: By) -> Told:
        gone: dict[str, Row] = {}
        for row in self.library.gone(by.member):
            gone.setdefault(fold(row.name), row)
        found = meant(order, {row.name: (row.name,) for row in gone.values()})
        if isinstance(found, Told):
            here = meant(order, self.names(by))
            if found.choices or isinstance(here, Told):
                return found
            return no("template_there", name=here[0])
        row = gone[fold(found[0])]
        if row.text and not self.may_change(by.member, row):
            return no("template_not_yours", name=row.name, author=self.people.name(self.maker(row.id)))
        if row.text and (refused := self.sounds(row.name, by, but=row.name)):
            return refused
        back = self.kept(by, "restore", lambda: self.library.put_back(by.member, row.id), row.id)
        return Told(Reply("template_back", {"name": row.name}), row=back)

    def _previous(self, order: Order, by: By) -> Told:
        found = self.one(order, by)
        if isinstance(found, Told):
            return found
        entry, _ = found
        past = [r for r in self.library.history(entry.id) if r.text and r.text != entry.text]
        if not past:
            return no("template_no_past", name=entry.template.name)
        return self.bring_back(entry.id, past[0].version, by)

    def bring_back(self, key: str, version: int, by: By) -> Told:
        """An old version is the newest one again. Raises TemplateError."""
        row = self.library.row(by.member, key)
        if not self.may_change(by.member, row):
            return no("template_not_yours", name=row.name, author=self.people.name(self.maker(key)))
        name = next((r.name for r in self.library.history(key) if r.version == version), row.name)
        if fold(name) != fold(row.name) and (refused := self.bad_name(name, by, but=row.name)):
            return refused
        last = self.kept(by, "restore", lambda: self.library.restore(by.member, key, version), key)
        facts = {"name": last.name if last else row.name, "version": version}
        return Told(Reply("template_back_version", facts), row=last)

    def _undo(self, _order: Order, by: By) -> Told:
        last = self.library.last(by.member.person)
        return self.take_back(last, by) if last else no("template_nothing_to_undo")

    def take_back(self, row: Row, by: By) -> Told:
        """Undo that change, when nobody changed it since. Raises TemplateError."""
        if self.library.history(row.id)[0].version != row.version:
            return no("template_changed", name=row.name)
        back = self.kept(by, "undo", lambda: self.library.take_back(by.member, row), row.id)
        deed = row.act.value if row.act is not Act.SAVED or row.version > 1 else "made"
        return Told(Reply("template_undone", {"name": back.name if back else row.name, "deed": deed}), row=back)

    def _retired(self, _order: Order, by: By) -> Told:
        names = list(dict.fromkeys(row.name for row in self.library.gone(by.member)))
        return Told(Reply("templates_retired", {"count": len(names), "names": ", ".join(names)}))

    def _hide(self, name: str, by: By) -> Told:
        row = self.kept(by, "hide", lambda: self.library.hide(by.member, name))
        return Told(Reply("template_hidden", {"name": name}), row=row)
