"""A document as CDA R2 level 1: the French minimal header and the PDF inside (CI-SIS, structuration minimale 1.13)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from actions.dispatch import cda_people as people
from actions.dispatch import doctypes
from actions.dispatch.message import Outgoing, Professional
from actions.dispatch.xmls import add, root, stamp, to_bytes

NS = "urn:hl7-org:v3"
TEMPLATES = ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20")
"""HL7 France, CI-SIS, IHE XDS-SD."""
CONFIDENTIALITY = "2.16.840.1.113883.5.25"
SECTORS, SETTINGS = "1.2.250.1.71.4.2.4", "1.2.250.1.213.1.1.4.9"


def build(out: Outgoing, intended: Sequence[Professional] = ()) -> bytes:
    """The XML file, UTF-8: always the same bytes for the same value.

    `intended` are the people the author names in the document itself (informationRecipient); those to whom it is
    sent are chosen at each departure and stay out of it. Raises ValueError for a time without zone.
    """
    document = root(NS, "ClinicalDocument", {None: NS, "xsi": "http://www.w3.org/2001/XMLSchema-instance"})
    _header(document, out)
    people.patient(document, out.patient)
    people.author(document, out)
    if out.enterer:
        people.enterer(document, out.enterer, out)
    people.custodian(document, out.organisation)
    for person in intended:
        people.intended(document, person)
    people.authenticator(document, out)
    _act(document, out)
    if out.replaces:
        related = add(document, "relatedDocument", typeCode="RPLC")
        add(add(related, "parentDocument"), "id", root=out.replaces.document_oid)
    _encounter(document, out)
    body = add(add(document, "component"), "nonXMLBody")
    add(body, "text", base64.b64encode(out.pdf).decode("ascii"), mediaType="application/pdf", representation="B64")
    return to_bytes(document)


def pdf_of(document: Any) -> bytes:
    """The PDF inside a parsed CDA; b"" when there is none."""
    text = document.findtext(f".//{{{NS}}}nonXMLBody/{{{NS}}}text")
    return base64.b64decode(text) if text else b""


def _header(document: Any, out: Outgoing) -> None:
    kind = doctypes.load()[out.doc_type]
    add(document, "realmCode", code="FR")
    add(document, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template in TEMPLATES:
        add(document, "templateId", root=template)
    add(document, "id", root=out.document_oid)
    add(
        document, "code", code=kind.loinc, displayName=kind.label, codeSystem=doctypes.LOINC, codeSystemName="LOINC",
    )  # fmt: skip
    add(document, "title", out.title)
    add(document, "effectiveTime", value=stamp(out.created))
    add(document, "confidentialityCode", code="N", displayName="Normal", codeSystem=CONFIDENTIALITY)
    add(document, "languageCode", code="fr-FR")
    add(document, "setId", root=out.set_oid)
    add(document, "versionNumber", value=str(out.version))


def _act(document: Any, out: Outgoing) -> None:
    """What the document tells of: when, by whom, in which setting."""
    event = add(add(document, "documentationOf"), "serviceEvent")
    when = add(event, "effectiveTime")
    add(when, "low", value=stamp(out.act_start))
    if out.act_end:
        add(when, "high", value=stamp(out.act_end))
    entity = add(add(event, "performer", typeCode="PRF"), "assignedEntity")
    people.identified(entity, out.author, out.organisation)
    represented = people.organisation(entity, "representedOrganization", out.organisation)
    add(
        represented, "standardIndustryClassCode", code=out.organisation.setting,
        displayName=out.organisation.setting_label, codeSystem=SETTINGS,
    )  # fmt: skip


def _encounter(document: Any, out: Outgoing) -> None:
    encounter = add(add(document, "componentOf"), "encompassingEncounter")
    if out.stay_id and out.organisation.oid:
        add(encounter, "id", root=out.organisation.oid, extension=out.stay_id)
    when = add(encounter, "effectiveTime")
    add(when, "low", value=stamp(out.act_start))
    if out.act_end:
        add(when, "high", value=stamp(out.act_end))
    facility = add(add(encounter, "location"), "healthCareFacility")
    add(facility, "id", root=people.STRUCTURES, extension=out.organisation.extension)
    add(
        facility, "code", code=out.organisation.sector, displayName=out.organisation.sector_label, codeSystem=SECTORS,
    )  # fmt: skip
