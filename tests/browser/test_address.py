"""Deep links: written, read back, and recognised."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from actions.charts.browser.address import Address, fill, period_of, span, unify
from actions.charts.browser.facts import address
from actions.charts.browser.recipe import load
from actions.charts.browser.showing import _match
from assistant.types import Period

words = st.text(max_size=20)
NAMES = st.sampled_from(["patient", "name", "rec_name"])
clause = st.tuples(NAMES, st.just("="), words | st.integers(1, 9999)).map(list)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
RECIPE = load("gnuhealth-sao")


@given(st.lists(clause, max_size=3), words, st.none() | st.integers(1, 9999))
def test_an_address_survives_the_journey_whatever_it_holds(domain, title, key) -> None:
    here = Address("gnuhealth.patient", key, tuple(domain), {"preview": True}, title)
    again = Address.parse(here.path)
    assert again.same(here)
    assert again.title == title
    assert "&" not in here.path.split(";", 1)[1].replace("&context", "").replace("&name", "").replace("&domain", "")


@given(DAYS, DAYS)
def test_a_period_is_read_back_from_its_clauses(one, other) -> None:
    wanted = Period(min(one, other), max(one, other))
    for name in ("labs", "allergies", "appointments"):
        place = RECIPE.sections[name]
        here = Address.parse(address(place, {"patient": 7, "name": "X"}, wanted).path)
        found = _match(place, here)
        assert found is not None
        assert found["patient"] == 7
        assert period_of(found) == wanted


def test_open_periods_leave_their_clause_out() -> None:
    place = RECIPE.sections["labs"]
    assert len(address(place, {"patient": 7}, Period(start=date(2026, 1, 1))).domain) == len(place.domain) + 1
    assert len(address(place, {"patient": 7}, None).domain) == len(place.domain)


def test_every_section_is_recognised_as_itself_or_as_the_same_screen() -> None:
    for name, place in RECIPE.sections.items():
        here = address(place, {"patient": 7, "name": "Anne DURAND"}, None)
        assert int((_match(place, Address.parse(here.path)) or {})["patient"]) == 7, name


def test_fill_and_unify_are_inverse() -> None:
    pattern = [["a", "=", "{patient}"], ["b", "=", "x,{patient}"]]
    assert fill(pattern, {"patient": 3}) == [["a", "=", 3], ["b", "=", "x,3"]]
    assert unify("x,{document}", "x,12") == {"document": "12"}
    assert unify(["a", "=", 1], ["a", "=", 2]) is None
    assert span(None) == {}


def test_garbage_is_the_empty_address() -> None:
    for path in ("", "wizard/x", "model/a;domain=%7B", "model/a;domain=[["):
        assert Address.parse(path).domain == ()
