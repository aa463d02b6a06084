"""«reviens en arrière»."""

from __future__ import annotations

from actions.registry import Desk
from assistant.record import View
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Show again what was shown before."""
    view = await desk.chart.back()
    return Reply("back", {"where": _where(view, desk)})


def _where(view: View, desk: Desk) -> str:
    named = {
        "home": "accueil",
        "worklist": "consultations",
        "patients": "recherche de patients",
        "record": "dossier",
        "result": view.detail,
        "plot": f"courbe, {view.detail}",
        "document": "document",
        "section": desk.catalogue.labels["section"].get(view.detail, view.detail),
    }[view.place]
    return f"{named}, {view.patient.name}" if view.patient else named
