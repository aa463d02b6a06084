"""Likely phrases, doubt and spelling: the pure parts of hearing; and the kinds of recogniser by name."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue as catalogues
from assistant.errors import SettingsError
from assistant.hearing import KINDS, recognizer
from assistant.hearing.biasing import likely
from assistant.hearing.doubt import LEAST, Hypothesis, confidence, doubt, is_subtitle, loops
from assistant.hearing.speechbrain_whisper import transcript
from assistant.hearing.spoken import spoken
from assistant.situation import Situation
from assistant.types import Heard, Item, Mode, Patient, Transcript

CATALOGUE = catalogues.load()
DURAND = Patient("1", "Durand", "Anne")
GONCALVES = Patient("2", "Gonçalves", "Luís")


def helped(situation: Situation) -> dict[str, float]:
    return dict(likely(situation, CATALOGUE))


def test_what_may_be_said_now_is_helped():
    assert "que puis-je dire" in helped(Situation())
    assert "la deuxième" not in helped(Situation())
    assert "la deuxième" in helped(Situation(listing=(Item("patient", "Anne DURAND", DURAND),)))


def test_who_has_one_name_is_helped_once():
    one = [said for said in helped(Situation(worklist=(Patient("3", "Girard", ""),))) if "Girard" in said]
    assert one == ["Girard"]


def test_names_are_helped_most_in_each_order():
    found = helped(Situation(patient=DURAND, worklist=(GONCALVES,), words=("Kerguelen",)))
    assert {"Anne Durand", "Durand", "Durand Anne", "Gonçalves", "Kerguelen"} <= set(found)
    assert found["Durand"] == max(found.values())


def test_doctors_are_helped_with_their_title_alone():
    found = helped(Situation(doctors=("Le Roux", "Hélène Le Roux")))
    assert {"docteur Le Roux", "docteur Hélène Le Roux"} <= set(found)
    assert "Le Roux" not in found


def test_asleep_only_waking_is_helped():
    commands = {said for command in CATALOGUE.commands.values() for said in command.say}
    assert commands & set(helped(Situation(mode=Mode.ASLEEP))) == set(CATALOGUE.commands["wake"].say)


def test_dictation_does_not_hear_commands_everywhere():
    assert not any(said.startswith("affiche") for said in helped(Situation(mode=Mode.DICTATION, patient=DURAND)))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Hypothesis("Affiche les allergies.", -0.3, 0.1), ""),
        (Hypothesis("Oui.", -0.8, 0.5), ""),
        (Hypothesis("", 0.0), "silence"),
        (Hypothesis(" … ", -0.2), "silence"),
        (Hypothesis("Merci.", -1.2, 0.8), "silence"),
        (Hypothesis("tout en bas", -0.4, 0.8), ""),
        (Hypothesis("le de la le de", -1.9), "unlikely"),
        (Hypothesis("oui oui oui oui oui", -0.1), "loop"),
        (Hypothesis("un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze", -0.1), "too-fast"),
        (Hypothesis("Sous-titres réalisés par la communauté d'Amara.org", -0.1), "subtitle"),
        (Hypothesis("Sous-titrage Société Radio-Canada", -0.2), "subtitle"),
    ],
)  # fmt: skip
def test_what_is_believed(said, why):
    assert doubt(said, 1.5) == why


@given(st.lists(st.sampled_from(["la", "créatinine", "du", "patient"]), min_size=1, max_size=4), st.integers(4, 20))
def test_a_loop_is_a_loop(phrase, times):
    assert loops(" ".join(phrase * times))


def test_a_real_sentence_is_no_loop_and_no_subtitle():
    for command in CATALOGUE.commands.values():
        for sentence in command.say:
            assert not loops(sentence)
            assert not is_subtitle(sentence)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Ouvre le dossier de M. Petit.", "Ouvre le dossier de monsieur Petit."),
        ("Mme Durand", "madame Durand"),
        ("le Dr Roy", "le docteur Roy"),
        ("d’abord", "d'abord"),
        (" - Oui, ", "Oui"),
        ("HbA1c à 7,2 %", "HbA1c à 7,2 %"),
    ],
)
def test_titles_are_written_as_spoken(written, said):
    assert spoken(written) == said


def test_every_kind_is_built_without_loading_anything():
    for kind in KINDS:
        assert recognizer(kind, "var/models/none", 2, 1).name == kind
    with pytest.raises(SettingsError):
        recognizer("vosk", "x", 2, 1)


def test_importing_hearing_does_not_import_torch():
    code = "import sys, assistant.hearing, assistant.hearing.listener; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_doubtful_words_are_told_by_their_place():
    words = (Heard("prend", 0.9), Heard("du", 0.8), Heard("kardégic", 0.3))
    assert Transcript("prend du kardégic", words=words).doubtful == (2,)
    assert Transcript("prend du kardégic").doubtful == ()
    assert Transcript("il prend du kardégic", words=words).doubtful == (), "its words are those of another text"


def test_confidence_with_the_weights_of_a_card():
    sure = Hypothesis("oui", -0.01, words=(Heard("oui", 0.99),))
    unsure = Hypothesis("prend du kardégic", -0.4, words=(Heard("prend", 0.9), Heard("kardégic", 0.2)))
    weights = [2.0, 3.0, 1.0]
    assert confidence(sure, weights) > 0.85
    assert 0 < confidence(unsure, weights) < 0.5
    assert confidence(sure) == pytest.approx(0.99, abs=0.001)


def test_a_command_that_is_hardly_believed_is_not_heard_and_dictated_words_are_kept():
    said, weights = Hypothesis("ferme le dossier de la tour", -1.1), (1.7, 6.4, 0.2)
    assert confidence(said, weights) < LEAST
    assert transcript(said, 2.0, weights).text == ""
    assert transcript(said, 2.0, weights, dictated=True).text == said.text
    assert transcript(said, 2.0).text == said.text  # weights that nobody calibrated say too little
    assert transcript(Hypothesis(said.text, -0.4), 2.0, weights).text == said.text


def test_another_language_is_not_believed_and_a_brief_sound_tells_less():
    said = Hypothesis("une phrase assez longue pour en juger", -0.2, french=0.15)
    assert doubt(said, 2.0) == "foreign"
    assert doubt(said, 1.4) == ""
    assert doubt(replace(said, french=0.05), 1.4) == "foreign"
