"""The templates that one person sees and may call: shipped, then of the site, of the service, one's own; no change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from actions.reports.templates import calling
from actions.reports.templates.facts import PLAIN, Wanted
from actions.reports.templates.gathering import SHIPPED, Entry, Member, Shelf, gathered, shipped
from actions.reports.templates.nodes import Template, TemplateError
from actions.reports.templates.shelves import Act, Row, Scope, Shelves
from actions.reports.templates.template import parse
from assistant.sounds import fold


@dataclass(frozen=True, slots=True)
class Found:
    """What spoken words mean: one entry, or several to ask about, or none."""

    entries: tuple[Entry, ...] = ()
    wanted: Wanted = PLAIN
    """Options and repeats named after «avec»; only with a single entry."""


class Held:
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

    def broken(self, member: Member) -> tuple[tuple[Row, TemplateError], ...]:
        """Those stored templates themselves: the narrowest of each name."""
        scopes = list(reversed(Scope))[:-1]
        rows = (
            (next(filter(None, (self._own(member, s, name) for s in scopes)), None), f)
            for name, f in self.faults(member)
        )
        return tuple((row, fault) for row, fault in rows if row)

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

    def gone(self, member: Member) -> tuple[Row, ...]:
        """What is retired on this person's shelves, and what is hidden from her; the last first."""
        held = [r for s in list(Scope)[1:] if (o := member.owner(s)) for r in self._shelves.current(s, o)]
        return tuple(sorted((r for r in held if r.retired), key=lambda r: r.at, reverse=True))

    def row(self, member: Member, key: str) -> Row:
        """The newest version, of a template that stands on this person's shelves. Raises TemplateError."""
        rows = self.history(key)
        if not rows or rows[0].owner != member.owner(rows[0].scope):
            raise TemplateError("template-unknown", given=key)
        return rows[0]

    def entry(self, member: Member, key: str) -> Entry | None:
        """The template of that id, as this person sees it; None when another one stands before it, or it is retired."""
        return next((e for e in self._shelf(member).entries.values() if e.id == key), None)

    def behind(self, member: Member, name: str) -> Entry | None:
        """The one of a wider shelf that a template of this person's, or her mark, stands before."""
        return self._shelf(replace(member, person="")).entries.get(fold(name))

    def last(self, person: str) -> Row | None:
        """The last change that this person made to any template."""
        return self._shelves.last(person)

    def history(self, template: str) -> tuple[Row, ...]:
        """All versions of a stored template, newest first."""
        return self._shelves.history(template)

    def tried(self, member: Member, scope: Scope, text: str, instead: str = "") -> Template:
        """The template as it would be read among the others, in the place of `instead`; nothing is stored.

        Raises TemplateError.
        """
        template = parse(text)
        layers = self._layers(member)
        shelf = layers[list(Scope).index(scope)]
        shelf[:] = [r for r in shelf if not named(r, template.name) and not (instead and named(r, instead))]
        shelf.append(Row("", 0, scope, "", template.name, text, False, Act.SAVED, "", ""))
        found = gathered(layers)
        for failed, fault in found.faults:
            if failed == template.name:
                raise fault
        return found.entries[fold(template.name)].template

    def _own(self, member: Member, scope: Scope, name: str) -> Row | None:
        """The template of that name on that very shelf, retired or not."""
        rows = self._shelves.current(scope, member.owner(scope))
        same = [r for r in rows if named(r, name) and (r.text or r.retired)]
        return next((r for r in same if not r.retired), same[0] if same else None)

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


def named(row: Row, name: str) -> bool:
    """Is that its name, however it is written?"""
    return fold(row.name) == fold(name)
