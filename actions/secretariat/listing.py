"""A list of reports as it is said and shown: whose they are, which ones are meant, what waits longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions import phrases
from actions.charts.sections import serves
from actions.registry import Desk
from actions.secretariat.pile import REPORT
from actions.secretariat.values import OPEN, SPOKEN, Filter, Line, Stage
from assistant.dialogue import describe
from assistant.types import Command, Item, Patient, Period, Reply
from nlu.names import fold

SHOWN = 30
"""Lines that a spoken command lists; the page of the desk shows them all."""


def wanted(command: Command, desk: Desk, services: Sequence[str]) -> Filter | Reply:
    """Which reports the words mean, or why that is not known.

    A doctor who names nobody, no service and no patient means those of one's own. Without a status, what is left to do.
    """
    words = fold(command.said)
    stages = tuple(dict.fromkeys(s for said in _said(command, "status") for s in SPOKEN.get(said, ())))
    if not stages:
        stages = (Stage.TO_SIGN,) if "parapheur" in words or "ma signature" in words else OPEN
    authors = _authors(command, desk)
    if isinstance(authors, Reply):
        return authors
    service = ""
    if said := _said(command, "service"):
        named = [s for s in services if serves(said[0], s)]
        if len(named) != 1:
            return Reply("no_service", {"words": said[0], "services": ", ".join(named or services) or "aucun"})
        service = named[0]
    late = "retard" in words.split()
    patients = (command.patient.id,) if command.patient else None
    return Filter(stages, authors, service, patients, phrases.period_of(command) or Period(), late=late)


def _authors(command: Command, desk: Desk) -> tuple[str, ...] | Reply:
    here = desk.writing.people.signers(desk.origin.site)
    if said := _said(command, "practitioner"):
        asked = set(fold(said[0]).split())
        named = [p.id for p in here if asked <= set(fold(p.name).split())]
        return tuple(named) if named else Reply("no_author", {"words": said[0]})
    own = desk.origin.person in {p.id for p in here} and not _said(command, "service") and command.patient is None
    return (desk.origin.person,) if own else ()


def items(lines: Sequence[Line], people: Mapping[str, Patient], words: Mapping[str, str]) -> tuple[Item, ...]:
    """Numbered lines; those whose patient the record no longer knows cannot be opened."""
    return tuple(
        Item("report", label(line, people[line.patient], words), people[line.patient], f"{REPORT}{line.report}")
        if line.patient in people
        else Item("line", f"{line.title}, patient inconnu du dossier")
        for line in lines
    )  # fmt: skip


def label(line: Line, patient: Patient, words: Mapping[str, str]) -> str:
    """«Paul CARPENTIER, né le …, compte-rendu de consultation, 3 jours, en retard»; `words`: stage -> French."""
    signs = [words[line.stage], *(["en retard"] if line.late else []), *(["prioritaire"] if line.urgent else [])]
    return f"{describe(patient)}, {line.title}, {age(line.age)}, {', '.join(signs)}"


def age(days: int) -> str:
    """«aujourd'hui», «hier», «12 jours»."""
    return {0: "aujourd'hui", 1: "hier"}.get(days, f"{days} jours")


def named(chosen: Filter, words: Mapping[str, str], *, many: bool) -> str:
    """What the list holds, after «12 comptes-rendus»: «signés», «à signer, en retard», «en cours» (all left to do)."""
    known = {OPEN: "en cours", **{stages: words[name] for name, stages in SPOKEN.items()}}
    what = known.get(chosen.stages) or " ou ".join(words[s] for s in chosen.stages)
    what = f"{what}s" if many and " " not in what else what
    return f"{what}, en retard" if chosen.late else what


def _said(command: Command, slot: str) -> list[str]:
    value = command.slots.get(slot)
    return [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []
