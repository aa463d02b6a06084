"""Words that a person or a site gave a meaning of their own: kept, versioned, reversible.

Every change is a new row, so that nothing is ever overwritten: the newest row of an owner and its words is what
holds, the rows before it are the history that «restore» goes back to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assistant.errors import SetupError
from assistant.types import Alias, Origin

migrations = Migrations("aliases")
ACTIVE, PROPOSED, REMOVED = "active", "proposed", "removed"
PERSON, SITE = "person", "site"
_NEWEST = """
select a.*, (select count(*) from aliases b where b.owner = a.owner and b.key = a.key and b.id <= a.id) as version
from aliases a where a.id in (select max(id) from aliases where owner in (?, ?) group by owner, key)
order by case scope when 'person' then 0 else 1 end, a.key
"""


@migrations()  # type: ignore[untyped-decorator]
def create_aliases(db: Database) -> None:
    """One row a change, never updated; and who lets refused phrases be counted."""
    columns = {"id": int, "scope": str, "owner": str, "key": str, "said": str, "meaning": str, "kind": str}
    db["aliases"].create({**columns, "status": str, "by": str, "at": str}, pk="id")
    db["aliases"].create_index(["owner", "key"])
    db["phrase_consent"].create({"person": str, "since": str}, pk="person")


class SqliteAliases:
    """Aliases on SQLite. All methods raise SetupError(store-unreadable) when the database does not answer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, origin: Origin) -> tuple[Alias, ...]:
        """What holds for this person here, proposals included: one's own words first, then the site's."""
        owners = (_owner(PERSON, origin), _owner(SITE, origin))
        found = [_alias(row) for row in self._rows(_NEWEST, owners)]
        return tuple(a for a in found if a.status != REMOVED)

    def history(self, origin: Origin, scope: str, key: str) -> tuple[Alias, ...]:
        """Every version, oldest first."""
        sql = (
            "select *, row_number() over (order by id) as version from aliases where owner = ? and key = ? order by id"
        )
        return tuple(_alias(row) for row in self._rows(sql, (_owner(scope, origin), key)))

    def put(self, origin: Origin, alias: Alias, key: str) -> None:
        """A new version; the rows before it stay."""
        row = {
            "scope": alias.scope, "owner": _owner(alias.scope, origin), "key": key, "said": alias.said,
            "meaning": alias.meaning, "kind": alias.kind, "status": alias.status, "by": origin.person,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }  # fmt: skip
        try:
            self._db["aliases"].insert(row)
            self._db.conn.commit()
        except sqlite3.Error as fault:
            raise SetupError("store-unreadable", type(fault).__name__) from fault

    def counts_phrases(self, person: str) -> bool:
        """Did this person let refused phrases be counted? They are speech: nobody's are without that."""
        return bool(self._rows("select 1 from phrase_consent where person = ?", (person,)))

    def let_count(self, person: str, *, yes: bool) -> None:
        """Give or take back that consent."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            if yes:
                self._db["phrase_consent"].insert({"person": person, "since": now}, replace=True)
            else:
                self._db["phrase_consent"].delete_where("person = ?", [person])
            self._db.conn.commit()
        except sqlite3.Error as fault:
            raise SetupError("store-unreadable", type(fault).__name__) from fault

    def _rows(self, sql: str, values: Sequence[str]) -> list[Mapping[str, Any]]:
        try:
            return list(self._db.query(sql, values))
        except sqlite3.Error as fault:
            raise SetupError("store-unreadable", type(fault).__name__) from fault


def _owner(scope: str, origin: Origin) -> str:
    """Two people, or a person and a site of the same name, never share their words."""
    return f"{scope}:{origin.site if scope == SITE else origin.person}"


def _alias(row: Mapping[str, Any]) -> Alias:
    names = ("said", "meaning", "kind", "scope", "status", "version", "by", "at")
    return Alias(**{name: row[name] for name in names})
