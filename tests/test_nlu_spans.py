"""Which words an entity has (the contract of commands.yml), whom a command is about, and clean text."""

from __future__ import annotations

import itertools

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import sentences
from nlu.called import people
from nlu.spans import Mark, repair
from nlu.text import clean


def marked(text: str) -> tuple[str, list[Mark]]:
    example = sentences.parse(text, "any")
    return example.text, [Mark(s.name, s.start, s.end) for s in example.spans]


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("dossier de [madame durand](patient)", "durand"),
        ("dossier [le goff](patient)", "le goff"),
        ("dossier jean-[pierre](patient) martin", "jean-pierre"),
        ("madame d'[almeida](patient)", "almeida"),
        ("madame [d'almeida](patient)", "d'almeida"),
        ("dossier [marie](patient) [durand](patient)", "marie durand"),
        ("bio depuis [la rentrée](period)", "depuis la rentrée"),
        ("bio [de cette année](period)", "cette année"),
        ("courbe [sur un an](period)", "un an"),
        ("rendez-vous [aujourd](period)'hui", "aujourd'hui"),
        ("chambre [douze](room)", "chambre douze"),
        ("[chambre douze](room) [lit un](room)", "chambre douze lit un"),
        ("affiche [les allergies](section)", "allergies"),
        ("montre [l'imagerie](section)", "imagerie"),
        ("ouvre [le deuxième](ordinal)", "deuxième"),
        ("lettre du [docteur petit](practitioner)", "petit"),
        ("envoie au [docteur petit](recipient)", "petit"),
        ("envoie au [médecin traitant](recipient)", "médecin traitant"),
        ("trame [consultation](template) de [pneumologie](template)", "consultation de pneumologie"),
        ("dossier [marie-ange](patient) de la [fontaine](patient)", "marie-ange de la fontaine"),
        ("ajoute le docteur [le goff](recipient)", "le goff"),
        ("dossier [m a r t i n](patient)", "m a r t i n"),
        ("sur [mon espace santé](channel)", "mon espace santé"),
        ("les [analyses de](section) mardi", "analyses"),
        ("ouvre le [fémur de la chambre quatorze](room)", "chambre quatorze"),
        ("l'[ordonnance d](doc_type)'avril", "ordonnance"),
        ("[encore en attente de signature](status)", "en attente de signature"),
        ("au docteur [éos](practitioner) du [bois](practitioner)", "éos du bois"),
        ("conclusion [tout](content) [va bien](content)", "tout va bien"),
    ],
)
def test_the_words_of_an_entity(given_, wanted):
    text, marks = marked(given_)
    (found,) = repair(text, marks)
    assert text[found.start : found.end] == wanted


def test_two_values_side_by_side_stay_two():
    text, marks = marked("donne [sodium](analyte) [potassium](analyte)")
    assert len(repair(text, marks)) == 2


def test_every_training_mark_is_already_as_the_contract_says():
    wrong = []
    for example in sentences.read():
        marks = [Mark(s.name, s.start, s.end) for s in example.spans]
        found = [(m.name, m.start, m.end) for m in repair(example.text, marks)]
        if found != [(m.name, m.start, m.end) for m in marks]:
            wrong.append(example.marked)
    assert not wrong


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_any_marks_give_ordered_words_of_the_text(given_, places):
    text = clean(given_).text
    marks = [Mark("patient", a, b) for a, b in places if a < b <= len(text)]
    found = repair(text, marks)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(max_size=120))
def test_clean_text_knows_where_its_letters_were(given_):
    found = clean(given_)
    assert len(found.text) == len(found.at)
    assert found.text == found.text.strip()
    assert "  " not in found.text
    assert list(found.at) == sorted(found.at)
    for i in range(len(found.text)):
        start, end = found.origin(i, i + 1)
        assert 0 <= start < end <= len(given_)


@given(st.text(max_size=80))
@hypothesis.example("0:\u0300")
def test_cleaning_twice_changes_nothing(given_):
    once = clean(given_).text
    assert clean(once).text == once


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("affiche les allergies de madame durand", "durand"),
        ("la bio de monsieur le goff s'il te plaît", "le goff"),
        ("les traitements de mme da silva depuis janvier", "da silva"),
        ("donne la créatinine de la patiente martin", "martin"),
        ("affiche les allergies du patient", None),
        ("la patiente de la chambre douze", None),
        ("les allergies de ce monsieur", None),
        ("patient suivant", None),
        ("le patient d'après", None),
        ("le patient juste avant", None),
        ("les allergies de madame d'alembert", "d'alembert"),
        ("les antécédents de monsieur et affiche la bio", None),
    ],
)
def test_who_is_named(text, name):
    found = people(text)
    assert [text[n.start : n.end] for n in found] == ([name] if name else [])
