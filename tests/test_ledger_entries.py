"""A report in the ledger: its hours counted from the visit, why it is late, and the stores it is read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.dispatch import gate
from actions.dispatch.sending import Sending
from actions.dispatch.states import Status
from actions.ledger import causes
from actions.ledger.delays import Delays
from actions.ledger.values import DICTATED, RECEIVED, SENT, Cause, Scope
from actions.reports.model import Status as Life
from assistant.errors import ReportError
from tests.dispatch_values import MORNING, outgoing
from tests.ledger_values import NOW, VISIT


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
