"""Differences between two texts, and typed words put onto what the text became meanwhile."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reports.compare import Piece, compare
from actions.reports.keyed import Keyed, Spot, checked, moved, part_at, put
from actions.reports.model import Field, Report, Source, Text, plain
from actions.reports.splice import Splice

PROSE = st.lists(
    st.sampled_from(["toux", "fièvre", "l'hémoglobine", "12,1", "g/dL", ".", "\n", " ", "«", "é"]), max_size=30
)
TEXTS = PROSE.map(" ".join) | st.text(max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_their_differences(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert all(p.text for p in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_whole_words_change_not_letters() -> None:
    before, after = (
        "Il prend de l'amoxicilline, trois fois.",
        "Il prend de l'amoxicilline acide clavulanique, deux fois.",
    )
    assert compare(before, after) == (
        Piece("same", "Il prend de l'amoxicilline"),
        Piece("added", " acide clavulanique"),
        Piece("same", ", "),
        Piece("removed", "trois"),
        Piece("added", "deux"),
        Piece("same", " fois."),
    )


def test_the_end_of_a_line_stays_as_it_is() -> None:
    same, gone, new, rest = compare("Motif : toux sèche\nTension :", "Motif : toux grasse\nTension :")
    assert [p.text for p in (same, gone, new, rest)] == ["Motif : toux ", "sèche", "grasse", "\nTension :"]


def test_equal_texts_differ_in_nothing() -> None:
    assert compare("Toux.\n", "Toux.\n") == (Piece("same", "Toux.\n"),)
    assert compare("", "") == ()


def test_twenty_pages_are_compared_at_once() -> None:
    lines = [f"Jour {n} : patient apyrétique, tension {n} sur 8, pas de plainte.\n" for n in range(1000)]
    changed = [line.replace("apyrétique", "fébrile") if n % 100 == 0 else line for n, line in enumerate(lines)]
    started = time.perf_counter()
    pieces = compare("".join(lines), "".join(changed))
    assert sum(p.kind == "added" for p in pieces) == 10
    assert time.perf_counter() - started < 2


def test_one_long_paragraph_of_the_same_words_is_compared_at_once_too() -> None:
    before = "Le patient est apyrétique, tension stable, pas de plainte particulière. " * 800
    after = "".join(f"x{c}" if n % 307 == 0 else c for n, c in enumerate(before))
    started = time.perf_counter()
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert time.perf_counter() - started < 4


# --- typed words -------------------------------------------------------------------------------------------------

CONCLUSION = Spot("conclusion", field=True)
REPORT = Report("r", "p", "a", "letter", "Lettre", (
    Text("Hémoglobine : "),
    Field("hémoglobine", "12,1 g/dL", source=Source("result:hémoglobine", date(2026, 11, 2))),
    Text("\nConclusion : "),
    Field("conclusion", "bronchite aiguë", accepted=True, doubtful=((0, 9),)),
))  # fmt: skip


@given(TEXTS, TEXTS, st.data())
def test_neither_loses_a_word(base: str, now: str, data: st.DataObject) -> None:
    """What one typed is in the text afterwards, and so is what the other wrote meanwhile."""
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, len(base)))
    mine = Splice(start, base[start:end], "⟦frappe⟧")
    after = moved(mine, base, now).forward(now)
    assert "⟦frappe⟧" in after
    if base == now:
        assert after == mine.forward(base)
    if not mine.removed:
        assert after.replace("⟦frappe⟧", "", 1) == now


def test_typing_in_front_of_what_was_dictated_meanwhile() -> None:
    base, now = "Toux.", "Toux. Fièvre depuis hier."
    assert moved(Splice(0, "", "Patient vu. "), base, now).forward(now) == "Patient vu. Toux. Fièvre depuis hier."
    assert moved(Splice(5, "", " Et rhume."), base, now).forward(now) == "Toux. Et rhume. Fièvre depuis hier."


def test_what_a_person_types_is_accepted_and_no_longer_the_records() -> None:
    after = put(REPORT, Spot("hémoglobine", field=True), Keyed(0, 2, "13"), REPORT.body)
    held = part_at(after.body, Spot("hémoglobine", field=True))
    assert isinstance(held, Field)
    assert (held.text, held.accepted, held.source) == ("13,1 g/dL", True, None)


def test_a_doubt_goes_when_its_word_is_typed_over_or_checked() -> None:
    typed = part_at(put(REPORT, CONCLUSION, Keyed(10, 0, "très "), REPORT.body).body, CONCLUSION)
    assert typed is not None
    assert (typed.text, typed.doubtful) == ("bronchite très aiguë", ((0, 9),))
    mended = part_at(put(REPORT, CONCLUSION, Keyed(0, 9, "trachéite"), REPORT.body).body, CONCLUSION)
    assert mended is not None
    assert (mended.text, mended.doubtful) == ("trachéite aiguë", ())
    sure = part_at(checked(REPORT, CONCLUSION, 4).body, CONCLUSION)
    assert sure is not None
    assert sure.doubtful == ()


def test_a_text_begins_where_none_stood() -> None:
    end = Spot("conclusion", field=False)
    assert plain(put(REPORT, end, Keyed(0, 0, "\nCordialement"), REPORT.body).body).endswith(
        "bronchite aiguë\nCordialement"
    )
    empty = Report("r", "p", "a", "letter", "Lettre")
    assert plain(put(empty, Spot("", field=False), Keyed(0, 0, "Cher confrère"), ()).body) == "Cher confrère"


def test_typing_in_a_field_that_is_gone_changes_nothing() -> None:
    assert put(REPORT, Spot("poids", field=True), Keyed(0, 0, "70"), REPORT.body) is REPORT


@pytest.mark.parametrize("typed", [Keyed(-1, 0, "x"), Keyed(0, 99, "x"), Keyed(99, 0, "x")])
def test_a_place_outside_the_text_is_refused(typed: Keyed) -> None:
    with pytest.raises(ValueError, match="not within"):
        put(REPORT, CONCLUSION, typed, REPORT.body)
