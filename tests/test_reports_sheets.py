"""The PDF of a signed document: made once, kept as its bytes, its SHA-256 journalled; nothing is signed without it."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from actions.reports.model import Report, Status
from actions.reports.pdf import PdfError
from actions.reports.sheets import Sheets
from actions.reports.store import Reports
from actions.reports.tools import Signer, Tools
from assistant.errors import ReportError
from assistant.types import Patient
from tests.clinic import Clinic, TwoTemplates, filled, only, said


class Press:
    """A printer whose program is replaced by another version between two sheets."""

    def __init__(self) -> None:
        self.made = 0
        self.jammed = False

    def __call__(self, report: Report, patient: Patient, signer: Signer) -> bytes:
        if self.jammed:
            raise PdfError("report-unprintable", "", {"signs": "☃"})
        self.made += 1
        return f"%PDF {self.made} {report.status} {patient.name} {signer.signer} {signer.hash}".encode()


@pytest.fixture
def press() -> Press:
    return Press()


@pytest.fixture
def clinic(tmp_path: Path, press: Press) -> Clinic:
    return Clinic(tmp_path, Tools(templates=TwoTemplates(), pdf=press, prints=tmp_path / "prints"))


def journalled(clinic: Clinic, event: str) -> list[tuple[str, str]]:
    query = "select command, code from journal where event = ?"
    return clinic.db.conn.execute(query, (event,)).fetchall()


async def test_the_sheet_is_made_when_it_is_signed_and_never_again(
    clinic: Clinic, press: Press, tmp_path: Path
) -> None:
    session = await clinic.session()
    await filled(session)
    key = (await only(clinic)).id
    assert await clinic.writer.pdf(key) is None
    await said(session, "signe le document", "je confirme")
    kept = await clinic.writer.pdf(key)
    assert kept is not None
    assert kept.startswith(b"%PDF 1 signed Paul CARPENTIER")
    assert journalled(clinic, "sealed") == [(key, hashlib.sha256(kept).hexdigest())]
    await said(session, "imprime", "enregistre")
    patient = session.situation.patient
    assert patient is not None
    assert await clinic.writer.record.sheet(key, patient) == kept
    assert [f.read_bytes() for f in (tmp_path / "prints").iterdir()] == [kept]
    again = Clinic(tmp_path, clinic.tools)
    assert await again.writer.pdf(key) == kept
    assert press.made == 1


async def test_what_cannot_be_printed_is_not_signed(clinic: Clinic, press: Press) -> None:
    session = await clinic.session()
    await filled(session)
    press.jammed = True
    answers = await said(session, "signe le document", "je confirme")
    assert answers[-1].startswith("Le document contient un signe qu'aucune police ne sait imprimer (☃).")
    assert (await only(clinic)).status is Status.DRAFT
    assert journalled(clinic, "signed") == journalled(clinic, "sealed") == []
    press.jammed = False
    assert "est signé" in (await said(session, "signe le document", "je confirme"))[-1]


async def test_a_document_signed_without_a_sheet_gets_one_when_it_is_first_asked_for(
    clinic: Clinic, press: Press
) -> None:
    clinic.writer.tools = replace(clinic.tools, pdf=None)
    session = await clinic.session()
    await filled(session)
    await said(session, "signe le document", "je confirme")
    key, patient = (await only(clinic)).id, session.situation.patient
    assert patient is not None
    assert await clinic.writer.record.sheet(key, patient) is None
    clinic.writer.tools = clinic.tools
    made = await clinic.writer.record.sheet(key, patient)
    assert made is not None
    assert await clinic.writer.record.sheet(key, patient) == await clinic.writer.pdf(key) == made
    assert press.made == 1
    assert journalled(clinic, "sealed") == [(key, hashlib.sha256(made).hexdigest())]


@pytest.mark.parametrize(
    "statement",
    [
        "update sheets set pdf = x'00' where report = ?",
        "delete from sheets where report = ?",
        "insert or replace into sheets (report, at, hash, pdf) values (?, '', '', x'00')",
        "insert or replace into signatures (report, person, at, hash) values (?, '', '', '')",
        "insert or replace into reports (id, status) values (?, 'draft')",
    ],
)
async def test_the_database_itself_refuses_another_sheet(clinic: Clinic, statement: str) -> None:
    session = await clinic.session()
    await filled(session)
    await said(session, "signe le document", "je confirme")
    key = (await only(clinic)).id
    with sqlite3.connect(clinic.path) as other, pytest.raises(sqlite3.IntegrityError, match="signed"):
        other.execute(statement, (key,))


async def test_a_draft_has_no_sheet(clinic: Clinic) -> None:
    session = await clinic.session()
    await filled(session)
    report = await only(clinic)
    with pytest.raises(ReportError, match="report-unreadable"):
        Sheets(Reports(clinic.shelf)).keep(report.id, b"%PDF", clinic.clock())
    assert await clinic.writer.pdf(report.id) is None
