"""What the directory knows of a correspondent."""

from __future__ import annotations

from dataclasses import dataclass

from actions.dispatch.message import Address, Channel, Identity, Kind, Recipient

NOWHERE = Address()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A box of MSSanté."""

    address: str
    type: str = "PER"
    """PER one person, ORG a service, APP a program, CAB a practice."""
    place: str = ""
    """Establishment or service it belongs to."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A professional, or a service that has a box of its own."""

    id: str
    """RPPS; else the address of the service's box."""
    family: str
    given: str = ""
    rpps: str = ""
    title: str = ""
    specialty_code: str = ""
    specialty: str = ""
    town: str = ""
    postal: Address = NOWHERE
    boxes: tuple[Mailbox, ...] = ()

    @property
    def name(self) -> str:
        """«DR Adam HODA»."""
        return " ".join(part for part in (self.title, self.given, self.family.upper()) if part)

    def recipient(self, address: str = "") -> Recipient:
        """As an addressee: at that box, at the first one, or on paper when there is none. Raises KeyError."""
        if not self.boxes and not address:
            return Recipient(Kind.PROFESSIONAL, self.name, "", self.rpps, Channel.PAPER, self.postal)
        box = next((b for b in self.boxes if not address or b.address == address), None)
        if box is None:
            raise KeyError(address)
        kinds = {"ORG": Kind.ORGANISATION, "APP": Kind.APPLICATION}
        return Recipient(kinds.get(box.type, Kind.PROFESSIONAL), self.name, box.address, self.rpps, postal=self.postal)


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who could be meant, and how well: 1 is letter for letter."""

    who: Correspondent
    score: float
    known: bool = False
    """On the patient's own list."""


def patient_recipient(who: Identity) -> Recipient | None:
    """The patient's own box in Mon espace santé; None without a qualified INS (ECO.2.2.6)."""
    if not who.mailbox:
        return None
    name = f"{who.used_given or who.given} {(who.used_family or who.birth_family).upper()}"
    return Recipient(Kind.PATIENT, name, who.mailbox)
