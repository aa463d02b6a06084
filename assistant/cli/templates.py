"""templates list | show | lint: the templates of this installation, and what is wrong with them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from actions.reports.model import plain
from actions.reports.templates import lint, shelves
from actions.reports.templates.facts import preview
from actions.reports.templates.gathering import Member
from actions.reports.templates.library import Library
from actions.reports.templates.nodes import Template, TemplateError
from actions.reports.templates.template import parse
from assistant import store
from assistant.cli import printing
from assistant.errors import SetupError
from assistant.settings import Settings


async def templates(args: argparse.Namespace, settings: Settings) -> int:
    """Run one of them. Exit 1: something must be corrected, or there is no such template."""
    if args.what == "lint" and args.of:
        return _told(_of_files(args.of), len(args.of), as_json=args.json)
    with store.opened(settings.store.path, (shelves.migrations,)) as db:
        library = Library(shelves.Shelves(db))
        member = Member(settings.site.person, settings.site.name, settings.site.service, settings.site.role)
        if args.what == "show":
            return _show(library, member, " ".join(args.of), as_json=args.json)
        if args.what == "list":
            return _list(library, member, as_json=args.json)
        held = [entry.template for entry in library.entries(member)]
        faults = [lint.of_fault(fault, name) for name, fault in library.faults(member)]
        return _told([*faults, *_of(held), *lint.among(held)], len(held) + len(faults), as_json=args.json)


def _list(library: Library, member: Member, *, as_json: bool) -> int:
    for entry in library.entries(member):
        held = entry.template
        row = {"name": held.name, "also": held.also, "type": held.kind, "specialty": held.specialty,
               "scope": entry.scope.value}  # fmt: skip
        printing.line(row, f"{held.specialty:24} {held.name}  [{entry.scope.value}]", as_json=as_json)
    return 0


def _show(library: Library, member: Member, words: str, *, as_json: bool) -> int:
    """The text of the one meant, as its author wrote it, and as it is inserted with nobody's record."""
    found = library.find(words, member).entries
    if len(found) != 1:
        names = ", ".join(entry.template.name for entry in found)
        text = f"several templates may be meant: {names}" if found else f"no template is called {words!r}"
        printing.line({"words": words, "candidates": [e.template.name for e in found]}, text, as_json=as_json)
        return 1
    entry = found[0]
    facts = {"name": entry.template.name, "scope": entry.scope.value, "text": entry.text,
             "preview": plain(preview(entry.template))}  # fmt: skip
    printing.line(facts, entry.text.rstrip("\n"), as_json=as_json)
    return 0


def _of_files(files: Iterable[str]) -> list[lint.Issue]:
    held: list[Template] = []
    found: list[lint.Issue] = []
    for file in files:
        try:
            held.append(parse(Path(file).read_text(encoding="utf-8")))
        except TemplateError as fault:
            found.append(lint.of_fault(fault, file))
        except (OSError, UnicodeDecodeError) as fault:
            raise SetupError("template-file", f"{file}: {type(fault).__name__}") from fault
    return [*found, *_of(held), *lint.among(held)]


def _of(held: Iterable[Template]) -> list[lint.Issue]:
    return [issue for template in held for issue in lint.lint(template)]


def _told(issues: list[lint.Issue], count: int, *, as_json: bool) -> int:
    for issue in issues:
        facts = {"template": issue.template, "line": issue.line, "column": issue.column, "code": issue.code,
                 "warning": issue.warning, "sentence": issue.sentence}  # fmt: skip
        place = f"{issue.template}:{issue.line}:{issue.column}" if issue.line else issue.template
        printing.line(facts, f"{place}  {issue.code}  {issue.sentence}", as_json=as_json)
    errors = sum(not issue.warning for issue in issues)
    summary = {"templates": count, "errors": errors, "warnings": len(issues) - errors}
    text = f"{count} templates, {errors} to correct, {len(issues) - errors} to know of"
    printing.line(summary, text, as_json=as_json)
    return 1 if errors else 0
