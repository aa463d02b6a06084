"""The text of a template -> its parts, with errors that name line and column. See docs/templates.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from actions.reports.model import Field
from actions.reports.templates.nodes import Accord, Blank, Block, Kind, Node, Parent, Template, TemplateError, Words

MOST_REPEATS = 20
KEYS = {
    "modèle": "name", "dit aussi": "also", "type": "doc_type", "spécialité": "specialty", "service": "service",
    "titre": "title", "hérite de": "inherits", "champ": "overrides",
}  # fmt: skip
"""Keys of the heading -> attributes of Template."""
_RULE = re.compile(r"-{3,}\s*")
_SPECIAL = re.compile(r"\\(.)|[\[\]{}]", re.DOTALL)
_BETWEEN = re.compile(r"(?:^|(?<=\s))/(?=\s|$)")
_BLOCK = re.compile(r"(si|option|pour chaque|répéter)\s+(.*)", re.DOTALL)
_ALONE = re.compile(r"[ \t]*\{(?:(?:si|option|pour chaque|répéter)\s[^{}\n]*|fin)\}[ \t]*\n")


def parse(text: str) -> Template:
    """Read a template. Raises TemplateError with the line and column of the first fault."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines) if _RULE.fullmatch(line)), None)
    if end is None:
        raise TemplateError("template-no-rule", len(lines), 1)
    heading = _heading(lines[:end])
    if not heading["name"]:
        raise TemplateError("template-no-name", 1, 1)
    body = "\n".join(lines[end + 1 :]).strip("\n")
    skipped = len("\n".join(lines[end + 1 :])) - len("\n".join(lines[end + 1 :]).lstrip("\n"))
    nodes = _Reader(body, end + 2 + skipped).nodes()
    return Template(nodes=nodes, **heading)  # type: ignore[arg-type]


@lru_cache(maxsize=2048)
def read(text: str) -> Template:
    """The same, remembered: a library is read again at every change of one of its texts. Raises as `parse`."""
    return parse(text)


def _heading(lines: list[str]) -> dict[str, object]:
    found: dict[str, object] = dict.fromkeys(("name", "doc_type", "specialty", "service", "title", "inherits"), "")
    overrides: list[Blank] = []
    also: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        attribute = KEYS.get(" ".join(key.split()).lower())
        if not colon or attribute is None:
            raise TemplateError("template-key", number, 1, key.strip())
        value = value.strip()
        column = line.index(":") + 2
        if attribute == "overrides":
            overrides.append(_override(value, number, column))
        elif attribute == "also":
            also += [name.strip() for name in value.split(",") if name.strip()]
        elif found[attribute]:
            raise TemplateError("template-key-twice", number, 1, key.strip())
        else:
            found[attribute] = value
    return {**found, "also": tuple(also), "overrides": tuple(overrides)}


def _override(value: str, line: int, column: int) -> Blank:
    if not (value.startswith("[") and value.endswith("]")):
        raise TemplateError("template-override", line, column, value)
    return field_of(value[1:-1], line, column)


@dataclass(slots=True)
class _Open:
    """A block that waits for its «{fin}»."""

    kind: Kind
    of: str
    count: int
    line: int
    column: int
    nodes: list[Node]


