"""Edits of a document: where words go, what is erased, which field is meant, which words are doubtful."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.reports import cutting, doubts, editing, filling, named, spoken
from actions.reports.cutting import Extent
from actions.reports.model import Body, Field, Report, Text, plain
from actions.reports.tools import plain_words
from assistant.record import Opened, Place
from assistant.types import Heard, Transcript
from tests.clinic import CERTIFICATE, CONSULTATION

BLANK = Report("d1", "7", "martin", "letter", "Courrier")
NOTE = replace(BLANK, body=CONSULTATION, current="motif")
PLACES = tuple(Place(f.name, f.choices, f.unit) for f in editing.fields(CONSULTATION))
OPENED = Opened("d1", "7", "Courrier", "letter", "draft", 1, "auscultation", PLACES)
FIELDS = (
    "motif", "antécédents", "tension artérielle", "fréquence cardiaque", "fréquence respiratoire", "température",
    "examen clinique", "examen neurologique", "conduite à tenir", "saturation en oxygène",
)  # fmt: skip


# --- where words go ------------------------------------------------------------------------------------------------


def test_words_go_to_the_end_of_the_text() -> None:
    report = editing.append(editing.append(BLANK, "Bonjour."), " Merci.", ((1, 6),))
    assert report.body == (Text("Bonjour. Merci.", ((9, 14),)),)


def test_words_go_to_the_current_field_and_are_a_persons() -> None:
    held = editing.field_of(editing.append(NOTE, "toux").body, "motif")
    assert held == Field("motif", "toux", required=True, accepted=True)


def test_the_first_words_replace_what_was_proposed_the_next_ones_follow() -> None:
    report = editing.go(NOTE, "hémoglobine")
    report = editing.append(editing.append(report, "13"), " stable")
    held = editing.field_of(report.body, "hémoglobine")
    assert held is not None
    assert (held.text, held.source, held.accepted) == ("13 stable", None, True)


def test_a_template_comes_behind_the_line_one_is_in_and_names_stay_unique() -> None:
    report = editing.insert(editing.insert(BLANK, CONSULTATION), CONSULTATION)
    names = [f.name for f in editing.fields(report.body)]
    assert len(set(names)) == len(names)
    assert "deuxième tension" in names
    assert report.current == "deuxième motif"
    lines = plain(report.body).splitlines()
    assert lines[:2] == ["Motif : ", "Motif : "], "inserted behind the line of the field that words went to"


def test_a_template_begins_on_a_line_of_its_own() -> None:
    report = editing.insert(editing.append(BLANK, "Patient vu ce jour."), CERTIFICATE)
    assert plain(report.body) == "Patient vu ce jour.\nCertificat établi ce jour à la demande de l'intéressé.\n"


def test_defaults_and_facts_are_accepted_together_or_one_by_one() -> None:
    assert editing.unaccepted(NOTE.body) == editing.unsaid(NOTE.body) == 2
    assert editing.unaccepted(editing.accept(NOTE, "hémoglobine").body) == 1
    accepted = editing.accept(NOTE)
    assert editing.unaccepted(accepted.body) == 0
    assert all(f.source is None for f in editing.fields(accepted.body))


def test_required_fields_that_are_empty_are_named() -> None:
    assert editing.missing(NOTE.body) == ("motif",)
    assert editing.missing(editing.fill(NOTE, "motif", "  ").body) == ("motif",)
    assert editing.missing(editing.fill(NOTE, "motif", "toux").body) == ()


def test_steps_stop_at_both_ends() -> None:
    assert editing.step(NOTE, -1) is None
    assert editing.step(NOTE, +1) == "tension"
    assert editing.step(editing.go(NOTE, "conclusion"), +1) is None
    assert editing.step(editing.go(NOTE, ""), +1) == "motif"
    assert editing.step(BLANK, +1) is None


# --- erasing ----------------------------------------------------------------------------------------------------

TEXT = "M. Dupont va bien. Il a 38.5 de fièvre.\nRepos conseillé !\n\nÀ revoir dans l'hôpital."


@pytest.mark.parametrize(
    ("extent", "count", "gone"),
    [
        (Extent.WORD, 1, "l'hôpital."),
        (Extent.WORD, 3, "revoir dans l'hôpital."),
        (Extent.WORD, 5, "conseillé !\n\nÀ revoir dans l'hôpital."),
        (Extent.SENTENCE, 1, "À revoir dans l'hôpital."),
        (Extent.SENTENCE, 3, "Il a 38.5 de fièvre.\nRepos conseillé !\n\nÀ revoir dans l'hôpital."),
        (Extent.SENTENCE, 4, TEXT),
        (Extent.PARAGRAPH, 1, "À revoir dans l'hôpital."),
        (Extent.PARAGRAPH, 2, "Repos conseillé !\n\nÀ revoir dans l'hôpital."),
        (Extent.PARAGRAPH, 99, TEXT),
    ],
)
def test_the_last_words_sentences_and_paragraphs_as_people_count_them(extent: Extent, count: int, gone: str) -> None:
    cut = cutting.cut(replace(BLANK, body=(Text(TEXT),)), extent, count)
    assert cut.words == gone
    assert (plain(cut.report.body) + gone).replace(" ", "").replace("\n", "") == TEXT.replace(" ", "").replace("\n", "")


def test_only_the_fields_own_words_go() -> None:
    report = editing.append(NOTE, "toux grasse")
    assert plain(cutting.cut(report, Extent.WORD).report.body).startswith("Motif : toux\nTension")
    assert cutting.cut(report, Extent.WORD, 9).words == "toux grasse"
    assert cutting.cut(cutting.cut(report, Extent.WORD, 9).report, Extent.WORD).words == ""


def test_doubts_of_what_is_erased_go_with_it() -> None:
    report = editing.append(BLANK, "une toux grasse", ((4, 8), (9, 15)))
    assert cutting.cut(report, Extent.WORD).report.body == (Text("une toux", ((4, 8),)),)


@pytest.mark.parametrize(
    ("said", "extent"),
    [
        ("efface la dernière phrase", Extent.SENTENCE), ("supprime les 4 derniers mots", Extent.WORD),
        ("vire-moi le dernier paragraphe", Extent.PARAGRAPH), ("éface la dernière ligne", Extent.SENTENCE),
        ("efface ça", Extent.SAID), ("efface ce que je viens de dicter", Extent.SAID),
    ],
)  # fmt: skip
def test_how_much_is_meant_is_in_the_words(said: str, extent: Extent) -> None:
    assert cutting.extent(said) is extent


# --- which field, which answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("motif", "motif"), ("le motif", "motif"), ("champ motif", "motif"), ("Motif", "motif"),
        ("tension", "tension artérielle"), ("tention", "tension artérielle"), ("la TA", "tension artérielle"),
        ("pression artérielle", "tension artérielle"), ("pouls", "fréquence cardiaque"),
        ("antécédent", "antécédents"), ("antecedents", "antécédents"), ("chant température", "température"),
        ("temperature", "température"), ("saturation", "saturation en oxygène"),
        ("conduite à tenir", "conduite à tenir"),
        ("CAT", "conduite à tenir"), ("examen neuro", None), ("examen neurologique", "examen neurologique"),
        ("fréquence", None), ("poids", None), ("", None), ("le", None),
    ],
)  # fmt: skip
def test_a_field_is_named_in_spite_of_accents_articles_and_short_names(words: str, name: str | None) -> None:
    assert spoken.field(FIELDS, words) == name


@pytest.mark.parametrize(
    ("words", "answer"),
    [("normale", "normale"), ("Normal", "normale"), ("crépitants", "crépitants"), ("crepitant", "crépitants"),
     ("sibilants s'il te plaît", "sibilants"), ("rien de spécial", None), ("anormale", None),
     ("pas normale", None), ("hyper normale", None)],
)  # fmt: skip
def test_a_choice_is_answered_by_speaking_it(words: str, answer: str | None) -> None:
    assert spoken.choice(("normale", "crépitants", "sibilants"), words) == answer


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("tension douze huit", ("tension", "douze huit")),
        ("température trente-huit cinq", ("température", "trente-huit cinq")),
        ("crépitants", ("auscultation", "crépitants")), ("auscultation normale", ("auscultation", "normale")),
        ("tension c'est quoi docteur", None), ("conclusion on verra plus tard", None), ("tension", None),
        ("vous avez mal depuis longtemps", None), ("il fait douze huit dehors", None),
    ],
)  # fmt: skip
def test_a_value_behind_its_name_needs_no_verb_and_talk_is_no_value(words: str, filled: tuple[str, str] | None) -> None:
    meant = named.answer(OPENED, words)
    found = meant and (meant.first("field"), meant.first("content"))
    assert (tuple(str(e.value) for e in found if e) if found else None) == filled


@pytest.mark.parametrize("words", ["fin de dictée", "Fin de dictée.", "champ suivant", "efface les deux derniers mots",
                                   "annule", "efface dernière phrase", "supprime les 4 derniers mots"])  # fmt: skip
def test_commands_of_the_dictation_are_whole_utterances(words: str) -> None:
    assert spoken.phrase(words, "dictation") is not None


@pytest.mark.parametrize(
    "words",
    ["il est passé à la ligne suivante", "le champ suivant est vide", "on annule le rendez-vous",
     "fin de dictée du courrier",
     "efface la dernière phrase de la lettre", "la dictée", "signe le document", "ouvre le dossier de madame durand"],
)  # fmt: skip
def test_anything_else_is_prose(words: str) -> None:
    assert spoken.phrase(words, "dictation") is None


# --- what a field holds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "words", "shown"),
    [
        (Field("tension", unit="mmHg"), "douze huit", "120/80 mmHg"),
        (Field("poids", unit="kg"), "soixante-douze kilos cinq cents", "72,5 kg"),
        (Field("poids", unit="kg"), "soixante-douze", "72 kg"),
        (Field("température", unit="°C"), "trente-huit cinq", "38,5 °C"),
        (Field("température", unit="°C"), "apyrétique", "apyrétique"),
        (Field("fraction d'éjection", unit="%"), "soixante", "60 %"),
        (Field("fraction d'éjection", unit="%"), "soixante virgule cinq", "60,5 %"),
        (Field("fraction d'éjection", unit="%"), "conservée", "conservée"),
        (Field("motif"), "douleur thoracique", "douleur thoracique"),
        (Field("traitement"), "pendant trois mois", "pendant trois mois"),
        (Field("auscultation", choices=("normale", "sibilants")), "sibilant", "sibilants"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_field_holds_it(field: Field, words: str, shown: str) -> None:
    value = filling.value(field, words, plain_words)
    assert value is not None
    report = editing.fill(replace(BLANK, body=(field,)), field.name, value.text, unit=value.unit)
    assert plain(report.body) == shown


def test_words_that_are_no_answer_are_none() -> None:
    assert filling.value(Field("auscultation", choices=("normale", "sibilants")), "bof", plain_words) is None


# --- doubtful words ------------------------------------------------------------------------------------------------


def test_doubtful_words_are_found_where_they_were_written() -> None:
    text = "Patient sous amiodarone, tension 120/80."
    said = "patient sous amiodarone virgule tension douze huit point"
    marked = [text[a:b] for a, b in doubts.spans(said, (2, 5), text)]
    assert marked == ["amiodarone", "120/80"]


def test_a_doubtful_sign_marks_no_word_and_no_doubt_marks_nothing() -> None:
    assert doubts.spans("patient virgule", (1,), "Patient,") == ()
    assert doubts.spans("patient", (), "Patient") == ()


def test_the_doubts_of_a_value_are_those_of_its_words() -> None:
    words = tuple(Heard(w, 0.2 if w == "huit" else 0.9) for w in ("tension", "douze", "huit"))
    assert doubts.within(Transcript("tension douze huit", words=words), "douze huit") == (1,)
    assert doubts.within(Transcript("tension douze huit", words=words), "quatorze") == ()


def test_a_body_has_no_two_texts_side_by_side() -> None:
    body: Body = (Text("a", ((0, 1),)), Text(""), Text("b", ((0, 1),)), Field("x"), Text(""))
    assert editing.joined(body) == (Text("ab", ((0, 1), (1, 2))), Field("x"))
