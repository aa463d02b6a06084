"""Views in front of the person: where each is in the record, and which one the page in front is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actions.charts import sections
from actions.charts.browser import reading
from actions.charts.browser.address import Address, period_of, unify
from actions.charts.browser.facts import Facts, address, document_address, person_values
from actions.charts.browser.pages.form import DocumentPage, PatientForm
from actions.charts.browser.pages.listing import Listing
from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.people import PatientList
from actions.charts.browser.recipe import Place, Recipe
from assistant.errors import ChartError
from assistant.record import PatientQuery, View
from assistant.types import Patient, Period

TABS = 3
"""Tabs of ours left open: the screen in front and those before it, of the same patient."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A view and where it is; no address: home."""

    view: View
    place: Place | None = None
    address: Address | None = None


class Showing:
    """Puts views on the screen and recognises what is there."""

    def __init__(self, recipe: Recipe, people: PatientList, facts: Facts) -> None:
        self._recipe = recipe
        self._people = people
        self._facts = facts
        self._ours: dict[str, Prepared] = {}
        """Tab -> what we put there."""

    def prepare(self, reader: Workspace, view: View) -> Prepared:
        """Find where a view is, looking things up in the reading window. Raises ChartError(chart-not-found)."""
        if view.place == "home":
            return Prepared(view)
        values: dict[str, Any] = person_values(view.patient) if view.patient else {}
        place = self._recipe.places.get(view.place)
        if view.place == "section":
            place = self._recipe.sections[sections.known(view.detail)]
        elif view.place == "patients":
            found = self._people.search(reader, PatientQuery(words=view.detail))
            values |= {"ids": [int(p.id) for p in found], "words": view.detail}
        elif view.place == "worklist":
            values |= {"service": f"%{view.detail}%" if view.detail else None, "when": _when(view.period)}
        elif view.place in ("result", "plot") and view.patient:
            names = self._facts.names(reader, view.patient, view.detail)
            values |= {"names": names, "words": view.detail[:1].upper() + view.detail[1:]}
        elif view.place == "document" and view.patient:
            title = self._facts.title(reader, view.patient, view.detail)
            return Prepared(view, place, document_address(self._recipe, view.patient, view.detail, title))
        if place is None or (view.patient is None and view.place not in ("worklist", "patients")):
            raise ChartError("chart-not-found", f"no place {view.place!r}")
        return Prepared(view, place, address(place, values, view.period))

    def show(self, workspace: Workspace, prepared: Prepared) -> None:
        """Put it in front; returns when it is all there. Raises ChartError(chart-screen) when something else is."""
        if prepared.address is None or prepared.place is None:
            workspace.leave()
            workspace.menu(beside=True)
            self._ours.clear()
            return
        try:
            tab = workspace.open(prepared.address)
            workspace.menu(beside=False)
            self._check(workspace, prepared)
        except ChartError:
            workspace.retreat(prepared.address)  # what was there before is better than half of something else
            raise
        self._ours.pop(tab, None)
        self._ours[tab] = prepared
        self._tidy(workspace, prepared.view.patient)

    def _check(self, workspace: Workspace, prepared: Prepared) -> None:
        view, place = prepared.view, prepared.place
        if place is None:
            return
        if place.id == "{patient}" and view.patient:
            shown = PatientForm(workspace).read()
            if not reading.person_fits(shown["name"], view.patient):
                raise ChartError("chart-screen", "the form is about someone else")
        elif view.place == "document":
            DocumentPage(workspace).there()
        elif place.show:
            Listing(workspace).reveal(place.show)

    def _tidy(self, workspace: Workspace, patient: Patient | None) -> None:
        """A tab about somebody else is closed at once: nobody must take it for this patient's."""
        wanted = patient.id if patient else None
        same = [t for t, p in self._ours.items() if (p.view.patient.id if p.view.patient else None) == wanted]
        workspace.tidy(tuple(same[-TABS:]))
        self._ours = {tab: p for tab, p in self._ours.items() if tab in same[-TABS:]}

    def shown(self, workspace: Workspace) -> View:
        """The view of the page in front."""
        state = workspace.page.state()
        if state.tab is None:
            return View()
        ours = self._ours.get(state.tab)
        if ours and ours.address and ours.address.same(state.address):
            self._check(workspace, ours)
            return ours.view
        return self._recognised(workspace, state.address)

    def _recognised(self, workspace: Workspace, here: Address) -> View:
        """What the person opened by hand, by the recipe's patterns; home when it is none of ours."""
        for name, section, place in self._places():
            values = _match(place, here)
            if values is None:
                continue
            patient = None
            if "patient" in values:
                patient = self._person(workspace, here, int(values["patient"]))
            detail = section or str(values.get("document") or ", ".join(values.get("names", ())) or "")
            return View(name, patient, detail, period_of(values))
        return View()

    def _places(self) -> Iterator[tuple[str, str, Place]]:
        yield "record", "", self._recipe.places["record"]
        for name in ("result", "worklist", "patients"):
            yield name, "", self._recipe.places[name]
        for section, place in self._recipe.sections.items():
            if not place.id:
                yield "section", section, place

    def _person(self, workspace: Workspace, here: Address, key: int) -> Patient:
        if known := self._people.known.get(str(key)):
            return known
        if here.id == key and here.model == self._recipe.places["record"].model:
            shown = PatientForm(workspace).read()
            return reading.patient(key, shown, self._recipe.sex, reading.day(shown["born"]))
        return Patient(str(key), here.title, "")


def _match(place: Place, here: Address) -> dict[str, Any] | None:
    """Values that make the place's pattern into this address; clauses of the period may be there or not."""
    if place.model != here.model or bool(place.id) != (here.id is not None):
        return None
    values: dict[str, Any] = {}
    if place.id:
        values |= unify(place.id, here.id) or {}
    left = list(here.domain)
    for clause in place.domain:
        found = next((u for c in left[:1] if (u := unify(clause, c)) is not None), None)
        if found is None:
            if _optional(clause):
                continue
            return None
        values |= found
        left = left[1:]
    for actual in left:
        found = next((u for c in place.period if (u := unify(c, actual)) is not None), None)
        if found is None:
            return None
        values |= found
    return values


def _optional(clause: Any) -> bool:
    """May the clause be left out? Those about a service or a list of people."""
    return isinstance(clause, list) and any(slot in str(clause) for slot in ("{service}", "{ids}"))


def _when(period: Period | None) -> str:
    if period is None or period.start is None:
        return ""
    start = f"{period.start:%d/%m/%Y}"
    return f"du {start}" if period.end == period.start else f"à partir du {start}"
