"""The visit note of a consultation report in GNU Health: its words where the record's readers look for them."""

from __future__ import annotations

from datetime import datetime

from actions.charts.tryton_rpc import Row, Tryton
from assistant.errors import ChartError
from assistant.record import NewDocument
from assistant.sounds import fold
from assistant.types import Patient

MODEL = "gnuhealth.patient.evaluation"
DOCTOR = "gnuhealth.healthprofessional"
NOTED = frozenset({"consultation_report"})
"""Types of document that tell of a visit."""
_TITLES = frozenset({"dr", "docteur", "pr", "professeur"})


async def note(rpc: Tryton, patient: Patient, document: NewDocument, key: str, at: datetime) -> int | None:
    """Write the visit note of that key once; its id.

    None for a document that tells of no visit, or whose author the record does not know as a health professional: it
    would take the account's own doctor for the one who saw the patient.

    `at`: local time of the visit. Raises ChartError(chart-in-doubt) when no answer came or what is read back differs.
    """
    if document.type not in NOTED:
        return None
    if (found := await noted(rpc, patient, key)) is not None:
        return found
    doctor = await _doctor(rpc, document.author)
    if doctor is None:
        return None
    row = {
        "patient": int(patient.id), "evaluation_start": at, "chief_complaint": document.title,
        "evaluation_summary": document.text, "notes": f"Auteur : {document.author}\nClé : {key}",
        "healthprof": doctor,
    }  # fmt: skip
    made = await rpc.create(MODEL, row)
    try:
        back = await rpc.search_read(MODEL, [["id", "=", made]], ("patient", "evaluation_summary"))
    except ChartError as fault:
        raise ChartError("chart-in-doubt", f"written, not read back: {fault.code}") from fault
    if not back or (back[0]["patient"], back[0]["evaluation_summary"]) != (int(patient.id), document.text):
        raise ChartError("chart-in-doubt", "what was read back is not what was written")
    return made


async def noted(rpc: Tryton, patient: Patient, key: str) -> int | None:
    """The id of the visit note that carries this key, or None."""
    domain = [["patient", "=", int(patient.id)], ["notes", "like", f"%{key[-32:]}%"]]
    rows = await rpc.search_read(MODEL, domain, ("notes",))
    return next((int(row["id"]) for row in rows if f"Clé : {key}" in row["notes"].splitlines()), None)


async def _doctor(rpc: Tryton, author: str) -> int | None:
    """The one health professional of that name."""
    said = set(fold(author).split()) - _TITLES
    rows: list[Row] = await rpc.search_read(DOCTOR, [], ("rec_name",))
    named = [int(row["id"]) for row in rows if said and said == set(fold(row["rec_name"] or "").split())]
    return named[0] if len(named) == 1 else None
