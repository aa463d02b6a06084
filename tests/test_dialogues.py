"""Whole conversations, in files a clinician can read: on dit / il répond / le dossier montre."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import registry
from actions.charts.memory import MemoryChart
from actions.own_words import OwnWords
from assistant import aliases, catalogue, journal, people, store
from assistant.cli.printing import replies
from assistant.pipeline import Session
from assistant.ports import Interpreter
from assistant.turn import Parts
from assistant.types import Origin

SCRIPTS = sorted((Path(__file__).parent / "dialogues").glob("*.yml"))
KNOWN = {
    "on dit",
    "attend",
    "compris",
    "il répond",
    "il dit aussi",
    "question",
    "le dossier montre",
    "rien",
    "choix",
}


class Clock:
    """A clock the script moves: «attend: 31» is thirty-one seconds."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
async def test_conversation(path: Path, rasa: Interpreter, tmp_path: Path) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = catalogue.load()
    clock = Clock()
    db = store.connect(tmp_path / "store.sqlite", (journal.migrations, people.migrations, aliases.migrations))
    known = people.SqlitePeople(db, {c.intent: c.group for c in words.commands.values()})
    known.add(people.Person("p", "p", script.get("rôle", "doctor"), "demo"))
    trail = journal.SqliteJournal(db)
    own = OwnWords(aliases.SqliteAliases(db), rasa, words, known, trail)
    parts = Parts(words, registry.load(words), rasa, known, trail, own=own)
    chart = MemoryChart()
    await chart.start()
    session = Session(Origin("demo", "p", "test"), parts, chart, clock=clock)
    await session.start()
    for number, step in enumerate(script["tours"], 1):
        where = f"{path.name}, tour {number}: «{step.get('on dit', '')}»"
        assert not set(step) - KNOWN, f"{where}: unknown keys {set(step) - KNOWN}"
        await play(step, session, chart, clock, where)
    assert trail.verify().broken_at is None


async def play(step: dict[str, Any], session: Session, chart: MemoryChart, clock: Clock, where: str) -> None:
    if "attend" in step:
        clock.now += timedelta(seconds=step["attend"])
        expired = await session.expire()
        if "il répond" in step:
            assert expired, f"{where}: nothing expired"
            assert session.catalogue.sentence(expired) == step["il répond"], where
        return
    before = await chart.shown()
    turn = await session.say(step["on dit"])
    said = replies(turn, session.catalogue)
    meant = [m.intent for m in turn.meant]
    if "compris" in step:
        wanted = step["compris"]
        assert meant == (wanted if isinstance(wanted, list) else [wanted]), f"{where}: {meant}"
    if "il répond" in step:
        assert said == step["il répond"], f"{where}: {meant}"
    for part in step.get("il dit aussi", []):
        assert part in said, f"{where}: {said!r} ({meant})"
    if "question" in step:
        assert type(session.state).__name__.lower() == step["question"], f"{where}: {said!r} ({meant})"
    if "choix" in step:
        question = session.situation.question
        assert question is not None, where
        assert [i.label for i in question.choices] == step["choix"], where
    after = await chart.shown()
    if step.get("rien"):
        assert after == before, f"{where}: the record moved"
        assert not said, f"{where}: {said!r} ({meant})"
    for key, value in step.get("le dossier montre", {}).items():
        shown = {
            "lieu": after.place,
            "patient": after.patient.name if after.patient else None,
            "détail": after.detail,
        }[key]
        assert shown == value, f"{where}: {key} is {shown!r} ({meant}, {said!r})"
