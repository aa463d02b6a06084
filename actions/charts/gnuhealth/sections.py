"""Sections of a GNU Health record: for each, the model that holds it and how one of its rows is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.charts.tryton_rpc import Row
from assistant.record import Line

SEVERITY = {"1_mi": "faible", "2_mo": "modérée", "3_sv": "sévère"}
RELATIVES = {
    "mother": "mère", "father": "père", "brother": "frère", "sister": "sœur", "daughter": "fille",
    "son": "fils", "aunt": "tante", "uncle": "oncle", "nephew": "neveu", "niece": "nièce",
    "grandfather": "grand-père", "grandmother": "grand-mère", "cousin": "cousin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines of a section come from."""

    model: str
    fields: tuple[str, ...]
    line: Callable[[Row], Line | None]
    domain: tuple[Any, ...] = ()
    """Added to «of this patient»."""


def name_of(row: Row, field: str, inner: str = "rec_name") -> str:
    """The name of what a field points to, or «»."""
    return str((row.get(f"{field}.") or {}).get(inner) or "").strip()


def doctor(name: str) -> str:
    """«Durand, Camille» -> «Dr Camille Durand»; a name that has no comma stays."""
    family, comma, given = name.partition(",")
    return f"Dr {given.strip()} {family.strip()}" if comma else f"Dr {name}" if name else ""


def joined(*parts: str | None) -> str:
    """The parts that say something, with commas."""
    return ", ".join(p for p in parts if p)


def day(value: date | datetime | None) -> date | None:
    """The day of a date or of a moment."""
    return value.date() if isinstance(value, datetime) else value


