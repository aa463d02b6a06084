"""The golden sentences on the real Rasa: floors under what is measured (dpi-vocal bench understanding)."""

from __future__ import annotations

import json

import pytest

from assistant.bench.understanding import golden, score_of, talk
from assistant.bench.understanding_named import asked, requests
from assistant.catalogue import OUT_OF_SCOPE
from assistant.errors import UnderstandingError
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Patient
from nlu import sentences
from nlu.client import RasaInterpreter
from nlu.text import fold

WORST = ROOT / "var" / "log" / "golden-misses.json"
KNOWN = {fold(e.text) for e in sentences.read()}
SINGLE, SEVERAL = golden()
UNSEEN = [e for e in SINGLE if fold(e.text) not in KNOWN]


async def test_golden_sentences_are_understood(rasa):
    score = await score_of(rasa, UNSEEN, SEVERAL)
    WORST.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"text": m.text, "wanted": m.wanted, "got": m.got, "acts": m.acts} for m in score.misses]
    WORST.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    report = "\n".join(f"{k}: {v}" for k, v in score.summary().items())
    print(report)
    assert score.intents >= 0.90 * score.commands, report
    assert score.exact >= 0.82 * score.commands, report
    assert score.acting <= 0.035 * score.talk, report
    assert score.acting_amid <= 0.02 * score.talk, report
    assert score.several_intents >= 0.85 * score.several, report


async def test_talk_for_nobody_does_nothing(rasa):
    score = await score_of(rasa, talk(), [])
    report = "\n".join(f"{m.text} -> {m.got}" for m in score.misses if m.acts)
    assert score.acting <= 0.013 * score.talk, report
    assert score.acting_amid <= 0.005 * score.talk, report


async def test_whoever_is_named_is_named_though_no_training_sentence_has_the_name(rasa):
    answers = await asked(rasa, requests())
    wrong = "\n".join(a.request.text for a in answers if not a.person)
    assert sum(a.person for a in answers) >= 0.80 * len(answers), wrong
    assert sum(a.lost for a in answers) <= 0.04 * len(answers), wrong


async def test_a_name_of_the_day_is_one_wherever_it_stands(rasa):
    """«Page» is a word like any other, but somebody of the day is called so."""
    page = Situation(worklist=(Patient("1", "Page", "Denise"),))
    for near, about in ((Situation(), ""), (page, "page")):
        (found,) = await rasa.interpret("affiche la créatinine de page", near)
        assert (found.intent, found.about) == ("show_result", about)


async def test_offsets_are_those_of_the_words_given(rasa):
    text = "Ouvre le dossier de Madame D’Almeida, puis affiche ses ALLERGIES !"
    for part in await rasa.interpret(text, Situation()):
        for entity in part.entities:
            assert text[entity.start : entity.end] == entity.text


@pytest.mark.parametrize("text", ["", "   ", "?!…", "é" * 500, "la la la " * 60])
async def test_what_is_no_sentence_is_out_of_scope(rasa, text):
    (only,) = await rasa.interpret(text, Situation())
    assert only.intent == OUT_OF_SCOPE


async def test_the_person_named_beside_the_command(rasa):
    (found,) = await rasa.interpret("Affiche les allergies de madame Durand", Situation())
    assert (found.intent, found.about) == ("show_section", "durand")


async def test_a_wrong_token_is_a_clear_failure(rasa):
    stranger = RasaInterpreter(rasa._words, rasa.server.url, "not the token")
    with pytest.raises(UnderstandingError) as failure:
        await stranger.start()
    assert failure.value.code == "interpreter-down"
