"""One status a report, from its first word to its reader: the hands it goes through, what the outbox says of it."""

from __future__ import annotations

import pytest

from actions.dispatch.outbox import Outbox
from actions.dispatch.states import Status
from actions.reports.model import Report
from actions.secretariat.values import Stage, stage_of
from assistant.errors import ReportError
from assistant.types import Origin
from tests.clinic import Clinic
from tests.secretariat_clinic import ANNE, LEA, MARTIN, PETIT, page, parcel, signed, stage, written


async def test_a_report_is_on_the_desk_from_its_first_word_to_its_signature(clinic: Clinic) -> None:
    report = await written(clinic)
    assert await stage(clinic, report) is Stage.DRAFT
    await clinic.desk.review(MARTIN, report.id)
    assert await stage(clinic, report) is Stage.TO_REVIEW
    await clinic.desk.submit(LEA, report.id)
    assert await stage(clinic, report) is Stage.TO_SIGN
    await clinic.desk.give_back(MARTIN, report.id, "la date est fausse")
    assert await stage(clinic, report) is Stage.DRAFT
    detail = await clinic.desk.detail(LEA, report.id)
    assert [(who, why) for _, who, why in detail.remarks] == [("martin", "la date est fausse")]
    await clinic.writer.sign(MARTIN, report.id, report.version)
    assert await stage(clinic, report) is Stage.SIGNED


@pytest.mark.parametrize(
    ("parcels", "wanted"),
    [
        ([], Stage.SIGNED),
        ([Status.CANCELLED], Stage.SIGNED),
        ([Status.QUEUED], Stage.QUEUED),
        ([Status.LEAVING, Status.READ], Stage.QUEUED),
        ([Status.SENT, Status.READ], Stage.SENT),
        ([Status.DELIVERED, Status.READ], Stage.RECEIVED),
        ([Status.READ, Status.READ, Status.CANCELLED], Stage.READ),
        ([Status.READ, Status.FAILED], Stage.FAILED),
        ([Status.FAILED, Status.REFUSED, Status.QUEUED], Stage.REFUSED),
        ([Status.REFUSED, Status.IN_DOUBT], Stage.IN_DOUBT),
    ],
)
def test_of_several_recipients_the_worst_is_the_reports(parcels: list[Status], wanted: Stage) -> None:
    assert stage_of(parcels) is wanted


async def test_the_outbox_moves_a_signed_report_on(clinic: Clinic) -> None:
    report, box = await signed(clinic), Outbox(clinic.sent)
    box.submit((parcel(report.id, "abgrall"),), "lea")
    assert await stage(clinic, report) is Stage.QUEUED
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, Status.SENT)
    assert await stage(clinic, report) is Stage.SENT
    box.move(claim.parcel.id, Status.DELIVERED, "reply")
    assert await stage(clinic, report) is Stage.RECEIVED
    box.move(claim.parcel.id, Status.READ, "reply")
    assert await stage(clinic, report) is Stage.READ


async def test_the_last_message_to_a_recipient_is_the_one_that_counts(clinic: Clinic) -> None:
    """Refused by mail, then sent on paper to the same person: not refused any more."""
    report, box = await signed(clinic), Outbox(clinic.sent)
    box.submit((parcel(report.id, "abgrall"),), "lea")
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, Status.REFUSED, "550")
    detail = await clinic.desk.detail(LEA, report.id)
    assert detail.line.stage is Stage.REFUSED
    assert [(s.name, s.says) for s in detail.sendings] == [
        ("Dr abgrall", "La boîte du destinataire n'existe pas ou n'est pas accessible.")
    ]
    box.submit((parcel(report.id, "abgrall", channel="paper"),), "lea")
    assert await stage(clinic, report) is Stage.QUEUED


