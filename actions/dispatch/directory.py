"""Correspondents in SQLite: found by how a name is written or sounds; who may not receive."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rapidfuzz.distance import OSA
from sqlite_utils import Database

from actions.dispatch.directory_schema import migrations
from actions.dispatch.directory_values import Correspondent, Found, Mailbox
from actions.dispatch.message import Address
from assistant.errors import DispatchError
from assistant.sounds import fold, key
from assistant.store import transaction
from assistant.types import Patient
from nlu.names import Index
from nlu.spelling import LORE, parts, untitled

__all__ = ["Directory", "migrations"]

MOST = 3000
"""People compared by name once the database has narrowed them."""
COLUMNS = "id, family, given, rpps, title, specialty_code, specialty, town, postcode, street"


class Directory:
    """On a database of its own connection. Raises DispatchError(directory-unreadable)."""

    def __init__(self, db: Database) -> None:
        self._conn: sqlite3.Connection = db.conn

    def put(self, people: Iterable[Correspondent], source: str = "site", batch: str = "") -> int:
        """Add or bring up to date, in one transaction; how many. Their boxes of that source are replaced."""
        count = 0
        with self._writing() as conn:
            for who in people:
                self._put(conn, who, source, batch)
                count += 1
        return count

    def drop_older(self, source: str, batch: str) -> int:
        """Forget what an import no longer holds; people on a patient's list stay, without their old boxes."""
        with self._writing() as conn:
            conn.execute("delete from box where source = ? and batch <> ?", (source, batch))
            return conn.execute(
                "delete from correspondent where source = ? and batch <> ? "
                "and id not in (select correspondent from own_list)",
                (source, batch),
            ).rowcount

    def get(self, name: str) -> Correspondent | None:
        return next(self._people("where id = ?", (name,)), None)

    def by_address(self, address: str) -> Correspondent | None:
        """Who has that box."""
        where = "where id = (select correspondent from box where address = ? order by type = 'PER' desc limit 1)"
        return next(self._people(where, (address.casefold(),)), None)

    def search(
        self, words: str, *, specialty: str = "", town: str = "", patient: str = "", limit: int = 20
    ) -> tuple[Found, ...]:
        """Everyone these words may name, best first, those on the patient's list before the others of the same worth.

        `specialty` and `town` restrict, by any part of their words; without `words` they are enough alone.
        """
        people = self._alike(words) if words.strip() else self._all_of(specialty, town)
        kept = [p for p in people if _says(p.specialty, specialty) and _says(f"{p.town} {p.postal.postcode}", town)]
        own = {row[0] for row in self._conn.execute("select correspondent from own_list where patient = ?", (patient,))}
        if not words.strip():
            found = [Found(p, 1.0, p.id in own) for p in kept]
        else:
            named = {p.id: p for p in kept}
            index = Index([Patient(p.id, p.family, p.given) for p in kept])
            found = [Found(named[m.patient.id], m.score, m.patient.id in own) for m in index.search(words, limit=limit)]
        return tuple(
            sorted(found, key=lambda f: (-f.score, not f.known, fold(f.who.family), fold(f.who.given)))[:limit]
        )

    def remember(self, patient: str, correspondent: str, role: str = "") -> None:
        """Put on the patient's own list («médecin traitant», …)."""
        with self._writing() as conn:
            conn.execute("insert or replace into own_list values (?, ?, ?)", (patient, correspondent, role))

    def forget(self, patient: str, correspondent: str) -> None:
        with self._writing() as conn:
            conn.execute("delete from own_list where patient = ? and correspondent = ?", (patient, correspondent))

    def own(self, patient: str) -> tuple[tuple[Correspondent, str], ...]:
        """The patient's list with each one's role."""
        rows = self._conn.execute(
            "select correspondent, role from own_list where patient = ? order by role = '', role, correspondent",
            (patient,),
        ).fetchall()
        return tuple((who, role) for name, role in rows if (who := self.get(name)))

    def usual(self, limit: int) -> tuple[tuple[str, str], ...]:
        """(given, family) of those on most patients' lists; everyone where the directory is no larger than `limit`."""
        few = self._names("select count(*) <= ?, '' from correspondent", limit)[0][0]
        return self._names(
            "select given, family from correspondent left join "
            "(select correspondent, count(*) as times from own_list group by correspondent) on correspondent = id "
            "where ? or times order by coalesce(times, 0) desc, family, given limit ?", few, limit,
        )  # fmt: skip

    def called(self, patient: str) -> tuple[tuple[str, str], ...]:
        """(given, family) of those on the patient's list."""
        where = "where id in (select correspondent from own_list where patient = ?)"
        return self._names(f"select given, family from correspondent {where} order by family, given", patient)  # noqa: S608

    def _names(self, query: str, *values: object) -> tuple[tuple[str, str], ...]:
        try:
            return tuple(self._conn.execute(query, values))
        except sqlite3.Error as fault:
            raise DispatchError("directory-unreadable", str(fault)) from fault

    def oppose(self, patient: str, whom: str, who: str, at: float | None = None) -> None:
        """The patient refuses: `whom` is an RPPS, an address, «patient», «dmp» or «all»; recorded before sending."""
        if whom.casefold() not in self.opposed(patient):
            with self._writing() as conn:
                moment = time.time() if at is None else at
                conn.execute(
                    "insert into opposition values (?, ?, ?, ?, null)", (patient, whom.casefold(), who, moment)
                )

    def agree(self, patient: str, whom: str, at: float | None = None) -> None:
        """The patient changed their mind; the refusal stays on record, ended."""
        with self._writing() as conn:
            conn.execute(
                "update opposition set ended = ? where patient = ? and whom = ? and ended is null",
                (time.time() if at is None else at, patient, whom.casefold()),
            )

    def opposed(self, patient: str) -> frozenset[str]:
        """What goes into Identity.opposed: the gate refuses those recipients."""
        rows = self._conn.execute("select whom from opposition where patient = ? and ended is null", (patient,))
        return frozenset(row[0] for row in rows)

    def _alike(self, words: str) -> list[Correspondent]:
        """By spelling or by sound; when nobody is found so, one letter away."""
        said, _ = untitled(words)
        heard = [w for w in said if w not in LORE.particles] or list(said)
        joined = ["".join(said[a:b]) for a in range(len(said)) for b in range(a + 1, min(len(said), a + 4) + 1)]
        forms = list(dict.fromkeys([*heard, *joined]))
        sounds = [s for s in map(key, forms) if s]
        found = self._by("form", forms) | self._by("sound", sounds)
        if not found:
            found = self._by("form", [near for form in heard for near in self._near(form)])
        return [
            p for some in _pieces(sorted(found)[:MOST]) for p in self._people(f"where id in ({_marks(some)})", some)
        ]

    def _by(self, table: str, values: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for some in _pieces(values):
            found |= {
                row[0]
                for row in self._conn.execute(
                    f"select correspondent from {table} where {table} in ({_marks(some)})",  # noqa: S608 - marks
                    some,
                )
            }
        return found

    def _near(self, form: str) -> Iterator[str]:
        """Forms one letter away (two in long ones) that start alike, or end alike."""
        if len(form) < 4:
            return
        allowed = 1 if len(form) < 8 else 2
        rows = self._conn.execute(
            "select distinct form from form where (form >= ? and form < ?) and abs(length(form) - ?) <= ?",
            (form[0], form[0] + "\uffff", len(form), allowed),
        )
        yield from (row[0] for row in rows if OSA.distance(form, row[0], score_cutoff=allowed) <= allowed)

    def _all_of(self, specialty: str, town: str) -> list[Correspondent]:
        """Those of a specialty or a town, the alphabet's first."""
        everyone = self._people("order by family, given", ())
        wanted = (p for p in everyone if _says(p.specialty, specialty) and _says(f"{p.town} {p.postal.postcode}", town))
        return [p for _, p in zip(range(MOST), wanted, strict=False)] if specialty or town else []

    def _people(self, where: str, values: Sequence[str]) -> Iterator[Correspondent]:
        rows = self._conn.execute(f"select {COLUMNS} from correspondent {where}", tuple(values)).fetchall()  # noqa: S608
        for row in rows:
            boxes = self._conn.execute(
                "select address, type, place from box where correspondent = ? order by type = 'PER' desc, address",
                (row[0],),
            )
            postal = Address((row[9],) if row[9] else (), row[8], row[7])
            named = dict(zip(COLUMNS.split(", ")[:8], row, strict=False))
            yield Correspondent(**named, postal=postal, boxes=tuple(Mailbox(*box) for box in boxes))

    def _put(self, conn: sqlite3.Connection, who: Correspondent, source: str, batch: str) -> None:
        street = ", ".join(who.postal.lines)
        town, postcode = who.town or who.postal.town, who.postal.postcode
        conn.execute(
            "insert into correspondent values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set "
            "family = excluded.family, given = excluded.given, title = coalesce(nullif(excluded.title, ''), title), "
            "specialty_code = coalesce(nullif(excluded.specialty_code, ''), specialty_code), "
            "specialty = coalesce(nullif(excluded.specialty, ''), specialty), "
            "town = coalesce(nullif(excluded.town, ''), town), "
            "postcode = coalesce(nullif(excluded.postcode, ''), postcode), "
            "street = coalesce(nullif(excluded.street, ''), street), batch = excluded.batch",
            (who.id, who.family, who.given, who.rpps, who.title, who.specialty_code, who.specialty, town, postcode,
             street, source, batch),
        )  # fmt: skip
        for box in who.boxes:
            conn.execute(
                "insert or replace into box values (?, ?, ?, ?, ?, ?)",
                (box.address.casefold(), who.id, box.type, box.place, source, batch),
            )
        for table, values in (("form", set(_forms(who))), ("sound", {s for f in _forms(who) if (s := key(f))})):
            conn.executemany(
                f"insert or ignore into {table} values (?, ?)",  # noqa: S608 - constants only
                [(value, who.id) for value in values],
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with transaction(self._conn) as conn:
                yield conn
        except sqlite3.Error as fault:
            raise DispatchError("directory-unreadable", str(fault)) from fault


def _forms(who: Correspondent) -> Iterator[str]:
    """Each way the names may be written as one word."""
    for name in (who.family, who.given):
        words = fold(name).split()
        yield from filter(None, ("".join(words), *parts(name)))


def _says(text: str, wanted: str) -> bool:
    """Do all these words start a word of the text («cardiologue», «Cardiologie et maladies vasculaires»)?"""
    said = fold(text).split()
    return all(
        any(word.startswith(part[:5] if len(part) > 6 else part) for word in said) for part in fold(wanted).split()
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Below SQLite's limit of parameters."""
    yield from (values[n : n + 500] for n in range(0, len(values), 500))
