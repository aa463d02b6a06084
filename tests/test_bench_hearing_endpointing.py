"""The measurement of ends: the sound's own time, with and without looks."""

from __future__ import annotations

import pytest

from assistant import catalogue, settings
from assistant.bench.hearing.endpointing import HESITATIONS, Clip, endpointing, made
from assistant.hearing.voice import PicoVoice
from assistant.situation import Situation
from nlu.rules import RuleInterpreter
from tests.prepared import LoudnessDetector, PreparedRecognizer, tone

WORDS = catalogue.load()


class Timeless(PreparedRecognizer):
    """The words of the clip, however long it lasts."""

    async def partial(self, utterance, situation, *, quiet=False) -> str:
        return self.texts[0] if utterance.seconds > 1.6 else self.texts[0].rsplit(" ", 1)[0]


async def report(text: str, *clips: Clip, seconds: float = 0.0):
    ear = Timeless(text) if not seconds else PreparedRecognizer(text, pace=9.0, seconds=seconds)
    rules = RuleInterpreter(WORDS)
    await rules.interpret(text, Situation())  # its word lists are read at the first sentence
    return await endpointing(ear, rules, settings.load(), clips, LoudnessDetector(), WORDS)


async def test_a_whole_command_ends_sooner_than_the_fixed_silence():
    found = await report("patient suivant", Clip("whole", (tone(1.5),)))
    assert found.fixed[0].delays == pytest.approx([0.7], abs=0.05)
    assert found.adaptive[0].delays == pytest.approx([0.3], abs=0.05)
    assert found.adaptive[0].verdict == "complete"
    (whole,) = [row for row in found.figures() if row["kind"] == "whole sentences, adaptive"]
    assert (whole["clips"], whole["cut"]) == (1, 0)


async def test_what_a_look_costs_is_part_of_the_delay():
    found = await report("patient suivant", Clip("whole", (tone(1.5),)), seconds=0.4)
    assert 0.5 < found.adaptive[0].delays[0] < 0.7 + 0.05


async def test_hesitations_are_counted():
    found = await report("ouvre le dossier de Dupont", Clip("hesitation", (tone(1.0), tone(0.8))))
    cut = {row["kind"]: row["cut"] for row in found.figures() if "cut" in row}
    assert [cut[f"hesitation of {p} s, fixed silence"] for p in ("0.5", "0.75", "1")] == [0, 1, 1]
    assert [cut[f"hesitation of {p} s, adaptive"] for p in ("0.5", "0.75", "1")] == [0] * 3


async def test_clips_of_a_voice():
    clips = await made(PicoVoice())
    lines = [line for line in HESITATIONS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert [clip.name for clip in clips] == lines
    assert all(len(part) > 2000 for clip in clips for part in clip.parts)
    assert all(len(clip.parts) == 2 for clip in clips)
