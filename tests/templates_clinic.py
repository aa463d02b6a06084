"""Dr Martin's template «fatigue» in a small clinic: what managing templates is tried with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from actions.reports.templates.gathering import Member
from actions.reports.templates.library import Library
from actions.reports.templates.shelves import Scope, Shelves
from assistant.pipeline import Session
from assistant.types import Refused
from tests.clinic import WORDS, Clinic

MARTIN = Member("martin", "demo", "cardiologie")
PETIT = Member("petit", "demo", "cardiologie")
LEA = Member("lea", "demo", "cardiologie", "secretary")
MINE = "modèle : fatigue\ndit aussi : asthénie\ntype : courrier\n---\nFatigue depuis [durée]. {âge}"


def library(place: Clinic) -> Library:
    """As another process sees it."""
    return Library(Shelves(place.shelf))


def names(place: Clinic, member: Member) -> dict[str, str]:
    """Stored templates that the person sees, with their shelf."""
    return {e.template.name: e.scope.value for e in library(place).entries(member) if e.scope is not Scope.SHIPPED}


async def one(session: Session, text: str) -> tuple[str, str]:
    """What came of it, and what was said."""
    turn = await session.say(text)
    outcome = turn.outcome
    code = outcome.code if isinstance(outcome, Refused) else type(outcome).__name__.lower()
    return code, WORDS.sentence(outcome.reply) if outcome.reply else ""


@asynccontextmanager
async def martins(folder: Path) -> AsyncIterator[Clinic]:
    """Dr Martin keeps a template of her own, «fatigue»."""
    place = Clinic(folder, service="cardiologie")
    library(place).save(MARTIN, MINE)
    yield place
    place.shelf.close()
    place.db.close()
