"""The worklist's order and filters: what is late, what comes first, pages, the service and the day of the visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from actions.dispatch.outbox import Outbox
from actions.dispatch.states import Status
from actions.reports.model import Report
from actions.secretariat.values import FREE, GONE, OPEN, Deadline, Filter, Stage
from actions.secretariat.worklist import Worklist
from assistant.types import Period
from tests.clinic import Clinic
from tests.secretariat_clinic import ALL, LEA, MARTIN, PETIT, page, parcel, signed, written


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