async def test_only_new_steps_of_the_outbox_are_read_and_another_outbox_is_read_whole(clinic: Clinic) -> None:
    first, box = await signed(clinic), Outbox(clinic.sent)
    box.submit((parcel(first.id, "abgrall"),), "lea")
    assert (await clinic.desk.follow(), await clinic.desk.follow()) == (1, 0)
    second = await signed(clinic)
    box.submit((parcel(second.id, "oury"),), "lea")
    assert await clinic.desk.follow() == 1
    clinic.lines.execute("update outbox_mark set seq = 999")
    clinic.lines.conn.commit()
    assert await clinic.desk.follow() == 2


async def test_a_task_is_shown_with_its_reason_and_closed(clinic: Clinic) -> None:
    from actions.dispatch.followup import Followup

    report, box = await signed(clinic), Outbox(clinic.sent)
    box.submit((parcel(report.id, "abgrall"),), "lea")
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, Status.FAILED, "422")
    Followup(clinic.sent, box).sweep()
    (todo,) = (await clinic.desk.detail(LEA, report.id)).todo
    assert (todo.says, todo.remedy) == ("La boîte du destinataire est pleine.", "Prévenez le destinataire.")
    assert await clinic.desk.close_task(LEA, todo.id)
    assert not await clinic.desk.close_task(LEA, todo.id)
    assert (await clinic.desk.detail(LEA, report.id)).todo == ()


async def in_doubt(clinic: Clinic) -> tuple[Report, str]:
    """A report whose one message may have left."""
    report, box = await signed(clinic), Outbox(clinic.sent)
    box.submit((parcel(report.id, "abgrall"),), "lea")
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, Status.IN_DOUBT, "mail-silent")
    assert await stage(clinic, report) is Stage.IN_DOUBT
    return report, claim.parcel.id


@pytest.mark.parametrize(("left", "after"), [(True, Stage.SENT), (False, Stage.QUEUED)])
async def test_a_person_settles_what_is_in_doubt_once(clinic: Clinic, left: bool, after: Stage) -> None:
    report, message = await in_doubt(clinic)
    assert await clinic.desk.settle(LEA, message, left=left)
    assert await stage(clinic, report) is after
    assert not await clinic.desk.settle(PETIT, message, left=not left)
    assert await stage(clinic, report) is after
    rows = clinic.db.conn.execute("select risk, patient from journal where intent like 'settle%'").fetchall()
    assert rows[0] == ("edit" if left else "bind", "1")


async def test_what_another_site_sent_is_not_settled_here(clinic: Clinic) -> None:
    _, message = await in_doubt(clinic)
    for origin, key in ((Origin("elsewhere", "far", "f"), message), (LEA, "unknown")):
        with pytest.raises(ReportError, match="report-not-found"):
            await clinic.desk.settle(origin, key, left=True)


async def test_an_answer_of_no_known_report_waits_for_a_person(clinic: Clinic) -> None:
    from actions.dispatch.followup import Followup
    from actions.dispatch.replies import Kind, Reply

    Followup(clinic.sent, Outbox(clinic.sent)).take(Reply(Kind.BOUNCED, message_id="<b@x>", about=("<none@x>",)))
    (todo,) = await clinic.desk.loose()
    assert todo.parcel == "mail <b@x>"
    assert await clinic.desk.close_task(LEA, todo.id)
    assert await clinic.desk.loose() == ()


async def test_a_correction_takes_the_place_of_what_was_never_sent(clinic: Clinic) -> None:
    report = await signed(clinic)
    draft = await clinic.writer.amend(MARTIN, report.id)
    assert {line.report for line in (await page(clinic)).lines} == {report.id, draft.id}
    await clinic.writer.sign(MARTIN, draft.id, draft.version)
    assert [line.report for line in (await page(clinic)).lines] == [draft.id]


async def test_a_draft_thrown_away_leaves_the_desk(clinic: Clinic) -> None:
    report = await clinic.writer.create(MARTIN, ANNE, "letter", "Courrier")
    await clinic.writer.discard(MARTIN, report.id)
    assert (await page(clinic)).total == 0
