"""Who is meant, read from the record's own patient list: what goes into its search box, and the rows it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from actions.charts.browser import reading
from actions.charts.browser.address import Address, fill
from actions.charts.browser.pages.listing import Listing, Row
from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.recipe import Place, Recipe
from actions.charts.people import Directory, digits, room
from assistant.record import PatientQuery
from assistant.types import Patient
from nlu.names import fold

TRIES = 4
"""Searches for one name before nobody is found."""
ENOUGH = 300
"""Rows of one search that are still worth reading: past that the name said too little."""


def patterns(words: str) -> tuple[str, ...]:
    """What to type, one word at a time, the longest first: its sure consonants with «%» (anything) between.

    The record's own search minds accents and spelling: it only gathers those who may be meant, names.Index decides.
    The last ones leave a consonant out, for a slip in spelling.
    """
    said = [w for w in fold(words).split() if len(w) > 1]
    ranked = [*sorted(dict.fromkeys(said), key=len, reverse=True), *(["".join(said)] if len(said) > 1 else [])]
    bones = list(dict.fromkeys(b for b in map(_bones, ranked) if b))
    bare = [b[:at] + b[at + 1 :] for b in bones[:1] if len(b) > 2 for at in range(len(b))]
    return tuple("%" + "".join(f"{c}%" for c in b) for b in dict.fromkeys([*bones, *bare]))[:TRIES]


def _bones(word: str) -> str:
    """The consonants that nobody mishears: «lefebvre», «lefeuvre» -> «lvr», «dupond», «dupont» -> «dpn»."""
    body = re.sub(r"(.)\1", r"\1", word)
    body = re.sub(r"[sxz]+$", "", body)
    # a last consonant is heard only when an e follows it
    body = body[:-1] if body.endswith("e") else re.sub(r"(er|[bcdfgkpqt]+)$", "", body)
    body = re.sub(r"[pb](?=v)|g(?![aolr])|[aeiouychfjkqswxz]", "", body)
    return body or word[:1]


class PatientList:
    """The record's list of patients, and the people it has shown so far."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._place = recipe.places["patients"]
        self.known: dict[str, Patient] = {}

    def search(self, workspace: Workspace, query: PatientQuery) -> tuple[Patient, ...]:
        """As Chart.search."""
        if query.empty:
            return ()
        if query.room and not query.words:
            return Directory(self._in_room(workspace, query.room)).find(query)
        for domain, typed in self._ways(query):
            found = self._listed(workspace, domain, typed)
            people = self._complete(workspace, found, query)
            if people:
                return people
        return ()

    def _ways(self, query: PatientQuery) -> Iterable[tuple[list[Any], str]]:
        """(domain, what to type), one after the other until someone is found."""
        domain: list[Any] = []
        if query.born:
            domain.append(fill(["party.dob", "=", "{born}"], {"born": query.born}))
        if query.number:
            domain.append(["puid", "ilike", f"%{digits(query.number)}"])
        if not query.words:
            return [(domain, "")]
        return [(domain, pattern) for pattern in patterns(query.words)]

    def _listed(self, workspace: Workspace, domain: list[Any], typed: str) -> list[Row]:
        box = fill(list(self._place.search), {"pattern": typed}) if typed else ()
        workspace.open(Address(self._place.model, None, tuple(domain), title="Recherche", search=tuple(box)))
        return Listing(workspace).rows(self._place)[:ENOUGH]

    def _complete(self, workspace: Workspace, rows: list[Row], query: PatientQuery) -> tuple[Patient, ...]:
        """Those of the rows who are meant, with birth dates and beds."""
        letters = self._recipe.sex
        people = [reading.patient(row.id, row.cells, letters, reading.moment(row.cells["born"])) for row in rows]
        found = Directory(people).find(PatientQuery(words=query.words, sex=query.sex)) if query.words else tuple(people)
        staying = {row.id for row in rows if row["stays"] in self._recipe.yes} & {int(p.id) for p in found}
        beds = self._beds(workspace, sorted(staying)) if staying else {}
        full = [replace(p, room=beds.get(p.id)) for p in found]
        self.known |= {p.id: p for p in full}
        return Directory(full).find(query) if not query.empty else tuple(full)

    def _beds(self, workspace: Workspace, ids: list[int] | None) -> dict[str, str]:
        """Patient id -> «12-1», for those of `ids` (everyone: None) who stay in."""
        stays: Place = self._recipe.stays
        values = {"ids": ids} if ids is not None else {}
        workspace.open(Address(stays.model, None, tuple(fill(list(stays.domain), values)), title=stays.title))
        return {row["patient"]: room(row["bed"]) for row in Listing(workspace).rows(stays)}

    def _in_room(self, workspace: Workspace, label: str) -> list[Patient]:
        beds = {key: bed for key, bed in self._beds(workspace, None).items() if room(label) in (bed, bed.split("-")[0])}
        return [replace(p, room=beds[p.id]) for p in self.by_id(workspace, [int(key) for key in beds]).values()]

    def by_id(self, workspace: Workspace, ids: list[int]) -> Mapping[str, Patient]:
        """People by their keys, from the list when they are not known yet."""
        unknown = [key for key in ids if str(key) not in self.known]
        if unknown:
            self._complete(workspace, self._listed(workspace, [["id", "in", unknown]], ""), PatientQuery())
        return {str(key): self.known[str(key)] for key in ids if str(key) in self.known}
