"""The ledger as CSV that French spreadsheets open by a double click.

RFC 4180 (CRLF, quotes doubled), with what Excel in French expects: UTF-8 with its mark, semicolons, decimal commas.
A cell whose text would be taken for a formula (a service named «=…») gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from actions.ledger.causes import Words
from actions.ledger.figures import Group, Kind
from actions.ledger.values import Cause, Entry, Step

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that a spreadsheet calculates from (OWASP, «CSV Injection»)."""
TOGETHER, UNNAMED, EVERYTHING = "Autres services réunis", "Non renseigné", "Ensemble"
WORDS = {Step.DICTATED: "dicté", Step.SIGNED: "signé", Step.SENT: "envoyé", Step.RECEIVED: "reçu"}


def figures(total: Group | None, groups: Iterable[Group]) -> bytes:
    """A line an establishment and service, the whole first; an empty cell is a figure that is not told."""
    head = ["Établissement", "Service", "Comptes-rendus", "Jugés", "Envoyés le jour même", "Part le jour même (%)",
            "En retard", "Dont non partis"]  # fmt: skip
    for word in WORDS.values():
        head += [f"Nombre {word}", f"Médiane {word} (h)", f"9e décile {word} (h)"]
    told = [total, *groups] if total else []
    return written([head, *(_group(group, service(group)) for group in told)])


def evidence(entries: Iterable[Entry], words: Mapping[Cause, Words]) -> bytes:
    """A line a report: its number and its hours."""
    steps = map(str.capitalize, WORDS.values())
    head = ["Compte-rendu", "Établissement", "Service", "Visite", "Source de la visite", *steps, "Cause", "Code"]
    return written([head, *(_entry(e, words) for e in entries)])


def written(lines: Iterable[Sequence[str | float]]) -> bytes:
    """The file."""
    kept = io.StringIO()
    table = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    table.writerows([_cell(value) for value in line] for line in lines)
    return (MARK + kept.getvalue()).encode("utf-8")


def service(group: Group) -> str:
    """As it is shown."""
    if group.kind in (Kind.WHOLE, Kind.PLACE):
        return group.service or EVERYTHING
    return TOGETHER if group.kind is Kind.TOGETHER else group.service or UNNAMED


def _cell(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _group(group: Group, name: str) -> list[str | float]:
    share = 100 * group.same_day / group.judged if group.judged else ""
    line: list[str | float] = [
        group.site, name, group.count, group.judged, group.same_day, share, group.late, group.waiting
    ]  # fmt: skip
    for step in Step:
        delay = group.delays[step]
        line += [delay.count, delay.median, delay.p90] if delay else ["", "", ""]
    return line


def _entry(entry: Entry, words: Mapping[Cause, Words]) -> list[str | float]:
    known = "rendez-vous" if entry.known else "création du document"
    hours = [_hour(at) for at in entry.steps]
    cause = words[entry.cause].label if entry.cause else ""
    return [entry.report, entry.site, entry.service or UNNAMED, _hour(entry.visit), known, *hours, cause, entry.code]


def _hour(at: float | None) -> str:
    """What Excel in French takes for a date and time, here."""
    return "" if at is None else f"{datetime.fromtimestamp(at).astimezone():%d/%m/%Y %H:%M}"
