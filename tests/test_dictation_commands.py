"""Which utterances of a dictation are commands, and which are text."""

from pathlib import Path

import pytest

from actions.reports.dictation.commands import command
from actions.reports.dictation.edits import (
    Case,
    Delete,
    Go,
    Insert,
    Jump,
    Last,
    Named,
    Recase,
    Replace,
    Rewrite,
    Select,
    Selection,
    Spell,
    Stretch,
    Unit,
)


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("fin de dictée", "stop_dictation"),
        ("champ suivant", "next_field"),
        ("annule", "undo"),
        ("rétablis", "redo"),
        ("enregistre le document", "save_document"),
        ("efface la dernière phrase", Delete(Last(Unit.SENTENCE))),
        ("efface les trois derniers mots", Delete(Last(Unit.WORD, 3))),
        ("efface deux mots", Delete(Last(Unit.WORD, 2))),
        ("supprime tout", Delete(Last(Unit.ALL))),
        ("efface ça", Delete(Selection())),
        ("supprime le mot apyrétique", Delete(Named("apyrétique"))),
        ("supprime de bonjour jusqu'à merci", Delete(Stretch("bonjour", "merci"))),
        ("sélectionne la dernière phrase", Select(Last(Unit.SENTENCE))),
        ("sélectionne de abdomen à souple", Select(Stretch("abdomen", "souple"))),
        ("sélectionne abdomen", Select(Named("abdomen"))),
        ("remplace aspirine par clopidogrel", Replace((("aspirine", "clopidogrel"),))),
        ("corrige gauche en droit", Replace((("gauche", "droit"),))),
        ("à la place de gauche mets droit", Replace((("gauche", "droit"),))),
        ("corrige en fébrile", Rewrite("fébrile")),
        ("ajoute très avant fébrile", Insert((("fébrile", "très"),), after=False)),
        ("mets une majuscule à service", Recase(Named("service"), Case.CAPITAL)),
        ("mets service en majuscules", Recase(Named("service"), Case.UPPER)),
        ("épelle d u p o n t", Spell("d u p o n t")),
        ("mot douteux suivant", Jump()),
        ("mot douteux précédent", Jump(forward=False)),
        ("va à la fin", Go(Last(Unit.ALL))),
    ],
)
def test_commands_of_a_dictation(said, meaning):
    assert command(said) == meaning


@pytest.mark.parametrize(
    "said",
    [
        "",
        "le patient efface ses souvenirs",
        "annule le rendez-vous de lundi",
        "la dictée est finie",
        "on remplace l'aspirine par du clopidogrel",
        "fin de dictée magique",
        "il va à la fin du mois",
        "point à la ligne",
    ],
)
def test_anything_else_is_text(said):
    assert command(said) is None


def test_no_line_of_our_medical_prose_is_a_command():
    texts = Path(__file__).parent.parent / "speech" / "texts"
    lines = (texts / "medical.txt").read_text(encoding="utf-8").lower().splitlines()
    assert [line for line in lines if command(line.replace(",", "")) is not None] == []


def test_every_cut_of_a_replacement_is_kept():
    meant = command("remplace trois fois par jour par deux fois par jour")
    assert isinstance(meant, Replace)
    assert ("trois fois par jour", "deux fois par jour") in meant.cuts
