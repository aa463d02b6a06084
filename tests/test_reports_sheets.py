"""The PDF of a signed document: made once, kept as its bytes, its SHA-256 journalled; nothing is signed without it."""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from actions.reports import auditing
from actions.reports.auditing import Audit
from actions.reports.model import Report, Status
from actions.reports.pdf import PdfError
from actions.reports.sheets import Sheets
from actions.reports.store import Reports
from actions.reports.tools import Signer, Tools
from assistant import settings
from assistant.cli import records
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


async def test_the_audit_finds_what_is_no_longer_what_was_signed(clinic: Clinic) -> None:
    session = await clinic.session()
    await filled(session)
    assert auditing.audit(Reports(clinic.shelf)) == Audit(0)
    await said(session, "signe le document", "je confirme")
    key = (await only(clinic)).id
    reports = Reports(clinic.shelf)
    assert auditing.audit(reports) == Audit(1)
    db = clinic.shelf.conn
    for trigger in ("sheets_no_update", "reports_no_update", "signatures_no_update"):
        db.execute(f"drop trigger {trigger}")
    for statement, what in (
        ("update sheets set pdf = x'00' where report = ?", "pdf"),
        ("update signatures set hash = 'other' where report = ?", "content"),
    ):
        db.execute("begin")
        db.execute(statement, (key,))
        assert auditing.audit(reports).wrong == ((key, what),)
        db.rollback()
    db.execute("begin")
    row = db.execute("select content from reports where id = ?", (key,)).fetchone()
    db.execute("update reports set content = ? where id = ?", (row[0].replace("toux", "rhume"), key))
    assert auditing.audit(reports).wrong == ((key, "content"),)
    db.rollback()


async def test_the_verb_audit_tells_the_documents_too(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    session = await clinic.session()
    await filled(session)
    await said(session, "signe le document", "je confirme")
    where = settings.load()
    held = replace(where, store=replace(where.store, path=clinic.path))
    assert await records.audit(argparse.Namespace(json=False), held) == 0
    assert "signed documents: 1, all whole" in capsys.readouterr().out
    clinic.shelf.conn.execute("drop trigger sheets_no_update")
    clinic.shelf.conn.execute("update sheets set hash = 'x'")
    clinic.shelf.conn.commit()
    assert await records.audit(argparse.Namespace(json=False), held) == 1
    assert "pdf" in capsys.readouterr().out
