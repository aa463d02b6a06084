"""A document as PDF/A-1b (ISO 19005-1): the same bytes for the same document, whoever makes them and whenever.

Set by Typst from layout/report.typ; pdfa_check.py looks at the result, and so do tests with Apache PDFBox Preflight.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from actions.reports import pdfa_check, pdfa_fonts
from actions.reports.model import Report, Status, plain
from actions.reports.typography import NBSP, set_in_french
from assistant.errors import DpiVocalError
from assistant.types import Patient, Sex

LAYOUT = Path(__file__).with_name("layout")
_CAPITALS = re.compile(r"[^\W\da-zà-ÿ]+")
_LABEL = re.compile(r"(?:[^\W\d_][^:.;,\n]{1,70}) ?:(?=\s|$)")
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class PdfError(DpiVocalError):
    """The document cannot be set: report-unprintable, report-not-archivable. `facts` fill the French sentence."""

    stage = "writing"

    def __init__(self, code: str, detail: str = "", facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, detail)
        self.facts: Mapping[str, Any] = facts or {}


class Signer(Protocol):
    """Who is named under the document; empty `signer`: a draft."""

    @property
    def author(self) -> str: ...
    @property
    def signer(self) -> str: ...
    @property
    def at(self) -> str:
        """As it is shown: «25/11/2026 à 10 h 42»."""
        ...

    @property
    def hash(self) -> str:
        """SHA-256 of the content, as journalled."""
        ...


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Where the document comes from."""

    name: str = ""
    lines: tuple[str, ...] = ()
    """Service, address, telephone, FINESS."""
    town: str = ""
    rpps: Mapping[str, str] = field(default_factory=dict)
    """Person id -> 11-digit RPPS number, printed with the signature."""


NOWHERE = Letterhead()


def pdf(report: Report, patient: Patient, signer: Signer, place: Letterhead = NOWHERE) -> bytes:
    """The document with the patient's identity on each page, checked: a file that breaks PDF/A-1b is never given out.

    Raises PdfError(report-unprintable) for signs that no font has, PdfError(report-not-archivable).
    """
    data = described(report, patient, signer, place)
    made = _set(data)
    file = pdfa_check.opened(made)
    if pdfa_fonts.lacking(file):
        signs = " ".join(_unprintable(json.dumps(data, ensure_ascii=False)))
        raise PdfError("report-unprintable", "signs that no font has", {"signs": signs})
    if broken := pdfa_check.check_opened(file):
        raise PdfError("report-not-archivable", "; ".join(f"{v.clause} {v.what}" for v in broken[:3]))
    return made


def _set(data: Mapping[str, Any]) -> bytes:
    import typst  # 60 MB of program: loaded where a document is first set

    try:
        made = typst.compile(
            str(LAYOUT / "report.typ"), format="pdf", pdf_standards=["a-1b"],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=[str(LAYOUT / "fonts")], ignore_system_fonts=True,
        )  # fmt: skip
    except (typst.TypstError, RuntimeError) as fault:
        # Typst's own words may quote the document: they are not kept
        raise PdfError("report-unprintable", type(fault).__name__, {"signs": "?"}) from None
    return bytes(made)


def _unprintable(text: str) -> list[str]:
    """The signs of the text that no font has."""
    nobody = identity(Patient("", "", ""))
    found = []
    for sign in sorted({c for c in text if ord(c) > 0xFF}):
        one = {
            "title": "", "author": "", "at": _parts(_NO_DATE), "patient": nobody, "place": {"name": "", "lines": []},
            "dated": "", "note": "", "blocks": blocks(f"x {sign}"), "signed": [], "foot": "",
        }  # fmt: skip
        if pdfa_fonts.lacking(pdfa_check.opened(_set(one))):
            found.append(sign)
    return found


def digest(document: bytes) -> str:
    """SHA-256 of the file, hexadecimal: what the journal holds of a signed document."""
    return hashlib.sha256(document).hexdigest()


