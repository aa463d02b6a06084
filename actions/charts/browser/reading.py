"""What the record's screens say, as our values: French dates and numbers, people, lines, results; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from assistant.record import Document, Line, Result
from assistant.types import Patient, Sex

from actions.charts import terms

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
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


def json_day(value: Any) -> date | None:
    """A date as the client's JSON holds it: the object, or the ISO text of its own date type."""
    if isinstance(value, Mapping) and value.get("year"):
        return date(value["year"], value["month"], value["day"])
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value[:10])
    return None


def family_given(text: str) -> tuple[str, str]:
    """«Le Goff, Jean-Baptiste» -> both; a name without a comma is all family name."""
    family, _, given = text.partition(",")
    return family.strip(), given.strip()


def sex(text: str, letters: Mapping[str, str]) -> Sex:
    """«Féminin» -> FEMALE, by its first letter."""
    known = letters.get(text[:1].lower())
    return Sex(known) if known else Sex.UNKNOWN


def patient(key: int, shown: Mapping[str, str], letters: Mapping[str, str], born: date | None) -> Patient:
    """A person from a row or a form: name, sex and ipp as they read."""
    family, given = family_given(shown.get("name", ""))
    return Patient(str(key), family, given, born, sex(shown.get("sex", ""), letters), shown.get("ipp") or None)


def line(cells: Mapping[str, str], text: tuple[str, ...], key: int | None) -> Line:
    """A row as one line: its telling cells, without repetition or line breaks."""
    parts = [re.sub(r"\s*\n\s*", " ; ", cells[name].strip()) for name in text if cells.get(name, "").strip()]
    return Line(", ".join(dict.fromkeys(parts)), day(cells.get("on", "")), None if key is None else str(key))


def document(key: int, cells: Mapping[str, str]) -> Document:
    """An attachment's row. Its title is its file name without the ending."""
    name = cells.get("title", "")
    title = re.sub(r"\.(txt|pdf|html?|rtf|docx?|odt|png|jpe?g)$", "", name, flags=re.IGNORECASE)
    kind = terms.document_type(title, cells.get("kind", ""))
    return Document(str(key), title, kind, day(cells.get("on", "")), cells.get("author", ""))


def result(cells: Mapping[str, str], at: datetime, yes: tuple[str, ...]) -> Result | None:
    """One line of a laboratory test; None when it holds no value."""
    value = number(cells["value"])
    words = cells["words"]
    if value is None and not words:
        return None
    low, high = number(cells["low"]), number(cells["high"])
    outside = value is not None and ((low is not None and value < low) or (high is not None and value > high))
    limits = [t for t in (cells["low"], cells["high"])]
    return Result(
        cells["name"],
        words if value is None else value,
        cells["unit"],
        at,
        " – ".join(limits) if all(limits) else f"> {limits[0]}" if limits[0] else f"< {limits[1]}" if limits[1] else "",
        outside or cells["abnormal"].lower() in yes,
    )


def person_fits(shown: str, known: Patient) -> bool:
    """Is this the person's name? In spite of accents and case; a record opened on someone else must be noticed."""
    from nlu.names import fold

    family, given = family_given(shown)
    return fold(f"{family} {given}") == fold(f"{known.family} {known.given}")
