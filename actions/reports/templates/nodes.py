"""What a template is made of: a heading, then words, places to fill, and blocks; values only."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from actions.reports.model import Field
from assistant.errors import DpiVocalError
from nlu import lexicon


class TemplateError(DpiVocalError):
    """A template cannot be read: `line` and `column` count from 1; `given` are the author's own words.

    Codes and their French sentences: sentences.yml.
    """

    stage = "templates"

    def __init__(self, code: str, line: int = 0, column: int = 0, given: str = "") -> None:
        super().__init__(code, f"line {line}, column {column}" if line else "")
        self.line, self.column, self.given = line, column, given
        self.facts = {"given": given}


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed text."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill: «[poids* : kg]», «[hémoglobine = {dernière hémoglobine}]», or a bare «{âge}»."""

    field: Field
    fact: str = ""
    """What the record is asked for, in the author's words; "" asks nothing."""
    line: int = dataclasses.field(default=0, compare=False)
    column: int = dataclasses.field(default=0, compare=False)

    @property
    def bare(self) -> bool:
        """Written as «{âge}» alone: the fact is its own name."""
        return self.fact != "" and self.field == Field(self.fact)


@dataclass(frozen=True, slots=True)
class Accord:
    """Words that agree with the patient's sex: «{né / née}»."""

    male: str
    female: str


@dataclass(frozen=True, slots=True)
class Parent:
    """«{reprendre}»: here stands the text of the template that this one inherits from."""


class Kind(StrEnum):
    """What decides whether, and how often, a block is written."""

    IF = "si"
    OPTION = "option"
    EACH = "pour chaque"
    REPEAT = "répéter"


@dataclass(frozen=True, slots=True)
class Block:
    """«{si allergies}…{fin}», «{option épreuve d'effort}…», «{pour chaque traitement}…», «{répéter 2 lésion}…»."""

    kind: Kind
    of: str
    """The condition, the option's name, the fact whose lines are gone through, or what is repeated."""
    nodes: tuple[Node, ...]
    count: int = 1
    """How often REPEAT is written when nobody says otherwise."""
    line: int = dataclasses.field(default=0, compare=False)
    column: int = dataclasses.field(default=0, compare=False)


Node = Words | Blank | Accord | Parent | Block


@dataclass(frozen=True, slots=True)
class Template:
    """One template as its author wrote it, before any patient."""

    name: str
    nodes: tuple[Node, ...] = ()
    also: tuple[str, ...] = ()
    """Other names it may be called by."""
    doc_type: str = ""
    """The words after «type»: see `kind`."""
    specialty: str = ""
    service: str = ""
    title: str = ""
    """Title of the document; "": the name."""
    inherits: str = ""
    overrides: tuple[Blank, ...] = ()
    """«champ : [tension = 120/80]»: takes the place of the inherited field of that name."""

    @property
    def kind(self) -> str | None:
        """The doc_type id, or None when the words name none."""
        return known_type(self.doc_type)

    @property
    def names(self) -> tuple[str, ...]:
        """All it may be called by."""
        return (self.name, *self.also)

    @property
    def heading(self) -> str:
        """Title of a document made from it."""
        return self.title or self.name[:1].upper() + self.name[1:]


def known_type(words: str) -> str | None:
    """The doc_type id that exactly these words name: nlu/lookups/doc_type.yml."""
    said = lexicon.plain(words)
    table = lexicon.table("doc_type")
    if words in table:
        return words
    return next((key for key, spoken in table.items() if said in map(lexicon.plain, spoken)), None)


def blanks(nodes: tuple[Node, ...]) -> Iterator[Blank]:
    """Every place to fill, in order, those inside blocks too."""
    for node in nodes:
        if isinstance(node, Blank):
            yield node
        elif isinstance(node, Block):
            yield from blanks(node.nodes)


def blocks(nodes: tuple[Node, ...]) -> Iterator[Block]:
    """Every block, in order, those inside blocks too."""
    for node in nodes:
        if isinstance(node, Block):
            yield node
            yield from blocks(node.nodes)
