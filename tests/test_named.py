"""A field filled in so many words: its name, whatever stands around it, and only what is meant for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.reports import named
from actions.reports.model import Body, Field, Report, Text
from actions.reports.sketch import sketch
from assistant import direct
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Interpretation
from nlu.normalise.amounts import amount, number, score

BODY: Body = (
    Text("Motif : "), Field("motif"),
    Text("\nPression artérielle : "), Field("tension", unit="mmHg"),
    Text(" ; fréquence cardiaque : "), Field("fréquence cardiaque", unit="/min"),
    Text("\nTAPSE : "), Field("excursion de l'anneau tricuspide", unit="mm"),
    Text("\nActivités de base (ADL) : "), Field("activités de base"),
    Text("\nRythme : "), Field("rythme", choices=("sinusal", "fibrillation atriale")),
    Text("\nCôté : "), Field("côté", choices=("droit", "gauche")),
    Text("\nSuivi depuis "), Field("ancienneté"),
    Text("\nOxygène : "), Field("oxygène", choices=("aucun", "masque")),
    Text("\nCONCLUSION\n"), Field("conclusion"),
)  # fmt: skip
OPENED: Opened = sketch(Report("1", "2", "martin", "letter", "Courrier", BODY), "", signable=True)


def filled(words: str, *, told: bool | None = None) -> list[tuple[str, str]]:
    """(field, content) of what is meant; with `told` as `likely`, else as `ordered`."""
    meant = named.ordered(OPENED, words) if told is None else named.likely(OPENED, words, told=told)
    values = [str(e.value) for e in meant.entities] if meant else []
    if meant:
        assert all(words[e.start : e.end] == e.text for e in meant.entities)
    return list(zip(values[::2], values[1::2], strict=True))


@pytest.mark.parametrize(
    ("words", "fills"),
    [
        ("tension douze huit", [("tension", "douze huit")]),
        ("pression artérielle treize sept", [("tension", "treize sept")]),
        ("la TA est à quatorze neuf", [("tension", "quatorze neuf")]),
        ("alors la tension ce matin quatorze huit", [("tension", "quatorze huit")]),
        ("tension douze huit et pouls dix", [("tension", "douze huit"), ("fréquence cardiaque", "dix")]),
        ("tapse vingt-deux millimètres", [("excursion de l'anneau tricuspide", "vingt-deux millimètres")]),
        ("adl cinq", [("activités de base", "cinq")]),
        ("le rythme est en fibrillation atriale", [("rythme", "fibrillation atriale")]),
        ("le côté c'est le droit", [("côté", "le droit")]),
        ("mets gauche dans le champ côté", [("côté", "gauche")]),
        ("ancienneté dix ans côté droit", [("ancienneté", "dix ans"), ("côté", "droit")]),
        ("pour la conclusion mets rhinopharyngite aiguë", [("conclusion", "rhinopharyngite aiguë")]),
        ("dans le motif tu peux noter toux sèche", [("motif", "toux sèche")]),
        ("corrige le motif en toux grasse", [("motif", "toux grasse")]),
        ("écris pas d'anomalie dans la conclusion", [("conclusion", "pas d'anomalie")]),
        ("mets apyrétique dans tension", [("tension", "apyrétique")]),
    ],
)  # fmt: skip
def test_a_value_that_fits_and_an_order_need_no_interpreter(words: str, fills: list[tuple[str, str]]) -> None:
    assert filled(words) == fills


@pytest.mark.parametrize(
    "words",
    [
        "tension", "mets le curseur dans la conclusion", "mets ta blouse", "ajoute-moi sur ta liste d'amis",
        "mets le patient sur le côté", "mets les lunettes à oxygène", "ancienneté 2019", "tension vous avez mal",
        "on prend la tension", "va à la conclusion", "mets le motif en copie", "passons à la conclusion", "conclusion",
        "rythme vous dansez", "écris ce que je dis dans la conclusion",
    ],
)  # fmt: skip
def test_nothing_else_is_an_order(words: str) -> None:
    assert filled(words) == []


@pytest.mark.parametrize(
    ("words", "fills"),
    [
        ("motif douleur thoracique depuis hier", [("motif", "douleur thoracique depuis hier")]),
        ("conclusion deux points bronchite aiguë", [("conclusion", "bronchite aiguë")]),
        ("pour la conclusion bronchite", [("conclusion", "bronchite")]),
        ("conclusion on verra plus tard", []), ("motif vous me le dites", []), ("la conclusion est rassurante", []),
        ("motif prochain rendez-vous", [("motif", "prochain rendez-vous")]), ("rythme quoi", []),
    ],
)  # fmt: skip
def test_prose_behind_a_name_is_likely_meant_for_it_unless_it_is_talk(words: str, fills: list[tuple[str, str]]) -> None:
    assert filled(words, told=False) == fills


def test_with_another_sign_of_it_less_is_needed() -> None:
    assert filled("la conclusion c'est une bronchite", told=True) == [("conclusion", "bronchite")]


def test_labels_are_those_of_the_page() -> None:
    places = {place.name: place.labels for place in OPENED.places}
    assert places["activités de base"] == ("Activités de base", "ADL")
    assert places["fréquence cardiaque"] == ("fréquence cardiaque",)
    assert places["conclusion"] == ()


@pytest.mark.parametrize(
    ("unit", "words", "value"),
    [
        ("min", "neuf minutes", "9"), ("%", "moins dix-neuf pour cent", "-19"),
        ("V", "zéro virgule six volt", "0,6"),
        ("V", "un virgule zéro cinq", "1,05"), ("SA", "trente-deux semaines", "32"),
        ("g", "trois mille deux cents", "3200"), ("kg", "neuf minutes", None),
        ("", "trois", "3"), ("kg", "peu", None), ("min", "", None),
    ],
)  # fmt: skip
def test_a_number_in_the_unit_of_its_field(unit: str, words: str, value: str | None) -> None:
    assert amount(unit, words) == value


def test_two_numbers_are_a_pressure_and_a_score_is_out_of_more() -> None:
    assert number("automesure", "mmHg", "cent trente-deux sur soixante-dix-huit") == "132/78"
    assert number("tension", "mmHg", "treize") is None
    assert score("sept sur dix") == "7/10"
    assert score("dix sur sept") is None


def test_what_the_interpreter_is_sure_of_stays_but_for_a_long_name() -> None:
    sure = (Interpretation("x", "show_section", 0.99),)
    unsure = (Interpretation("x", "show_section", 0.5, order=False),)
    nothing = (Interpretation("x", "out_of_scope", 0.99),)
    here = replace(Situation(), document=OPENED)
    for words, found, intent in (
        ("motif toux grasse", sure, "show_section"), ("motif toux grasse", unsure, "fill_field"),
        ("motif toux grasse", nothing, "fill_field"), ("activités de base toilette et repas", sure, "fill_field"),
        ("affiche les activités de base toilette", sure, "show_section"),
    ):  # fmt: skip
        assert [m.intent for m in direct.instead(here, words, found)] == [intent], words
    assert direct.instead(Situation(), "motif toux grasse", nothing) == nothing
    assert direct.instead(here, "motif toux grasse", (*sure, *sure)) == (*sure, *sure)
