"""Only «je confirme» engages; an order not to do something does nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from assistant import catalogue
from assistant.assent import forbids, says_confirm
from assistant.dialogue import Confirming, Drop, Idle, Run, World, decide
from assistant.situation import Situation
from assistant.types import Command, Interpretation, Patient, Question, Reply

WORDS = catalogue.load()
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
GOLDEN = yaml.safe_load((ROOT / "tests/golden/confirm.yml").read_text(encoding="utf-8"))
TAUGHT = yaml.safe_load((ROOT / "nlu/data/confirm.yml").read_text(encoding="utf-8"))["nlu"][0]["examples"]


def answered(state, text, intent):
    heard = Interpretation(text, intent, 0.97)
    situation = Situation(patient=Patient("1", "Durand", "Anne"), available=frozenset(WORDS.commands))
    return decide(state, heard, World(WORDS, situation, NOW, lambda: "id1"))


@pytest.mark.parametrize("text", GOLDEN)
def test_what_confirms_confirms(text):
    assert says_confirm(text)


def test_nearly_all_that_rasa_is_taught_as_a_confirmation_is_one():
    taught = [line.strip(" -") for line in TAUGHT.splitlines() if line.strip()]
    assert [text for text in taught if not says_confirm(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "attends avant que je confirme", "est-ce que je confirme", "si je confirme", "je ne confirme plus",
        "je ne confirme pas", "je confirme pas encore", "confirme rien", "pas de confirmation", "je confirme demain",
        "je confirmerai plus tard", "avant de confirmer je vérifie", "je confirme au patient", "je confirme ?",
        "je vous confirme votre rendez-vous", "je confirme bien que c'était un mardi", "non je confirme rien",
    ],
)  # fmt: skip
def test_what_denies_asks_waits_or_tells_does_not(text):
    """Rasa takes most of these for «confirm», up to 0.97."""
    asked = Confirming(Command("send_report", id="id0"), Question("confirming", Reply("confirm")), NOW)
    state, decision = answered(asked, text, "confirm")
    assert state is asked
    assert not isinstance(decision, Run)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("n'envoie pas le compte-rendu au docteur Martin", "send_report"), ("n'annule pas l'envoi", "recall_dispatch"),
        ("non, n'annule surtout pas l'envoi", "recall_dispatch"), ("ne signe rien", "sign_document"),
        ("n'ajoute pas le docteur Oury en copie", "add_recipient"),
        ("ne retire pas le docteur Oury", "remove_recipient"),
    ],
)  # fmt: skip
def test_an_order_not_to_does_nothing(text, intent):
    state, decision = answered(Idle(), text, intent)
    assert isinstance(state, Idle)
    assert isinstance(decision, Drop)


@pytest.mark.parametrize("text", ["ne mets pas le docteur Oury en copie", "retire le docteur Oury"])
def test_not_to_put_somebody_in_copy_takes_them_off(text):
    assert not forbids(text, taking_off=True)
