"""«de madame X» names whose document it is, «au docteur Y» who receives it: never one for the other."""

from __future__ import annotations

import pytest

from nlu import about


@pytest.mark.parametrize(
    ("text", "name", "theirs"),
    [
        ("envoie le courrier de madame durand au docteur oury", "durand", True),
        ("envoie le courrier de monsieur carpentier", "carpentier", True),
        ("envoie le courrier de la patiente durand", "durand", True),
        ("envoie le courrier à madame durand", "durand", False),
        ("envoie le courrier au docteur durand", "durand", False),
        ("envoie le courrier du docteur durand au patient", "durand", False),
        ("ajoute le cardiologue de quimper", "quimper", False),
    ],
)
def test_whose_document_it_is(text, name, theirs):
    assert about.whose(text, text.index(name)) is theirs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("envoie le courrier de monsieur carpentier au docteur oury par mssanté", "oury"),
        ("ajoute le docteur le goff en copie", "le goff"),
        ("envoie le compte-rendu à la docteure de souza", "de souza"),
        ("envoie le courrier du docteur petit au patient", ""),
        ("envoie le courrier", ""),
    ],
)
def test_the_doctor_it_goes_to(text, name):
    span = about.doctor(text)
    assert (text[span[0] : span[1]] if span else "") == name


@pytest.mark.parametrize(
    ("text", "name", "wrote"),
    [
        ("envoie le courrier du docteur martin à madame durand", "martin", True),
        ("envoie le courrier du docteur martin à madame durand", "docteur martin", True),
        ("envoie le compte-rendu de la docteure martin", "martin", True),
        ("envoie le compte-rendu au docteur martin", "martin", False),
        ("envoie le courrier au cabinet du docteur martin", "martin", False),
        ("envoie le compte-rendu du cardiologue", "cardiologue", False),
    ],
)
def test_who_wrote_a_document_does_not_receive_it(text, name, wrote):
    assert about.authored(text, text.index(name)) is wrote


def test_a_title_is_no_name():
    assert about.person("envoie le compte-rendu à madame le docteur oury") is None
