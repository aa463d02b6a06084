"""Edits of a document, each making another one of it; pure.

The place that words go to is `Report.current`: a field, or the end of the text when it is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.reports.model import Body, Field, Part, Report, Text
from nlu.text import fold

Spans = tuple[tuple[int, int], ...]
_RANKS = ("deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième", "dixième")


# --- looking -----------------------------------------------------------------------------------------------------


def fields(body: Body) -> tuple[Field, ...]:
    """The fields in order."""
    return tuple(p for p in body if isinstance(p, Field))


def field_of(body: Body, name: str) -> Field | None:
    """The field of exactly that name, or None."""
    return next((f for f in fields(body) if f.name == name), None)


def before(report: Report) -> str:
    """The words that stand before the place words go to; in a field, those it holds."""
    if held := field_of(report.body, report.current):
        return held.text if held.accepted else ""
    return report.body[-1].text if report.body else ""


def first(body: Body) -> str:
    """The first field to fill: an empty one, else any; "" without fields."""
    names = [f.name for f in fields(body) if not f.text] or [f.name for f in fields(body)]
    return names[0] if names else ""


def missing(body: Body) -> tuple[str, ...]:
    """Required fields that are empty."""
    return tuple(f.name for f in fields(body) if f.required and not f.text.strip())


def unaccepted(body: Body) -> int:
    """Fields whose words nobody said or accepted: defaults and values of the record."""
    return sum(1 for f in fields(body) if f.text and not f.accepted)


def unsaid(body: Body) -> int:
    """Fields that `accept` would take: something proposed, nothing said."""
    return sum(1 for f in fields(body) if (f.text or f.default) and not f.accepted)


def doubtful(body: Body) -> int:
    """Words that were heard with little confidence."""
    return sum(len(p.doubtful) for p in body)


# --- writing -----------------------------------------------------------------------------------------------------


def append(report: Report, words: str, doubts: Spans = ()) -> Report:
    """Words as they are (with the spaces they need) at the place; `doubts` are spans in `words`.

    The first words said in a field replace the default or the record's value it held.
    """
    if not words:
        return report
    held = field_of(report.body, report.current)
    if held is None:
        last = report.body[-1] if report.body else None
        if isinstance(last, Text):
            return replace(report, body=(*report.body[:-1], _grown(last, words, doubts)))
        return replace(report, body=(*report.body, Text(words, doubts)))
    said = held if held.accepted else replace(held, text="", doubtful=())
    said = replace(said, text=said.text + words, doubtful=_moved(said, doubts), accepted=True, source=None)
    return put(report, said)


def fill(report: Report, name: str, words: str, *, unit: str | None = None, doubts: Spans = ()) -> Report:
    """These words, and no others, in the field of exactly that name; a person said them, so they are accepted."""
    held = field_of(report.body, name)
    if held is None:
        return report
    unit = held.unit if unit is None else unit
    return put(report, replace(held, text=words, unit=unit, accepted=bool(words), source=None, doubtful=doubts))


def extend(report: Report, name: str, words: str, doubts: Spans = ()) -> Report:
    """These words behind those the field holds; what nobody accepted there stays unaccepted."""
    held = field_of(report.body, name)
    if held is None or not held.text:
        return fill(report, name, words, doubts=doubts)
    kept = held.text.rstrip() + joint(held.text)
    spans = (*held.doubtful, *((a + len(kept), b + len(kept)) for a, b in doubts))
    return put(report, replace(held, text=kept + words, doubtful=spans))


def joint(text: str) -> str:
    """What stands between a text and what is added to it."""
    return " " if text.rstrip()[-1:] in ".;:!?" else ", "


def insert(report: Report, body: Body) -> Report:
    """A template's parts: after the current field, or at the end; then its first field to fill is the current one."""
    if not body:
        return report
    fresh = _renamed(body, {fold(f.name) for f in fields(report.body)})
    after, rest = _here(report)
    if after and not _broken("".join(_text(p) for p in after)):
        after = (*after, Text("\n"))
    if rest and not _broken("".join(_text(p) for p in fresh)):
        fresh = (*fresh, Text("\n"))
    return replace(report, body=joined((*after, *fresh, *rest)), current=first(fresh) or report.current)


def accept(report: Report, name: str = "") -> Report:
    """Take defaults and the record's values as said: of one field, or of all."""
    return _each(report, lambda f: _accepted(f) if name in ("", f.name) else f)


# --- going about ---------------------------------------------------------------------------------------------------


def step(report: Report, by: int) -> str | None:
    """The name of the field after (+1) or before (-1) the current one; None past either end."""
    names = [f.name for f in fields(report.body)]
    if report.current not in names:
        return (names[0] if by > 0 else names[-1]) if names else None
    place = names.index(report.current) + by
    return names[place] if 0 <= place < len(names) else None


def go(report: Report, name: str) -> Report:
    """Words now go to that field; "" is the end of the text."""
    return replace(report, current=name)


# --- parts -------------------------------------------------------------------------------------------------------


def put(report: Report, part: Field) -> Report:
    """That field in place of the one of its name."""
    return _each(report, lambda f: part if f.name == part.name else f)


def joined(parts: Iterable[Part]) -> Body:
    """Neighbouring texts as one."""
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, Text) and isinstance(last, Text):
            out[-1] = _grown(last, part.text, part.doubtful)
        elif part != Text(""):
            out.append(part)
    return tuple(out)


def _each(report: Report, change: Callable[[Field], Field]) -> Report:
    return replace(report, body=tuple(change(p) if isinstance(p, Field) else p for p in report.body))


def _accepted(held: Field) -> Field:
    text = held.text or held.default
    return replace(held, text=text, accepted=True, source=None) if text and not held.accepted else held


def _moved(part: Part, doubts: Spans) -> Spans:
    """The doubts of a part that grows by words which have these."""
    start = len(part.text)
    return (*part.doubtful, *((a + start, b + start) for a, b in doubts))


def _grown(text: Text, words: str, doubts: Spans) -> Text:
    return Text(text.text + words, _moved(text, doubts))


def _here(report: Report) -> tuple[Body, Body]:
    """The body cut where a template goes: behind the line of the current field, else at the end."""
    names = [p.name if isinstance(p, Field) else "" for p in report.body]
    start = names.index(report.current) if report.current in names else len(names)
    for place, part in enumerate(report.body[start:], start):
        if isinstance(part, Text) and "\n" in part.text:
            end = part.text.index("\n") + 1
            head = Text(part.text[:end], tuple(s for s in part.doubtful if s[1] <= end))
            tail = Text(part.text[end:], tuple((a - end, b - end) for a, b in part.doubtful if a >= end))
            return (*report.body[:place], head), (tail, *report.body[place + 1 :])
    return report.body, ()


def _text(part: Part) -> str:
    return part.text if isinstance(part, Text) else "x"


def _broken(text: str) -> bool:
    return not text or text.endswith("\n")


def _renamed(body: Body, taken: set[str]) -> Body:
    """Names stay unique: a second «tension» becomes «deuxième tension»."""
    out: list[Part] = []
    for part in body:
        name = part.name if isinstance(part, Field) else ""
        if isinstance(part, Field) and fold(name) in taken:
            ranked = (f"{rank} {part.name}" for rank in _RANKS)
            name = next((r for r in ranked if fold(r) not in taken), f"encore {part.name}")
            part = replace(part, name=name)  # noqa: PLW2901 - the same part under another name
        taken.add(fold(name))
        out.append(part)
    return tuple(out)
