"""Whose name sounds like what was heard: only among few people, and never surely."""

from __future__ import annotations

import pytest

from assistant.sounds import UNANIMOUS, echo, likeness
from assistant.types import Patient, Sex
from nlu.names import surely
from nlu.sounding import sounding

KAHLO = Patient("1", "Kahlo", "Anna", sex=Sex.FEMALE)
ARTHUIS = Patient("2", "Arthuis", "Colette", sex=Sex.FEMALE)
LE_MEUR = Patient("3", "Le Meur", "Yann", sex=Sex.MALE)
SHANNON = Patient("4", "Shannon", "Brad", sex=Sex.MALE)
BORN_HAMON = Patient("5", "Wieczorek", "Denise", sex=Sex.FEMALE, birth_family="Hamon")
ADAM = Patient("7", "Adam", "Eve", sex=Sex.FEMALE)
DAY = (ADAM, KAHLO, ARTHUIS, LE_MEUR, SHANNON, BORN_HAMON)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("anacalo", KAHLO),  # both names in one word
        ("brachennon", SHANNON),
        ("arthuise", ARTHUIS),
        ("lemar", LE_MEUR),
        ("madame amond", BORN_HAMON),
    ],
)
def test_the_name_that_sounds_most_like_the_words_is_meant(heard, meant):
    assert sounding(heard, DAY) == (meant,)


@pytest.mark.parametrize(
    ("name", "others", "least", "most"),
    [
        ("raschig", ["madame rachik", "madame rachid"], 0.75, 1.0),
        ("de la tour", ["le dossier de madame d'une la tour"], 0.75, 1.0),
        ("nguyen", ["monsieur noël", "monsieur neuf"], 0.0, 0.6),
        ("guillot", ["le dossier de madame dupont", "le dossier de madame duper"], 0.0, 0.6),
        ("liouville", ["appelle madame luvile", "appelle madame nguyen"], 0.75, 1.0),
        ("hodgkin", ["madame Hodgkin", "à madame hodgkin"], UNANIMOUS, UNANIMOUS),
        ("dossin", ["le dossier de madame dupont"], 0.0, 0.6),
        ("lemaitre", ["un monsieur lemaître", "deux"], 0.0, 0.5),
    ],
)
def test_a_name_has_an_echo_in_what_else_was_heard_where_that_sounds_like_it(name, others, least, most):
    found = echo(name, f"le dossier de {name}", others)
    assert found is not None
    assert least <= found <= most


@pytest.mark.parametrize(("name", "others"), [("", ["madame"]), ("nguyen", []), ("y", ["madame"])])
def test_without_a_name_or_anything_else_heard_there_is_no_echo(name, others):
    assert echo(name, f"le dossier de {name}", others) is None
    assert echo("durand", "ouvre le dossier", ["durand"]) is None


@pytest.mark.parametrize(
    "heard", ["durand", "docteur", "de la fontaine", "le", "", "madame", "madame docteur", "monsieur"]
)
def test_a_name_that_nobody_has_is_nobodys(heard):
    assert sounding(heard, DAY) == ()


def test_a_title_leaves_out_people_of_the_other_sex_and_nobody_unknown():
    assert sounding("madame lemar", DAY) == ()
    assert sounding("lemar", DAY, Sex.FEMALE) == ()
    someone = Patient("6", "Le Meur", "Camille")
    assert sounding("madame lemar", (*DAY, someone)) == (someone,)


def test_two_who_sound_alike_may_both_be_meant_and_many_are_nobody():
    families = ("Carlin", "Karlin", "Carlain", "Karlain")
    alike = tuple(Patient(str(n), family, "") for n, family in enumerate(families))
    assert sounding("garlin", alike[:2]) == alike[:2]
    assert sounding("garlin", alike) == ()


def test_what_is_found_so_is_never_sure():
    assert not any(surely(heard, who) for heard, who in (("brachennon", SHANNON), ("lemar", LE_MEUR)))


def test_sounds_of_one_kind_are_nearer_than_others():
    assert likeness("bato", "pato") > likeness("bato", "rato")
    assert likeness("bato", "bato") == 1.0
    assert likeness("bato", "pato") == likeness("pato", "bato")
