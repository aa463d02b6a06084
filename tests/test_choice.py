"""Which guess is meant: what the situation excludes, and what it never decides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue
from assistant.catalogue import OUT_OF_SCOPE
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Item, Mode, Question, Reply
from nlu import choice
from nlu.reading import Piece, Raw, finish
from nlu.spans import Mark
from nlu.text import clean

WORDS = catalogue.load()
ALL = frozenset(WORDS.commands)
HERE = Situation(available=ALL)
LISTING = Situation(available=ALL, listing=(Item("patient", ""),))
ASKED = Situation(available=ALL, question=Question("filling", Reply("unsure")))
NOTE = Opened("d", "1", "Courrier", "letter", "draft", 1)
DICTATING = Situation(available=ALL, mode=Mode.DICTATION, document=NOTE)


@pytest.mark.parametrize(
    ("guesses", "situation", "first"),
    [
        ([("select_item", 0.5), ("open_document", 0.4)], HERE, "open_document"),
        ([("select_item", 0.5), ("open_document", 0.4)], LISTING, "select_item"),
        ([("select_item", 0.8), ("open_document", 0.1)], HERE, "select_item"),
        ([("affirm", 0.5), (OUT_OF_SCOPE, 0.4)], HERE, OUT_OF_SCOPE),
        ([("undo", 0.5), ("cancel", 0.45)], ASKED, "cancel"),
        ([("undo", 0.5), ("cancel", 0.45)], HERE, "undo"),
        ([("send_report", 0.5), ("confirm", 0.45)], ASKED, "send_report"),
        ([(OUT_OF_SCOPE, 0.5), ("cancel", 0.45)], ASKED, OUT_OF_SCOPE),
        ([("next_patient", 0.5), ("next_field", 0.4)], DICTATING, "next_field"),
        ([], HERE, None),
    ],
)
def test_the_situation_breaks_ties(guesses, situation, first):
    found = choice.possible(guesses, WORDS, situation)
    assert (found[0][0] if found else None) == first


def test_without_a_session_nothing_is_excluded():
    guesses = [("select_item", 0.5), ("open_document", 0.4)]
    assert choice.possible(guesses, WORDS, Situation()) == guesses


def test_what_this_installation_cannot_do_is_not_taken_for_something_else():
    few = Situation(available=frozenset({"save_document"}))
    assert choice.possible([("sign_document", 0.5), ("save_document", 0.4)], WORDS, few)[0][0] == "sign_document"


@given(
    st.dictionaries(st.sampled_from(sorted(ALL)), st.floats(0.01, 1.0), min_size=1, max_size=8),
    st.sampled_from([HERE, LISTING, ASKED, DICTATING, Situation(available=ALL, mode=Mode.ASLEEP), Situation()]),
)
def test_no_situation_makes_a_confirmation(scores, situation):
    """Safety rule 1: only words that are first a confirmation confirm; and no confidence leaves its bounds."""
    total = sum(scores.values())
    guesses = sorted(((n, s / total) for n, s in scores.items()), key=lambda g: -g[1])
    found = choice.possible(guesses, WORDS, situation)
    assert sum(c for _, c in found) <= 1.0 + 1e-9
    assert (found[0][0] == "confirm") == (guesses[0][0] == "confirm")
    if guesses[0][0] == "confirm":
        assert found[0][1] == guesses[0][1]
    assert all(name != "confirm" for name, _ in choice.rivals(found)[1:])


@pytest.mark.parametrize(
    ("guesses", "marked", "first"),
    [
        ([("fill_field", 0.7), ("go_to_field", 0.2)], {"field"}, "go_to_field"),
        ([("fill_field", 0.7), ("go_to_field", 0.2)], {"field", "content"}, "fill_field"),
        ([("go_to_field", 0.5), ("fill_field", 0.4)], {"field", "content"}, "fill_field"),
        ([("go_to_field", 0.8), ("fill_field", 0.1)], {"field", "content"}, "go_to_field"),
        ([("fill_field", 0.7)], set(), "fill_field"),
        ([("show_section", 0.7)], {"field"}, "show_section"),
    ],
)
def test_a_field_with_a_value_is_filled_and_one_without_is_gone_to(guesses, marked, first):
    assert choice.by_field(guesses, marked)[0][0] == first


def test_a_close_rival_with_its_value_beats_a_guess_without():
    whole = clean("la dernière créatinine")
    raw = Raw("insert_template", 0.4, (("show_result", 0.38), (OUT_OF_SCOPE, 0.2)), (Mark("analyte", 12, 22),))
    found = finish(Piece(whole, 0, len(whole.text)), raw, WORDS, date(2026, 11, 23), HERE)
    assert found.intent == "show_result"
    assert [e.value for e in found.entities] == ["créatinine"]
    assert found.rivals[0][0] == "insert_template"
