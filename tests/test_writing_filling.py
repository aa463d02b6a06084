"""Fields filled by name and reports finished by voice, on the real Rasa: floors under `bench writing`."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import catalogue, settings
from assistant.bench.writing import filling, finished, sessions
from assistant.bench.writing.pairs import TEST
from nlu.client import RasaInterpreter

EACH = 3
"""One sentence in so many."""
SCRIPTS = ("suivi d'hypertension", "suivi de grossesse", "courrier libre, dicté", "infiltration du genou")


async def test_fields_are_filled_by_their_names(rasa: RasaInterpreter, tmp_path: Path) -> None:
    cases = [case for case in filling.load() if case.form != filling.LABELS][::EACH]
    async with sessions.opened(tmp_path, rasa, catalogue.load()) as bench:
        tried = await filling.every(bench, cases)
    wrong = [(t.case.said, t.got or t.said) for t in tried if not t.right]
    assert len(tried) > 100
    assert len(wrong) <= 0.03 * len(tried), wrong


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_report_is_finished_by_voice(rasa: RasaInterpreter, tmp_path: Path, name: str) -> None:
    (script,) = [one for one in finished.load() if one.name == name]
    async with sessions.opened(tmp_path, rasa, catalogue.load()) as bench:
        row, failure = await finished.played(bench, script, settings.load())
    assert failure is None
    assert float(row["times_faster"]) > 1, row


def test_the_sentences_are_many_and_their_halves_even() -> None:
    cases = list(filling.load())
    assert len(cases) >= 450
    assert len({(c.template, c.said) for c in cases}) == len(cases)
    assert 0.4 < sum(c.half == TEST for c in cases) / len(cases) < 0.6
    assert len({c.template for c in cases}) >= 40


def test_a_wrong_script_counts_as_failed() -> None:
    assert finished._same("Motif : Toux.\n") == finished._same("motif :  toux")
    assert finished._same("Motif : toux") != finished._same("Motif : rhume")
