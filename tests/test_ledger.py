"""The ledger of delays on real stores: hours, causes, figures with their evidence; nobody can be told from it."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import registry
from actions.charts.memory import MemoryChart
from actions.dispatch import gate
from actions.dispatch.sending import Sending
from actions.dispatch.states import Status
from actions.ledger import causes, export, figures
from actions.ledger.delays import FRESH, Delays, Figure
from actions.ledger.figures import AUTHORS, FEWEST, Bunch, Kind
from actions.ledger.values import DICTATED, RECEIVED, SENT, Cause, Entry, Scope, Step
from actions.reports import making, visits
from actions.reports.model import Status as Life
from assistant.bench import ledger as bench
from assistant.errors import ReportError
from assistant.types import Patient, Period
from tests import clinic as clinics
from tests.dispatch_values import MORNING, outgoing
from tests.ledger_values import NOW, VISIT, Place


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


# --- one report


def test_the_hours_of_a_report_that_went_through(place):
    key = place.report(dictated=0.5, signed=2)
    place.message(key, sent=3, read=30)
    entry = place.entries()[key]
    assert entry.delays == pytest.approx((0.5, 2, 3, 30))
    assert (entry.service, entry.site, entry.day, entry.known) == ("Cardiologie", "Hôpital Nord", VISIT.date(), True)
    assert (entry.same_day, entry.cause) == (True, None)


WAITING = [
    ({}, None, Cause.BLANK),
    ({"dictated": 1}, None, Cause.DRAFT),
    ({"dictated": 1, "marked": Life.TO_REVIEW}, None, Cause.TO_REVIEW),
    ({"dictated": 1, "marked": Life.TO_SIGN}, None, Cause.TO_SIGN),
    ({"dictated": 1, "signed": 2}, None, Cause.NOT_QUEUED),
    ({"dictated": 1, "signed": 2}, {}, Cause.QUEUED),
    ({"dictated": 1, "signed": 2}, {"status": Status.QUEUED, "code": "mail-down"}, Cause.RETRYING),
    ({"dictated": 1, "signed": 2}, {"status": Status.CANCELLED}, Cause.CANCELLED),
    ({"dictated": 1, "signed": 2}, {"status": Status.IN_DOUBT, "code": "mail-silent"}, Cause.IN_DOUBT),
    ({"dictated": 1, "signed": 2}, {"status": Status.REFUSED, "code": "550"}, Cause.REFUSED),
    ({"dictated": 1, "signed": 2}, {"status": Status.FAILED, "code": "mail-down"}, Cause.FAILED),
    ({"dictated": 30, "signed": 31}, {"sent": 32, "read": 33}, Cause.LATE_DICTATED),
    ({"dictated": 1, "signed": 31}, {"sent": 32, "read": 33}, Cause.LATE_SIGNED),
    ({"dictated": 1, "signed": 2}, {"sent": 32, "read": 33}, Cause.LATE_SENT),
    ({"dictated": 1, "signed": 2}, {"sent": 3}, Cause.UNANSWERED),
    ({"dictated": 1, "signed": 2}, {"sent": 3, "channel": "paper"}, None),
    ({"dictated": 1, "signed": 2}, {"sent": 3, "read": 5}, None),
]  # fmt: skip


@pytest.mark.parametrize(("report", "message", "cause"), WAITING)
def test_why_it_is_late_is_read_from_its_statuses(place, report, message, cause):
    key = place.report(**report)
    if message is not None:
        place.message(key, **message)
    entry = place.entries()[key]
    assert entry.cause is cause
    assert entry.code == (message or {}).get("code", "")


def test_every_cause_has_its_words_and_is_met_above():
    assert set(causes.words()) == set(Cause)
    assert {cause for _, _, cause in WAITING if cause} == set(Cause) - {Cause.TURNED_AWAY}


def test_nothing_is_late_before_the_day_is_over(place):
    key = place.report(dictated=1)
    assert place.entries(VISIT.replace(hour=23, minute=59))[key].cause is None
    assert place.entries(VISIT.replace(hour=0, minute=1) + timedelta(days=1))[key].cause is Cause.DRAFT


def test_sent_is_to_the_last_recipient_and_one_who_got_nothing_keeps_it_late(place):
    key = place.report(dictated=1, signed=2)
    place.message(key, sent=3, read=4, to="a@x.mssante.fr")
    place.message(key, sent=5, to="b@x.mssante.fr", hours=4)
    both = place.entries()[key]
    assert both.delays[SENT] == pytest.approx(5)
    assert both.delays[RECEIVED] is None
    place.message(key, status=Status.REFUSED, code="550", to="c@x.mssante.fr", hours=6)
    third = place.entries()[key]
    assert (third.sent, third.cause, third.code) == (None, Cause.REFUSED, "550")


def test_a_call_back_says_nothing_of_what_had_left(place):
    key = place.report(dictated=1, signed=2)
    place.message(key, sent=3)
    place.message(key, status=Status.CANCELLED, to="b@x.mssante.fr", hours=4)
    assert place.entries()[key].delays[SENT] == pytest.approx(3)


def test_a_version_that_replaces_another_is_the_same_report(place):
    first = place.report(dictated=1, signed=2)
    second = place.report(dictated=50, signed=51, replaces=first)
    place.message(second, sent=52)
    (entry,) = place.entries().values()
    assert entry.report == first
    assert entry.delays[:RECEIVED] == pytest.approx((1, 2, 52))
    assert entry.cause is Cause.LATE_SENT


def test_what_the_gate_refuses_is_late_for_that_reason_until_it_leaves(place):
    key = place.report(dictated=1, signed=2)
    sending = Sending(place.box, gate.Rules(production=False), grace=0)
    bad = replace(outgoing(signed=None), id=key)
    assert not sending.send(bad, "anne", MORNING + timedelta(hours=1)).opinion.open
    entry = place.entries()[key]
    assert (entry.cause, entry.code) == (Cause.TURNED_AWAY, "unsigned")
    assert gate.refusal(entry.code).says
    assert sending.send(replace(outgoing(), id=key), "anne", MORNING + timedelta(hours=1)).opinion.open
    assert place.entries()[key].cause is Cause.QUEUED


def test_typed_words_count_from_the_last_change(place):
    key = place.report()
    place.reports.change(key, lambda r: replace(r, title="Autre"), "titre", "dr1", VISIT + timedelta(hours=4))
    assert place.entries()[key].delays[DICTATED] == pytest.approx(4)


def test_a_correction_is_no_dictation(place):
    key = place.report(dictated=1)
    place.reports.change(key, lambda r: replace(r, title="Autre"), "titre", "dr1", VISIT + timedelta(hours=4))
    assert place.entries()[key].delays[DICTATED] == pytest.approx(1)


def test_where_the_visit_has_no_service_the_desk_may_know_it(place):
    key, other = place.report(dictated=1, service=""), place.report(dictated=1)
    with place.reports.transaction() as db:  # the two columns that are read of the desk's own table
        db.execute("create table if not exists worklist (report text primary key, service text not null)")
        db.execute("insert into worklist (report, service) values (?, 'Pédiatrie'), (?, 'Pédiatrie')", (key, other))
    found = place.entries()
    assert (found[key].service, found[other].service) == ("Pédiatrie", "Cardiologie")


def test_without_an_outbox_nothing_was_ever_sent(place, tmp_path):
    key = place.report(dictated=1, signed=2)
    delays = Delays(place.paths[0], tmp_path / "none.db", NOW.timestamp)
    place.many(4, lambda: place.report(dictated=1, signed=2))
    assert delays.told(Scope()).causes == {Cause.NOT_QUEUED: 5}
    assert not (tmp_path / "none.db").exists()
    assert key


def test_a_store_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "broken.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(ReportError) as caught:
        Delays(tmp_path / "broken.sqlite", tmp_path / "none.db").told(Scope())
    assert caught.value.code == "report-unreadable"


# --- the visit


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


# --- figures


def entry(hours=1.0, service="Cardiologie", team=0, site="Nord"):
    sent = None if hours is None else VISIT.timestamp() + 3600 * hours
    return Entry(
        "r", site, service, VISIT.timestamp(), VISIT.date(), True, (None, None, sent, None),
        (None, None, hours, None), hours is not None and hours < 12, False, None, "", team,
    )  # fmt: skip


def test_the_median_and_the_ninth_decile():
    held = figures.group(Bunch("", "", "", Kind.WHOLE, tuple(entry(float(h)) for h in range(1, 11))))
    assert held.delays[Step.SENT] == figures.Delay(10, 5.5, 9.0)
    assert held.delays[Step.SIGNED] is None


LINES = st.lists(
    st.builds(entry, service=st.sampled_from("ABCDE"), team=st.integers(0, 3), site=st.sampled_from(["Nord", "Sud"])),
    max_size=60,
)


@given(LINES)
def test_no_figure_rests_on_few_reports_or_one_author_and_none_can_be_found_by_subtraction(lines):
    told = figures.bunches(lines)
    for bunch in told:
        assert len(bunch.entries) >= FEWEST
        assert len({e.team for e in bunch.entries}) >= AUTHORS
    for site in ("Nord", "Sud"):
        mine = [bunch for bunch in told if bunch.site == site]
        counted = sum(len(bunch.entries) for bunch in mine)
        assert counted in {0, sum(e.site == site for e in lines)}  # shown alone or together: nothing is left over
        assert sum(bunch.kind is Kind.TOGETHER for bunch in mine) <= 1


def test_a_small_service_takes_another_one_with_it():
    lines = [*[entry(service="A", team=n) for n in range(3)], *[entry(service="B", team=n) for n in range(6)],
             *[entry(service="C", team=n) for n in range(9)]]  # fmt: skip
    assert [(b.service, len(b.entries)) for b in figures.bunches(lines)] == [("C", 9), ("", 9)]


def test_too_few_reports_tell_nothing_and_neither_does_a_service_of_one_author(place):
    place.many(4, lambda: place.report(dictated=1))
    told = place.delays().told(Scope())
    assert (told.total, told.groups, told.spans, told.causes) == (None, (), (), {})
    with pytest.raises(ReportError) as caught:
        place.delays().evidence(Scope(), Figure())
    assert caught.value.code == "ledger-hidden"
    place.many(6, lambda: place.report(dictated=1, service="Pédiatrie", author="seul"))
    assert place.delays().told(Scope()).total.count == 10
    assert place.delays().told(Scope(service="Pédiatrie")).total is None
    with pytest.raises(ReportError):
        place.delays().evidence(Scope(service="Pédiatrie"), Figure())
    assert [g.kind for g in place.delays().told(Scope()).groups] == [Kind.TOGETHER]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """An invented place of 400 reports."""
    return Delays(*bench.fill(tmp_path_factory.mktemp("ledger"), 400, 60))


def test_every_figure_is_the_number_of_its_evidence(large):
    for scope in (Scope(), Scope(service="Cardiologie"), Scope(site="Hôpital Nord"), Scope(service="")):
        told = large.told(scope)
        for group in (told.total, *told.groups):
            counted = {"count": group.count, "same_day": group.same_day, "late": group.late, "judged": group.judged}
            counted |= {step.value: delay.count for step, delay in group.delays.items() if delay}
            for name, count in counted.items():
                found = large.evidence(scope, Figure(name, group.key))
                assert len(found) == count
                assert all(scope.service in (None, e.service) for e in found)
            assert group.same_day + group.late == group.judged
        for cause, count in told.causes.items():
            assert len(large.evidence(scope, Figure(cause.value))) == count
        for span in told.spans:
            assert len(large.evidence(scope, Figure("same_day", since=span.start))) == span.same_day
        for kind in (Kind.PLACE, Kind.SERVICE):
            apart = [g.count for g in told.groups if g.kind in (kind, Kind.TOGETHER if kind is Kind.SERVICE else kind)]
            assert sum(apart) in {0, told.total.count}


def test_a_figure_nobody_knows_is_refused(large):
    for name in ("patient", "author", "team", ""):
        with pytest.raises(ValueError, match=name or "Cause"):
            large.evidence(Scope(), Figure(name))


def test_a_period_holds_its_days_and_a_long_one_is_drawn_by_week(large):
    today = date.today()
    week = large.told(Scope(Period(today - timedelta(days=6), today)))
    assert all(
        today - timedelta(days=6) <= e.day <= today
        for e in large.evidence(Scope(Period(today - timedelta(days=6))), Figure())
    )
    assert not week.weekly
    whole = large.told(Scope())
    assert whole.weekly
    assert all(span.start.weekday() == 0 for span in whole.spans)


def test_a_reading_serves_for_a_while_then_the_files_are_read_again(place):
    place.many(5, lambda: place.report(dictated=1))
    at = [NOW.timestamp()]
    delays = Delays(*place.paths, lambda: at[0])
    assert delays.told(Scope()).total.count == 5
    place.report(dictated=1)
    at[0] += FRESH - 1
    assert delays.told(Scope()).total.count == 5
    at[0] += 2
    assert delays.told(Scope()).total.count == 6
    place.report(dictated=1)
    at[0] -= 3600  # a clock put back does not stop the ledger
    assert delays.told(Scope()).total.count == 7


# --- CSV


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_export_opens_in_a_french_spreadsheet(large):
    told = large.told(Scope())
    data = export.figures(told.total, told.groups)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == len(told.groups) + 2
    head, whole, *rest = read(data)
    line = dict(zip(head, whole, strict=True))
    assert (line["Service"], line["Comptes-rendus"]) == ("Ensemble", "400")
    assert line["Médiane envoyé (h)"] == f"{told.total.delays[Step.SENT].median:.1f}".replace(".", ",")
    assert {len(row) for row in rest} == {len(head)}


@pytest.mark.parametrize("name", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A1;x'])
def test_no_cell_is_a_formula(name):
    (row,) = read(export.written([[name, 'a;b "c"\nd', 2.5, 3]]))
    assert row == ["'" + name, 'a;b "c"\nd', "2,5", "3"]


def test_the_evidence_names_nobody(place):
    place.many(6, lambda: place.report(dictated=1, signed=2))
    found = place.delays().evidence(Scope(), Figure())
    data = export.evidence(found, causes.words()).decode("utf-8-sig")
    assert "r1;Hôpital Nord;Cardiologie;02/11/2026 10:00;rendez-vous;02/11/2026 11:00;02/11/2026 12:00;;;" in data
    assert "patient-" not in data
    assert "dr1" not in data


def test_the_invented_place_is_measured(tmp_path):
    found = bench.measure(60, tmp_path)
    assert found["reports"] == "60"
    assert all(value.endswith(" ms of processor)") for name, value in found.items() if name != "reports")