def described(report: Report, patient: Patient, signer: Signer, place: Letterhead) -> dict[str, Any]:
    """Everything layout/report.typ shows."""
    moment = report.changed or report.created
    day = f"le {moment.astimezone():%d/%m/%Y}" if moment else ""
    return {
        "title": report.title,
        "author": signer.signer or signer.author,
        "at": _parts((moment or _NO_DATE).astimezone(UTC)),
        "patient": identity(patient),
        "place": {"name": place.name, "lines": list(place.lines)},
        "dated": ", ".join(filter(None, (place.town, day))),
        "note": _note(report, signer),
        "blocks": blocks(plain(report.body)),
        "signed": _signed(report, signer, place),
        "foot": set_in_french(f"{report.title} – {patient.name}"),
    }


def _parts(at: datetime) -> dict[str, int]:
    return {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")}


def identity(patient: Patient) -> dict[str, str]:
    """The traits of identity that stand on each page: birth name, given names, sex, birth date, INS, IPP."""
    family = (patient.birth_family or patient.family).upper()
    used = patient.family.upper() if patient.birth_family and patient.family.upper() != family else ""
    born = {Sex.FEMALE: "née", Sex.MALE: "né"}.get(patient.sex, "né(e)")
    numbers = (f"INS {_spaced(patient.ins)}" if patient.ins else "", f"IPP {patient.ipp}" if patient.ipp else "")
    return {
        "family": family,
        "used": f"nom utilisé : {used}" if used else "",
        "given": patient.given,
        "sex": {Sex.FEMALE: "Sexe : F", Sex.MALE: "Sexe : M"}.get(patient.sex, "Sexe : non précisé"),
        "born": f"{born} le {patient.born:%d/%m/%Y}" if patient.born else "date de naissance inconnue",
        "numbers": " · ".join(filter(None, numbers)),
    }


def _spaced(ins: str) -> str:
    """«2 50 03 29 019 123 45», as a French card prints it."""
    if not re.fullmatch(r"\w{13,15}", ins):
        return ins
    cut = (0, 1, 3, 5, 7, 10, 13, 15)
    return NBSP.join(ins[a:b] for a, b in pairwise(cut) if ins[a:b])


def _note(report: Report, signer: Signer) -> str:
    if report.status is not Status.SIGNED or not signer.signer:
        return "Brouillon non signé"
    return "Annule et remplace la version précédente" if report.replaces else ""


def _signed(report: Report, signer: Signer, place: Letterhead) -> list[str]:
    if not signer.signer:
        return []
    rpps = place.rpps.get(report.author, "") if signer.signer == signer.author else ""
    held = [signer.signer, f"RPPS {rpps}" if rpps else "", f"Signé le {signer.at}" if signer.at else ""]
    if signer.signer != signer.author:
        held.append(f"Par délégation de {signer.author}")
    held.append(f"Empreinte {signer.hash[:16]}" if signer.hash else "")
    return [set_in_french(line) for line in held if line]


def blocks(text: str) -> list[dict[str, Any]]:
    """Lines as what they are: headings in capitals, «- » items, «Motif : …» with its label in bold, empty lines."""
    found: list[dict[str, Any]] = []
    for raw in text.strip("\n").split("\n"):
        line = raw.strip()
        if not line:
            found += [{"kind": "gap", "runs": []}] if found and found[-1]["kind"] != "gap" else []
        elif _is_heading(line):
            found.append({"kind": "heading", "runs": [_run(line, bold=True)]})
        elif line.startswith(("- ", "• ")):
            found.append({"kind": "item", "runs": _runs(line[2:].strip())})
        else:
            found.append({"kind": "line", "runs": _runs(line)})
    return found


def _is_heading(line: str) -> bool:
    """«EXAMEN CLINIQUE», «GAZ DU SANG en air ambiant»; not «AVC ischémique» or «TSH : 2,1»."""
    if len(line) > 70 or line[-1] in ".;,:" or " : " in line:
        return False
    words = re.findall(r"[^\W\d_]+", line)
    leading = next((n for n, word in enumerate(words) if not _CAPITALS.fullmatch(word)), len(words))
    letters = sum(map(len, words[:leading]))
    return letters >= 4 and (leading == len(words) or leading >= 2 or letters >= 6)


def _runs(line: str) -> list[dict[str, Any]]:
    label = _LABEL.match(line)
    if not label or len(label[0].split()) > 12:
        return [_run(line, bold=False)]
    return [_run(label[0], bold=True), _run(line[label.end() :], bold=False)]


def _run(text: str, *, bold: bool) -> dict[str, Any]:
    return {"text": set_in_french(text), "bold": bold}
