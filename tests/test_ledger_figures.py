"""Figures of the ledger are the number of their evidence, in the export too; nobody can be told from them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.ledger import causes, export, figures
from actions.ledger.delays import FRESH, Delays, Figure
from actions.ledger.figures import AUTHORS, FEWEST, Bunch, Kind
from actions.ledger.values import Entry, Scope, Step
from assistant.bench import ledger as bench
from assistant.errors import ReportError
from assistant.types import Period
from tests.ledger_values import NOW, VISIT


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
