"""Several commands in one breath, read by the rules: where it is cut, and where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import catalogue
from assistant.situation import Situation
from nlu.rules import RuleInterpreter

WORDS = catalogue.load()
RULES = RuleInterpreter(WORDS, today=lambda: date(2026, 11, 23))


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("ouvre le dossier de madame Carpentier et affiche ses allergies", ["open_record", "show_section"]),
        ("ouvre le dossier de madame Carpentier affiche ses allergies", ["open_record", "show_section"]),
        ("ouvre le dossier Martin, puis donne-moi la dernière créatinine et descends",
         ["open_record", "show_result", "scroll"]),
        ("patient suivant et affiche les allergies", ["next_patient", "show_section"]),
        ("affiche les allergies puis affiche les traitements", ["show_section", "show_section"]),
        ("affiche les allergies puis les traitements", ["show_section", "show_section"]),
        ("tension douze huit et poids soixante-dix", ["fill_field", "fill_field"]),
        ("affiche les allergies", ["show_section"]),
        ("il pleut et ça tombe", ["out_of_scope"]),
        ("et puis", ["out_of_scope"]),
        ("", ["out_of_scope"]),
    ],
)  # fmt: skip
async def test_where_it_is_cut(text, intents):
    assert [i.intent for i in await RULES.interpret(text, Situation())] == intents


async def test_offsets_are_those_of_the_whole():
    text = "Ouvre le dossier de madame D’Almeida,  et puis  affiche ses ALLERGIES !"
    found = await RULES.interpret(text, Situation())
    assert [i.intent for i in found] == ["open_record", "show_section"]
    for part in found:
        for entity in part.entities:
            assert text[entity.start : entity.end] == entity.text
    assert [e.text for i in found for e in i.entities] == ["D’Almeida", "ALLERGIES"]


async def test_at_most_three():
    found = await RULES.interpret("descends puis monte puis descends puis monte", Situation())
    assert len(found) <= 3
