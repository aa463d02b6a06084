"""Where a person's name may come: there alone the names near at hand help."""

from __future__ import annotations

import pytest

from assistant.hearing.alike import Alike
from assistant.hearing.carriers import may_follow, must_follow
from nlu import sentences

NAMES = frozenset({"patient"})


@pytest.mark.parametrize(
    "before",
    [
        "", "ouvre le dossier de madame", "dossier", "ouvre-moi", "cherche", "les allergies d'", "madame marie-claude",
        "non pas dupont mais", "le suivant c'est", "docteur", "madame dupont pardon", "madame dupont je veux dire",
        "madame marie claude", "Ouvre le dossier de Madame", "Dossier,",
    ],
)  # fmt: skip
def test_a_name_may_follow(before):
    assert may_follow(before)


@pytest.mark.parametrize(
    "before", ["vu par le docteur", "docteur jean-marie de", "madame de la tour du", "Monsieur Le", "dossier"]
)
def test_a_name_goes_on(before):
    assert must_follow(before)


@pytest.mark.parametrize("before", ["", "sous", "madame anne a une", "pas d'", "le docteur dupont évoque une"])
def test_no_name_goes_on(before):
    assert not must_follow(before)


@pytest.mark.parametrize("before", ["insère le modèle canal", "sous migraine", "écris prothèse totale", "hémoglobine"])
def test_a_name_may_not_follow(before):
    assert not may_follow(before)


def test_the_sentences_of_the_catalogue_name_people_where_names_may_come():
    named = [
        (example.text, span.start)
        for example in sentences.read()
        for span in example.spans
        if span.name in NAMES
    ]  # fmt: skip
    odd = [text for text, start in named if not may_follow(text[:start].lower())]
    assert len(named) > 300
    assert len(odd) < 0.03 * len(named), odd


def test_a_word_that_sounds_like_a_name_stays_where_no_name_may_come():
    alike = Alike({"carpentier": 9.0}, ("carpentier",))
    assert alike.rewritten("ouvre le modèle canal carpienté", 5) == []
    assert alike.rewritten("ouvre le dossier carpienté", 5)[0].text == "ouvre le dossier carpentier"
    assert alike.gain("canal carpentier") == 0.0
    assert alike.gain("madame carpentier") == 9.0
