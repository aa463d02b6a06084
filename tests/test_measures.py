"""Measures, doses and durations as they are dictated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise.measures import Measure, measure


@pytest.mark.parametrize(
    ("field", "words", "value", "unit"),
    [
        ("tension", "douze huit", "120/80", "mmHg"),
        ("tension artérielle", "cent trente sur quatre-vingts", "130/80", "mmHg"),
        ("ta", "13/7", "130/70", "mmHg"), ("tension", "dix-sept neuf", "170/90", "mmHg"),
        ("tension", "quatorze sept et demi", "140/75", "mmHg"), ("tension", "140 sur 85", "140/85", "mmHg"),
        ("poids", "soixante-douze kilos", "72", "kg"), ("poids", "soixante-quatre kilos cinq cents", "64.5", "kg"),
        ("poids", "73,5", "73.5", "kg"), ("poids de naissance", "trois kilos deux cents", "3.2", "kg"),
        ("taille", "un mètre soixante-douze", "172", "cm"), ("taille", "1 m 65", "165", "cm"),
        ("taille", "168 cm", "168", "cm"),
        ("taille", "cent quatre-vingts", "180", "cm"), ("température", "trente-huit deux", "38.2", "°C"),
        ("température", "38,4", "38.4", "°C"), ("température", "trente-sept et demi", "37.5", "°C"),
        ("posologie", "deux milligrammes cinq", "2.5", "mg"),
        ("posologie", "zéro virgule cinq milligramme", "0.5", "mg"),
        ("traitement", "quarante milligrammes", "40", "mg"), ("dose", "un gramme", "1", "g"),
        ("diurèse", "mille deux cents millilitres", "1200", "ml"),
        ("saturation", "quatre-vingt-dix-sept pour cent", "97", "%"),
        ("durée", "dix jours", "P10D", ""), ("durée", "pendant trois mois", "P3M", ""),
        ("durée", "six semaines", "P6W", ""),
    ],
)  # fmt: skip
def test_a_measure_as_it_is_said(field, words, value, unit):
    assert measure(field, words) == Measure(value, unit)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("tension", "huit douze"),
        ("tension", "bonne"),
        ("poids", "stable"),
        ("conclusion", "examen normal"),
        ("motif", "douze"),
    ],
)
def test_what_is_no_measure_has_no_value(field, words):
    assert measure(field, words) is None


@given(st.integers(7, 25), st.integers(4, 14))
def test_a_pressure_is_in_millimetres_of_mercury(high, low):
    found = measure("tension", f"{high} {low}")
    assert found == (Measure(f"{10 * high}/{10 * low}", "mmHg") if low < high else None)


@given(st.text(max_size=30), st.sampled_from(["tension", "poids", "taille", "température", "motif"]))
def test_no_text_breaks_the_reading(words, field):
    found = measure(field, words)
    assert found is None or found.value
