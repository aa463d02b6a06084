"""Lines of the record's sections from its parts: the wording and the order that every chart shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions.charts import terms
from assistant.errors import ChartError
from assistant.record import SECTIONS, Appointment, Document, Line, Result
from assistant.types import Patient, Period, Sex

LETTERS = frozenset({"letter", "referral_letter", "discharge_letter"})
"""The doc_types that «les courriers» means."""


def known(section: str) -> str:
    """The section itself. Raises ChartError(chart-not-found) for one that no record has."""
    if section not in SECTIONS:
        raise ChartError("chart-not-found", f"no section {section!r}")
    return section


def ordered(lines: Iterable[Line], period: Period | None) -> tuple[Line, ...]:
    """Newest first, undated last; a period keeps only the dated lines within it."""
    kept = [ln for ln in lines if period is None or (ln.on is not None and ln.on in period)]
    return tuple(sorted(kept, key=lambda ln: ln.on or date.min, reverse=True))


def serves(wanted: str | None, service: str) -> bool:
    """Do the words name the service, whole or shortened: «cardio», «la médecine interne»?"""
    words = terms.plain(service).split()
    return all(any(word.startswith(said) for word in words) for said in terms.plain(wanted or "").split())


def identity(patient: Patient, blood: str = "") -> Line:
    """«Marie DURAND, née le 12/03/1948, IPP 100001, groupe A+»."""
    parts = [patient.name]
    if patient.born:
        verb = {Sex.FEMALE: "née", Sex.MALE: "né"}.get(patient.sex, "né(e)")
        parts.append(f"{verb} le {patient.born:%d/%m/%Y}")
    parts += [f"IPP {patient.ipp.removeprefix('IPP')}"] if patient.ipp else []
    parts += [f"chambre {patient.room}"] if patient.room else []
    parts += [f"groupe {blood}"] if blood else []
    return Line(", ".join(parts))


def summed(title: str, lines: Iterable[Line]) -> list[Line]:
    """A section as one line of the summary: «Allergies : Pénicilline ; Arachide»; none when it is empty."""
    texts = [ln.text for ln in lines]
    return [Line(f"{title} : {' ; '.join(texts)}")] if texts else []


def of_result(result: Result) -> Line:
    """«Créatinine 1,4 mg/dL (0,6-1,2) hors norme»."""
    value = result.value if isinstance(result.value, str) else f"{result.value:g}".replace(".", ",")
    words = " ".join(filter(None, (result.analyte, value, result.unit)))
    words += f" ({result.reference})" if result.reference else ""
    return Line(words + (" hors norme" if result.abnormal else ""), result.at.date())


def of_document(document: Document) -> Line:
    """«Compte rendu de consultation, Dr Camille Durand»; `ref` opens it."""
    return Line(", ".join(filter(None, (document.title, document.author))), document.on, document.id)


def of_appointment(appointment: Appointment) -> Line:
    """«09:30, Cardiologie, Dr Camille Durand, contrôle»."""
    parts = (f"{appointment.at:%H:%M}", appointment.service, appointment.practitioner, appointment.reason)
    return Line(", ".join(filter(None, parts)), appointment.at.date())


def of_documents(documents: Iterable[Document], section: str) -> list[Line]:
    """The documents, or only the letters among them."""
    return [of_document(d) for d in documents if section == "documents" or d.type in LETTERS]