class _Reader:
    """One pass over the body."""

    def __init__(self, body: str, first: int) -> None:
        self._body, self._first = body, first
        self._words: list[str] = []
        self._top: list[Node] = []
        self._open: list[_Open] = []

    def nodes(self) -> tuple[Node, ...]:
        at = 0
        while at < len(self._body):
            at = self._next(at)
        self._flush()
        if self._open:
            block = self._open[-1]
            raise TemplateError("template-unclosed-block", block.line, block.column, f"{block.kind} {block.of}")
        return tuple(self._top)

    def _next(self, at: int) -> int:
        """Read up to the end of the next mark; the place after it."""
        mark = _SPECIAL.search(self._body, at)
        if mark is None:
            self._words.append(self._body[at:])
            return len(self._body)
        self._words.append(self._body[at : mark.start()])
        if mark[1]:
            self._words.append(mark[1])
            return mark.end()
        if mark[0] in "]}":
            raise TemplateError("template-stray", *self._place(mark.start()), mark[0])
        end = self._closing(mark.start())
        inside = self._body[mark.end() : end]
        if mark[0] == "[":
            self._add(field_of(inside, *self._place(mark.start())))
        else:
            return self._braced(inside, mark.start(), end + 1)
        return end + 1

    def _braced(self, inside: str, at: int, after: int) -> int:
        """A mark of a block that has its line to itself takes the line with it."""
        start = self._body.rfind("\n", 0, at) + 1
        if alone := _ALONE.match(self._body + "\n", start):
            self._words[-1] = self._words[-1][: len(self._words[-1]) - (at - start)]
            after = min(alone.end(), len(self._body))
        self._brace(inside, at)
        return after

    def _closing(self, start: int) -> int:
        """Where the bracket or brace closes; a field may hold a «{…}»."""
        opened, close = self._body[start], {"[": "]", "{": "}"}[self._body[start]]
        for mark in _SPECIAL.finditer(self._body, start + 1):
            if mark[0] == close:
                return mark.start()
            if mark[0] == opened:
                break
        raise TemplateError("template-unclosed", *self._place(start), self._body[start : start + 30].split("\n")[0])

    def _brace(self, inside: str, at: int) -> None:
        words = " ".join(inside.split())
        line, column = self._place(at)
        if words == "fin":
            self._close(line, column)
        elif words == "reprendre":
            self._add(Parent())
        elif block := _BLOCK.fullmatch(words):
            self._flush()
            kind = Kind(block[1])
            count, of = _counted(block[2]) if kind is Kind.REPEAT else (1, block[2])
            if not of or not 1 <= count <= MOST_REPEATS:
                raise TemplateError("template-count", line, column, words)
            self._open.append(_Open(kind, of, count, line, column, []))
        elif " / " in inside:
            male, _, female = inside.partition(" / ")
            self._add(Accord(male.strip(), female.strip()))
        elif words:
            self._add(Blank(Field(words), words, line, column))
        else:
            raise TemplateError("template-empty", line, column, "{}")

    def _close(self, line: int, column: int) -> None:
        if not self._open:
            raise TemplateError("template-stray-end", line, column)
        self._flush()
        done = self._open.pop()
        self._add(Block(done.kind, done.of, tuple(done.nodes), done.count, done.line, done.column))

    def _add(self, node: Node) -> None:
        self._flush()
        (self._open[-1].nodes if self._open else self._top).append(node)

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        if text:
            (self._open[-1].nodes if self._open else self._top).append(Words(text))

    def _place(self, at: int) -> tuple[int, int]:
        before = self._body[:at]
        return self._first + before.count("\n"), at - (before.rfind("\n") + 1) + 1


def _counted(words: str) -> tuple[int, str]:
    count, _, of = words.partition(" ")
    return (int(count), of.strip()) if count.isdecimal() else (1, words)


def field_of(inside: str, line: int = 0, column: int = 0) -> Blank:
    """The field that stands between brackets: «nom* : unité = choix / choix». Raises TemplateError."""
    left, equals, value = inside.partition("=")
    name, colon, unit = left.partition(":")
    name, value = " ".join(name.split()), " ".join(value.split())
    required = name.endswith("*")
    name = name.rstrip("* ")
    if not name:
        raise TemplateError("template-no-field-name", line, column, f"[{inside}]")
    if (equals and not value) or (colon and not unit.strip()):
        raise TemplateError("template-empty", line, column, f"[{inside}]")
    unit = unit.strip()
    if re.search(r"(?<!\\)[{}]", value):
        fact = value[1:-1].strip()
        if value[0] + value[-1] != "{}" or not fact or re.search(r"[{}]", fact):
            raise TemplateError("template-fact", line, column, value)
        return Blank(Field(name, unit=unit, required=required), fact, line, column)
    offered = tuple(_bare(c.strip()) for c in _BETWEEN.split(value))
    if any(not c for c in offered[1:]):
        raise TemplateError("template-empty", line, column, f"[{inside}]")
    default = "" if offered[0] == "?" else offered[0]
    choices = tuple(c for c in offered if c != "?") if len(offered) > 1 else ()
    return Blank(Field(name, "", choices, default, required, unit), "", line, column)


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
