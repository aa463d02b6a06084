"""Documents in SQLite: versions, undo and redo over restarts, one editor at a time, what is signed stays."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reports import editing, encoding, splice, tables
from actions.reports.deliveries import Deliveries, Delivery, State
from actions.reports.locks import LEASE, Locks
from actions.reports.model import Report, Status, Text, plain
from actions.reports.store import Reports
from assistant import store
from assistant.errors import ReportError
from tests.clinic import CONSULTATION

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NEW = Report("d1", "7", "martin", "consultation_report", "Compte-rendu", created=NOW, changed=NOW)


def opened(folder: Path) -> Reports:
    return Reports(store.connect(folder / "store.sqlite", (tables.migrations,)))


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return opened(tmp_path)


def says(words: str) -> Callable[[Report], Report]:
    return lambda report: editing.append(report, words)


def words(report: Report) -> str:
    return plain(report.body)


@given(st.text(alphabet="abé\n🙂", max_size=12), st.text(alphabet="abé\n🙂", max_size=12))
def test_a_cut_goes_both_ways(before: str, after: str) -> None:
    cut = splice.between(before, after)
    assert cut.forward(before) == after
    assert cut.backward(after) == before


def test_a_cut_refuses_another_text() -> None:
    with pytest.raises(ValueError, match="not the text"):
        splice.between("abc", "abd").backward("xyz")


def test_a_document_is_read_as_it_was_written(reports: Reports) -> None:
    whole = replace(NEW, body=(*CONSULTATION, Text("fin", ((0, 3),))), current="motif", recipients=("a", "b"))
    reports.add(whole)
    assert reports.get("d1") == whole


def test_every_change_is_a_version_that_can_be_seen_again(reports: Reports) -> None:
    reports.add(NEW)
    for n, said in enumerate(("un", " deux", " trois"), 1):
        kept = reports.change("d1", says(said), f"dictée {n}", "martin", NOW)
        assert kept.report.version == n
    assert [words(reports.at("d1", v)) for v in range(4)] == ["", "un", "un deux", "un deux trois"]
    assert [v.what for v in reports.versions("d1")] == ["dictée 3", "dictée 2", "dictée 1"]
    with pytest.raises(ReportError, match="report-not-found"):
        reports.at("d1", 4)


def test_a_change_that_changes_nothing_is_no_version(reports: Reports) -> None:
    reports.add(NEW)
    assert reports.change("d1", lambda r: r, "rien", "martin", NOW).what == ""
    assert reports.versions("d1") == []


def test_an_edit_that_fails_keeps_nothing(reports: Reports) -> None:
    reports.add(NEW)

    def faulty(report: Report) -> Report:
        raise ReportError("report-not-found")

    with pytest.raises(ReportError):
        reports.change("d1", faulty, "faute", "martin", NOW)
    assert reports.change("d1", says("un"), "dictée", "martin", NOW).report.version == 1


STEP = st.one_of(st.sampled_from(["undo", "redo", "restart"]), st.text(alphabet="ab ", min_size=1, max_size=5))


@settings(max_examples=30, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_undo_and_redo_are_those_of_any_editor_and_outlive_a_restart(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Against the plainest model there is: the list of texts and a place in it."""
    folder = tmp_path_factory.mktemp("undo")
    reports = opened(folder)
    reports.add(NEW)
    texts, place = [""], 0
    for step in steps:
        if step == "restart":
            reports = opened(folder)
        elif step == "undo":
            kept = reports.undo("d1", "martin", NOW)
            assert bool(kept.what) == (place > 0)
            assert kept.what == (texts[place] if place else "")
            place = max(0, place - 1)
        elif step == "redo":
            kept = reports.redo("d1", "martin", NOW)
            assert bool(kept.what) == (place < len(texts) - 1)
            place = min(len(texts) - 1, place + 1)
        else:
            texts = [*texts[: place + 1], texts[place] + step]
            place += 1
            reports.change("d1", says(step), texts[place], "martin", NOW)
        assert words(reports.get("d1")) == texts[place]


def test_where_words_go_is_kept_and_is_no_change(reports: Reports) -> None:
    reports.add(replace(NEW, body=CONSULTATION))
    assert reports.move("d1", "tension").current == "tension"
    assert reports.get("d1").current == "tension"
    assert reports.versions("d1") == []


# --- signed ------------------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["change", "undo", "redo", "move", "mark", "sign", "drop"]), min_size=1, max_size=8))
def test_a_signed_document_never_changes(tmp_path_factory: pytest.TempPathFactory, tries: list[str]) -> None:
    reports = opened(tmp_path_factory.mktemp("signed"))
    reports.add(NEW)
    reports.change("d1", says("Tout va bien."), "dictée", "martin", NOW)
    signed, digest = reports.sign("d1", 1, "martin", NOW)
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: reports.change("d1", says("!"), "faux", "martin", NOW),
        "undo": lambda: reports.undo("d1", "martin", NOW),
        "redo": lambda: reports.redo("d1", "martin", NOW),
        "move": lambda: reports.move("d1", ""),
        "mark": lambda: reports.mark("d1", Status.DRAFT, NOW),
        "sign": lambda: reports.sign("d1", 1, "petit", NOW),
        "drop": lambda: reports.drop("d1"),
    }
    for name in tries:
        with pytest.raises(ReportError, match="report-signed"):
            acts[name]()
    assert reports.get("d1") == signed
    assert encoding.digest(signed) == digest
    assert reports.signature("d1") == ("martin", NOW, digest)


