"""What one person sees: each name from its narrowest shelf, with all that it inherits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.reports.templates.inheriting import resolved
from actions.reports.templates.nodes import Template, TemplateError
from actions.reports.templates.shelves import Act, Row, Scope
from actions.reports.templates.template import read
from assistant.sounds import fold

SHIPPED = Path(__file__).with_name("shipped")


@dataclass(frozen=True, slots=True)
class Member:
    """Whose templates: a person, with the service and the site they work for."""

    person: str
    site: str
    service: str = ""
    role: str = "doctor"

    def owner(self, scope: Scope) -> str:
        """Whose shelf of that scope this person reads; "" when there is none."""
        service = f"{self.site}/{self.service}" if self.service else ""
        return {Scope.SITE: self.site, Scope.SERVICE: service, Scope.PERSON: self.person}.get(scope, "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A template as one person sees it."""

    template: Template
    """With all it inherits."""
    scope: Scope
    id: str
    """Of the stored template; the file's name for a shipped one."""
    version: int = 0
    text: str = ""
    """As its author wrote it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one person sees, by folded name, and what could not be read."""

    entries: Mapping[str, Entry]
    faults: tuple[tuple[str, TemplateError], ...]


def gathered(layers: Sequence[Sequence[Row]]) -> Shelf:
    """Each name from its narrowest shelf, with what it inherits; a template that names itself means the wider one."""
    chains: dict[str, list[tuple[Row, Template]]] = {}
    faults: list[tuple[str, TemplateError]] = []
    for layer in layers:
        for row in sorted(
            layer, key=lambda r: bool(r.text)
        ):  # marks first: they hide what is wider, not what is beside
            chain = chains.setdefault(fold(row.name), [])
            if row.retired and not row.text:  # hides the wider ones
                chain.clear()
            if row.retired or not row.text:
                continue
            try:
                chain.append((row, read(row.text)))
            except TemplateError as fault:
                faults.append((row.name, fault))
    entries: dict[str, Entry] = {}
    for slug, chain in chains.items():
        if chain:
            row, template = chain[-1]
            try:
                whole = resolved(template, _Parents(chains).of)
                entries[slug] = Entry(whole, row.scope, row.id, row.version, row.text)
            except TemplateError as fault:
                faults.append((row.name, fault))
    return Shelf(entries, tuple(faults))


class _Parents:
    """Whom `inherits` means: the narrowest of that name, or for one's own name the next wider."""

    def __init__(self, chains: Mapping[str, list[tuple[Row, Template]]]) -> None:
        self._chains = chains

    def of(self, template: Template) -> Template | None:
        chain = [held for _, held in self._chains.get(fold(template.inherits), ())]
        if fold(template.inherits) == fold(template.name):
            place = next((n for n, held in enumerate(chain) if held is template), 0)
            chain = chain[:place]
        return chain[-1] if chain else None


@cache
def shipped(folder: Path = SHIPPED) -> tuple[Row, ...]:
    """The templates that come with the program."""
    return tuple(
        Row(f"{path.parent.name}/{path.stem}", 0, Scope.SHIPPED, "", read(text).name, text, False, Act.SAVED, "", "")
        for path in sorted(folder.glob("*/*.txt"))
        for text in (path.read_text(encoding="utf-8"),)
    )
