"""The templates of people, services and sites in SQLite: every change is a version, none is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assistant.errors import SetupError
from assistant.sounds import fold

migrations = Migrations("templates")


class Scope(StrEnum):
    """Who sees a template; later ones stand above earlier ones."""

    SHIPPED = "shipped"
    SITE = "site"
    SERVICE = "service"
    PERSON = "person"


class Act(StrEnum):
    """What a version did."""

    SAVED = "saved"
    RENAMED = "renamed"
    SHARED = "shared"
    RETIRED = "retired"
    RESTORED = "restored"


@migrations()  # type: ignore[untyped-decorator]
def create_templates(db: Database) -> None:
    """A shelf is a scope and its owner; a template keeps its id through all its versions."""
    db["template_versions"].create(
        {
            "id": str, "version": int, "scope": str, "owner": str, "name": str, "slug": str, "text": str,
            "retired": int, "act": str, "by": str, "at": str,
        },
        pk=("id", "version"),
        not_null={"scope", "owner", "name", "slug", "text", "retired", "act", "by", "at"},
    )  # fmt: skip
    db["template_versions"].create_index(["scope", "owner", "slug"])


@dataclass(frozen=True, slots=True)
class Row:
    """One version of one template.

    An empty text is no template but a mark: `retired`, it hides the one of a wider shelf; else it hides it no more.
    """

    id: str
    version: int
    scope: Scope
    owner: str
    name: str
    text: str
    retired: bool
    act: Act
    by: str
    """Id of the person who made this version."""
    at: str
    """ISO date and time."""


_COLUMNS = "id, version, scope, owner, name, text, retired, act, by, at"
_CURRENT = (
    f"select {_COLUMNS} from template_versions as t where scope = ? and owner = ? "  # noqa: S608 - constants only
    "and version = (select max(version) from template_versions where id = t.id)"
)
_HISTORY = f"select {_COLUMNS} from template_versions where id = ? order by version desc"  # noqa: S608
_LAST = f"select {_COLUMNS} from template_versions where by = ? order by rowid desc limit 1"  # noqa: S608
_INSERT = "insert into template_versions (id, version, scope, owner, name, slug, text, retired, act, by, at) \
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Shelves:
    """Reads and adds rows; nothing is ever changed in place."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._added = 0

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes whenever a row was added, by this process or another."""
        # rows are only ever added; data_version would change with every word that is dictated into the same file
        newest = self._db.conn.execute("select coalesce(max(rowid), 0) from template_versions").fetchone()
        return self._added, int(newest[0])

    def current(self, scope: Scope, owner: str) -> tuple[Row, ...]:
        """The newest version of each template of a shelf, retired ones too."""
        return tuple(map(_row, self._db.conn.execute(_CURRENT, (scope.value, owner))))

    def history(self, template: str) -> tuple[Row, ...]:
        """All versions of one template, newest first; () when there is none of that id."""
        return tuple(map(_row, self._db.conn.execute(_HISTORY, (template,))))

    def last(self, person: str) -> Row | None:
        """The last version that this person made of any template."""
        found = self._db.conn.execute(_LAST, (person,)).fetchone()
        return _row(found) if found else None

    def add(
        self, template: str, scope: Scope, owner: str, name: str, text: str, act: Act, by: str, at: datetime,
        *, retired: bool = False,
    ) -> Row:  # fmt: skip
        """The next version of `template` («»: of a new one). Raises SetupError(store-unwritable)."""
        connection = self._db.conn
        with self._lock:
            try:
                connection.execute("begin immediate")  # two people saving at once get two versions
                key = template or uuid4().hex
                last = connection.execute("select max(version) from template_versions where id = ?", (key,)).fetchone()
                version = (last[0] or 0) + 1
                stamp = at.isoformat(timespec="milliseconds")
                values = (key, version, scope.value, owner, name, fold(name), text, int(retired), act.value, by, stamp)
                connection.execute(_INSERT, values)
                connection.commit()
            except sqlite3.Error as fault:
                connection.rollback()
                raise SetupError("store-unwritable", type(fault).__name__) from fault
            self._added += 1
        return Row(key, version, scope, owner, name, text, retired, act, by, stamp)


def _row(values: Sequence[Any]) -> Row:
    key, version, scope, owner, name, text, retired, act, by, at = values
    return Row(
        str(key),
        int(version),
        Scope(scope),
        str(owner),
        str(name),
        str(text),
        bool(retired),
        Act(act),
        str(by),
        str(at),
    )
