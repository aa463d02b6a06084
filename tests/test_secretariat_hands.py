"""A report is in one person's hands: taken, handed over, given back; never from another site, never untraced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.secretariat.values import Stage
from assistant.errors import JournalError, ReportError
from assistant.people import Person
from assistant.types import Origin
from tests.clinic import Clinic
from tests.secretariat_clinic import LEA, MARTIN, PETIT, page, signed, written


async def test_only_one_of_two_takes_it(clinic: Clinic) -> None:
    report = await written(clinic)
    await clinic.desk.take(LEA, report.id, "")
    with pytest.raises(ReportError) as fault:
        await clinic.desk.take(PETIT, report.id, "")
    assert (fault.value.code, fault.value.facts["who"]) == ("report-taken", "Léa Roux")
    await clinic.desk.take(PETIT, report.id, "lea")  # knowing whose hands it was in
    assert (await clinic.desk.detail(LEA, report.id)).line.holder == "petit"


async def test_taking_a_dictated_draft_sends_it_to_review_and_the_authors_own_stays_a_draft(clinic: Clinic) -> None:
    report = await written(clinic)
    await clinic.desk.take(LEA, report.id, "")
    line = (await clinic.desk.detail(LEA, report.id)).line
    assert (line.stage, line.holder) == (Stage.TO_REVIEW, "lea")
    own = await written(clinic)
    await clinic.desk.take(MARTIN, own.id, "")
    assert (await clinic.desk.detail(LEA, own.id)).line.stage is Stage.DRAFT


async def test_handing_over_and_back_into_the_pool(clinic: Clinic) -> None:
    clinic.people.add(Person("zoe", "Zoé Blin", "secretary", "demo"))
    clinic.people.add(Person("far", "Ana Far", "secretary", "elsewhere"))
    report = await written(clinic)
    await clinic.desk.hand(MARTIN, report.id, "", "zoe")
    await clinic.desk.hand(LEA, report.id, "zoe", "")
    assert (await clinic.desk.detail(LEA, report.id)).line.holder == ""
    for nobody in ("far", "unknown"):
        with pytest.raises(ReportError, match="person-elsewhere"):
            await clinic.desk.hand(LEA, report.id, "", nobody)


async def test_whoever_hands_it_on_holds_it_no_longer(clinic: Clinic) -> None:
    """The doctor signs at once what the secretary has just presented: no lease to wait for."""
    report = await written(clinic)
    await clinic.desk.take(LEA, report.id, "")
    kept = await clinic.writer.change(LEA, report.id, lambda r: replace(r, title="Courrier relu"), "titre")
    await clinic.desk.submit(LEA, report.id)
    assert (await clinic.desk.detail(LEA, report.id)).line.holder == ""
    await clinic.writer.sign(MARTIN, report.id, kept.report.version)


async def test_another_site_sees_and_does_nothing(clinic: Clinic) -> None:
    report, stranger = await written(clinic), Origin("elsewhere", "far", "f")
    assert (await page(clinic, origin=stranger)).total == 0
    for deed in (clinic.desk.take(stranger, report.id, ""), clinic.desk.submit(stranger, report.id),
                 clinic.desk.detail(stranger, report.id)):  # fmt: skip
        with pytest.raises(ReportError, match="report-not-found"):
            await deed


async def test_what_is_signed_goes_back_to_nobody_and_the_try_is_in_the_journal(clinic: Clinic) -> None:
    report = await signed(clinic)
    with pytest.raises(ReportError, match="report-signed"):
        await clinic.desk.give_back(LEA, report.id, "trop tard")
    query = "select event, intent, code from journal where command = ? and intent = 'return_document' order by seq"
    rows = clinic.db.conn.execute(query, (report.id,)).fetchall()
    assert rows == [("acting", "return_document", ""), ("failed", "return_document", "report-signed")]


async def test_no_trace_no_act(clinic: Clinic) -> None:
    report = await written(clinic)
    clinic.db.conn.execute("drop table journal")
    with pytest.raises(JournalError):
        await clinic.desk.take(LEA, report.id, "")
    assert (await clinic.desk.detail(LEA, report.id)).line.holder == ""
