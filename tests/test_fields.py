"""Fields filled in so many words, values put right, names spelled: read off the words, whatever the model says."""

from __future__ import annotations

from datetime import date

import pytest

from nlu import fields, sentences
from nlu.complete import complete
from nlu.spans import Mark, repair

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "field", "content"),
    [
        ("mettez paracétamol si douleur dans le traitement", "traitement", "paracétamol si douleur"),
        ("on met sans objet dans les complications", "complications", "sans objet"),
        ("tu peux noter examen normal dans la conclusion", "conclusion", "examen normal"),
        ("glycémie un gramme dix", "glycémie", "un gramme dix"),
        ("la sat à quatre-vingt-quatorze", "sat", "quatre-vingt-quatorze"),
        ("tension treize huit", "tension", "treize huit"),
    ],
)
def test_a_known_field_with_its_value(text, field, content):
    marks = fields.said(text)
    assert marks is not None
    assert {m.name: text[m.start : m.end] for m in marks} == {"field": field, "content": content}


@pytest.mark.parametrize(
    "text",
    [
        "mettez vos affaires dans le vestiaire", "mets le curseur dans la conclusion", "glycémie 2024",
        "écris ce que je dis dans la conclusion", "la dextro est à deux grammes", "affiche les allergies",
        "mettez-vous dans la cabine", "conclusion", "chambre douze", "donne-moi la dernière glycémie",
    ],
)  # fmt: skip
def test_nothing_else(text):
    assert fields.said(text) is None


def test_no_training_sentence_of_another_command_is_taken_for_one():
    assert not [e.text for e in sentences.read() if e.intent != "fill_field" and fields.said(e.text)]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("prise à treize sept", "treize sept"),
        ("douze huit non treize huit", "treize huit"),
        ("un mètre soixante non un mètre soixante-deux", "un mètre soixante-deux"),
        ("douleur non calmée", "douleur non calmée"),
        ("pas de fièvre", "pas de fièvre"),
    ],
)
def test_of_two_numbers_the_one_put_right_is_kept(content, kept):
    text = f"tension {content}"
    marks = [Mark("field", 0, 7), Mark("content", 8, len(text))]
    found = complete(text, marks, ("field", "content"), TODAY, "fill_field")
    assert [text[m.start : m.end] for m in found if m.name == "content"] == [kept]


@pytest.mark.parametrize("spelled", ["l e g a l l", "d comme denise u p o n t", "b a h"])
def test_a_name_spelled_is_one_name(spelled):
    text = f"ouvre le dossier de madame {spelled}"
    at = text.index(spelled)
    halves = [Mark("patient", at, at + 3), Mark("patient", at + 4, at + 5)]
    found = complete(text, halves, ("patient",), TODAY, "open_record")
    assert [text[m.start : m.end] for m in found] == [spelled]


@pytest.mark.parametrize("words", ["la patiente", "le patient", "madame"])
def test_words_for_anybody_are_no_name(words):
    text = f"ouvre le dossier de {words}"
    assert repair(text, [Mark("patient", len(text) - len(words), len(text))]) == ()
