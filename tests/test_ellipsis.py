"""Words left unsaid: read off the command before, as whole sentences only, and never for what engages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue
from assistant.situation import Situation
from assistant.types import Command, Item, Mode, Patient, Question, Reply, Risk
from nlu import ellipsis
from nlu.text import clean

WORDS = catalogue.load()
TODAY = date(2026, 11, 25)
DURAND = Patient("1", "Durand", "Anne")
CURVE = Command("plot_result", {"analyte": "potassium", "period": "2026-05-25/"}, DURAND)
RESULT = Command("show_result", {"analyte": "potassium", "period": "2026-11-24"}, DURAND)
ALLERGIES = Command("show_section", {"section": "allergies"}, DURAND)
LAST_WEEK = "2026-11-16/2026-11-22"
YESTERDAY = "2026-11-24"
OPEN = Command("open_record", {}, DURAND)
TODAYS = Command("show_worklist", {"period": "2026-11-25"})


def potassium(period: str) -> dict[str, str]:
    return {"analyte": "potassium", "period": period}


def read(text: str, topic: Command | None, **known: object):
    situation = replace(Situation(worklist=(DURAND,)), topic=topic, **known)
    found = ellipsis.read(clean(text), situation, WORDS, TODAY)
    return found and (found.intent, {e.name: e.value for e in found.entities}, found.about)


@pytest.mark.parametrize(
    ("text", "topic", "meant"),
    [
        ("Et la créatinine ?", RESULT, ("show_result", {"analyte": "créatinine", "period": YESTERDAY}, "")),
        ("et la créatinine", CURVE, ("plot_result", {"analyte": "créatinine", "period": "2026-05-25/"}, "")),
        ("et la kaliémie d'hier", CURVE, ("plot_result", {"analyte": "kaliémie", "period": YESTERDAY}, "")),
        ("et les antécédents", ALLERGIES, ("show_section", {"section": "history"}, "")),
        ("la même chose pour hier", TODAYS, ("show_worklist", {"period": YESTERDAY}, "")),
        ("pareil pour la semaine dernière", RESULT, ("show_result", potassium(LAST_WEEK), "")),
        ("la même chose depuis lundi", RESULT, ("show_result", potassium("2026-11-23/"), "")),
        ("et celle d'avant-hier", RESULT, ("show_result", potassium("2026-11-23"), "")),
        ("idem pour la créatinine", RESULT, ("show_result", {"analyte": "créatinine", "period": YESTERDAY}, "")),
        ("la même chose pour madame Petit", ALLERGIES, ("show_section", {"section": "allergies"}, "petit")),
        ("la même chose", ALLERGIES, ("show_section", {"section": "allergies"}, "")),
        ("non, je voulais dire madame Petit", OPEN, ("open_record", {"patient": "petit"}, "")),
        ("pardon monsieur de la Tour", ALLERGIES, ("show_section", {"section": "allergies"}, "de la tour")),
        ("pardon la kaliémie", RESULT, ("show_result", {"analyte": "kaliémie", "period": YESTERDAY}, "")),
        ("non les antécédents", ALLERGIES, ("show_section", {"section": "history"}, "")),
        ("plutôt la semaine dernière", RESULT, ("show_result", potassium(LAST_WEEK), "")),
    ],
)  # fmt: skip
def test_what_is_left_unsaid_comes_from_the_command_before(text, topic, meant):
    assert read(text, topic) == meant


@pytest.mark.parametrize(
    "text",
    [
        "et hier", "et la semaine dernière vous étiez où", "et madame petit elle va bien", "non", "pardon", "et alors",
        "la même chose que la dernière fois docteur", "et la créatinine on verra demain", "plutôt bien",
        "et le moral", "non madame petit est sortie ce matin", "ouvre le dossier de madame petit", "et",
    ],
)  # fmt: skip
def test_talk_is_left_to_the_model(text):
    for topic in (RESULT, CURVE, ALLERGIES, OPEN, TODAYS, None):
        assert read(text, topic) is None


def test_without_a_command_before_nothing_is_read():
    assert read("la même chose pour hier", None) is None
    assert read("et la créatinine", None) is None


@pytest.mark.parametrize("mode", [Mode.ASLEEP, Mode.DICTATION])
def test_neither_asleep_nor_in_a_dictation(mode):
    assert read("la même chose pour hier", RESULT, mode=mode) is None


SEND = Command("send_report", {"recipient": "treating_doctor", "doc_type": "letter"}, DURAND)


def test_what_engages_is_never_repeated():
    for text in ("la même chose", "la même chose pour hier", "et le cardiologue", "pareil pour madame Petit"):
        assert read(text, SEND) is None
    assert read("non je voulais dire le patient", SEND) is None, "no question is open"


def test_a_pending_sending_is_asked_again_with_the_recipient_put_right():
    asked = Question("confirming", Reply("confirm", {}))
    found = read("non je voulais dire le patient", SEND, question=asked)
    assert found == ("send_report", {"recipient": "patient", "doc_type": "letter"}, "")


def test_the_next_one_is_a_document_where_documents_are_listed():
    listing = tuple(Item("document", ref, DURAND, ref) for ref in ("a", "b", "c"))
    opened = Command("open_document", {"ref": "b"}, DURAND)
    assert read("le suivant", opened, listing=listing, place="document") == ("select_item", {"ordinal": 3}, "")
    assert read("le précédent", opened, listing=listing, place="document") == ("select_item", {"ordinal": 1}, "")


def test_the_next_one_is_a_patient_elsewhere():
    assert read("le suivant", ALLERGIES, place="section") == ("next_patient", {}, "")
    assert read("la précédente", None, place="record") == ("previous_patient", {}, "")
    assert read("le suivant", None, place="home") is None


@given(
    text=st.sampled_from(["la même chose", "pareil pour hier", "le suivant", "et la créatinine", "non la créatinine",
                          "et pour madame Petit", "plutôt le médecin traitant", "je confirme", "oui"]),
    intent=st.sampled_from(sorted(WORDS.commands)),
)  # fmt: skip
def test_without_a_question_nothing_here_engages_or_confirms(text, intent):
    found = read(text, Command(intent, {"analyte": "potassium", "recipient": "patient"}, DURAND))
    assert found is None or (WORDS.spec(found[0]).risk is not Risk.BIND and not WORDS.spec(found[0]).only_answer)
