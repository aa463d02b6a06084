"""Sites, people and their roles: who may ask for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.db import NotFoundError
from sqlite_utils.migrations import Migrations

from assistant.errors import PeopleError

migrations = Migrations("people")

RIGHTS: Mapping[str, frozenset[str]] = {
    "doctor": frozenset({"patient", "record", "writing", "desk", "conversation"}),
    "secretary": frozenset({"patient", "record", "writing", "desk", "conversation"}),
    "visitor": frozenset({"conversation"}),
}
"""Role -> groups of the catalogue."""
RESERVED: Mapping[str, frozenset[str]] = {"sign_document": frozenset({"doctor"})}
"""Commands that a group's right is not enough for: only an author engages a signature."""


@migrations()  # type: ignore[untyped-decorator]
def create_people(db: Database) -> None:
    """People belong to one site and hold one role; a person who left stays, inactive."""
    db["people"].create(
        {"id": str, "name": str, "role": str, "site": str, "active": int}, pk="id", not_null={"role", "site"}
    )


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    role: str
    site: str
    active: bool = True


class SqlitePeople:
    """The People port on SQLite."""

    def __init__(self, db: Database, groups: Mapping[str, str]) -> None:
        """`groups`: intent -> group, from the catalogue."""
        self._db = db
        self._groups = groups

    def add(self, person: Person) -> None:
        """Add or replace. Raises PeopleError(role-unknown)."""
        if person.role not in RIGHTS:
            raise PeopleError("role-unknown", f"{person.role!r}; one of {', '.join(sorted(RIGHTS))}")
        row = {"id": person.id, "name": person.name, "role": person.role, "site": person.site}
        self._db["people"].insert({**row, "active": int(person.active)}, replace=True)

    def get(self, person: str) -> Person:
        """Raises PeopleError(person-unknown)."""
        try:
            row = self._db["people"].get(person)
        except NotFoundError:
            raise PeopleError("person-unknown", "no such identifier") from None
        return Person(row["id"], row["name"], row["role"], row["site"], bool(row["active"]))

    def allow(self, person: str, intent: str) -> bool:
        """May this person ask for that? An unknown or inactive person may nothing."""
        try:
            known = self.get(person)
        except PeopleError:
            return False
        reserved = RESERVED.get(intent)
        if reserved is not None and known.role not in reserved:
            return False
        return known.active and self._groups.get(intent, "") in RIGHTS[known.role]
