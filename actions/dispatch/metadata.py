"""METADATA.XML: the document described for machines (IHE XDS.b, ITI TF-3 4.2; national codes CI-SIS)."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

from actions.dispatch import cda_people as people
from actions.dispatch import doctypes
from actions.dispatch.cda import CONFIDENTIALITY, SECTORS, SETTINGS
from actions.dispatch.message import Identity, Organisation, Outgoing, Professional, Stay
from actions.dispatch.xmls import add, day, root, to_bytes

LCM, RIM = (f"urn:oasis:names:tc:ebxml-regrep:xsd:{part}:3.0" for part in ("lcm", "rim"))
DOCUMENT = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
SUBMISSION = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"
SCHEMES = {
    "author": "93606bcf-9494-43ec-9b4e-a7748d1a838d", "class": "41a5887f-8865-4c09-adf7-e362475b143a",
    "confidentiality": "f4f85eac-e6cb-4883-b524-f2705394840f", "format": "a09d5840-386c-46f2-b5ad-9c3699a4309d",
    "facility": "f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "setting": "cccf5598-8b07-4b77-a05e-ae952c785ead",
    "type": "f0306f51-975f-434e-a61c-c59651d33983", "patient": "58a6f841-87b3-4a3e-92fd-a8ffeff98427",
    "unique": "2e82c1f6-a085-4c72-9da3-8640a32e42ab", "set author": "a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d",
    "set content": "aa543740-bdda-424e-8c96-df4873be8500", "set patient": "6b5aea1a-874d-4603-a4bc-96a0a7b38446",
    "set source": "554ac39e-e3fe-47fe-b233-965d2a147832", "set unique": "96fdda7c-d067-4183-912e-bf5ee74998a8",
}  # fmt: skip
FORMAT = ("urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3", "Document à corps non structuré en Pdf/A-1")
ACTIVITIES = "1.2.250.1.213.2.2"
"""TRE_R209-TypeActivite, of which contentTypeCode takes its values (JDV_J03)."""
CONTENT = {
    Stay.INPATIENT: ("03", "Hospitalisation complète"), Stay.OUTPATIENT: ("07", "Consultation"),
    Stay.EMERGENCY: ("07", "Consultation"), Stay.RECURRING: ("19", "Traitement et cure ambulatoire"),
    Stay.NONE: ("97", "Type d'activité indifférencié"),
}  # fmt: skip
REPLACES = "urn:ihe:iti:2007:AssociationType:RPLC"
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
_TYPE = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject"
_APPROVED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"


def build(out: Outgoing, document: bytes, uri: str = "DOC00001.XML") -> bytes:
    """The file for that CDA; the same value gives the same bytes. Times are written in UTC (ITI TF-3 4.2.3.1.7)."""
    request = root(LCM, "SubmitObjectsRequest", {"lcm": LCM, "rim": RIM})
    listed = add(request, f"{{{RIM}}}RegistryObjectList")
    submission = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, out.document_oid + ' submission')}"
    _submission(listed, submission, out)
    add(listed, "Classification", id=f"{submission}-node", classifiedObject=submission, classificationNode=SUBMISSION,
        objectType=f"{_TYPE}:Classification")  # fmt: skip
    _document(listed, out, document, uri)
    member = _association(listed, "as01", HAS_MEMBER, submission, entry_id(out.document_oid))
    _slot(member, "SubmissionSetStatus", "Original")
    if out.replaces:
        target = entry_id(out.replaces.document_oid)
        _association(listed, "as02", REPLACES, entry_id(out.document_oid), target)
    return to_bytes(request)


def entry_id(document_oid: str) -> str:
    """entryUUID of a document, made from its OID so that a later version can name the one it replaces."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, document_oid)}"


def patient_id(who: Identity) -> str:
    """CX of the INS («…^^^&1.2.250.1.213.1.4.8&ISO^NH»), else of the local number; «» without either."""
    if who.qualified and who.matricule:
        return f"{who.matricule}^^^&{who.oid}&ISO^NH"
    return f"{who.ipp}^^^&{who.ipp_oid}&ISO^PI" if who.ipp else ""


def _submission(listed: Any, submission: str, out: Outgoing) -> None:
    package = add(listed, "RegistryPackage", id=submission, objectType=f"{_TYPE}:RegistryPackage", status=_APPROVED)
    _slot(package, "submissionTime", _utc(out.signed or out.created))
    _named(package, "Name", out.title)
    _author(package, "set author", submission, out)
    code, label = CONTENT[out.stay]
    _coded(package, "set content", submission, code, label, ACTIVITIES)
    _external(package, "set patient", submission, patient_id(out.patient), "XDSSubmissionSet.patientId")
    _external(package, "set source", submission, out.organisation.oid, "XDSSubmissionSet.sourceId")
    _external(package, "set unique", submission, f"{out.document_oid}.1", "XDSSubmissionSet.uniqueId")


