"""Marks read off the words, things taken back, hesitations, and the recogniser's errors that the bench makes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue
from assistant.bench.misheard import misheard
from assistant.bench.understanding import golden
from assistant.settings import ROOT
from nlu import normalise, sentences
from nlu.client import placed
from nlu.complete import complete
from nlu.hesitation import fluent, learnt
from nlu.reading import Raw
from nlu.spans import Mark, repair
from nlu.text import clean, fold

WORDS = catalogue.load()
TODAY = date(2026, 11, 23)
DEVELOPMENT = ROOT / "tests" / "development"
TRAINING = list(sentences.read())


def completed(given_: str, intent: str) -> list[tuple[str, str]]:
    example = sentences.parse(given_, intent)
    marks = [Mark(s.name, s.start, s.end) for s in example.spans]
    found = repair(example.text, complete(example.text, marks, WORDS.spec(intent).slots, TODAY, intent))
    return [(m.name, example.text[m.start : m.end]) for m in found]


@pytest.mark.parametrize(
    ("given_", "intent", "wanted"),
    [
        ("affiche les allergies", "show_section", [("section", "allergies")]),
        ("ouvre le [compte-rendu](doc_type) opératoire", "open_document", [("doc_type", "compte-rendu opératoire")]),
        ("la [bio](section) sur les six [derniers mois](period)", "show_section",
         [("section", "bio"), ("period", "les six derniers mois")]),
        ("la [crp](analyte) depuis avant-hier", "show_result", [("analyte", "crp"), ("period", "depuis avant-hier")]),
        ("affiche ma [journée](period)", "show_worklist", []),
        ("il est à jour de ses [vaccins](section)", "show_section", [("section", "vaccins")]),
        ("lis-moi le courrier", "read_aloud", []),
        ("non pas les [allergies](section) les [antécédents](section)", "show_section", [("section", "antécédents")]),
        ("le [courrier](doc_type) non l'[ordonnance](doc_type)", "open_document", [("doc_type", "ordonnance")]),
        ("[sodium](analyte) et [potassium](analyte)", "show_result", [("analyte", "sodium"), ("analyte", "potassium")]),
        ("[poids](field) soixante-dix kilos", "fill_field", [("field", "poids"), ("content", "soixante-dix kilos")]),
        ("mets douze huit dans la [tension](field)", "fill_field", [("content", "douze huit"), ("field", "tension")]),
        ("remplis le [poids](field) s'il te plaît", "fill_field", [("field", "poids")]),
        ("le numéro deux", "select_item", [("ordinal", "deux")]),
        ("prends le huit", "select_item", [("ordinal", "huit")]),
        ("remets-toi tout en haut", "scroll", [("direction", "tout en haut")]),
        ("envoie-le en papier", "send_report", [("channel", "papier")]),
        ("envoie le courrier", "send_report", [("doc_type", "courrier")]),
        ("l'[ordonnance](doc_type) d'[avril](period) [dernier](ordinal)", "open_document",
         [("doc_type", "ordonnance"), ("period", "avril dernier")]),
        ("renvoie [le cro](content) pour [date fausse](content)", "return_document", [("content", "date fausse")]),
        ("renvoie-le avec la remarque [date fausse](content) s'il te plaît", "return_document",
         [("content", "date fausse")]),
        ("renvoie-le au médecin [il manque la date](content) euh merci", "return_document",
         [("content", "il manque la date")]),
        ("note en [conclusion](field) [revoir le patient](content) si possible", "fill_field",
         [("field", "conclusion"), ("content", "revoir le patient si possible")]),
        ("note en [conclusion](field) [revoir le patient](content) s'il te plaît", "fill_field",
         [("field", "conclusion"), ("content", "revoir le patient")]),
        ("[examen](field) [lésion de cinq](content) mm", "fill_field",
         [("field", "examen"), ("content", "lésion de cinq mm")]),
        ("la trame [décompensation cardiaque](template) pour ce [courrier](template)", "insert_template",
         [("template", "décompensation cardiaque")]),
        ("les comptes-rendus de [cardio](practitioner)", "show_reports", [("service", "cardio")]),
        ("les [analyses de](section) [mardi](period)", "show_section", [("section", "analyses"), ("period", "mardi")]),
    ],
)  # fmt: skip
def test_marks_are_completed_from_the_words(given_, intent, wanted):
    assert completed(given_, intent) == wanted


def test_what_people_wrote_is_hardly_changed():
    """The rules agree with the training sentences: they add to marks, they do not argue with them."""
    changed = 0
    for example in (e for e in TRAINING if e.intent != catalogue.OUT_OF_SCOPE):
        marks = [Mark(s.name, s.start, s.end) for s in example.spans]
        slots = WORDS.spec(example.intent).slots
        found = repair(example.text, complete(example.text, marks, slots, TODAY, example.intent))
        changed += [(m.name, m.start, m.end) for m in found] != [(m.name, m.start, m.end) for m in marks]
    assert changed < 0.005 * len(TRAINING)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("euh affiche euh les allergies", "affiche les allergies"),
        ("le le dossier de de durand", "le dossier de durand"),
        ("euh", "euh"), ("ouvre le dossier de ben salah", "ouvre le dossier de ben salah"), ("oui oui", "oui oui"),
        ("les allergies euh", "les allergies"), ("heureux de vous voir", "heureux de vous voir"),
    ],
)  # fmt: skip
def test_hesitations_are_left_out(text, wanted):
    assert fluent(text)[0] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pourriez-vous afficher la calcémie", "afficher la calcémie"),
        ("est-ce que tu peux me montrer la créat s'il te plaît", "me montrer la créat"),
        ("ayez l'obligeance de m'afficher mes consultations", "m'afficher mes consultations"),
        ("serait-il possible d'ouvrir le courrier", "ouvrir le courrier"),
        ("montrez-moi je vous prie les antécédents", "montrez-moi les antécédents"),
        ("veuillez passer à la suite", "passer à la suite"), ("on ferme merci", "on ferme"),
        # what is left says something, and what says something is left
        ("merci", "merci"), ("s'il vous plaît", "s'il vous plaît"), ("tu peux pas", "tu peux pas"),
        ("le courrier de madame mercier", "le courrier de madame mercier"),
        ("note merci de revoir le patient", "note merci de revoir le patient"),
    ],
)  # fmt: skip
def test_courtesy_is_left_out(text, wanted):
    assert fluent(text)[0] == wanted


def test_the_model_learns_the_sentences_that_it_will_be_given():
    taught = [
        sentences.parse(f"pourrais-tu afficher les [allergies](section){end}", "show_section") for end in ("", " merci")
    ]
    assert [e.marked for e in learnt(taught)] == ["afficher les [allergies](section)"]


@given(
    st.lists(
        st.sampled_from(["euh", "le", "la", "dossier", "de", "bon", "durand", "merci", "veuillez", "svp"]), min_size=1
    ).map(" ".join)
)
def test_every_letter_knows_where_it_was(text):
    bare, at = fluent(text)
    assert [text[i] for i in at] == list(bare)
    raw = placed(Raw("x", 1.0, marks=(Mark("patient", 0, len(bare)),)), at)
    assert text[raw.marks[0].start : raw.marks[0].end].startswith(bare[0])


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("mets [douze huit](content) dans la [tension](field)", "mais [douze huit](content) dans [tension](field)"),
        ("affiche les [allergies](section)", "affiché [allergies](section)"),
        ("[le goff](patient)", "[le goff](patient)"),
    ],
)
def test_a_misheard_sentence_keeps_its_marks(given_, wanted):
    assert misheard(sentences.parse(given_, "any")).marked == wanted


def test_the_development_part_is_apart_from_the_training_and_well_marked():
    single, several = golden(DEVELOPMENT)
    trained = {fold(e.text) for e in TRAINING}
    assert len(single) > 300
    assert several
    assert not [e.text for e in single if fold(e.text) in trained]
    assert not [e.text for e in single if clean(e.text).text != e.text]
    marks = [(e, s) for e in single for s in e.spans]
    assert not [e.marked for e, s in marks if s.name not in WORDS.spec(e.intent).slots]
    assert not [e.marked for e, s in marks if normalise.value(s.name, e.text[s.start : s.end], TODAY, e.intent) is None]
