"""What a template may be called, and what is wrong with one beside the others of a person's library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from actions.reports.templates import lint
from actions.reports.templates.gathering import Entry, Member
from actions.reports.templates.held import Held
from actions.reports.templates.nodes import Template, TemplateError
from actions.reports.templates.shelves import Scope
from actions.reports.templates.template import read
from assistant.sounds import fold

LETTERS, WORDS, LONGEST = 2, 8, 60
"""Least letters of a name, most words, most characters."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it would be kept: with all it inherits, None while it cannot be read; and what to say of it."""

    template: Template | None
    issues: tuple[lint.Issue, ...]

    @property
    def good(self) -> bool:
        """Nothing that must be corrected first."""
        return self.template is not None and all(issue.warning for issue in self.issues)


def nameable(name: str) -> bool:
    """Long enough to be told from others, short enough to be said."""
    letters = sum(c.isalpha() for c in name)
    return letters >= LETTERS and len(name.split()) <= WORDS and len(name) <= LONGEST and name.isprintable()


def clash(name: str, others: Iterable[Template]) -> lint.Issue | None:
    """Another template that is called so already (name-twice), or is the same said aloud (name-alike)."""
    others = tuple(others)
    if same := next((t.name for t in others if fold(t.name) == fold(name)), ""):
        return lint.Issue("name-twice", name, same, template=name)
    return next((i for i in lint.among([*others, Template(name)]) if i.template == name), None)


def heirs(name: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Templates whose text is made from the one of that name."""
    others = (e for e in entries if fold(e.template.name) != fold(name))
    return tuple(e.template.name for e in others if fold(read(e.text).inherits) == fold(name))


def check(library: Held, member: Member, text: str, scope: Scope = Scope.PERSON, instead: str = "") -> Checked:
    """Everything to say of a text that would stand on that shelf, in the place of the template `instead`."""
    try:
        template = library.tried(member, scope, text, instead)
    except TemplateError as fault:
        return Checked(None, (lint.of_fault(fault),))
    mine = {fold(template.name), fold(instead)}
    others = [e.template for e in library.entries(member) if fold(e.template.name) not in mine]
    beside = tuple(_placed(i, text) for i in lint.among([*others, template]) if i.template == template.name)
    beside += _same_name(library.entries(member), template, scope, instead, text)
    length = () if nameable(template.name) else (lint.Issue("name-length", template.name, line=_line(text, "modèle")),)
    issues = (*length, *beside, *lint.lint(template))
    return Checked(template, tuple(sorted(issues, key=lambda i: (i.line == 0, i.line, i.column))))


def _same_name(
    entries: Iterable[Entry], template: Template, scope: Scope, instead: str, text: str
) -> tuple[lint.Issue, ...]:
    """A new name that is another's. A new template may bear the name of a wider one: it stands before it."""
    if instead and fold(instead) == fold(template.name):
        return ()
    held = next((e for e in entries if fold(e.template.name) == fold(template.name)), None)
    if held is None or (not instead and held.scope is not scope):
        return ()
    return (lint.Issue("name-twice", template.name, held.template.name, _line(text, "modèle"), 1, template.name),)


def _placed(issue: lint.Issue, text: str) -> lint.Issue:
    """A name is said in the heading: that is the line to go to."""
    own = fold(issue.given) == fold(issue.template)
    return replace(issue, line=_line(text, "modèle" if own else "dit aussi"), column=1)


def _line(text: str, key: str) -> int:
    pattern = re.compile(rf"\s*{key}\s*:", re.IGNORECASE)
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)
