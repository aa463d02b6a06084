"""People and establishments in a CDA header: recordTarget, author, dataEnterer, custodian, authenticator."""

from __future__ import annotations

from typing import Any

from actions.dispatch.message import Address, Identity, Organisation, Outgoing, Professional
from actions.dispatch.xmls import add, day, stamp
from assistant.types import Sex

PROFESSIONALS, STRUCTURES = "1.2.250.1.71.4.2.1", "1.2.250.1.71.4.2.2"
"""Authorities of professionals (IDNPS) and of structures (ANS, annexe «source des données»)."""
SPECIALTIES = "1.2.250.1.213.1.1.4.5"
GENDERS = {Sex.FEMALE: ("F", "Féminin"), Sex.MALE: ("M", "Masculin"), Sex.UNKNOWN: ("U", "Inconnu")}
UNKNOWN, UNASKED = "UNK", "NASK"
"""The null flavours of the French header are UNK, NASK, ASKU, NAV and MSK only."""


def patient(document: Any, who: Identity) -> None:
    """recordTarget: the INS first when it is qualified (never otherwise: RNIV), then the local number."""
    role = add(add(document, "recordTarget"), "patientRole")
    if who.qualified and who.matricule:
        add(role, "id", extension=who.matricule, root=who.oid)
    if who.ipp:
        add(role, "id", extension=who.ipp, root=who.ipp_oid)
    address(role, who.address)
    if who.mailbox:
        add(role, "telecom", value=f"mailto:{who.mailbox}")
    else:
        add(role, "telecom", nullFlavor=UNASKED)
    person = add(role, "patient", classCode="PSN")
    name = add(person, "name")
    add(name, "family", who.birth_family, qualifier="BR")
    add(name, "given", " ".join(who.given_names))
    add(name, "given", who.given, qualifier="BR")
    if who.used_family or who.used_given:
        add(name, "family", who.used_family or who.birth_family, qualifier="CL")
        add(name, "given", who.used_given or who.given, qualifier="CL")
    code, label = GENDERS[who.sex]
    add(person, "administrativeGenderCode", code=code, displayName=label, codeSystem="2.16.840.1.113883.5.1")
    if who.born:
        add(person, "birthTime", value=day(who.born))
    else:
        add(person, "birthTime", nullFlavor=UNKNOWN)
    if who.birthplace:
        add(add(add(add(person, "birthplace"), "place"), "addr"), "county", who.birthplace)


def author(document: Any, out: Outgoing) -> None:
    """Who wrote it: author."""
    part = add(document, "author")
    add(part, "time", value=stamp(out.created))
    assigned = add(part, "assignedAuthor")
    identified(assigned, out.author, out.organisation, specialty=True)
    organisation(assigned, "representedOrganization", out.organisation)


def enterer(document: Any, who: Professional, out: Outgoing) -> None:
    """Who typed it: dataEnterer."""
    part = add(document, "dataEnterer")
    add(part, "time", value=stamp(out.created))
    entity = add(part, "assignedEntity")
    identified(entity, who, out.organisation)
    organisation(entity, "representedOrganization", out.organisation)


def custodian(document: Any, house: Organisation) -> None:
    """Who keeps it."""
    holder = add(add(document, "custodian"), "assignedCustodian")
    kept = add(holder, "representedCustodianOrganization")
    add(kept, "id", root=STRUCTURES, extension=house.extension)
    add(kept, "name", house.name)
    phone(kept, house.phone)
    address(kept, house.address)


def intended(document: Any, who: Professional) -> None:
    """Who is named in the document as its reader: informationRecipient."""
    part = add(add(document, "informationRecipient", typeCode="PRCP"), "intendedRecipient")
    add(part, "id", root=PROFESSIONALS, extension=who.extension)
    names(add(add(part, "informationRecipient"), "name"), who)


def authenticator(document: Any, out: Outgoing) -> None:
    """Who answers for it: legalAuthenticator."""
    part = add(document, "legalAuthenticator")
    add(part, "time", value=stamp(out.signed or out.created))
    add(part, "signatureCode", code="S")
    entity = add(part, "assignedEntity")
    identified(entity, out.authenticator, out.organisation)
    organisation(entity, "representedOrganization", out.organisation)


def identified(parent: Any, who: Professional, house: Organisation, *, specialty: bool = False) -> None:
    """id, code, addr, telecom, name. Who has no RPPS is «3» + FINESS + «/» + the number in the house."""
    inside = f"3{house.finess}/{who.local_id}"
    add(parent, "id", root=PROFESSIONALS, extension=who.extension if who.rpps else inside)
    if specialty:
        add(parent, "code", code=who.code, displayName=who.specialty_label, codeSystem=SPECIALTIES)
    address(parent, who.address)
    phone(parent, who.phone)
    names(add(add(parent, "assignedPerson"), "name"), who)


def names(name: Any, who: Professional) -> None:
    if who.civility:
        add(name, "prefix", who.civility)
    add(name, "family", who.family)
    add(name, "given", who.given)
    if who.title:
        add(name, "suffix", who.title)


def organisation(parent: Any, tag: str, house: Organisation) -> Any:
    """An establishment; returned so that more can be written in it."""
    place = add(parent, tag)
    add(place, "id", root=STRUCTURES, extension=house.extension)
    add(place, "name", house.name)
    phone(place, house.phone)
    address(place, house.address)
    return place


def address(parent: Any, where: Address) -> None:
    if not where.known:
        add(parent, "addr", nullFlavor=UNASKED)
        return
    part = add(parent, "addr")
    for line in where.lines:
        add(part, "streetAddressLine", line)
    add(part, "postalCode", where.postcode)
    add(part, "city", where.town)
    if where.country:
        add(part, "country", where.country)


def phone(parent: Any, number: str) -> None:
    if number:
        add(parent, "telecom", value=f"tel:{number}", use="WP")
    else:
        add(parent, "telecom", nullFlavor=UNASKED)
