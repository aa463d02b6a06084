"""Where a page is: the record's deep links, written from a recipe's pattern and read back from the browser; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, unquote

from assistant.types import Period

Values = Mapping[str, Any]
"""Placeholder -> value: patient, document, name, words, names, from_day, to_day, from_time, to_time."""
_SLOT = re.compile(r"\{(\w+)\}")


class Absent(Exception):  # noqa: N818  # a signal inside this module: this clause has nothing to say
    """A placeholder has no value."""


@dataclass(frozen=True, slots=True)
class Address:
    """One deep link of a client of the Tryton kind: `model/<model>[/<id>];domain=…&context=…&name=…`."""

    model: str = ""
    id: int | None = None
    domain: tuple[Any, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    search: tuple[Any, ...] = ()
    """Clauses in the list's search box."""

    @property
    def path(self) -> str:
        """What follows `#<database>/`; every value is JSON, escaped so that «;», «&» and «=» stay inside it."""
        path = f"model/{self.model}" + (f"/{self.id}" if self.id is not None else "")
        query = {
            "domain": self.domain, "context": self.context, "name": self.title, "search_value": self.search,
        }  # fmt: skip
        parts = [f"{key}={_dump(value)}" for key, value in query.items() if value]
        return path + (";" + "&".join(parts) if parts else "")

    def exactly(self, other: Address) -> bool:
        """The same screen with the same search."""
        return self.same(other) and _dump(self.search) == _dump(other.search)

    @property
    def dated(self) -> bool:
        """Does the list hold to some dates?"""
        return any(isinstance(v, Mapping) for clause in self.domain if isinstance(clause, list | tuple) for v in clause)

    def same(self, other: Address) -> bool:
        """Do both lead to the same screen? Titles are only labels, and what is searched there is anybody's."""
        return (self.model, self.id, _dump(self.domain), _dump(self.context)) == (
            other.model, other.id, _dump(other.domain), _dump(other.context),
        )  # fmt: skip

    @classmethod
    def parse(cls, path: str) -> Address:
        """Read a path; an unknown kind of page is the empty address."""
        head, _, query = path.partition(";")
        kind, _, rest = head.partition("/")
        if kind != "model":
            return cls()
        model, _, key = rest.partition("/")
        found: dict[str, Any] = {}
        for part in query.split("&"):
            name, _, value = part.partition("=")
            try:
                found[name] = json.loads(unquote(value)) if value else None
            except ValueError:
                return cls()
        return cls(
            model,
            int(key) if key.isdigit() else None,
            tuple(found.get("domain") or ()),
            found.get("context") or {},
            found.get("name") or "",
            tuple(found.get("search_value") or ()),
        )


def _dump(value: Any) -> str:
    return quote(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True), safe="")


def fill(pattern: Any, values: Values) -> Any:
    """A pattern with its placeholders replaced; a clause about an absent value is left out of its list.

    A string that is only a placeholder takes the value's own type. Raises Absent at the top level.
    """
    if isinstance(pattern, str):
        if whole := _SLOT.fullmatch(pattern):
            return _encode(_value(whole[1], values))
        return _SLOT.sub(lambda m: str(_value(m[1], values)), pattern)
    if isinstance(pattern, list | tuple):
        kept: list[Any] = []
        for item in pattern:
            try:
                kept.append(fill(item, values))
            except Absent:
                if not isinstance(item, list | tuple):
                    raise
        return kept
    if isinstance(pattern, Mapping):
        return {key: fill(value, values) for key, value in pattern.items()}
    return pattern


def _value(name: str, values: Values) -> Any:
    if (value := values.get(name)) is None:
        raise Absent(name)
    return value


def unify(pattern: Any, actual: Any) -> dict[str, Any] | None:
    """Values that make `pattern` into `actual`, or None when nothing does."""
    if isinstance(pattern, str) and isinstance(actual, str | int | Mapping | list):
        if whole := _SLOT.fullmatch(pattern):
            return {whole[1]: _decode(actual)}
        regex = "".join(
            f"(?P<{part}>.*)" if odd % 2 else re.escape(part) for odd, part in enumerate(_SLOT.split(pattern))
        )
        found = re.fullmatch(regex, actual) if isinstance(actual, str) else None
        return dict(found.groupdict()) if found else None
    if isinstance(pattern, list | tuple) and isinstance(actual, list | tuple):
        if len(pattern) != len(actual):
            return None
        values: dict[str, Any] = {}
        for left, right in zip(pattern, actual, strict=True):
            if (inside := unify(left, right)) is None:
                return None
            values |= inside
        return values
    return {} if pattern == actual else None


def span(period: Period | None) -> dict[str, Any]:
    """A period as placeholder values: days, and instants (the day's start; the start of the day after)."""
    if period is None:
        return {}
    end = period.end + timedelta(days=1) if period.end else None
    return {
        "from_day": period.start,
        "to_day": period.end,
        "from_time": datetime.combine(period.start, time()) if period.start else None,
        "to_time": datetime.combine(end, time()) if end else None,
    }


def period_of(values: Values) -> Period | None:
    """The period that placeholder values stand for."""
    start, end = values.get("from_day"), values.get("to_day")
    if isinstance(first := values.get("from_time"), datetime):
        start = first.date()
    if isinstance(after := values.get("to_time"), datetime):
        end = after.date() - timedelta(days=1)
    return Period(start, end) if start or end else None


def _encode(value: Any) -> Any:
    """Dates as the client's JSON has them; instants in universal time, as it keeps them."""
    if isinstance(value, datetime):
        utc = datetime.fromtimestamp(value.timestamp(), tz=None).astimezone().utctimetuple()
        names = ("year", "month", "day", "hour", "minute", "second")
        return {"__class__": "datetime", **dict(zip(names, utc[:6], strict=True)), "microsecond": 0}
    if isinstance(value, date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    return list(value) if isinstance(value, tuple) else value


def _decode(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    day = date(value["year"], value["month"], value["day"])
    if value.get("__class__") == "date":
        return day
    clock = time(value.get("hour", 0), value.get("minute", 0), value.get("second", 0))
    shift = datetime.now().astimezone().utcoffset() or timedelta()
    return datetime.combine(day, clock) + shift
