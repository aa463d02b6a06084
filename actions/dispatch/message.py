"""What is sent, to whom, about whom: frozen values, without any rule (gate.py has them) nor format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from assistant.types import Sex

INS_NIR, INS_NIA, INS_TEST, INS_DEMO = (f"1.2.250.1.213.1.4.{n}" for n in (8, 9, 10, 11))
"""Assigning authorities of the INS (ANS, liste des OID des autorités d'affectation des INS, v0.1)."""
INS_OIDS = frozenset({INS_NIR, INS_NIA, INS_TEST, INS_DEMO})


class Stay(StrEnum):
    """Kind of encounter, by the letter of HL7's PV1-2."""

    INPATIENT = "I"
    OUTPATIENT = "O"
    EMERGENCY = "E"
    RECURRING = "R"
    NONE = "N"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    town: str = ""
    country: str = "FRANCE"

    @property
    def known(self) -> bool:
        return bool(self.postcode and self.town)


@dataclass(frozen=True, slots=True)
class Identity:
    """The patient, as the national identity (INS) knows them: traits of the birth certificate."""

    birth_family: str
    given_names: tuple[str, ...]
    """All given names of the birth certificate, in order; the first one is the first given name."""
    sex: Sex
    born: date | None
    birthplace: str = ""
    """INSEE code of the town, or of the country (99...)."""
    matricule: str = ""
    """The INS: 15 characters with its key."""
    oid: str = ""
    """Which INS it is: see INS_OIDS."""
    qualified: bool = False
    """Its identity was verified and its INS fetched from the national service."""
    used_family: str = ""
    used_given: str = ""
    ipp: str = ""
    """Patient number of the establishment."""
    ipp_oid: str = ""
    address: Address = Address()
    opposed: frozenset[str] = frozenset()
    """RPPS, addresses or «patient», «dmp», «all» to whom this person refused that anything be sent."""

    @property
    def given(self) -> str:
        """First given name of the birth certificate."""
        return self.given_names[0] if self.given_names else ""

    @property
    def mailbox(self) -> str:
        """The patient's box in Mon espace santé; «» without a qualified INS (ECO.2.2.6)."""
        return f"{self.matricule}@patient.mssante.fr" if self.qualified and self.matricule else ""

    @property
    def complete(self) -> bool:
        """Matricule, authority and the traits that X-MSS-INS asks for (ECO.2.4.2)."""
        traits = self.birth_family and self.given and self.born and self.sex is not Sex.UNKNOWN
        return bool(self.matricule and self.oid and traits)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An establishment. Its id is «1» + FINESS, or «3» + SIRET."""

    name: str
    finess: str = ""
    address: Address = Address()
    phone: str = ""
    sector: str = "SA01"
    """Kind of facility: TRE_R02-SecteurActivite (JDV_J02)."""
    sector_label: str = "Etablissement public de santé"
    setting: str = "ETABLISSEMENT"
    """Setting of the care: JDV_J04."""
    setting_label: str = "Etablissement de santé"
    oid: str = ""
    """Root under which it numbers documents and patients."""

    @property
    def extension(self) -> str:
        return f"1{self.finess}"


@dataclass(frozen=True, slots=True)
class Professional:
    """A professional, or (without RPPS) a secretary known by the establishment's own number."""

    family: str
    given: str
    rpps: str = ""
    title: str = ""
    """«DR», «PR», …"""
    civility: str = ""
    """«M», «MME»."""
    specialty: str = ""
    """«SM04»: half of a code of JDV_J01; with `profession` it makes «G15_10/SM04»."""
    specialty_label: str = ""
    profession: str = "G15_10"
    local_id: str = ""
    """Number in the establishment, of who has no RPPS."""
    phone: str = ""
    address: Address = Address()

    @property
    def extension(self) -> str:
        """«8» + RPPS, else «3» + FINESS is put before / the local number by who writes it."""
        return f"8{self.rpps}" if self.rpps else self.local_id

    @property
    def code(self) -> str:
        return f"{self.profession}/{self.specialty}" if self.specialty else self.profession


class Kind(StrEnum):
    """Whom a message is for."""

    PROFESSIONAL = "professional"
    ORGANISATION = "organisation"
    APPLICATION = "application"
    PATIENT = "patient"


class Channel(StrEnum):
    """The road it takes."""

    MSSANTE = "mssante"
    PFI = "pfi"
    """HL7 v2 to the platform of the establishment, which sends."""
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One addressee on one road."""

    kind: Kind
    name: str
    address: str = ""
    """Mailbox; «» on paper."""
    rpps: str = ""
    channel: Channel = Channel.MSSANTE
    postal: Address = Address()

    @property
    def key(self) -> str:
        """What must not receive twice: the mailbox, else the postal address with the name."""
        if self.channel is not Channel.PAPER:
            return self.address.casefold()
        return "|".join((self.name, *self.postal.lines, self.postal.postcode, self.postal.town)).casefold()


@dataclass(frozen=True, slots=True)
class Previous:
    """The version that this one replaces."""

    document_oid: str
    version: int
    message_id: str = ""
    """Of the mail that carried it to the same recipient; «» when it never left by mail."""
    thread: tuple[str, ...] = ()
    """Message ids before that one, oldest first."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The box that sends, and what it says of itself."""

    address: str
    label: str
    """«Titre_Prénom_NOM_Entité» (ECO.2.2.7)."""
    software: str
    """Product reference for X-MSS-NIL (ECO.2.4.3)."""
    application: str = "dpi-vocal"
    version: str = "0.1.0"
    editor: str = "dpi-vocal"
    domain: str = ""
    """Right part of Message-ID; «» takes the one of the address."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A signed document on its way: everything that its message is made of. A change makes another value."""

    id: str
    """Of the report."""
    document_oid: str
    """Unique id of the document: an OID alone (the DMP refuses an extension)."""
    set_oid: str
    """Id shared by all versions."""
    version: int
    doc_type: str
    title: str
    created: datetime
    """With its time zone."""
    patient: Identity
    author: Professional
    authenticator: Professional
    organisation: Organisation
    sender: Sender
    pdf: bytes
    """PDF/A-1."""
    act_start: datetime
    act_end: datetime | None = None
    signed: datetime | None = None
    stay: Stay = Stay.OUTPATIENT
    recipients: tuple[Recipient, ...] = ()
    enterer: Professional | None = None
    """Who typed it when that is not the author (CDA dataEnterer)."""
    replaces: Previous | None = None
    body: str = ""
    """Text of the mail; «» takes the usual sentence."""
    block_reply: bool = True
    """The patient cannot answer (ECO.2.2.8)."""
    stay_id: str = ""
    file_number: str = ""
    """Last part of the PDF's name, optional (ECO.2.1.6)."""
    hidden: frozenset[str] = field(default_factory=frozenset)
    """Of «professionals», «patient», «guardians»: who may not see it (HL7 v2 MASQUE_PS, INVISIBLE_*)."""
