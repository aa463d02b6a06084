"""The visit a report is of: the appointment it is read from, and nobody waits for the record to write."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from actions import registry
from actions.charts.memory import MemoryChart
from actions.reports import making, visits
from assistant.types import Patient, Period
from tests import clinic as clinics
from tests.ledger_values import VISIT


async def test_the_visit_is_the_last_appointment_that_has_begun_else_the_next_one():
    chart = MemoryChart()
    await chart.start()
    today = date.today()
    for line in await chart.worklist(Period(today, today)):
        at = line.at.astimezone()
        found = await visits.seen(chart, line.patient, at + timedelta(minutes=20))
        assert found.service == line.service
        assert found.at <= at + timedelta(minutes=20)
        early = await visits.seen(chart, line.patient, at.replace(hour=0, minute=1))
        assert early.at.date() <= today


async def test_without_an_appointment_there_is_no_visit_and_a_dead_record_stops_nothing(place):
    chart, key = MemoryChart(), place.report()
    await place.visits._ask(chart, Patient("p1", "DURAND", "Marie"), key, VISIT)
    with place.reports.transaction() as db:
        db.execute("delete from visits")
    await chart.start()
    (patient, *_) = [a.patient for a in await chart.worklist(Period())]
    assert await visits.seen(chart, patient, VISIT - timedelta(days=4000)) is None
    assert place.visits.of(key) is None
    assert not place.entries()[key].known


async def test_a_new_document_keeps_the_visit_and_the_service_of_the_appointment(tmp_path):
    clinic = clinics.Clinic(tmp_path)
    session = await clinic.session()
    today = date.today()
    line = next(a for a in await session.chart.worklist(Period(today, today)) if a.service)
    desk = registry.Desk(
        session.chart, session.situation, clinics.WORDS, today, session.origin, writer=clinic.writer
    )  # fmt: skip
    clinic.clock.now = line.at.astimezone() + timedelta(hours=1)  # whatever the hour of the test
    report = await making.made(desk, line.patient, "letter")
    await clinic.writer.visits.settled()
    visit = clinic.writer.visits.of(report.id)
    assert visit.service == line.service
    assert visit.at.astimezone().date() == today


async def test_nobody_waits_for_a_slow_record_to_write(tmp_path):
    class Slow(MemoryChart):
        async def section(self, patient, section, period=None):
            if section == "appointments":
                await asked.wait()
            return await super().section(patient, section, period)

    asked, clinic = asyncio.Event(), clinics.Clinic(tmp_path)
    session = await clinic.session(chart=Slow())
    await asyncio.wait_for(clinics.said(session, clinics.OPEN, clinics.NEW), 20)
    assert clinic.writer.visits._asking
    asked.set()
    await clinic.writer.visits.settled()


async def test_a_blank_document_that_is_discarded_leaves_no_visit(tmp_path):
    clinic = clinics.Clinic(tmp_path)
    session = await clinic.session()
    await clinics.said(session, clinics.OPEN, clinics.NEW)
    report = await clinics.only(clinic)
    await clinic.writer.visits.settled()
    clinic.writer.visits.note(report.id, visits.Visit(VISIT, "Cardiologie"))
    assert clinic.writer.visits.of(report.id)
    await clinic.writer.discard(session.origin, report.id)
    assert clinic.writer.visits.of(report.id) is None
    clinic.writer.visits.note(report.id, visits.Visit(VISIT))  # an answer that comes too late
    assert clinic.writer.visits.of(report.id) is None
