"""What is said of addressees, messages and their fate: French words for values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from actions.dispatch import codes, wording
from actions.dispatch.directory_values import Correspondent
from actions.dispatch.message import Channel, Kind, Recipient
from actions.dispatch.outbox_values import Row
from actions.dispatch.states import Status
from actions.mailroom.values import PATIENT
from actions.mailroom.whom import called, label
from assistant.types import Item, Patient

ROADS = {Channel.MSSANTE: "par messagerie sécurisée", Channel.PFI: "par la plateforme d'échange"}
STATES = {
    Status.QUEUED: "en attente d'envoi",
    Status.LEAVING: "en cours d'envoi",
    Status.SENT: "envoyé",
    Status.IN_DOUBT: "en doute, peut-être parti",
    Status.DELIVERED: "reçu",
    Status.READ: "lu",
    Status.REFUSED: "refusé",
    Status.FAILED: "en échec",
    Status.CANCELLED: "annulé",
}
"""A message's state, the same words where it is said and where it is shown."""
TROUBLE = frozenset({Status.IN_DOUBT, Status.REFUSED, Status.FAILED})


def addressee(to: Recipient, who: Correspondent | None) -> str:
    """«Dr Claire MARTIN, Cardiologie, à QUIMPER, par messagerie sécurisée»."""
    name = label(who) if who else to.name
    if who and len(who.boxes) > 1 and to.address:
        name = f"{name} ({to.address})"
    return f"{name}, {road(to)}"


def road(to: Recipient) -> str:
    """«par messagerie sécurisée», «sur papier (4 rue de Lyon, 29200 BREST)»."""
    if to.channel is Channel.PAPER:
        return f"sur papier ({wording.address(to.postal) or 'adresse inconnue'})"
    return "dans sa messagerie Mon espace santé" if to.kind is Kind.PATIENT else ROADS[to.channel]


def named(key: str, who: Correspondent | None, patient: Patient) -> str:
    """An addressee of a document who is added or taken off."""
    return label(who) if who else f"{patient.name} (le patient)" if key == PATIENT else key


def fates(rows: Iterable[Row]) -> str:
    """«Dr Adam HODA : lu le 28/11 à 14 h 02 ; …»."""
    return " ; ".join(f"{called(row.name)} : {fate(row)}" for row in rows)


def fate(row: Row) -> str:
    """One message's state, with its hour, and why where it went wrong."""
    said = STATES[row.status]
    if row.status in TROUBLE:
        reason = codes.reason(row.code or "other")
        return f"{said}. {reason.says} {reason.remedy}".rstrip(".")
    if row.status is Status.QUEUED and row.attempts:
        return f"pas encore parti, {row.attempts} essai{'s' if row.attempts > 1 else ''}"
    at = datetime.fromtimestamp(row.changed, UTC).astimezone()
    return said if row.status in (Status.QUEUED, Status.LEAVING) else f"{said} le {at:%d/%m} à {at.hour} h {at:%M}"


def names(rows: Iterable[Row]) -> str:
    """Of whom some messages are for."""
    return listed(list(dict.fromkeys(called(row.name) for row in rows)))


def listed(words: Sequence[str]) -> str:
    """«A, B et C»."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}" if words else ""


def items(people: Iterable[Correspondent]) -> tuple[Item, ...]:
    """Correspondents to choose from."""
    return tuple(Item("correspondent", label(who), ref=who.id) for who in people)


def numbered(choices: Sequence[Item]) -> str:
    """As a choice is spoken."""
    if len(choices) == 1:
        return choices[0].label
    return " ; ".join(f"{n}, {c.label}" for n, c in enumerate(choices, 1))
