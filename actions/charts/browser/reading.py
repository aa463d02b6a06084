"""What the record's screens say, as our values: French dates and numbers, people, lines, results; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from actions.charts import terms
from assistant.record import Document, Line, Result
from assistant.types import Patient, Sex
from nlu.names import fold

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ENDING = re.compile(r"\.(txt|pdf|html?|rtf|docx?|odt|png|jpe?g)$", re.IGNORECASE)
_TITLE_DATE = re.compile(r"\s+du \d\d-\d\d-\d{4}$")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def day(text: str) -> date | None:
    """«20.11.2026», «20/11/2026 13:00» -> the day; None for anything else."""
    found = _DAY.search(text)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None


def instant(day_text: str, clock_text: str = "") -> datetime | None:
    """Day and time of day, from one text or two; midnight when no time is told."""
    if (on := day(day_text)) is None:
        return None
    found = _CLOCK.search(clock_text or day_text)
    return datetime.combine(on, time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else time())


def number(text: str) -> float | None:
    """«1 234,5» -> 1234.5; None when it is no number."""
    plain = re.sub(r"[\s\u202f\u2009']", "", text).replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def moment(value: Any) -> datetime | date | None:
    """A date or an instant (kept in universal time) as the client's JSON holds it, in local time."""
    if not isinstance(value, Mapping) or "year" not in value:
        return None
    on = date(value["year"], value["month"], value["day"])
    if value.get("__class__") == "date":
        return on
    utc = datetime(*on.timetuple()[:3], value["hour"], value["minute"], value["second"], tzinfo=UTC)
    return utc.astimezone().replace(tzinfo=None)


def spoken(value: Any) -> str:
    """Any value as it is said: «37,1», «20/11/2026», «»."""
    if isinstance(value, Mapping):
        if "decimal" in value:
            return str(value["decimal"]).replace(".", ",")
        found = moment(value)
        return f"{found:%d/%m/%Y}" if found else ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None or value is False else str(value).strip()


def doctor(name: str) -> str:
    """«Durand, Camille» -> «Dr Camille Durand»; a name without a comma stays."""
    family, comma, given = name.partition(",")
    return f"Dr {given.strip()} {family.strip()}" if comma else name


def family_given(text: str) -> tuple[str, str]:
    """«Le Goff, Jean-Baptiste» -> both; a name without a comma is all family name."""
    family, _, given = text.partition(",")
    return family.strip(), given.strip()


def sex(text: str, letters: Mapping[str, str]) -> Sex:
    """«Féminin» -> FEMALE, by its first letter."""
    known = letters.get(text[:1].lower())
    return Sex(known) if known else Sex.UNKNOWN


def patient(key: int, shown: Mapping[str, Any], letters: Mapping[str, str], born: date | None) -> Patient:
    """A person from a row or a form: name, sex and ipp as they read."""
    family, given = family_given(shown.get("name", ""))
    return Patient(str(key), family, given, born, sex(shown.get("sex", ""), letters), shown.get("ipp") or None)


def line(cells: Mapping[str, Any], text: tuple[str, ...], key: int | None = None) -> Line:
    """A row as one line: its telling parts, without repetition or line breaks."""
    said = {name: re.sub(r"\s*\n\s*", " ; ", spoken(value)) for name, value in cells.items()}
    for name in ("practitioner", "doctor", "author"):
        said[name] = doctor(said.get(name, ""))
    parts = [next(filter(None, (_part(p, said) for p in part.split("|"))), "") for part in text]
    on = cells.get("on")
    when = moment(on) if isinstance(on, Mapping) else day(str(on or ""))
    return Line(
        ", ".join(dict.fromkeys(filter(None, parts))),
        when.date() if isinstance(when, datetime) else when,
        None if key is None else str(key),
    )


def _part(part: str, said: Mapping[str, str]) -> str:
    """A name's text, or words with {names}; nothing when one of them is empty."""
    names = re.findall(r"\{(\w+)\}", part)
    if not names:
        return said.get(part, "")
    return part.format(**said) if all(said.get(name) for name in names) else ""


def document(key: int, cells: Mapping[str, Any]) -> Document:
    """An attachment's row: as its description says («Auteur : …», «Date : …», «Type : …»), else its columns."""
    name, about = str(cells.get("title") or ""), str(cells.get("about") or "")
    said = dict(re.findall(r"^\s*(Auteur|Date|Type)\s*:\s*(.+?)\s*$", about, re.MULTILINE))
    stem = _ENDING.sub("", name)
    on = re.fullmatch(r"\d{4}-\d{2}-\d{2}", said.get("Date", ""))
    return Document(
        str(key),
        _TITLE_DATE.sub("", stem),
        terms.document_type(stem, said.get("Type") or about),
        date.fromisoformat(on[0]) if on else day(str(cells.get("on") or "")),
        said.get("Auteur") or str(cells.get("author") or ""),
    )


def result(cells: Mapping[str, Any]) -> Result | None:
    """One measured value; None when the row holds none."""
    value, words, at = cells["value"], str(cells["words"] or ""), moment(cells["at"])
    if (value is None and not words) or not isinstance(at, datetime):
        return None
    low, high = number(cells["low"]), number(cells["high"])
    outside = value is not None and ((low is not None and value < low) or (high is not None and value > high))
    return Result(
        cells["name"],
        words if value is None else float(value),
        cells["unit"],
        at,
        _range(cells["low"], cells["high"]) or " ".join(cells["reference"].split()),
        outside or bool(cells["abnormal"]),
    )


def _range(low: str, high: str) -> str:
    """«53 – 104», «> 60», «< 5»."""
    if low and high:
        return f"{low} – {high}"
    return f"> {low}" if low else f"< {high}" if high else ""


def person_fits(shown: str, known: Patient) -> bool:
    """Is this the person's name? In spite of accents and case; a record opened on someone else must be noticed."""
    family, given = family_given(shown)
    return fold(f"{family} {given}") == fold(f"{known.family} {known.given}")
