"""Reasons to believe a model less, beside what it says itself."""

from __future__ import annotations

import pytest

from assistant import catalogue
from nlu import doubt

WORDS = catalogue.load()


@pytest.mark.parametrize("text", ["la prise de sang est bonne non", "la prise de sang est bonne n'est-ce pas"])
def test_who_asks_for_approval_orders_nothing(text: str) -> None:
    spec = WORDS.spec("show_section")
    plain = doubt.factor(spec, "la prise de sang est bonne", "", ())
    assert doubt.factor(spec, text, "", ()) == pytest.approx(doubt.TAGGED * plain)


def test_a_refusal_is_an_answer_and_an_order_stays_one() -> None:
    assert doubt.factor(WORDS.spec("deny"), "ah non", "", ()) == 1.0
    opened = WORDS.spec("show_section")
    assert doubt.factor(opened, "affiche les allergies non", "", ()) == doubt.factor(
        opened, "affiche les allergies", "", ()
    )
