"""A report from nothing to its signature and PDF: said, against the same text typed at 40 words a minute.

Said: for every sentence the length of its sound (the assistant's own synthetic voice), the silence that ends it (the
judgement and the settings of listening), the machine's time of the turn, and the read-back before signing, listened to
whole. The words are typed into the session: how well and how fast they are heard is `bench hearing`. Typed: characters
of the finished text, five a word (the norm of typing tests), and no other gesture.
"""

from __future__ import annotations

import io
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from actions.reports import editing, pdfa_check
from actions.reports.model import Field, Status, Text, plain
from assistant.bench.hearing.words import median
from assistant.bench.writing import filling, sessions
from assistant.bench.writing.rows import Row
from assistant.bench.writing.sessions import Bench
from assistant.hearing.endpointing import Patience, judge
from assistant.hearing.voice import PicoVoice
from assistant.settings import ROOT, Settings
from assistant.types import Asked

FOLDER = ROOT / "tests" / "writing" / "finished"
WORDS_A_MINUTE, LETTERS_A_WORD = 40, 5


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, and what comes of it: fields of a template, or the whole text."""

    name: str
    say: tuple[str, ...]
    template: str = ""
    holds: dict[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a report that was said."""

    speech: float
    silence: float
    machine: float
    listening: float

    @property
    def whole(self) -> float:
        """All of them."""
        return self.speech + self.silence + self.machine + self.listening


def load(folder: Path = FOLDER) -> Iterator[Script]:
    """Every report."""
    for path in sorted(folder.glob("*.yml")):
        raw: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for one in raw:
            yield Script(**{**one, "say": tuple(one["say"])})


async def measure(settings: Settings) -> AsyncIterator[Row]:
    """A row a report, and one of all; a row for each that did not come out as wanted."""
    found: list[Row] = []
    async with sessions.understanding(settings) as (interpreter, words):
        for script in load():
            with tempfile.TemporaryDirectory() as folder:
                async with sessions.opened(Path(folder), interpreter, words) as bench:
                    row, failure = await played(bench, script, settings)
            yield row
            found.append(row)
            if failure:
                yield failure
    right = [row for row in found if row["right"]]
    ratios = sorted(float(row["times_faster"]) for row in right) or [0.0]
    yield {
        "table": "finished", "kind": "all", "reports": len(found), "right": len(right),
        "times_faster": round(median(ratios), 2), "worst": ratios[0], "best": ratios[-1],
        "faster_than_values": round(median([float(row["faster_than_values"]) for row in right] or [0.0]), 2),
    }  # fmt: skip


async def played(bench: Bench, script: Script, settings: Settings) -> tuple[Row, Row | None]:
    """One report: its row, and what went wrong."""
    expected = await wanted(bench, script)
    spent, said = await _said(bench, script, settings)
    reports = await bench.writer.find()
    report = reports[0] if reports else None
    got = plain(report.body) if report else ""
    sheet = await bench.writer.pdf(report.id) if report else None
    signed = bool(report and report.status is Status.SIGNED and sheet and not pdfa_check.check(sheet))
    right = len(reports) == 1 and signed and _same(got) == _same(expected)
    typed, values = _typing(expected), _typing("".join(script.holds.values()) or expected)
    row: Row = {
        "table": "finished", "kind": script.name, "right": int(right), "commands": len(script.say),
        "words": sum(len(s.split()) for s in script.say), "characters": len(expected),
        "speech_s": round(spent.speech, 1), "silence_s": round(spent.silence, 1),
        "machine_s": round(spent.machine, 2), "listening_s": round(spent.listening, 1),
        "voice_s": round(spent.whole, 1),
        "typed_s": round(typed, 1), "times_faster": round(typed / spent.whole, 2),
        "values_typed_s": round(values, 1), "faster_than_values": round(values / spent.whole, 2),
    }  # fmt: skip
    if right:
        return row, None
    wrong = _difference(_same(expected), _same(got))
    return row, {"table": "failure", "kind": script.name, "said": " / ".join(said), "want": wrong[0], "got": wrong[1]}


async def _said(bench: Bench, script: Script, settings: Settings) -> tuple[Spent, list[str]]:
    """Say it all; the seconds, and the answers."""
    session, voice = bench.session, PicoVoice()
    listening = settings.listening
    patience = Patience(listening.complete, listening.silence, listening.unfinished, listening.dictation)
    speech = silence = machine = listened = 0.0
    said = []
    for words in script.say:
        before = session.situation
        began = time.perf_counter()
        turn = await session.say(words)
        machine += time.perf_counter() - began
        speech += _seconds(await voice.speak(words))
        silence += patience.after(judge(words, turn.meant, before, bench.words), before.mode)
        answer = " ".join(bench.words.sentence(o.reply) for o in turn.outcomes if o.reply)
        if isinstance(turn.outcome, Asked):
            answer = bench.words.sentence(turn.outcome.reply)
            listened += _seconds(await voice.speak(answer))
        said.append(answer)
    return Spent(speech, silence, machine, listened), said


async def wanted(bench: Bench, script: Script) -> str:
    """The text that must come of it: the values in the template with the facts of the record, its defaults accepted."""
    if not script.template:
        return script.text
    body = await bench.plain(script.template)
    held = {f.name for f in editing.fields(body)}
    if unknown := set(script.holds) - held:
        raise ValueError(f"{script.template!r} has no field {sorted(unknown)}")
    return "".join(_filled(part, script.holds) for part in body)


def _filled(part: Text | Field, holds: dict[str, str]) -> str:
    if isinstance(part, Text):
        return part.text
    if part.name in holds:
        return holds[part.name]
    text = part.text or part.default
    return f"{text} {part.unit}" if text and part.unit else text


def _same(text: str) -> str:
    """As it is compared: spaces of one kind; a field's first letter and last full stop are those of its line."""
    lines = text.translate(filling.ORDINARY).casefold().split("\n")
    return "\n".join(" ".join(line.split()).removesuffix(".") for line in lines).strip()


def _difference(want: str, got: str) -> tuple[str, str]:
    """The first lines that differ."""
    pairs = zip([*want.split("\n"), ""], [*got.split("\n"), ""], strict=False)
    return next(((a, b) for a, b in pairs if a != b), ("signed as PDF/A", "not signed"))


def _typing(text: str) -> float:
    """Seconds at 40 words a minute."""
    return len(text) / LETTERS_A_WORD * 60 / WORDS_A_MINUTE


def _seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        return float(file.getnframes() / file.getframerate())
