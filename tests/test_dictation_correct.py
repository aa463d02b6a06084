"""Corrections by voice on a text: found whatever its writing, moved doubtful words, candidates, nothing lost."""

import random

import pytest

from actions.reports.dictation.commands import command
from actions.reports.dictation.correct import correct
from actions.reports.dictation.edits import Ambiguous, Draft, Edited, NotFound
from actions.reports.dictation.values import PLAIN, Lexicon

TEXT = "M. Petit prend de l'amoxicilline 500 mg trois fois par jour. Il est apyrétique. Pas d'allergie connue."


def done(said: str, text: str = TEXT, **more: object) -> Edited:
    draft = Draft(text, len(text), **more)
    outcome = correct(command(said), draft, Lexicon(("Petit", "Lefèvre")), PLAIN)
    assert isinstance(outcome, Edited), outcome
    return outcome


@pytest.mark.parametrize(
    ("said", "there", "gone"),
    [
        ("remplace amoxicilline par amoxicilline acide clavulanique", "l'amoxicilline acide clavulanique 500 mg", ""),
        ("remplace amoxiciline par céfixime", "céfixime 500 mg", "amoxicilline"),
        ("remplace cinq cents milligrammes par un gramme", "amoxicilline 1 g trois", "500"),
        ("remplace trois fois par jour par deux fois par jour", "500 mg deux fois par jour.", "trois"),
        ("corrige apyrétique en fébrile à trente-neuf degrés", "Il est fébrile à 39 °C.", "apyrétique"),
        ("remplace allergie par terrain", "Pas de terrain connue", "d'"),
        ("remplace petit par lefevre", "M. Lefèvre prend", "Petit"),
        ("supprime apyrétique", "Il est. Pas", "apyrétique"),
        ("supprime il est apyrétique", "par jour. Pas d'allergie", "apyrétique"),
        ("supprime allergie", "Pas connue.", "d'"),
        ("efface la dernière phrase", "Il est apyrétique.", "allergie"),
        ("efface les deux derniers mots", "apyrétique. Pas", "allergie"),
        ("supprime de il est à apyrétique", "par jour. Pas", "Il est"),
        ("mets une majuscule à allergie", "d'Allergie", ""),
        ("mets apyrétique en majuscules", "APYRÉTIQUE", ""),
        ("ajoute virgule sans frissons après apyrétique", "apyrétique, sans frissons.", ""),
        ("ajoute toujours avant apyrétique", "Il est toujours apyrétique.", ""),
        ("épelle d u v a l", "connue. Duval", ""),
        ("épelle l e f e v r e", "connue. Lefèvre", ""),
    ],
)
def test_the_text_is_corrected(said, there, gone):
    text = done(said).draft.text
    assert there in text
    assert not gone or gone not in text
    assert "  " not in text


def test_what_begins_a_sentence_after_a_deletion_gets_its_capital():
    assert done("supprime demain", "Demain il sort.").draft.text == "Il sort."


def test_doubtful_words_move_with_the_text_and_are_settled_by_a_correction():
    start = TEXT.index("allergie")
    after = done("remplace cinq cents milligrammes par un gramme", doubtful=((start, start + 8),)).draft
    ((a, b),) = after.doubtful
    assert after.text[a:b] == "allergie"
    assert done("corrige en intolérance", doubtful=((start, start + 8),)).draft.doubtful == ()


def test_jumping_goes_from_one_doubtful_word_to_the_next_and_round():
    spans = ((0, 2), (9, 14))
    first = correct(command("mot douteux suivant"), Draft(TEXT, 0, None, spans))
    assert first.draft.selection == (0, 2)
    second = correct(command("mot douteux suivant"), first.draft)
    assert second.draft.selection == (9, 14)
    assert correct(command("mot douteux suivant"), second.draft).draft.selection == (0, 2)
    assert correct(command("mot douteux précédent"), second.draft).draft.selection == (0, 2)


def test_a_selection_is_what_ca_means_else_the_last_utterance():
    assert done("efface ça", "Il va bien. Merci.", selection=(11, 18)).draft.text == "Il va bien."
    assert done("efface ça", "Il va bien. Merci.", latest=(11, 18)).draft.text == "Il va bien."
    assert correct(command("efface ça"), Draft("Il va bien.", 11)) == NotFound()


def test_the_sentence_at_the_cursor_decides_between_two_places():
    text = "Douleur du genou. Genou froid."
    assert done("sélectionne genou", text).draft.selection == (18, 23)


def test_several_places_are_candidates_the_nearest_before_the_cursor_first():
    text = "Genou droit. Genou gauche. Fin. Genou."
    cursor = text.index("Fin") + 4
    outcome = correct(command("remplace genou par coude"), Draft(text, cursor))
    assert isinstance(outcome, Ambiguous)
    assert [start for start, _ in outcome.candidates] == [13, 0, 32]


def test_words_that_are_not_there_are_told():
    outcome = correct(command("remplace héparine par rien"), Draft(TEXT, len(TEXT)))
    assert outcome == NotFound("héparine")
    assert correct(command("mot douteux suivant"), Draft(TEXT, 0)) == NotFound()
    assert correct(command("supprime tout"), Draft("", 0)) == NotFound()


def test_no_correction_breaks_or_touches_what_it_does_not_mean():
    sayings = (
        "remplace {} par {}",
        "supprime {}",
        "sélectionne {}",
        "mets une majuscule à {}",
        "ajoute {} après {}",
        "corrige en {}",
        "efface les deux derniers mots",
        "efface la dernière phrase",
        "mot douteux suivant",
        "supprime de {} à {}",
        "va avant {}",
    )
    words = (
        "genou",
        "droit",
        "pas",
        "d'oedème",
        "tension",
        "douze",
        "apyrétique",
        "point",
        "le",
        "l'irm",
        "trois",
        "jours",
    )
    texts = (TEXT, "", "Genou droit.\n\n- Pas d'œdème\n- IRM « normale » (12 mg)", "…", "L'", "a  b")
    chance = random.Random(3)
    for _ in range(400):
        text = chance.choice(texts)
        at = sorted(chance.randint(0, len(text)) for _ in range(3))
        draft = Draft(text, at[2], (at[0], at[1]) if chance.random() < 0.3 else None, ((at[0], at[1]),))
        meant = command(chance.choice(sayings).format(*chance.choices(words, k=2)))
        outcome = correct(meant, draft)
        if isinstance(outcome, Ambiguous):
            assert len(outcome.candidates) > 1
        elif isinstance(outcome, Edited):
            after = outcome.draft
            assert 0 <= after.cursor <= len(after.text)
            assert all(0 <= a <= b <= len(after.text) for a, b in (*after.doubtful, outcome.changed))