@pytest.mark.parametrize(
    "statement",
    [
        "update reports set content = '{}' where id = 'd1'",
        "update reports set status = 'draft' where id = 'd1'",
        "delete from reports where id = 'd1'",
        "update changes set added = 'x' where report = 'd1'",
        "delete from changes where report = 'd1'",
        "insert into changes (report, version) values ('d1', 9)",
        "update signatures set hash = 'x' where report = 'd1'",
        "delete from signatures where report = 'd1'",
    ],
)
def test_the_database_itself_refuses(tmp_path: Path, statement: str) -> None:
    reports = opened(tmp_path)
    reports.add(NEW)
    reports.change("d1", says("un"), "dictée", "martin", NOW)
    reports.sign("d1", 1, "martin", NOW)
    with sqlite3.connect(tmp_path / "store.sqlite") as other, pytest.raises(sqlite3.IntegrityError, match="signed"):
        other.execute(statement)


def test_another_version_than_the_one_read_back_is_not_signed(reports: Reports) -> None:
    reports.add(NEW)
    reports.change("d1", says("un"), "dictée", "martin", NOW)
    with pytest.raises(ReportError, match="report-changed"):
        reports.sign("d1", 0, "martin", NOW)
    assert reports.get("d1").status is Status.DRAFT


def test_the_digest_tells_every_engaged_word_apart() -> None:
    one = replace(NEW, body=CONSULTATION)
    others = [
        replace(one, title="autre"), replace(one, author="petit"), replace(one, patient="8"),
        replace(one, replaces="d0"),
        editing.fill(one, "motif", "toux"), editing.accept(one, "auscultation"),
    ]  # fmt: skip
    assert len({encoding.digest(r) for r in (one, *others)}) == len(others) + 1
    assert encoding.digest(replace(one, current="tension", version=7)) == encoding.digest(one)


# --- one at a time -------------------------------------------------------------------------------------------------


def test_the_second_editor_is_told_who_and_since_when(reports: Reports) -> None:
    locks = Locks(reports)
    locks.take("d1", "martin", "bureau 1", NOW)
    with pytest.raises(ReportError, match="report-locked") as told:
        locks.take("d1", "petit", "bureau 2", NOW + timedelta(minutes=4))
    assert told.value.facts == {"who": "martin", "since": NOW}


def test_a_lease_goes_on_with_every_change_and_ends_without(reports: Reports) -> None:
    locks = Locks(reports)
    for minutes in range(0, 20, 2):
        locks.take("d1", "martin", "bureau 1", NOW + timedelta(minutes=minutes))
    with pytest.raises(ReportError):
        locks.take("d1", "petit", "bureau 2", NOW + timedelta(minutes=19))
    taken = locks.take("d1", "petit", "bureau 2", NOW + timedelta(minutes=18) + LEASE)
    assert taken.person == "petit"
    with pytest.raises(ReportError, match="report-locked"):
        locks.take("d1", "martin", "bureau 1", NOW + timedelta(minutes=19) + LEASE)


def test_one_person_goes_on_at_another_station_and_others_wait(reports: Reports) -> None:
    locks = Locks(reports)
    locks.take("d1", "martin", "bureau 1", NOW)
    moved = locks.take("d1", "martin", "bureau 2", NOW + timedelta(minutes=1))
    assert (moved.station, moved.since) == ("bureau 2", NOW)
    locks.free("d1", "petit")
    with pytest.raises(ReportError):
        locks.take("d1", "petit", "bureau 3", NOW + timedelta(minutes=2))
    locks.free("d1", "martin")
    assert locks.take("d1", "petit", "bureau 3", NOW + timedelta(minutes=2)).person == "petit"


# --- on the way into the record ------------------------------------------------------------------------------------


def test_what_was_being_written_when_the_assistant_died_is_in_doubt(tmp_path: Path) -> None:
    Deliveries(opened(tmp_path)).note(Delivery("d1", "key", State.SENDING), NOW)
    after = Deliveries(opened(tmp_path))
    assert [d.report for d in after.unsettled()] == ["d1"]
    after.note(Delivery("d1", "key", State.KEPT, "42"), NOW)
    assert after.unsettled() == []


# --- without lag -----------------------------------------------------------------------------------------------------


def test_a_document_of_twenty_pages_is_changed_without_lag(reports: Reports, tmp_path: Path) -> None:
    """20 pages of 3 000 characters; what is said is kept, and little more. `bench writing` has p95."""
    page = "Le patient est revu ce jour pour le suivi de sa cardiopathie ischémique. " * 41
    reports.add(replace(NEW, body=(Text(page * 20), *CONSULTATION)))
    seconds = []
    for n in range(60):
        start = time.perf_counter()
        reports.change("d1", says(f" Phrase numéro {n} de la dictée."), "dictée", "martin", NOW)
        seconds.append(time.perf_counter() - start)
    assert len(words(reports.get("d1"))) > 60_000
    assert sorted(seconds)[30] < 0.05
    kept = reports._db.execute("select sum(length(added) + length(removed)) from changes").fetchone()[0]
    assert kept < 60 * 200