def number(value: float | None) -> str:
    """«37,1», «» for nothing."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def _allergy(row: Row) -> Line:
    what = row["short_comment"] or name_of(row, "pathology", "name")
    return Line(joined(what, SEVERITY.get(row["disease_severity"])), row["diagnosed_date"], str(row["id"]))


def _problem(row: Row) -> Line:
    code = name_of(row, "pathology", "code")
    what = name_of(row, "pathology", "name") + (f" ({code})" if code else "")
    return Line(joined(what, row["status:string"], row["short_comment"]), row["diagnosed_date"], str(row["id"]))


def _family(row: Row) -> Line:
    relative = RELATIVES.get(row["relative"], row["relative"] or "famille")
    return Line(f"{relative[:1].upper()}{relative[1:]} : {name_of(row, 'disease', 'name')}")


def _procedure(row: Row) -> Line:
    return Line(name_of(row, "procedure", "description") or row["comments"] or "", day(row["pdate"]), str(row["id"]))


def _medication(row: Row) -> Line:
    drug = name_of(row, "medicament")
    dose = f"{number(row['dose'])} {name_of(row, 'dose_unit')}".strip() if row["dose"] else ""
    # a drug's name often holds its dose
    said = "" if dose and dose.replace(" ", "") in drug.replace(" ", "") else dose
    text = joined(drug, said, name_of(row, "common_dosage"), row["notes"])
    return Line(text, day(row["start_treatment"]), str(row["id"]))


def _vital(row: Row) -> Line | None:
    pressure = f"tension {row['systolic']}/{row['diastolic']} mmHg" if row["systolic"] and row["diastolic"] else ""
    held = (
        pressure,
        f"pouls {row['bpm']}/min" if row["bpm"] else "",
        f"SpO2 {row['osat']} %" if row["osat"] else "",
        f"température {number(row['temperature'])} °C" if row["temperature"] else "",
        f"fréquence respiratoire {row['respiratory_rate']}/min" if row["respiratory_rate"] else "",
        f"poids {number(row['weight'])} kg" if row["weight"] else "",
    )
    text = joined(*held)
    return Line(text[:1].upper() + text[1:], day(row["evaluation_start"]), str(row["id"])) if text else None


def _stay(row: Row) -> Line:
    now = row["state"] == "hospitalized"
    ends = "en cours" if now else f"sortie le {row['discharge_date']:%d/%m/%Y}" if row["discharge_date"] else ""
    bed = name_of(row, "bed")
    text = joined(name_of(row, "admission_reason", "name"), f"chambre {bed}" if bed else "", ends)
    return Line(text, day(row["hospitalization_date"]), str(row["id"]))


def _vaccination(row: Row) -> Line:
    dose = f"dose {row['dose']}" if row["dose"] else ""
    return Line(joined(name_of(row, "vaccine"), dose), day(row["date"]), str(row["id"]))


def _imaging(row: Row) -> Line:
    text = joined(name_of(row, "requested_test"), doctor(name_of(row, "doctor")))
    return Line(f"{text} : {row['comment']}" if row["comment"] else text, day(row["date"]), str(row["id"]))


def _appointment(row: Row) -> Line:
    at = row["appointment_date"]
    parts = (name_of(row, "speciality"), doctor(name_of(row, "healthprof")), row["comments"])
    return Line(joined(f"{at:%H:%M}", *parts), at.date(), str(row["id"]))


DISEASE = "gnuhealth.patient.disease"
DISEASE_FIELDS = (
    "pathology.name", "pathology.code", "status:string", "short_comment", "diagnosed_date",
    "disease_severity",
)  # fmt: skip
APPOINTMENT = "gnuhealth.appointment"
APPOINTMENT_FIELDS = ("appointment_date", "patient", "healthprof.rec_name", "speciality.rec_name", "comments")
BOOKED = ["state", "not in", ["free", "user_cancelled", "center_cancelled"]]

SOURCES: dict[str, tuple[Source, ...]] = {
    "allergies": (Source(DISEASE, DISEASE_FIELDS, _allergy, (["is_allergy", "=", True],)),),
    "problems": (
        Source(
            DISEASE, DISEASE_FIELDS, _problem,
            (
                ["is_allergy", "!=", True], ["is_active", "=", True],
                ["OR", ["status", "!=", "h"], ["status", "=", None]],
            ),
        ),
    ),
    "history": (
        Source(
            DISEASE, DISEASE_FIELDS, _problem,
            (["is_allergy", "!=", True], ["OR", ["is_active", "!=", True], ["status", "=", "h"]]),
        ),
        Source(
            "gnuhealth.patient.procedure", ("procedure.description", "pdate", "comments"), _procedure
        ),
        Source("gnuhealth.patient.family.diseases", ("relative", "disease.name"), _family),
    ),
    "medications": (
        Source(
            "gnuhealth.patient.medication",
            (
                "medicament.rec_name", "dose", "dose_unit.rec_name", "common_dosage.rec_name",
                "start_treatment", "notes",
            ),
            _medication,
            (["is_active", "=", True], ["discontinued", "!=", True], ["course_completed", "!=", True]),
        ),
    ),
    "imaging": (
        Source(
            "gnuhealth.imaging.test.result",
            ("requested_test.rec_name", "doctor.rec_name", "date", "comment"), _imaging,
        ),
    ),
    "vitals": (
        Source(
            "gnuhealth.patient.evaluation",
            (
                "evaluation_start", "systolic", "diastolic", "bpm", "osat", "temperature", "respiratory_rate",
                "weight",
            ),
            _vital,
        ),
    ),
    "stays": (
        Source(
            "gnuhealth.inpatient.registration",
            ("hospitalization_date", "discharge_date", "state", "bed.rec_name", "admission_reason.name"),
            _stay, (["state", "in", ["hospitalized", "done", "finished"]],),
        ),
    ),
    "vaccinations": (
        Source("gnuhealth.vaccination", ("vaccine.rec_name", "dose", "date"), _vaccination),
    ),
    "appointments": (Source(APPOINTMENT, APPOINTMENT_FIELDS, _appointment, (BOOKED,)),),
}  # fmt: skip
