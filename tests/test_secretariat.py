"""The worklist on real SQLite: one status a report, its delay, filters, hands, and what the outbox says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from actions.dispatch.outbox import Outbox, Parcel
from actions.dispatch.states import Status
from actions.reports.model import Report, Text
from actions.secretariat.values import FREE, GONE, OPEN, Deadline, Filter, Page, Stage, stage_of
from actions.secretariat.worklist import Worklist
from assistant.errors import JournalError, ReportError
from assistant.people import Person
from assistant.types import Origin, Patient, Period
from tests.clinic import Clinic

ANNE = Patient("1", "Durand", "Anne")
MARTIN, PETIT, LEA = Origin("demo", "martin", "m"), Origin("demo", "petit", "p"), Origin("demo", "lea", "l")
ALL = Filter()


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


async def written(clinic: Clinic, by: Origin = MARTIN, days: int = 0, title: str = "Courrier") -> Report:
    """A report of a visit so many days ago."""
    now = clinic.clock.now
    clinic.clock.now = now - timedelta(days=days)
    report = await clinic.writer.create(by, ANNE, "letter", title)
    kept = await clinic.writer.change(by, report.id, lambda r: replace(r, body=(Text("Vu ce jour."),)), "frappe")
    await clinic.writer.close(by, ANNE.id)
    clinic.clock.now = now
    return kept.report


async def signed(clinic: Clinic, days: int = 0) -> Report:
    report = await written(clinic, days=days)
    return (await clinic.writer.sign(MARTIN, report.id, report.version)).report


def parcel(report: str, to: str, version: int = 1, channel: str = "mssante") -> Parcel:
    key = f"{report}-{to}-{version}-{channel}"
    return Parcel(
        key, report, report, "1.2", version, channel, to, f"{to}@exemple.mssante.fr", f"Dr {to}", "1",
        "s@exemple.mssante.fr", f"<{key}>", key, b"x",
    )  # fmt: skip


async def page(clinic: Clinic, wanted: Filter = ALL, origin: Origin = LEA, size: int = 50, start: int = 0) -> Page:
    return await clinic.desk.page(origin, wanted, size, start)


async def stage(clinic: Clinic, report: Report) -> Stage:
    return (await clinic.desk.detail(LEA, report.id)).line.stage


# --- one status ------------------------------------------------------------------------------------------------------


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


# --- delay, order, filters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "at", "last"),
    [
        (Deadline(), time(23, 59), 27),
        (Deadline(), time(0, 1), 27),
        (Deadline(0, time(18)), time(17, 59), 27),
        (Deadline(0, time(18)), time(18, 0), 28),
        (Deadline(2), time(12), 25),
        (Deadline(2, time(8)), time(12), 26),
    ],
)
def test_the_days_deadline(deadline: Deadline, at: time, last: int) -> None:
    now = datetime.combine(date(2026, 11, 28), at).astimezone()
    assert deadline.last_late(now) == date(2026, 11, last)


async def test_late_ones_come_first_then_urgent_ones_then_the_oldest(clinic: Clinic) -> None:
    today, late, later = [await written(clinic, days=n) for n in (0, 1, 7)]
    urgent = await written(clinic)
    await clinic.desk.rank(LEA, urgent.id, urgent=True)
    found = await page(clinic)
    assert [line.report for line in found.lines] == [later.id, late.id, urgent.id, today.id]
    assert [(line.age, line.late) for line in found.lines] == [(7, True), (1, True), (0, False), (0, False)]
    assert (found.total, found.late) == (4, 2)
    oldest = await clinic.desk.oldest(LEA, ALL)
    assert oldest is not None
    assert oldest.report == later.id
    await clinic.desk.rank(LEA, late.id, urgent=True)
    assert (await page(clinic)).lines[0].report == late.id


async def test_what_has_gone_is_not_late_and_the_newest_comes_first(clinic: Clinic) -> None:
    box = Outbox(clinic.sent)
    reports = [await signed(clinic, days=n) for n in (9, 2)]
    for report in reports:
        box.submit((parcel(report.id, "abgrall"),), "lea")
        claim = box.claim("w", ["mssante"])
        assert claim is not None
        box.finish(claim, Status.SENT)
    found = await page(clinic, Filter(stages=GONE))
    assert [(line.age, line.late) for line in found.lines] == [(2, False), (9, False)]
    assert (await page(clinic, Filter(stages=OPEN))).total == 0


async def test_filters(clinic: Clinic) -> None:
    mine, other = await written(clinic, MARTIN, days=3), await written(clinic, PETIT)
    await clinic.desk.take(LEA, other.id, "")

    async def found(wanted: Filter) -> set[str]:
        return {line.report for line in (await page(clinic, wanted)).lines}

    assert await found(Filter(authors=("martin",))) == {mine.id}
    assert await found(Filter(service="Pneumologie")) == {other.id}
    assert await found(Filter(stages=(Stage.TO_REVIEW,))) == {other.id}
    assert await found(Filter(holder="lea")) == {other.id}
    assert await found(Filter(holder=FREE)) == {mine.id}
    assert await found(Filter(late=True)) == {mine.id}
    assert await found(Filter(patients=("1",))) == {mine.id, other.id}
    assert await found(Filter(patients=())) == set()
    today = clinic.clock.now.astimezone().date()
    assert await found(Filter(period=Period(today, today))) == {other.id}
    assert await clinic.desk.counts(LEA, Filter(authors=("martin",))) == {Stage.DRAFT: (1, 1)}
    assert await clinic.desk.services(LEA) == ("Cardiologie", "Pneumologie")


async def test_pages_hold_every_line_once(clinic: Clinic) -> None:
    made = {(await written(clinic, days=n % 3)).id for n in range(7)}
    seen = [line.report for start in (0, 3, 6) for line in (await page(clinic, size=3, start=start)).lines]
    assert len(seen) == len(made)
    assert set(seen) == made


async def test_a_report_goes_with_its_author_to_another_service(clinic: Clinic) -> None:
    report = await written(clinic)
    await clinic.desk.submit(LEA, report.id, "petit")
    line = (await clinic.desk.detail(LEA, report.id)).line
    assert (line.author, line.service) == ("petit", "Pneumologie")


async def test_documents_that_were_there_before_get_their_lines(tmp_path: Path) -> None:
    from actions.reports import tables
    from actions.reports.store import Reports
    from actions.secretariat import tables as worklist_tables
    from assistant import store

    db = store.connect(tmp_path / "old.sqlite", (tables.migrations,))
    made = datetime(2026, 11, 3, 9, tzinfo=UTC)
    Reports(db).add(Report("r", "1", "martin", "letter", "Courrier", site="demo", created=made, changed=made))
    worklist_tables.migrations.apply(db)
    line, site = Worklist(db).line("r", datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert (line.visit, line.age, site) == (date(2026, 11, 3), 25, "demo")


async def test_the_day_and_the_service_of_the_visit_are_followed_where_they_are_kept(clinic: Clinic) -> None:
    """`visits` is a table of the delays' ledger: it may be there before this one, after it, or not at all."""
    old = await written(clinic)
    seen = clinic.clock.now - timedelta(days=4)
    if not clinic.shelf["visits"].exists():
        clinic.shelf["visits"].create({"report": str, "at": str, "service": str}, pk="report")
    insert = "insert or replace into visits (report, at, service) values (?, ?, ?)"
    clinic.shelf.execute(insert, (old.id, seen.isoformat(), "Urgences"))
    clinic.shelf.conn.commit()
    for _ in range(2):  # each start
        Worklist(clinic.lines)
    new = await written(clinic)
    clinic.shelf.execute(insert, (new.id, seen.isoformat(), ""))
    clinic.shelf.conn.commit()
    lines = {line.report: line for line in (await page(clinic)).lines}
    assert [(lines[r.id].age, lines[r.id].service) for r in (old, new)] == [(4, "Urgences"), (4, "Cardiologie")]


# --- in whose hands --------------------------------------------------------------------------------------------------


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
