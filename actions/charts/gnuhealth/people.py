"""Patients of a GNU Health server, kept at hand for the search and refreshed when they changed."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from datetime import datetime

from actions.charts.people import Directory
from actions.charts.tryton_rpc import Row, Tryton
from assistant.errors import ChartError
from assistant.types import Patient, Sex

FRESH = 60.0
"""Seconds that the list is trusted for, before the server is asked what changed."""
PAGE = 2_000
PATIENT = "gnuhealth.patient"
STAY = "gnuhealth.inpatient.registration"
FIELDS = (
    "party", "party.name", "party.lastname", "puid", "dob", "biological_sex", "gender", "create_date",
    "write_date", "party.write_date",
)  # fmt: skip


class PatientBook:
    """The directory of all patients. `directory()` is at most FRESH seconds old."""

    def __init__(self, rpc: Tryton) -> None:
        self._rpc = rpc
        self._directory = Directory(())
        self._rows: dict[int, Row] = {}
        self._others: dict[int, tuple[tuple[str, str], ...]] = {}
        self._rooms: dict[int, str] = {}
        self._newest: datetime | None = None
        self._asked = -FRESH
        self._lock = asyncio.Lock()

    async def directory(self, *, now: bool = False) -> Directory:
        """Patients as the server holds them; `now` asks the server whatever the age. Raises ChartError."""
        async with self._lock:
            if now or time.monotonic() - self._asked >= FRESH:
                await self._refresh()
                self._asked = time.monotonic()
            return self._directory

    async def patient(self, key: str | int) -> Patient:
        """Someone by id, looked for again when unknown. Raises ChartError(chart-not-found)."""
        found = (await self.directory()).by_id.get(str(key)) or (await self.directory(now=True)).by_id.get(str(key))
        if found is None:
            raise ChartError("chart-not-found", "no such patient")
        return found

    async def _refresh(self) -> None:
        """Read what changed since the last time; people who left make everybody be read again."""
        rooms = await self._read_rooms()
        rows = await self._read_rows(self._newest)
        known = self._rows | {row["id"]: row for row in rows}
        if len(known) != await self._rpc.search_count(PATIENT, []):
            known = {row["id"]: row for row in await self._read_rows(None)}
        others = await self._read_others({row["party"]: key for key, row in known.items()})
        if known == self._rows and rooms == self._rooms and others == self._others:
            return
        self._rows, self._rooms, self._others = known, rooms, others
        stamps = [s for row in known.values() for s in _stamps(row)]
        self._newest = max(stamps, default=None)
        patients = [patient_of(row, rooms.get(key)) for key, row in known.items()]
        named = {str(key): names for key, names in others.items()}
        self._directory = await asyncio.to_thread(Directory, patients, named)

    async def _read_rows(self, since: datetime | None) -> list[Row]:
        stamped = ("create_date", "write_date", "party.write_date")
        domain = [["OR", *([name, ">=", since] for name in stamped)]] if since else []
        rows: list[Row] = []
        while True:
            page = await self._rpc.search_read(PATIENT, domain, FIELDS, [("id", "ASC")], PAGE, len(rows))
            rows += page
            if len(page) < PAGE:
                return rows

    async def _read_rooms(self) -> dict[int, str]:
        """Patient -> the label of the bed, for those who stay in."""
        domain = [["state", "=", "hospitalized"]]
        stays = await self._rpc.search_read(
            STAY, domain, ("patient", "bed.rec_name"), [("hospitalization_date", "ASC")]
        )
        return {s["patient"]: s["bed."]["rec_name"] for s in stays if s.get("bed.")}

    async def _read_others(self, patients: dict[int, int]) -> dict[int, tuple[tuple[str, str], ...]]:
        """Patient -> birth names and names of before, by which they are still called."""
        domain = [["use", "in", ["maiden", "old", "nickname"]]]
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for name in await self._rpc.search_read("gnuhealth.person_name", domain, ("party", "family", "given")):
            if name["party"] in patients:
                found[patients[name["party"]]].append((name["family"] or "", name["given"] or ""))
        return {key: tuple(sorted(names)) for key, names in found.items()}


def _stamps(row: Row) -> list[datetime]:
    party = row.get("party.") or {}
    return [s for s in (row["create_date"], row["write_date"], party.get("write_date")) if s]


def patient_of(row: Row, room: str | None = None) -> Patient:
    """A row of FIELDS as a Patient."""
    party = row.get("party.") or {}
    sex = row.get("biological_sex") or row.get("gender")
    return Patient(
        str(row["id"]),
        party.get("lastname") or "",
        party.get("name") or "",
        row.get("dob"),
        Sex(sex) if sex in ("m", "f") else Sex.UNKNOWN,
        row.get("puid") or None,
        room=room,
    )
