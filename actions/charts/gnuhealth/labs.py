"""Laboratory results in GNU Health: the values of its tests, newest first."""

from __future__ import annotations

from datetime import datetime

from actions.charts import sections as wording
from actions.charts.gnuhealth import sections
from actions.charts.tryton_rpc import Row, Tryton
from assistant.record import Line, Result

MODEL = "gnuhealth.lab.test.critearea"
FIELDS = (
    "name", "result", "result_text", "units.rec_name", "normal_range", "lower_limit", "upper_limit",
    "warning", "gnuhealth_lab_id", "gnuhealth_lab_id.date_analysis",
    "gnuhealth_lab_id.date_requested", "gnuhealth_lab_id.test.rec_name",
)  # fmt: skip
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001  # rows without a date are left out when they are read


async def read(rpc: Tryton, patient: int) -> list[Row]:
    """The rows that hold a value and a date. Raises ChartError."""
    domain = [
        ["gnuhealth_lab_id.patient", "=", patient],
        ["excluded", "!=", True],
        ["OR", ["result", "!=", None], ["result_text", "!=", None]],
    ]
    order = [("gnuhealth_lab_id", "DESC"), ("sequence", "ASC")]
    rows = await rpc.search_read(MODEL, domain, FIELDS, order)
    return [r for r in rows if (r["result"] is not None or r["result_text"]) and _at(r)]


def result(row: Row) -> Result:
    """One value, with its unit and its limits."""
    at = _at(row) or _NEVER
    low, high = row["lower_limit"], row["upper_limit"]
    limits = f"{sections.number(low)}-{sections.number(high)}" if low or high else ""
    value: float | str = row["result"] if row["result"] is not None else row["result_text"].strip()
    return Result(
        row["name"], value, sections.name_of(row, "units"), at, (row["normal_range"] or limits).strip(),
        bool(row["warning"]),
    )  # fmt: skip


def exams(rows: list[Row]) -> list[Line]:
    """One line an exam with its values: «Ionogramme : Sodium 139 mmol/L ; Potassium 5,3 mmol/L»."""
    held: dict[int, list[Row]] = {}
    for row in rows:
        held.setdefault(row["gnuhealth_lab_id"], []).append(row)
    lines = []
    for key, of_exam in held.items():
        title = sections.name_of(of_exam[0].get("gnuhealth_lab_id.") or {}, "test")
        values = " ; ".join(wording.of_result(result(row)).text for row in of_exam)
        lines.append(Line(f"{title} : {values}" if title else values, sections.day(_at(of_exam[0])), str(key)))
    return lines


def _at(row: Row) -> datetime | None:
    lab = row.get("gnuhealth_lab_id.") or {}
    at: datetime | None = lab.get("date_analysis") or lab.get("date_requested")
    return at