def _document(listed: Any, out: Outgoing, document: bytes, uri: str) -> None:
    entry, kind = entry_id(out.document_oid), doctypes.load()[out.doc_type]
    place, who = out.organisation, out.patient
    extrinsic = add(listed, "ExtrinsicObject", id=entry, objectType=DOCUMENT, mimeType="text/xml", status=_APPROVED)
    _slot(extrinsic, "creationTime", _utc(out.created))
    _slot(extrinsic, "languageCode", "fr-FR")
    _slot(extrinsic, "hash", hashlib.sha1(document, usedforsecurity=False).hexdigest())
    _slot(extrinsic, "size", str(len(document)))
    _slot(extrinsic, "URI", uri)
    _slot(extrinsic, "legalAuthenticator", _xcn(out.authenticator, place))
    _slot(extrinsic, "serviceStartTime", _utc(out.act_start))
    if out.act_end:
        _slot(extrinsic, "serviceStopTime", _utc(out.act_end))
    _slot(extrinsic, "sourcePatientId", f"{who.ipp}^^^&{who.ipp_oid}&ISO^PI" if who.ipp else patient_id(who))
    _slot(extrinsic, "sourcePatientInfo", *_patient_info(who))
    _named(extrinsic, "Name", out.title)
    _version(extrinsic, out.version)
    _author(extrinsic, "author", entry, out)
    _coded(extrinsic, "class", entry, kind.class_code, kind.class_label, doctypes.CLASSES)
    _coded(extrinsic, "confidentiality", entry, "N", "Normal", CONFIDENTIALITY)
    code, scheme, label = FORMAT
    _coded(extrinsic, "format", entry, code, label, scheme)
    _coded(extrinsic, "facility", entry, place.sector, place.sector_label, SECTORS)
    _coded(extrinsic, "setting", entry, place.setting, place.setting_label, SETTINGS)
    _coded(extrinsic, "type", entry, kind.loinc, kind.label, doctypes.LOINC)
    _external(extrinsic, "patient", entry, patient_id(who), "XDSDocumentEntry.patientId")
    _external(extrinsic, "unique", entry, out.document_oid, "XDSDocumentEntry.uniqueId")


def _patient_info(who: Identity) -> tuple[str, ...]:
    born = day(who.born) if who.born else ""
    sex, _ = people.GENDERS[who.sex]
    return (f"PID-5|{_bare(who.birth_family)}^{_bare(who.given)}^^^^^L", f"PID-7|{born}", f"PID-8|{sex}")


def _author(parent: Any, scheme: str, classified: str, out: Outgoing) -> None:
    place, who = out.organisation, out.author
    part = add(
        parent, "Classification", id=f"{classified}-{scheme.replace(' ', '-')}", classifiedObject=classified,
        classificationScheme=f"urn:uuid:{SCHEMES[scheme]}", objectType=f"{_TYPE}:Classification",
    )  # fmt: skip
    part.set("nodeRepresentation", "")
    institution = f"{_bare(place.name)}^^^^^&{people.STRUCTURES}&ISO^IDNST^^^{place.extension}"
    _slot(part, "authorInstitution", institution)
    _slot(part, "authorPerson", _xcn(who, place))
    if who.title:
        _slot(part, "authorRole", who.title)
    _slot(part, "authorSpecialty", f"{who.code}^{_bare(who.specialty_label)}^{people.SPECIALTIES}")


def _xcn(who: Professional, place: Organisation) -> str:
    number = who.extension if who.rpps else f"3{place.finess}/{who.local_id}"
    kind = "IDNPS"
    return f"{number}^{_bare(who.family)}^{_bare(who.given)}^^^^^^&{people.PROFESSIONALS}&ISO^D^^^{kind}"


def _bare(text: str) -> str:
    """A component of HL7 v2: its delimiters would break the field."""
    return text.translate({ord(mark): " " for mark in "^&|~\\"})


def _slot(parent: Any, name: str, *values: str) -> None:
    listed = add(add(parent, "Slot", name=name), "ValueList")
    for value in values:
        add(listed, "Value", value)


def _named(parent: Any, tag: str, text: str) -> None:
    part = add(add(parent, tag), "LocalizedString", value=text, charset="UTF-8")
    part.set("{http://www.w3.org/XML/1998/namespace}lang", "fr-FR")


def _version(parent: Any, number: int) -> None:
    add(parent, "VersionInfo", versionName=str(number))


def _coded(parent: Any, scheme: str, classified: str, code: str, label: str, system: str) -> None:
    part = add(
        parent, "Classification", id=f"{classified}-{scheme.replace(' ', '-')}", classifiedObject=classified,
        classificationScheme=f"urn:uuid:{SCHEMES[scheme]}", nodeRepresentation=code,
        objectType=f"{_TYPE}:Classification",
    )  # fmt: skip
    _slot(part, "codingScheme", system)
    _named(part, "Name", label)


def _external(parent: Any, scheme: str, registered: str, value: str, name: str) -> None:
    part = add(
        parent, "ExternalIdentifier", id=f"{registered}-{scheme.replace(' ', '-')}", registryObject=registered,
        identificationScheme=f"urn:uuid:{SCHEMES[scheme]}", value=value, objectType=f"{_TYPE}:ExternalIdentifier",
    )  # fmt: skip
    _named(part, "Name", name)


def _association(parent: Any, name: str, kind: str, source: str, target: str) -> Any:
    return add(
        parent, "Association", id=name, associationType=kind, sourceObject=source, targetObject=target,
        objectType=f"{_TYPE}:Association",
    )  # fmt: skip


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%d%H%M%S")
