"""The record's facts, read in its own screens: agenda, sections, results, documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.charts import sections, terms
from actions.charts.browser import reading
from actions.charts.browser.address import Address, fill, span
from actions.charts.browser.pages.form import DocumentPage, PatientForm
from actions.charts.browser.pages.listing import Listing, Row
from actions.charts.browser.pages.workspace import Workspace
from actions.charts.browser.people import PatientList
from actions.charts.browser.recipe import Place, Recipe
from assistant.errors import ChartError
from assistant.record import Appointment, Document, Line, Result
from assistant.types import Patient, Period
from nlu.names import fold


def address(place: Place, values: dict[str, Any], period: Period | None) -> Address:
    """Where a place is for these values."""
    known = {"name": "", "words": "", "when": ""} | values | span(period)
    clauses = [*place.domain, *(place.period if period else ())]
    return Address(
        place.model,
        int(fill(place.id, known)) if place.id else None,
        tuple(fill(clauses, known)),
        dict(place.context),
        fill(place.title, known).strip(),
    )


def person_values(patient: Patient) -> dict[str, Any]:
    """A patient as placeholder values. Raises ChartError(chart-not-found) for a key that is not this record's."""
    if not patient.id.isdigit():
        raise ChartError("chart-not-found", "no such patient")
    return {"patient": int(patient.id), "name": patient.name}


class Facts:
    """Reads in the window it is given."""

    def __init__(self, recipe: Recipe, people: PatientList) -> None:
        self._recipe = recipe
        self._people = people
        self._names: dict[str, set[str]] = {}
        """Patient id -> names of the quantities in that patient's tests, as last read."""
        self._owned: dict[str, tuple[str, str]] = {}
        """Document id -> (patient id, title), as last read."""

    def worklist(self, ws: Workspace, period: Period, service: str | None) -> tuple[Appointment, ...]:
        """As Chart.worklist."""
        place = self._recipe.places["worklist"]
        ws.open(address(place, {}, period))
        words = fold(service or "").split()
        rows = [row for row in Listing(ws).rows(place) if all(w in fold(row["service"]) for w in words)]
        ids = [int(row["patient"]) for row in rows if row["patient"]]
        people = self._people.by_id(ws, list(dict.fromkeys(ids)))
        found = [_appointment(row, people.get(row["patient"])) for row in rows]
        return tuple(sorted((a for a in found if a is not None), key=lambda a: (a.at, a.patient.name)))

    def section(self, ws: Workspace, patient: Patient, name: str, period: Period | None) -> tuple[Line, ...]:
        """As Chart.section."""
        sections.known(name)
        if name in ("summary", "correspondents"):
            return self._form_lines(ws, patient, name)
        if name in ("documents", "letters"):
            return sections.ordered(sections.of_documents(self.documents(ws, patient), name), period)
        first = self._recipe.sections[name]
        lines: list[Line] = []
        for place in (first, *first.also):
            ws.open(address(place, person_values(patient), period))
            lines += [reading.line(row.cells, place.text, row.id) for row in Listing(ws).rows(place)]
        return sections.ordered((line for line in lines if line.text), period)

    def _form_lines(self, ws: Workspace, patient: Patient, name: str) -> tuple[Line, ...]:
        shown = self.record(ws, patient)
        if name == "correspondents":
            return (Line(f"Médecin traitant : {reading.doctor(shown['doctor'])}"),) if shown["doctor"] else ()
        lines = [sections.identity(patient, f"{shown['blood']}{shown['rhesus']}".strip())]
        if shown["warnings"]:
            lines.append(Line(f"À savoir : {shown['warnings']}".replace("\n", " ; ")))
        for part, title in (("allergies", "Allergies"), ("problems", "Problèmes"), ("medications", "Traitements")):
            lines += sections.summed(title, self.section(ws, patient, part, None))
        return tuple(lines)

    def record(self, ws: Workspace, patient: Patient) -> dict[str, str]:
        """What the patient's form shows. Raises ChartError(chart-screen) when it is about someone else."""
        ws.open(address(self._recipe.places["record"], person_values(patient), None))
        shown = PatientForm(ws).read()
        if not reading.person_fits(shown["name"], patient):
            raise ChartError("chart-screen", "the form is about someone else")
        return shown

    def names(self, ws: Workspace, patient: Patient, analyte: str, *, fresh: bool = False) -> list[str]:
        """How this patient's tests write that quantity; `fresh` reads them again."""
        if fresh or patient.id not in self._names:
            place = self._recipe.sections["labs"]
            ws.open(address(place, person_values(patient), None))
            # «Créatinine  1.3 (mg/dL)», one a line
            written = (ln for row in Listing(ws).rows(place) for ln in row["summary"].splitlines())
            self._names[patient.id] = {ln.split("  ")[0].strip() for ln in written if "  " in ln.strip()}
        fits = terms.quantity(analyte)
        return sorted(name for name in self._names[patient.id] if fits(name))

    def results(self, ws: Workspace, patient: Patient, analyte: str, period: Period | None) -> tuple[Result, ...]:
        """As Chart.results."""
        names = self.names(ws, patient, analyte, fresh=True)
        if not names:
            return ()
        place = self._recipe.values
        ws.open(address(place, person_values(patient) | {"names": names}, period))
        found = [reading.result(row.cells) for row in Listing(ws).rows(place)]
        within = [r for r in found if r is not None and (period is None or r.at in period)]
        return tuple(sorted(within, key=lambda r: r.at, reverse=True))

    def documents(self, ws: Workspace, patient: Patient) -> tuple[Document, ...]:
        """As Chart.documents."""
        place = self._recipe.sections["documents"]
        ws.open(address(place, person_values(patient), None))
        found = [reading.document(row.id, row.cells) for row in Listing(ws).rows(place)]
        self._owned |= {d.id: (patient.id, d.title) for d in found}
        return tuple(sorted(found, key=lambda d: (d.on or date.min, int(d.id)), reverse=True))

    def title(self, ws: Workspace, patient: Patient, key: str) -> str:
        """Title of one of the patient's own documents. Raises ChartError(chart-not-found) for someone else's."""
        if key not in self._owned:
            self.documents(ws, patient)
        owner, title = self._owned.get(key, ("", ""))
        if owner != patient.id:
            raise ChartError("chart-not-found", "no such document")
        return title

    def document_text(self, ws: Workspace, patient: Patient, document: Document) -> str:
        """As Chart.document_text."""
        ws.open(document_address(self._recipe, patient, document.id, self.title(ws, patient, document.id)))
        text = DocumentPage(ws).text()
        return text.strip() if text is not None else "Ce document n'est pas un texte : il se lit à l'écran."


def document_address(recipe: Recipe, patient: Patient, key: str, title: str) -> Address:
    """Raises ChartError(chart-not-found) for a key that is none of this record's."""
    if not key.isdigit():
        raise ChartError("chart-not-found", "no such document")
    return address(recipe.places["document"], person_values(patient) | {"document": key, "words": title}, None)


def _appointment(row: Row, patient: Patient | None) -> Appointment | None:
    at = reading.instant(row["day"], row["hour"])
    if patient is None or at is None:
        return None
    return Appointment(at, patient, reading.doctor(row["practitioner"]), row["service"], row["reason"])
