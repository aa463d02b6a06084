"""«les comptes-rendus à signer», «les courriers en échec de cardiologie», «les comptes-rendus en retard»."""

from __future__ import annotations

from actions.registry import Desk
from actions.secretariat import listing
from actions.secretariat.listing import SHOWN
from assistant.dialogue import describe
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Say how many there are, how many are late and which waits longest; list them, the late ones first."""
    reports, words = desk.reports, desk.catalogue.labels["stage"]
    wanted = listing.wanted(command, desk, await reports.services(desk.origin))
    if isinstance(wanted, Reply):
        return wanted
    page = await reports.page(desk.origin, wanted, SHOWN)
    oldest = await reports.oldest(desk.origin, wanted)
    people = await desk.chart.patients({line.patient for line in (*page.lines, *([oldest] if oldest else []))})
    late = "" if wanted.late or not page.late else desk.catalogue.sentence(Reply("reports_late", {"count": page.late}))
    facts: dict[str, object] = {
        "count": page.total,
        "status": listing.named(wanted, words, many=page.total > 1),
        "late": f" {late}" if late else "",
        "oldest": "",
    }
    if oldest:
        whose = people.get(oldest.patient)
        who = describe(whose) if whose else "patient inconnu du dossier"
        facts["oldest"] = f"{oldest.title} de {who}, {listing.age(oldest.age)}"
    return Reply("reports", facts, listing=listing.items(page.lines, people, words))
