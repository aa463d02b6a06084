"""A signed document goes into the record once, onto paper as often as asked; the journal holds no word of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.charts.memory import MemoryChart
from actions.reports.deliveries import State
from assistant.errors import ChartError
from assistant.pipeline import Session
from assistant.record import NewDocument
from assistant.types import Patient
from tests.clinic import NEW, OPEN, Clinic, filled, said

pytestmark = pytest.mark.usefixtures("printer")


class Doubtful(MemoryChart):
    """A record whose answers get lost, or that is not there: real failures of the port."""

    lost: str = ""
    writes = 0

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        self.writes += 1
        if self.lost == "before":
            raise ChartError("chart-down")
        reference = await super().write_document(patient, document, key)
        if self.lost == "after":
            raise ChartError("chart-in-doubt")
        return reference


@pytest.fixture
async def doubtful(clinic: Clinic) -> tuple[Session, Doubtful]:
    chart = Doubtful()
    session = await clinic.session(chart=chart)
    await filled(session)
    return session, chart


async def test_a_signed_document_is_in_the_record_once(session: Session, clinic: Clinic) -> None:
    await filled(session)
    await said(session, "signe le document", "je confirme", "enregistre", "enregistre")
    patient = session.situation.patient
    assert patient is not None
    kept = [d for d in await session.chart.documents(patient) if d.author == "Dr Claire Martin"]
    assert len(kept) == 1
    assert "Motif : toux" in await session.chart.document_text(patient, kept[0])


async def test_a_record_that_is_not_there_keeps_the_signature_and_is_tried_again_when_asked(
    doubtful: tuple[Session, Doubtful], clinic: Clinic
) -> None:
    session, chart = doubtful
    chart.lost = "before"
    answer = (await said(session, "signe le document", "je confirme"))[-1]
    assert "est signé, mais n'est pas encore dans le dossier" in answer
    assert "ne répond pas" in answer
    chart.lost = ""
    assert await said(session, "enregistre") == [
        "« Compte-rendu de consultation » est signé et enregistré dans le dossier."
    ]


async def test_an_unanswered_write_is_in_doubt_and_settled_by_reading(
    doubtful: tuple[Session, Doubtful], clinic: Clinic
) -> None:
    """Safety rule 5."""
    session, chart = doubtful
    chart.lost = "after"
    answer = (await said(session, "signe le document", "je confirme"))[-1]
    assert "je ne sais pas s'il est arrivé" in answer
    assert [d.state for d in await clinic.writer.record.unsettled()] == [State.IN_DOUBT]
    await said(session, "enregistre")
    assert chart.writes == 1, "it was found in the record, and not written again"
    assert await clinic.writer.record.unsettled() == []


async def test_copies_are_files_for_the_printer(session: Session, printer: Path) -> None:
    await filled(session)
    assert await said(session, "imprime en deux exemplaires") == [
        "Impression de 2 exemplaires de « Compte-rendu de consultation »."
    ]
    files = sorted(printer.iterdir())
    assert [f.suffix for f in files] == [".pdf", ".pdf"]
    assert "Paul CARPENTIER" in files[0].read_text()


async def test_the_journal_holds_no_word_of_a_document(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée", "toux grasse", "fin de dictée", "signe le document", "je confirme")
    rows = "\n".join(str(row) for row in clinic.db.conn.execute("select * from journal"))
    assert "start_dictation" in rows
    assert "toux" not in rows
    assert clinic.journal.verify().broken_at is None
