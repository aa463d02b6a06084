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

SHELVES: Mapping[str, frozenset[str]] = {
    "person": frozenset({"doctor", "secretary"}),
    "service": frozenset({"doctor", "secretary"}),
    "site": frozenset({"doctor"}),
}
"""Shelf of templates -> roles that may keep one there: one's own, the service's, the whole site's."""
TRUSTED = frozenset({"doctor"})
"""Roles that may also change for everybody a shared template that somebody else made."""
DELEGATED = frozenset({"write", "sign"})
"""What an author can let somebody do."""


@migrations()  # type: ignore[untyped-decorator]
def create_people(db: Database) -> None:
    """People belong to one site and hold one role; a person who left stays, inactive."""
    db["people"].create(
        {"id": str, "name": str, "role": str, "site": str, "active": int}, pk="id", not_null={"role", "site"}
    )


@migrations()  # type: ignore[untyped-decorator]
def create_delegations(db: Database) -> None:
    """An author lets somebody write, or sign, in the author's name."""
    db["delegations"].create({"author": str, "delegate": str, "right": str}, pk=("author", "delegate", "right"))


@migrations()  # type: ignore[untyped-decorator]
def add_rpps(db: Database) -> None:
    """The national number of who has one; the others are known outside by the establishment's own (their id)."""
    db["people"].add_column("rpps", str, not_null_default="")


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    role: str
    site: str
    active: bool = True
    rpps: str = ""


class SqlitePeople:
    """The People port on SQLite."""

    def __init__(self, db: Database, groups: Mapping[str, str]) -> None:
        """`groups`: intent -> group, from the catalogue."""
        self._db = db
        self._groups = groups

    def add(self, person: Person) -> None:
        """Add or bring up to date; an RPPS that is not given stays. Raises PeopleError(role-unknown)."""
        if person.role not in RIGHTS:
            raise PeopleError("role-unknown", f"{person.role!r}; one of {', '.join(sorted(RIGHTS))}")
        row = {"id": person.id, "name": person.name, "role": person.role, "site": person.site}
        row |= {"rpps": person.rpps} if person.rpps else {}
        self._db["people"].upsert({**row, "active": int(person.active)}, pk="id")

    def get(self, person: str) -> Person:
        """Raises PeopleError(person-unknown)."""
        try:
            row = self._db["people"].get(person)
        except NotFoundError:
            raise PeopleError("person-unknown", "no such identifier") from None
        return Person(row["id"], row["name"], row["role"], row["site"], bool(row["active"]), row["rpps"])

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

    # --- whose document -------------------------------------------------------------------------------------------

    def name(self, person: str) -> str:
        """As it is shown; the identifier where nobody of that one is known."""
        try:
            return self.get(person).name
        except PeopleError:
            return person

    def delegate(self, author: str, delegate: str, right: str) -> None:
        """`author` lets `delegate` write or sign in the author's name. Raises PeopleError(right-unknown)."""
        if right not in DELEGATED:
            raise PeopleError("right-unknown", f"{right!r}; one of {', '.join(sorted(DELEGATED))}")
        self._db["delegations"].insert({"author": author, "delegate": delegate, "right": right}, ignore=True)

    def withdraw(self, author: str, delegate: str, right: str) -> None:
        """Take that back."""
        self._db["delegations"].delete_where("author = ? and delegate = ? and right = ?", (author, delegate, right))

    def may_sign(self, person: str, author: str) -> bool:
        """May this person sign what `author` is the author of? The author may, and who was given the right."""
        if not author or not self.allow(person, "sign_document"):
            return False
        given = (author, person, "sign")
        return (
            person == author
            or self._db["delegations"].count_where("author = ? and delegate = ? and right = ?", given) > 0
        )

    def author_for(self, person: str) -> str:
        """Whose documents this person writes: a doctor one's own; others, those of the one doctor who let them.

        "" when nobody, or more than one, could be meant: it is said when the document is submitted.
        """
        try:
            if self.get(person).role in RESERVED["sign_document"]:
                return person
        except PeopleError:
            return ""
        rows = self._db["delegations"].rows_where("delegate = ? and right = 'write'", (person,))
        authors = [row["author"] for row in rows]
        return authors[0] if len(authors) == 1 else ""

    def signers(self, site: str) -> tuple[Person, ...]:
        """Active people of a site who may sign their own documents, by name."""
        return tuple(p for p in self.staff(site) if p.role in RESERVED["sign_document"])

    def staff(self, site: str) -> tuple[Person, ...]:
        """Active people of a site who may have a report in hand, by name."""
        rows = self._db["people"].rows_where("site = ? and active = 1", (site,), order_by="name")
        people = (Person(r["id"], r["name"], r["role"], r["site"], rpps=r["rpps"]) for r in rows)
        return tuple(p for p in people if "desk" in RIGHTS[p.role])
