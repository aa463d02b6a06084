"""A document as a FHIR R4 DocumentReference (IHE MHD; French identifiers of FR Core and PDSm)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from actions.dispatch import cda, doctypes, metadata
from actions.dispatch.message import Identity, Outgoing, Professional

RPPS = "https://rpps.esante.gouv.fr"
CLASSES = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
FORMATS = "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


def build(out: Outgoing) -> dict[str, Any]:
    """The resource as JSON values, the CDA inside; people are contained."""
    kind, document = doctypes.load()[out.doc_type], cda.build(out)
    contained = [_patient("patient", out.patient), _practitioner("author", out.author)]
    author = "#author"
    signer = author if out.authenticator == out.author else "#authenticator"
    if signer != author:
        contained.append(_practitioner("authenticator", out.authenticator))
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "contained": contained,
        "masterIdentifier": _oid(out.document_oid),
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": metadata.entry_id(out.document_oid)}],
        "status": "current",
        "docStatus": "amended" if out.replaces else "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": kind.loinc, "display": kind.label}]},
        "category": [{"coding": [{"system": CLASSES, "code": kind.class_code, "display": kind.class_label}]}],
        "subject": {"reference": "#patient"},
        "date": out.created.isoformat(),
        "author": [{"reference": author}],
        "authenticator": {"reference": signer},
        "description": out.title,
        "securityLabel": [{"coding": [{"system": CONFIDENTIALITY, "code": "N", "display": "normal"}]}],
        "content": [{
            "attachment": _attachment(out, document),
            "format": {"system": FORMATS, "code": metadata.FORMAT[0]},
        }],
        "context": {"period": _period(out)},
    }  # fmt: skip
    if out.replaces:
        parent = {"identifier": _oid(out.replaces.document_oid)}
        made["relatesTo"] = [{"code": "replaces", "target": parent}]
    dense: dict[str, Any] = _dense(made)
    return dense


def _dense(value: Any) -> Any:
    """FHIR knows no empty list, object or string."""
    if isinstance(value, Mapping):
        return {k: v for k, v in ((k, _dense(v)) for k, v in value.items()) if v not in ("", [], {})}
    if isinstance(value, list):
        return [v for v in map(_dense, value) if v not in ("", [], {})]
    return value


def _attachment(out: Outgoing, document: bytes) -> Mapping[str, Any]:
    digest = hashlib.sha1(document, usedforsecurity=False).digest()
    return {
        "contentType": "application/xml",
        "language": "fr-FR",
        "data": base64.b64encode(document).decode("ascii"),
        "size": len(document),
        "hash": base64.b64encode(digest).decode("ascii"),
        "title": out.title,
        "creation": out.created.isoformat(),
    }


def _period(out: Outgoing) -> Mapping[str, str]:
    end = {"end": out.act_end.isoformat()} if out.act_end else {}
    return {"start": out.act_start.isoformat(), **end}


def _patient(name: str, who: Identity) -> Mapping[str, Any]:
    numbers = []
    if who.qualified and who.matricule:
        code = {"system": "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", "code": "INS-NIR"}
        numbers.append({
            "use": "official", "type": {"coding": [code]}, "system": f"urn:oid:{who.oid}", "value": who.matricule,
        })  # fmt: skip
    if who.ipp:
        numbers.append({"use": "usual", "system": f"urn:oid:{who.ipp_oid}", "value": who.ipp})
    genders = {"f": "female", "m": "male", "u": "unknown"}
    found: dict[str, Any] = {
        "resourceType": "Patient",
        "id": name,
        "identifier": numbers,
        "name": [{"use": "official", "family": who.birth_family, "given": list(who.given_names)}],
        "gender": genders[who.sex.value],
    }
    if who.born:
        found["birthDate"] = who.born.isoformat()
    return found


def _practitioner(name: str, who: Professional) -> Mapping[str, Any]:
    numbers = [{"system": RPPS, "value": who.rpps}] if who.rpps else []
    return {
        "resourceType": "Practitioner",
        "id": name,
        "identifier": numbers,
        "name": [{"family": who.family, "given": [who.given], "suffix": [who.title] if who.title else []}],
    }


def _oid(value: str) -> Mapping[str, str]:
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{value}"}
