"""The assistant's own words are not a command; a person's are, and «stop» always is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.console.aloud import Aloud
from assistant.hearing.echo import THROUGH, is_echo

CHOICE = "2 patients possibles : 1, Anne DURAND, née le 12/03/1950 ; 2, Marie DURAND, née le 04/07/1981. Lequel ?"
CONFIRM = "Envoyer : compte-rendu, Anne DURAND. Dites « je confirme » pour valider, « annule » pour abandonner."
RESULT = "Créatinine : 78 µmol/L, le 03/11/2026."


@pytest.mark.parametrize(("heard", "spoken"), [
    ("patients possibles Anne Durand", CHOICE),
    ("Anne Durant", CHOICE),
    ("Lequel ?", CHOICE),
    ("je confirme", CONFIRM),
    ("dites je confirme pour valider", CONFIRM),
    ("la créatine 78", RESULT),
])  # fmt: skip
def test_its_own_voice(heard, spoken):
    assert is_echo(heard, spoken)


@pytest.mark.parametrize(("heard", "spoken"), [
    ("la deuxième", CHOICE),
    ("ferme le dossier", CHOICE),
    ("affiche les allergies", RESULT),
    ("patient suivant", CHOICE),
    ("annule", CONFIRM),
    ("Stop !", "Stop. Stop."),
    ("je confirme", ""),
    ("", CHOICE),
])  # fmt: skip
def test_a_person(heard, spoken):
    assert not is_echo(heard, spoken)


def test_what_gets_through_gets_through_whatever_is_said():
    lines = (line.split("#")[0].strip() for line in THROUGH.read_text(encoding="utf-8").splitlines())
    for line in filter(None, lines):
        assert not is_echo(line, f"vous pouvez dire {line} à tout moment"), line


REPLY = ("le", "dossier", "de", "madame", "durand", "créatinine", "deux", "patients", "lequel")
sentences = st.lists(st.sampled_from(REPLY), min_size=2)


@given(sentences, st.data())
def test_any_stretch_of_a_reply_is_its_echo(reply, data):
    start = data.draw(st.integers(0, len(reply) - 1))
    end = data.draw(st.integers(start + 1, len(reply)))
    assert is_echo(" ".join(reply[start:end]), " ".join(reply))


@given(sentences)
def test_other_words_are_nobodys_echo(reply):
    assert not is_echo("ferme tout maintenant", " ".join(reply))


def test_words_that_were_not_said_yet_are_a_persons():
    now = 100.0
    aloud = Aloud(lambda: now)
    aloud.begin()
    assert aloud.said() == ""
    aloud.play(CHOICE)
    now += 1.0
    assert is_echo("Anne Durand", aloud.said())
    assert not is_echo("Marie", aloud.said())
    now += 10.0
    assert is_echo("Marie", aloud.said())


def test_what_was_said_before_somebody_spoke_is_no_echo_once_it_is_over():
    now = 0.0
    aloud = Aloud(lambda: now)
    aloud.play(RESULT)
    now += 5.0
    aloud.begin()
    assert "creatinine" in aloud.said(), "it goes on"
    aloud.play("")
    assert "creatinine" in aloud.said(), "it went on while the person spoke"
    aloud.begin()
    assert aloud.said() == ""


def test_a_sentence_goes_on_where_it_was_held():
    aloud = Aloud(lambda: 7.0)
    aloud.play(CHOICE, 20.0)
    assert aloud.said().endswith("lequel")
