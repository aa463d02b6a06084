"""The chart on GNU Health's JSON-RPC: facts from the server, and a view without a screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from actions.charts import sections as wording
from actions.charts import terms
from actions.charts.gnuhealth import documents, identity, labs, sections, visits
from actions.charts.gnuhealth.people import PATIENT, PatientBook
from actions.charts.shown import Shown
from actions.charts.tryton_rpc import Password, Row, Tryton
from actions.dispatch.message import Identity
from assistant.errors import ChartError
from assistant.record import Appointment, Document, Line, NewDocument, PatientQuery, Result, View
from assistant.types import Patient, Period


class GnuHealthChart:
    """Chart (the port) on a GNU Health 5 server; loopback or the site's own network."""

    name = "gnuhealth"

    def __init__(self, url: str, database: str, user: str, password: Password, *, timeout: float = 15.0) -> None:
        """`password`: itself, or a callable asked at each login. `timeout`: seconds for one call."""
        self._rpc = Tryton(url, database, user, password, timeout)
        self._book = PatientBook(self._rpc)
        self._models: frozenset[str] = frozenset()
        self._shown = Shown()

    async def start(self) -> None:
        """Log in, learn which modules the server has, read who its patients are."""
        await self._rpc.start()
        known = await self._rpc.search_read("ir.model", [["model", "like", "gnuhealth.%"]], ("model",))
        self._models = frozenset(row["model"] for row in known)
        await self._book.directory(now=True)

    async def stop(self) -> None:
        """Log out."""
        await self._rpc.stop()

    async def search(self, query: PatientQuery) -> tuple[Patient, ...]:
        """See Chart.search."""
        return (await self._book.directory()).find(query)

    async def patients(self, keys: Collection[str]) -> Mapping[str, Patient]:
        """See Chart.patients: the server is asked again when one is not known."""
        directory = await self._book.directory()
        if any(key not in directory.by_id for key in keys):
            directory = await self._book.directory(now=True)
        return {key: directory.by_id[key] for key in keys if key in directory.by_id}

    async def identity(self, patient: Patient) -> Identity:
        """Who that is for the outside. Raises ChartError."""
        return await identity.read(self._rpc, patient)

    async def worklist(self, period: Period, service: str | None = None) -> tuple[Appointment, ...]:
        """See Chart.worklist."""
        domain: list[object] = [sections.BOOKED, ["patient", "!=", None]]
        if period.start:
            domain.append(["appointment_date", ">=", datetime.combine(period.start, time.min)])
        if period.end:
            following = period.end + timedelta(days=1)
            domain.append(["appointment_date", "<", datetime.combine(following, time.min)])
        rows = await self._rpc.search_read(
            sections.APPOINTMENT, domain, sections.APPOINTMENT_FIELDS, [("appointment_date", "ASC")]
        )
        lines = [await self._appointment(row) for row in rows]
        return tuple(a for a in lines if wording.serves(service, a.service))

    async def section(self, patient: Patient, section: str, period: Period | None = None) -> tuple[Line, ...]:
        """See Chart.section."""
        lines = list(await self._lines(patient, wording.known(section)))
        return tuple(lines) if section == "summary" else wording.ordered(lines, period)

    async def results(self, patient: Patient, analyte: str, period: Period | None = None) -> tuple[Result, ...]:
        """See Chart.results."""
        fits = terms.quantity(analyte)
        found = [labs.result(row) for row in await labs.read(self._rpc, _key(patient)) if fits(row["name"] or "")]
        within = (r for r in found if period is None or r.at in period)
        return tuple(sorted(within, key=lambda r: r.at, reverse=True))

    async def documents(self, patient: Patient) -> tuple[Document, ...]:
        """See Chart.documents."""
        return await documents.read_all(self._rpc, patient)

    async def document_text(self, patient: Patient, document: Document) -> str:
        """See Chart.document_text."""
        return await documents.text(self._rpc, patient, document)

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        """See Chart.write_document."""
        if not await self._rpc.search_count(PATIENT, [["id", "=", _key(patient)]]):
            raise ChartError("chart-not-found", "no such patient")
        reference = await documents.write(self._rpc, patient, document, key)
        if visits.MODEL in self._models:
            await visits.note(self._rpc, patient, document, key, datetime.now().astimezone().replace(tzinfo=None))
        return reference

    async def written(self, patient: Patient, key: str) -> str | None:
        """See Chart.written."""
        found = await documents.written(self._rpc, patient, key)
        return None if found is None else str(found)

    async def show(self, view: View) -> None:
        """See Chart.show: the server is asked whether the person and the document are still there."""
        if view.place == "section":
            wording.known(view.detail)
        if view.patient is not None and not await self._rpc.search_count(PATIENT, [["id", "=", _key(view.patient)]]):
            raise ChartError("chart-not-found", "no such patient")
        if view.place == "document":
            held = await self.documents(view.patient) if view.patient else ()
            if view.detail not in {d.id for d in held}:
                raise ChartError("chart-not-found", "no such document")
        patient = await self._book.patient(view.patient.id) if view.patient else None
        self._shown.show(replace(view, patient=patient))

    async def shown(self) -> View:
        """See Chart.shown."""
        return self._shown.view

    async def scroll(self, direction: str) -> None:
        """See Chart.scroll."""
        self._shown.scroll(direction)

    async def back(self) -> View:
        """See Chart.back."""
        return self._shown.back()

    async def screenshot(self) -> bytes | None:
        """There is no screen."""
        return None

    # --- parts of a record ------------------------------------------------------------------------------

    async def _lines(self, patient: Patient, section: str) -> list[Line]:
        if section == "summary":
            return await self._summary(patient)
        if section == "correspondents":
            return await self._correspondents(patient)
        if section == "labs":
            return labs.exams(await labs.read(self._rpc, _key(patient)))
        if section in ("documents", "letters"):
            return wording.of_documents(await self.documents(patient), section)
        lines: list[Line] = []
        for source in sections.SOURCES[section]:
            if source.model in self._models:
                domain = [["patient", "=", _key(patient)], *source.domain]
                rows = await self._rpc.search_read(source.model, domain, ("id", *source.fields))
                lines += [line for row in rows if (line := source.line(row)) is not None]
        if section == "imaging":
            reports = (d for d in await self.documents(patient) if d.type == "imaging_report")
            lines += map(wording.of_document, reports)
        return lines

    async def _summary(self, patient: Patient) -> list[Line]:
        row = await self._patient(patient, ("blood_type", "rh", "critical_info"))
        known = await self._book.patient(patient.id)
        blood = f"{row['blood_type']}{row['rh'] or ''}" if row["blood_type"] else ""
        lines = [wording.identity(known, blood)]
        titles = {"allergies": "Allergies", "problems": "Problèmes", "medications": "Traitements"}
        for section, title in titles.items():
            found = wording.ordered(await self._lines(patient, section), None)
            lines += wording.summed(title, found)
            if section == "allergies" and row["critical_info"] and not found:
                lines.append(Line(f"À savoir : {row['critical_info']}"))
        visits = wording.ordered(await self._visits(patient), None)
        return lines + [Line(f"Dernière consultation le {v.on:%d/%m/%Y} : {v.text}", v.on) for v in visits[:1]]

    async def _visits(self, patient: Patient) -> list[Line]:
        fields = ("evaluation_start", "chief_complaint", "evaluation_summary")
        rows = await self._rpc.search_read(
            "gnuhealth.patient.evaluation", [["patient", "=", _key(patient)]], fields,
            [("evaluation_start", "DESC")], 1,
        )  # fmt: skip
        return [
            Line(
                sections.joined(r["chief_complaint"], r["evaluation_summary"]),
                sections.day(r["evaluation_start"]),
            )
            for r in rows
            if r["evaluation_start"]
        ]

    async def _correspondents(self, patient: Patient) -> list[Line]:
        row = await self._patient(patient, ("primary_care_doctor.rec_name",))
        name = sections.doctor(sections.name_of(row, "primary_care_doctor"))
        return [Line(f"Médecin traitant : {name}")] if name else []

    async def _patient(self, patient: Patient, fields: tuple[str, ...]) -> Row:
        rows = await self._rpc.search_read(PATIENT, [["id", "=", _key(patient)]], fields)
        if not rows:
            raise ChartError("chart-not-found", "no such patient")
        return rows[0]

    async def _appointment(self, row: Row) -> Appointment:
        return Appointment(
            row["appointment_date"],
            await self._book.patient(row["patient"]),
            sections.doctor(sections.name_of(row, "healthprof")),
            sections.name_of(row, "speciality"),
            row["comments"] or "",
        )


def _key(patient: Patient) -> int:
    if not patient.id.isdigit():
        raise ChartError("chart-not-found", "no such patient")
    return int(patient.id)
