"""What is wrong with a template, or among all that one person may say: for the console, the command line, the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from actions.reports.templates.asking import asked, test_of
from actions.reports.templates.calling import content
from actions.reports.templates.nodes import (
    Blank,
    Block,
    Kind,
    Node,
    Template,
    TemplateError,
    Words,
    blanks,
    blocks,
)  # fmt: skip
from assistant.sounds import fold, key

SENTENCES = Path(__file__).with_name("sentences.yml")
WARNINGS = frozenset({"choice-no-default", "name-alike", "field-alike"})
"""Codes that a template may live with; all others must be corrected."""
_PLACEHOLDER = re.compile(r"\bX{3,}\b|_{3,}|\.{4,}|…{2,}|\?{3,}|<[^<>\n]+>|\b(?:todo|lorem ipsum)\b", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouy]")
_UNITLESS = frozenset({"patient", "session", "section", "conclusion", "correspondent"})


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to correct, or to know."""

    code: str
    given: str = ""
    other: str = ""
    line: int = 0
    """From 1; 0 is the template as a whole."""
    column: int = 0
    template: str = ""

    @property
    def warning(self) -> bool:
        return self.code in WARNINGS

    @property
    def sentence(self) -> str:
        """In French, for the author."""
        return sentence(self.code, self.given, self.other)


@cache
def _sentences() -> Mapping[str, str]:
    loaded: Mapping[str, str] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    return loaded


def sentence(code: str, given: str = "", other: str = "") -> str:
    """The French sentence of a code of TemplateError or Issue."""
    return _sentences()[code].replace("{given}", given).replace("{other}", other)


def of_fault(fault: TemplateError, template: str = "") -> Issue:
    """A template that cannot be read, as an issue."""
    return Issue(fault.code, fault.given, "", fault.line, fault.column, template)


def lint(template: Template) -> tuple[Issue, ...]:
    """Everything wrong with one template, whose parent's text is already in its place."""
    found = [*_heading(template), *_fields(template), *_inside(template.nodes, looped=False), *_texts(template)]
    return tuple(sorted((_named(i, template.name) for i in found), key=lambda i: (i.line, i.column, i.code)))


def among(templates: Iterable[Template]) -> tuple[Issue, ...]:
    """Names that two templates share, or that sound alike: what one person's library is checked for."""
    found: list[Issue] = []
    spoken: dict[tuple[str, ...], tuple[str, str]] = {}
    sounds: dict[str, tuple[str, str]] = {}
    for template in templates:
        for name in dict.fromkeys(template.names):
            words, sound = content(name), key("".join(content(name)))
            if (other := spoken.get(words)) and other[1] != template.name:
                found.append(Issue("name-twice", name, other[1], template=template.name))
            elif sound and (other := sounds.get(sound)) and other[1] != template.name:
                found.append(Issue("name-alike", name, other[0], template=template.name))
            spoken.setdefault(words, (name, template.name))
            sounds.setdefault(sound, (name, template.name))
    return tuple(found)


def pronounceable(name: str) -> bool:
    """Can it be said as it is written? No figure, no abbreviation, every word has a vowel."""
    words = re.findall(r"[^\W_]+", name)
    return bool(words) and not any(
        any(c.isdigit() for c in word)
        or (len(word) > 1 and (word.isupper() or sum(c.isupper() for c in word) > 1))
        or (len(word) > 1 and not _VOWEL.search(fold(word)))
        for word in words
    ) and "." not in name  # fmt: skip


def _named(issue: Issue, template: str) -> Issue:
    return Issue(issue.code, issue.given, issue.other, issue.line, issue.column, template)


def _heading(template: Template) -> Iterator[Issue]:
    if not template.doc_type:
        yield Issue("type-missing", line=1, column=1)
    elif template.kind is None:
        yield Issue("type-unknown", template.doc_type, line=1, column=1)
    if not any(map(pronounceable, template.names)):
        yield Issue("name-unpronounceable", template.name, line=1, column=1)
    if not template.nodes:
        yield Issue("no-field")


def _fields(template: Template) -> Iterator[Issue]:
    names: dict[str, str] = {}
    sounds: dict[str, str] = {}
    for blank in blanks(template.nodes):
        name, at = blank.field.name, (blank.line, blank.column)
        folded, sound = fold(name), key(fold(name).replace(" ", ""))
        ask = asked(blank.fact) if blank.fact else None
        if ask and ask.group == "loop" and ask.of == "number":
            continue  # becomes text
        if folded in names:
            yield Issue("field-twice", name, "", *at)
        elif sound and sound in sounds:
            yield Issue("field-alike", name, sounds[sound], *at)
        names.setdefault(folded, name)
        sounds.setdefault(sound, name)
        if not pronounceable(name):
            yield Issue("field-unpronounceable", name, "", *at)
        choices = blank.field.choices
        if choices and not blank.field.default and not blank.field.required:  # a required one is answered, not accepted
            yield Issue("choice-no-default", name, "", *at)
        if len({fold(c) for c in choices}) < len(choices):
            yield Issue("choice-twice", name, "", *at)
        if ask and blank.field.unit and (ask.group in _UNITLESS or ask.date):
            yield Issue("fact-unit", blank.field.unit, "", *at)


def _inside(nodes: tuple[Node, ...], *, looped: bool) -> Iterator[Issue]:
    """Facts and conditions that nobody can answer."""
    for node in nodes:
        if isinstance(node, Blank) and node.fact:
            ask = asked(node.fact)
            if ask is None:
                yield Issue("fact-unknown", node.fact, "", node.line, node.column)
            elif ask.group == "loop" and not looped:
                yield Issue("loop-outside", node.fact, "", node.line, node.column)
        elif isinstance(node, Block):
            yield from _block(node, looped=looped)


def _block(block: Block, *, looped: bool) -> Iterator[Issue]:
    if block.kind is Kind.IF and test_of(block.of) is None:
        yield Issue("condition-unknown", block.of, "", block.line, block.column)
    if block.kind is Kind.EACH:
        ask = asked(block.of)
        if ask is None or ask.group != "section":
            yield Issue("each-unknown", block.of, "", block.line, block.column)
    if block.kind in (Kind.OPTION, Kind.REPEAT) and not pronounceable(block.of):
        yield Issue("field-unpronounceable", block.of, "", block.line, block.column)
    yield from _inside(block.nodes, looped=looped or block.kind in (Kind.EACH, Kind.REPEAT))


def _texts(template: Template) -> Iterator[Issue]:
    whole = (template.nodes, *(block.nodes for block in blocks(template.nodes)))
    for nodes in whole:
        for node in nodes:
            if isinstance(node, Words) and (left := _PLACEHOLDER.search(node.text)):
                yield Issue("placeholder-left", left[0])
