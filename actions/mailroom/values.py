"""Values of the mailroom: the house that sends, what a confirmed command will send, what it sent."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass

from actions.dispatch.gate import Rules
from actions.dispatch.hl7v2 import Route
from actions.dispatch.message import Address, Channel, Organisation, Recipient, Sender
from assistant.settings import DispatchSettings

PATIENT = "patient"
"""Stands for the patient where a correspondent's id could stand."""
VERSION = importlib.metadata.version("dpi-vocal")
"""Told to who receives (ECO.2.4.3)."""


@dataclass(frozen=True, slots=True)
class House:
    """Who sends, by which road, under which rules."""

    organisation: Organisation
    sender: Sender
    rules: Rules
    road: Channel
    """The electronic one: the mail of the place, or its platform."""
    route: Route | None = None
    grace: float = 30.0
    on: bool = True
    """False: nothing may leave from here."""


def house(settings: DispatchSettings) -> House:
    """As the site's settings say."""
    where = Address((settings.street,) if settings.street else (), settings.postcode, settings.town)
    place = Organisation(settings.organisation, settings.finess, where, settings.phone, oid=settings.oid)
    sender = Sender(settings.address, settings.label, settings.software, version=VERSION)
    rules = Rules(production=settings.production, suffixes=settings.suffixes)
    route = None
    if settings.pfi_host:
        processing = "P" if settings.production else "T"
        route = Route(sender.application.upper(), settings.pfi_facility or settings.finess, "PFI", "PFI", processing)
    road = Channel.MSSANTE if settings.by_mail else Channel.PFI
    return House(place, sender, rules, road, route, settings.grace, settings.on)


@dataclass(frozen=True, slots=True)
class Send:
    """One signed document to its addressees, all resolved: what was read back is what leaves."""

    report: str
    version: int
    patient: str
    """Id in the record."""
    title: str
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """What one command sent."""

    command: str
    patient: str
    reports: tuple[str, ...]
    at: float
