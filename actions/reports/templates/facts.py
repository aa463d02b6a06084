"""A template and a patient -> the body of a document: fields filled from the record, nothing invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions.reports.model import Body, Field, Part, Source, Text
from actions.reports.templates.asking import Ask, asked, test_of
from actions.reports.templates.nodes import Accord, Blank, Block, Kind, Node, Template, Words, blanks, blocks
from actions.reports.templates.reading import Fact, Known, read, years
from assistant.people import Person
from assistant.ports import Chart
from assistant.record import Line
from assistant.sounds import fold
from assistant.types import Patient, Sex

NUMBERS = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
)  # fmt: skip
"""How the fields of repeated blocks are told apart: «siège un», «siège deux»."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for with the template: «… avec épreuve d'effort», «… avec trois lésions»."""

    options: frozenset[str] = frozenset()
    counts: Mapping[str, int] | None = None


PLAIN = Wanted()


async def fill(
    template: Template,
    chart: Chart,
    patient: Patient,
    today: date,
    person: Person,
    service: str = "",
    wanted: Wanted = PLAIN,
) -> Body:
    """The body to insert. A field filled from the record holds its Source and is not accepted; nothing known: empty.

    Raises ChartError when the record cannot be read.
    """
    known = await read(asks(template), chart, patient, today, person.name, service)
    return merged(_Writer(known, wanted).write(template.nodes, None))


def preview(template: Template) -> Body:
    """The body without a patient: every option, once; fields empty. For the console and the list."""
    return merged(_laid(template.nodes))


def _laid(nodes: tuple[Node, ...]) -> Iterator[Part]:
    for node in nodes:
        if isinstance(node, Words):
            yield Text(node.text)
        elif isinstance(node, Accord):
            yield Text(f"{node.male} / {node.female}")
        elif isinstance(node, Blank):
            yield node.field
        elif isinstance(node, Block):
            yield from _laid(node.nodes)


def asks(template: Template) -> frozenset[Ask]:
    """Everything the template asks of the record, its conditions too."""
    found = {asked(b.fact) for b in blanks(template.nodes) if b.fact}
    for block in blocks(template.nodes):
        if block.kind is Kind.EACH:
            found.add(asked(block.of))
        elif block.kind is Kind.IF and (test := test_of(block.of)):
            found.add(test.fact)
    return frozenset(a for a in found if a)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a loop is."""

    number: int
    of: int
    line: Line | None = None
    fact: str = ""


class _Writer:
    """Nodes -> parts for one patient."""

    def __init__(self, known: Known, wanted: Wanted) -> None:
        self._known = known
        self._options = frozenset(fold(o) for o in wanted.options)
        self._counts = {fold(k): n for k, n in (wanted.counts or {}).items()}

    def write(self, nodes: tuple[Node, ...], turn: _Turn | None) -> Iterator[Part]:
        for node in nodes:
            if isinstance(node, Words):
                yield Text(node.text)
            elif isinstance(node, Accord):
                yield Text(self._agreed(node))
            elif isinstance(node, Blank):
                yield self._blank(node, turn)
            elif isinstance(node, Block):
                yield from self._block(node, turn)

    def _agreed(self, words: Accord) -> str:
        sex = self._known.patient.sex
        if sex is Sex.UNKNOWN:
            return f"{words.male} / {words.female}"
        return words.female if sex is Sex.FEMALE else words.male

    def _block(self, block: Block, turn: _Turn | None) -> Iterator[Part]:
        if block.kind is Kind.EACH:
            ask = asked(block.of)
            lines = self._known.lines(ask) if ask else ()
            for number, line in enumerate(lines[: len(NUMBERS)], 1):
                yield from self.write(block.nodes, _Turn(number, len(lines), line, f"section:{ask.of}" if ask else ""))
        elif block.kind is Kind.REPEAT:
            count = self._counts.get(fold(block.of), block.count)
            for number in range(1, count + 1):
                yield from self.write(block.nodes, _Turn(number, count))
        elif (block.kind is Kind.IF and self._holds(block.of)) or fold(block.of) in self._options:
            yield from self.write(block.nodes, turn)

    def _holds(self, condition: str) -> bool:
        """Is it so? What is not known does not hold."""
        test, patient = test_of(condition), self._known.patient
        if test is None:
            return False
        if test.fact:
            return self._known.fact(test.fact) is not None
        if test.sex:
            return patient.sex.value == test.sex
        if patient.born is None:
            return False
        age = years(patient.born, self._known.today)
        return age < test.under if test.under else age >= test.over

    def _blank(self, blank: Blank, turn: _Turn | None) -> Part:
        held = blank.field
        if turn and turn.of > 1:
            held = replace(held, name=f"{held.name} {NUMBERS[turn.number - 1]}")
        ask = asked(blank.fact) if blank.fact else None
        if ask is None:
            return held
        if ask.group == "loop":
            return self._looped(ask, held, turn)
        fact = self._known.fact(ask)
        return _filled(held, fact, ask) if fact else held

    @staticmethod
    def _looped(ask: Ask, held: Field, turn: _Turn | None) -> Part:
        if turn is None:
            return held
        if ask.of == "number":
            return Text(str(turn.number))
        return replace(held, text=turn.line.text, source=Source(turn.fact, turn.line.on)) if turn.line else held


def _filled(held: Field, fact: Fact, ask: Ask) -> Field:
    """The value in the field; left empty when its unit is not the field's: nothing is converted, no unit supposed."""
    if held.unit and not ask.date and ask.group in ("result", "vital") and _unit(held.unit) != _unit(fact.unit):
        return held
    text = fact.text if held.unit or ask.date else " ".join(filter(None, (fact.text, fact.unit)))
    if ask.group == "result" and not held.unit and not ask.date and fact.source.at:
        text += f" le {fact.source.at:%d/%m/%Y}"
    return replace(held, text=text, source=fact.source)


def _unit(unit: str) -> str:
    """«µmol/L» with either micro sign, any case and spaces."""
    return unit.replace("\u03bc", "\u00b5").replace(" ", "").casefold()


def merged(parts: Iterator[Part]) -> Body:
    """Neighbouring texts as one, and no more than one empty line in a row where a block was left out."""
    body: list[Part] = []
    for part in parts:
        if isinstance(part, Text) and body and isinstance(body[-1], Text):
            body[-1] = Text(body[-1].text + part.text)
        elif not isinstance(part, Text) or part.text:
            body.append(part)
    return tuple(Text(_thin(p.text)) if isinstance(p, Text) else p for p in body)


def _thin(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text
