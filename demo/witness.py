"""Did it really happen? Asks the record's page and the record's database, never the assistant's memory."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions import phrases
from assistant.dialogue import pick
from assistant.ports import Chart
from assistant.record import View
from assistant.turn import Turn
from assistant.types import Asked, Item
from demo.post import Post

HOME = View()
LATEST = """
select c.result from gnuhealth_lab_test_critearea c join gnuhealth_lab l on c.gnuhealth_lab_id = l.id
where l.patient = ? and lower(c.name) = ? and c.result is not null
order by l.date_analysis desc, l.id desc limit 1
"""
KEPT = """
select count(*) from ir_attachment where resource = 'gnuhealth.patient,' || ? and description like '%Clé : dpi-vocal-%'
"""
NAME = """
select party.lastname, party.name from gnuhealth_patient patient join party_party party on patient.party = party.id
where patient.id = ?
"""


@dataclass(slots=True)
class Witness:
    """What the page showed before, what was offered, and where the truth is kept."""

    chart: Chart
    """The chart with the screen: `shown` reads the live page."""
    database: Path
    post: Post | None = None
    """Where mails lie, when sending is shown."""
    before: View = HOME
    choices: tuple[Item, ...] = ()

    async def faults(self, expected: Mapping[str, Any], turn: Turn) -> list[str]:
        """What is not as the scenario says; empty when all is well."""
        shown = await self.chart.shown()
        outcome = type(turn.outcome).__name__.lower()
        faults = [] if outcome == expected["outcome"] else [f"outcome {outcome}, not {expected['outcome']}"]
        faults += [
            f"the page shows {key} {getattr(shown, key)!r}, not {expected[key]!r}"
            for key in ("place", "detail")
            if key in expected and getattr(shown, key) != expected[key]
        ]
        if "commands" in expected and len(turn.meant) != expected["commands"]:
            faults.append(f"{len(turn.meant)} commands understood, not {expected['commands']}")
        if expected.get("unchanged") and (shown != self.before or turn.outcome.reply):
            faults.append("something happened")
        faults += self._people(expected, shown, turn)
        if "latest" in expected:
            faults += self._latest(expected["latest"], shown, turn)
        faults += await self._papers(expected, shown, turn)
        self.before = shown
        return faults

    async def _papers(self, expected: Mapping[str, Any], shown: View, turn: Turn) -> list[str]:
        """Documents: kept in the record, received in a box, told of."""
        faults, who = [], int(shown.patient.id) if shown.patient else -1
        if "kept" in expected and self._row(KEPT, who) != (expected["kept"],):
            faults.append(f"the record holds {self._row(KEPT, who)} attachments of ours, not {expected['kept']}")
        if "received" in expected and self.post:
            name = self._row(NAME, who) or ("nobody", "nobody")
            faults += await asyncio.to_thread(self.post.received, expected["received"], (name[0], name[1]))
        said = str(turn.outcome.reply.facts) if turn.outcome.reply else ""
        faults += [f"{word!r} was not said" for word in expected.get("says", ()) if word not in said]
        return faults

    def _people(self, expected: Mapping[str, Any], shown: View, turn: Turn) -> list[str]:
        faults = []
        if isinstance(turn.outcome, Asked):
            self.choices = turn.outcome.question.choices
        if "choices" in expected:
            offered = [c.patient.family for c in self.choices if c.patient]
            if len(offered) < 2 or expected["choices"] not in offered:
                faults.append(f"offered {offered}")
        if "family" in expected:
            row = self._row(NAME, int(shown.patient.id)) if shown.patient else None
            if row is None or row[0] != expected["family"]:
                faults.append(f"the open record is not a {expected['family']}")
        if "chosen" in expected:
            chosen = pick(self.choices, expected["chosen"])
            if not (chosen and chosen.patient and shown.patient and chosen.patient.id == shown.patient.id):
                faults.append(f"the open record is not choice {expected['chosen']}")
        return faults

    def _latest(self, analyte: str, shown: View, turn: Turn) -> list[str]:
        row = self._row(LATEST, int(shown.patient.id) if shown.patient else -1, analyte)
        said = turn.outcome.reply.facts.get("value") if turn.outcome.reply else None
        if row is None or phrases.number(float(row[0])) != said:
            return [f"said {said}, the database holds {row and row[0]}"]
        return []

    def _row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as db:
            db.create_function("lower", 1, lambda s: s.lower() if s else s)  # SQLite's own knows ASCII only
            row: tuple[Any, ...] | None = db.execute(sql, values).fetchone()
        return row
