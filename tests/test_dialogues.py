"""Whole conversations, in files a clinician can read: on dit / il répond / le dossier montre."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.charts.memory import MemoryChart
from actions.reports.model import plain
from actions.reports.pdf import pdf
from actions.reports.tools import Tools
from assistant import people
from assistant.cli.printing import replies
from assistant.pipeline import Session
from assistant.ports import Interpreter
from assistant.record import View
from tests import correspondence
from tests.clinic import Clinic, TwoTemplates, waiting
from tests.correspondence import RPPS

SCRIPTS = sorted((Path(__file__).parent / "dialogues").glob("*.yml"))
KNOWN = {
    "on dit",
    "qui",
    "attend",
    "compris",
    "il répond",
    "il dit aussi",
    "question",
    "mode",
    "le dossier montre",
    "le document",
    "rien",
    "choix",
    "états",
    "dans la boîte d'envoi",
    "le facteur passe",
}
"""«dans la boîte d'envoi»: every message there, as «recipient, patient's number: status», in any order;
«le facteur passe»: what is due leaves."""


class Cast:
    """The people of a script, each with a session at a station of their own, in front of one record."""

    def __init__(self, clinic: Clinic, rasa: Interpreter) -> None:
        self.clinic = clinic
        self._rasa = rasa
        self._sessions: dict[str, tuple[Session, MemoryChart]] = {}

    async def session(self, person: str) -> tuple[Session, MemoryChart]:
        if person not in self._sessions:
            chart = MemoryChart()
            session = await self.clinic.session(person, chart=chart, interpreter=self._rasa)
            self._sessions[person] = (session, chart)
        return self._sessions[person]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
async def test_conversation(path: Path, rasa: Interpreter, tmp_path: Path) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    clinic = Clinic(tmp_path, Tools(templates=TwoTemplates(), pdf=pdf), script.get("service", ""))
    clinic.people.add(people.Person("p", "Dr Alix Morel", script.get("rôle", "doctor"), "demo", rpps=RPPS["p"]))
    for author, delegate in script.get("délégations", {}).items():
        clinic.people.delegate(author, delegate, "sign")
    for paper in script.get("à signer", []):
        await waiting(
            clinic, str(paper["patient"]), paper["titre"], days=paper.get("jours", 0),
            author=paper.get("auteur", "p"), lacks=paper.get("manque", ""),
        )  # fmt: skip
    for patient, whom in script.get("oppositions", {}).items():
        clinic.mailroom.directory.oppose(str(patient), str(whom), "p")
    cast = Cast(clinic, rasa)
    for number, step in enumerate(script["tours"], 1):
        where = f"{path.name}, tour {number}: «{step.get('on dit', '')}»"
        assert not set(step) - KNOWN, f"{where}: unknown keys {set(step) - KNOWN}"
        session, chart = await cast.session(step.get("qui", "p"))
        await play(step, session, chart, clinic, where)
    assert clinic.journal.verify().broken_at is None


async def play(step: dict[str, Any], session: Session, chart: MemoryChart, clinic: Clinic, where: str) -> None:
    if await waited(step, session, clinic, where):
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
    if "mode" in step:
        assert str(session.situation.mode) == step["mode"], f"{where}: {said!r} ({meant})"
    if "le document" in step:
        await compare(step["le document"], session, clinic, f"{where}: {said!r} ({meant})")
    if "états" in step:
        states = {r.title: str(r.status) for r in await clinic.writer.find()}
        assert states == step["états"], f"{where}: {said!r} ({meant})"
    if "dans la boîte d'envoi" in step:
        rows = await clinic.mailroom.do(clinic.mailroom.outbox.find)
        held = sorted(f"{row.name}, {row.patient}: {row.status.value}" for row in rows)
        assert held == sorted(step["dans la boîte d'envoi"]), f"{where}: {said!r} ({meant})"
    after = await chart.shown()
    if step.get("rien"):
        assert after == before, f"{where}: the record moved"
        assert not said, f"{where}: {said!r} ({meant})"
    seen(step.get("le dossier montre", {}), after, f"{where}: {said!r} ({meant})")


def seen(wanted: dict[str, Any], after: View, where: str) -> None:
    """What the record shows after a turn."""
    for key, value in wanted.items():
        shown = {
            "lieu": after.place,
            "patient": after.patient.name if after.patient else None,
            "détail": after.detail,
        }[key]
        assert shown == value, f"{where}: {key} is {shown!r}"


async def waited(step: dict[str, Any], session: Session, clinic: Clinic, where: str) -> bool:
    """Steps in which nobody speaks: time passes, the post leaves."""
    if "attend" in step:
        clinic.clock.wait(seconds=step["attend"])
        expired = await session.expire()
        if "il répond" in step:
            assert expired, f"{where}: nothing expired"
            assert session.catalogue.sentence(expired) == step["il répond"], where
    elif step.get("le facteur passe"):
        await asyncio.to_thread(correspondence.collect, clinic.mailroom)
    return "on dit" not in step


async def compare(wanted: dict[str, Any], session: Session, clinic: Clinic, where: str) -> None:
    """The document on the person's desk: its state, its current field, words it holds and words it must not hold."""
    report = await clinic.writer.current(session.origin, session.situation.patient)
    assert report is not None, where
    text = plain(report.body)
    for key, value in wanted.items():
        if key == "état":
            assert report.status == value, where
        elif key == "champ":
            assert (report.current or None) == value, where
        elif key == "contient":
            assert value in text, f"{where}: {text!r}"
        elif key == "ne contient pas":
            assert value not in text, f"{where}: {text!r}"
        elif key == "texte":
            assert text == value, f"{where}: {text!r}"
        else:
            pytest.fail(f"{where}: unknown key {key}")
