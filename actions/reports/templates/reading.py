"""What a template asks of the record, read once, side by side, through the Chart port."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions.charts.terms import plain
from actions.reports.model import Source
from actions.reports.templates.asking import Ask, raw
from assistant.ports import Chart
from assistant.record import Line, Result
from assistant.types import Patient, Sex

_CONCLUSION = re.compile(r"^\W{0,4}(?:conclusion|au total|en résumé|synthèse)s?\W*[:.]?[ \t]*\n?(.+?)(?:\n[ \t]*\n|\Z)",
                         re.IGNORECASE | re.MULTILINE | re.DOTALL)  # fmt: skip
TITLES = {Sex.FEMALE: "Madame", Sex.MALE: "Monsieur"}
SEXES = {Sex.FEMALE: "féminin", Sex.MALE: "masculin"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the record says."""

    text: str
    source: Source
    unit: str = ""
    """Printed after the text when the field has no unit of its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that was read for one template; what is not in it is not known."""

    patient: Patient
    today: date
    author: str = ""
    service: str = ""
    sections: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    results: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)
    conclusions: Mapping[str, Fact] = field(default_factory=dict)

    def fact(self, ask: Ask) -> Fact | None:
        """The answer, or None when nothing is known or two answers differ."""
        found = self._fact(ask)
        if not ask.date or found is None:
            return found
        at = found.source.at
        return Fact(f"{at:%d/%m/%Y}", found.source) if at else None

    def _fact(self, ask: Ask) -> Fact | None:
        if ask.group == "patient":
            text = of_patient(self.patient, ask.of, self.today)
            return Fact(text, Source("identity")) if text else None
        if ask.group == "session":
            text = {"today": f"{self.today:%d/%m/%Y}", "author": self.author, "service": self.service}[ask.of]
            return Fact(text, Source(ask.of, self.today if ask.of == "today" else None)) if text else None
        if ask.group == "result":
            return of_results(self.results.get(ask.of, ()), ask.of)
        if ask.group == "conclusion":
            return self.conclusions.get(ask.of)
        if ask.group == "vital":
            return of_vitals(self.sections.get("vitals", ()), ask.of)
        if ask.group == "correspondent":
            return of_correspondents(self.sections.get("correspondents", ()), ask.of)
        return of_section(self.lines(ask), ask.of)

    def lines(self, ask: Ask) -> tuple[Line, ...]:
        """The lines of a section; only the newest one of the vital signs."""
        held = self.sections.get(ask.of, ()) if ask.group == "section" else ()
        return held[:1] if ask.of == "vitals" else held


async def read(asks: Iterable[Ask], chart: Chart, patient: Patient, today: date, author: str, service: str) -> Known:
    """Ask the chart, all at once. Raises ChartError: a record that cannot be read is not one that holds nothing."""
    wanted = set(asks)
    sections = {a.of for a in wanted if a.group == "section"}
    sections |= {"vitals"} if any(a.group == "vital" for a in wanted) else set()
    sections |= {"correspondents"} if any(a.group == "correspondent" for a in wanted) else set()
    analytes = {a.of for a in wanted if a.group == "result"}
    kinds = {a.of for a in wanted if a.group == "conclusion"}
    held, values, ends = await asyncio.gather(
        _together({s: chart.section(patient, s) for s in sections}),
        _together({a: chart.results(patient, a) for a in analytes}),
        conclusions(chart, patient, kinds),
    )
    return Known(patient, today, author, service, held, values, ends)


async def _together(calls: Mapping[str, Awaitable[Any]]) -> dict[str, Any]:
    return dict(zip(calls, await asyncio.gather(*calls.values()), strict=True))


async def conclusions(chart: Chart, patient: Patient, kinds: set[str]) -> dict[str, Fact]:
    """The conclusion of the newest document of each kind («»: of any kind); none where it has no conclusion."""
    found: dict[str, Fact] = {}
    documents = await chart.documents(patient) if kinds else ()
    for kind in kinds:
        newest = next((d for d in documents if not kind or d.type == kind), None)
        if newest and (text := conclusion_of(await chart.document_text(patient, newest))):
            found[kind] = Fact(text, Source(f"document:{newest.id}", newest.on))
    return found


def conclusion_of(text: str) -> str:
    """The paragraph that a document concludes with, without its label."""
    found = list(_CONCLUSION.finditer(text.replace("\r\n", "\n")))
    return " ".join(found[-1][1].split()) if found else ""


def of_patient(patient: Patient, what: str, today: date) -> str:
    """One part of the identity as a letter writes it; "" when it is not known."""
    born = patient.born
    return {
        "name": patient.name,
        "family": patient.family.upper(),
        "birth_family": (patient.birth_family or patient.family).upper(),
        "given": patient.given,
        "title": TITLES.get(patient.sex, ""),
        "sex": SEXES.get(patient.sex, ""),
        "age": age_of(born, today) if born and born <= today else "",
        "born": f"{born:%d/%m/%Y}" if born else "",
        "ins": patient.ins or "",
        "ipp": patient.ipp or "",
    }[what]


def years(born: date, today: date) -> int:
    """Whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_of(born: date, today: date) -> str:
    """«76 ans»; «18 mois» before two years, «12 jours» before one month."""
    if years(born, today) >= 2:
        return f"{years(born, today)} ans"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    days = (today - born).days
    return f"{months} mois" if months else f"{days} jour{'s' if days > 1 else ''}"


def of_results(results: tuple[Result, ...], analyte: str) -> Fact | None:
    """The newest value. None when two of the same moment differ in value or unit: which one is meant is not known."""
    if not results:
        return None
    newest = max(r.at for r in results)
    latest = {(number(r.value), r.unit.strip(), plain(r.analyte)) for r in results if r.at == newest}
    if len(latest) > 1:
        return None
    text, unit, _ = latest.pop()
    return Fact(text, Source(f"result:{analyte}", newest.date()), unit) if text else None


def number(value: float | str) -> str:
    """As French writes it: decimal comma, no trailing zero, no power of ten."""
    return value.strip() if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def of_vitals(lines: tuple[Line, ...], what: str) -> Fact | None:
    """The value in the newest vital signs that hold it."""
    pattern = re.compile(raw()["patterns"][what], re.IGNORECASE)
    for line in lines:
        if held := pattern.search(line.text):
            return Fact(held[1], Source(f"vital:{what}", line.on), held[2] or "")
    return None


def of_correspondents(lines: tuple[Line, ...], role: str) -> Fact | None:
    """«Dr Hélène Abgrall» from «Médecin traitant : Dr Hélène Abgrall»; None when two hold that role."""
    found = {
        name.strip(): line.on
        for line in lines
        for title, colon, name in (line.text.partition(":"),)
        if colon and plain(title) == plain(role)
    }
    if len(found) != 1:
        return None
    name, on = found.popitem()
    return Fact(name, Source("section:correspondents", on))


def of_section(lines: tuple[Line, ...], section: str) -> Fact | None:
    """All lines as one sentence part."""
    texts = [line.text.strip() for line in lines if line.text.strip()]
    newest = max((line.on for line in lines if line.on), default=None)
    return Fact(" ; ".join(texts), Source(f"section:{section}", newest)) if texts else None
