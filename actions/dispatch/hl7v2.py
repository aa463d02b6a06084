"""A document as HL7 v2.6 MDM for the platform (PFI) of a site: CI-SIS «transmission CDA en HL7 v2» 2.1."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actions.dispatch import cda, doctypes, metadata, wording
from actions.dispatch import cda_people as people
from actions.dispatch.message import INS_NIA, Identity, Kind, Outgoing, Professional, Recipient
from actions.dispatch.xmls import day

CR = "\r"
_ESCAPES = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"})


class Event(StrEnum):
    """What the message does; the value is the trigger of MSH-9."""

    NEW = "T02"
    REPLACE = "T10"
    DELETE = "T04"


ORDER = {Event.NEW: ("NW", "F"), Event.REPLACE: ("RO", "C"), Event.DELETE: ("CA", "D")}
"""ORC-1 and OBX-11, which must agree."""


@dataclass(frozen=True, slots=True)
class Route:
    """Names of the two ends (MSH-3 to 6) and what is said of the exchange."""

    application: str
    facility: str
    to_application: str
    to_facility: str
    processing: str = "P"
    """P production, T test, D debug."""
    charset: str = "UNICODE UTF-8"
    """MSH-18: that, or «8859/15»."""
    to_dmp: bool = False
    secret: bool = False
    """CONNEXION_SECRETE."""
    acknowledge_delivery: bool = True
    acknowledge_reading: bool = True

    @property
    def encoding(self) -> str:
        return "iso8859-15" if self.charset == "8859/15" else "utf-8"


def build(out: Outgoing, to: Sequence[Recipient], route: Route, event: Event, control: str, at: datetime) -> bytes:
    """The message, segments ended by CR. Raises UnicodeEncodeError when 8859/15 cannot hold a name."""
    lines = (
        *_head(out, route, event, control, at),
        *_document(out, event),
        *_people(out, to),
        *_flags(out, to, route, ORDER[event][1]),
    )
    return "".join(line.rstrip("|") + CR if not line.startswith("MSH") else line + CR for line in lines).encode(
        route.encoding
    )


def control_id(out: Outgoing, to: Sequence[Recipient]) -> str:
    """MSH-10, 20 characters: the same departure has the same one, so that a platform can drop a double."""
    return metadata.entry_id("\n".join((out.document_oid, *(r.key for r in to))))[9:].replace("-", "")[:20]


def flags(out: Outgoing, to: Sequence[Recipient], route: Route) -> dict[str, bool]:
    """The ten Y/N of OBX, in their order. One to professionals alone is not for the patient's eyes (matrix)."""
    patient = any(r.kind is Kind.PATIENT for r in to)
    return {
        "MASQUE_PS": "professionals" in out.hidden,
        "INVISIBLE_PATIENT": "patient" in out.hidden or not patient,
        "INVISIBLE_REP_LEGAUX": "guardians" in out.hidden,
        "CONNEXION_SECRETE": route.secret,
        "MODIF_CONF_CODE": False,
        "DESTDMP": route.to_dmp,
        "DESTMSSANTEPS": any(r.kind is not Kind.PATIENT for r in to),
        "DESTMSSANTEPAT": patient,
        "ACK_RECEPTION": route.acknowledge_delivery,
        "ACK_LECTURE_MSS": route.acknowledge_reading,
    }


LABELS = {
    "MASQUE_PS": "Masqué aux professionnels de Santé", "INVISIBLE_PATIENT": "Document Non Visible par le patient",
    "INVISIBLE_REP_LEGAUX": "Non visible par les représentants Légaux du patient",
    "CONNEXION_SECRETE": "Connexion Secrete", "MODIF_CONF_CODE": "Modification Confidentiality Code",
    "DESTDMP": "Destinataire DMP",
    "DESTMSSANTEPS": "Destinataire (Professionnel de Santé, organisation ou BAL applicative)",
    "DESTMSSANTEPAT": "Destinataire Patient", "ACK_RECEPTION": "Accusé de réception",
    "ACK_LECTURE_MSS": "Accusé de lecture",
}  # fmt: skip
"""Table MetaDMPMSS."""


def allowed(found: dict[str, bool]) -> bool:
    """Is this combination one of the three rows for MSSanté? Any other is an error at the platform."""
    masked, unseen, guardians = found["MASQUE_PS"], found["INVISIBLE_PATIENT"], found["INVISIBLE_REP_LEGAUX"]
    match (found["DESTMSSANTEPS"], found["DESTMSSANTEPAT"]):
        case (True, True):
            return not (masked or unseen or guardians)
        case (True, False):
            return unseen and not (masked or guardians)
        case (False, True):
            return not (unseen or found["CONNEXION_SECRETE"] or found["DESTDMP"])
    return False


def _head(out: Outgoing, route: Route, event: Event, control: str, at: datetime) -> Iterator[str]:
    kind = doctypes.load()[out.doc_type]
    ends = "|".join(map(escape, (route.application, route.facility, route.to_application, route.to_facility)))
    yield (
        f"MSH|^~\\&|{ends}|{at:%Y%m%d%H%M%S%z}||MDM^{event}^MDM_T02|{control}|{route.processing}|2.6|||||FRA|"
        f"{route.charset}|||2.1^CISIS_CDA_HL7_V2"
    )
    yield f"EVN||{at:%Y%m%d%H%M%S%z}"
    yield _patient(out.patient)
    stay = f"{escape(out.stay_id)}^^^&{out.organisation.oid}&ISO^VN" if out.stay_id else ""
    yield _fields("PV1", {1: "1", 2: out.stay.value, 19: stay})
    yield f"ORC|{ORDER[event][0]}"
    yield f"OBR|1|||{_coded(kind)}"


def _patient(who: Identity) -> str:
    numbers = []
    if who.qualified and who.matricule:
        authority = "ASIP-SANTE-INS-NIA" if who.oid == INS_NIA else "ASIP-SANTE-INS-NIR"
        numbers.append(f"{who.matricule}^^^{authority}&{who.oid}&ISO^INS")
    if who.ipp:
        numbers.append(f"{escape(who.ipp)}^^^&{who.ipp_oid}&ISO^PI")
    birth = f"{escape(who.birth_family)}^{escape(who.given)}^{escape(' '.join(who.given_names))}^^^^L"
    used = f"~{escape(who.used_family)}^{escape(who.used_given or who.given)}^^^^^D" if who.used_family else ""
    home = f"{escape(' '.join(who.address.lines))}^^{escape(who.address.town)}^^{who.address.postcode}^FRA^H"
    places = [home] if who.address.known else []
    if who.birthplace:
        places.append(f"^^^^^^BDL^^{who.birthplace}")
    return _fields("PID", {
        3: "~".join(numbers), 5: birth + used, 7: day(who.born) if who.born else "", 8: people.GENDERS[who.sex][0],
        11: "~".join(places), 31: "N", 32: "VALI" if who.qualified else "PROV",
    })  # fmt: skip


def _document(out: Outgoing, event: Event) -> Iterator[str]:
    kind = doctypes.load()[out.doc_type]
    house = escape(out.organisation.name)
    parent = f"{out.replaces.document_oid}^{house}" if out.replaces else ""
    yield _fields("TXA", {
        1: "1", 2: kind.loinc, 3: "TEXT", 4: f"{out.act_start:%Y%m%d%H%M}", 12: f"{out.document_oid}^{house}",
        13: parent,
        17: "AU", 22: out.authenticator.extension,
    })  # fmt: skip
    data = base64.b64encode(cda.build(out)).decode("ascii")
    yield _fields("OBX", {
        1: "1", 2: "ED", 3: _coded(kind), 5: f"^text^XML^Base64^{data}", 11: ORDER[event][1],
    })  # fmt: skip


def _people(out: Outgoing, to: Sequence[Recipient]) -> Iterator[str]:
    """PRT: who sends, who receives, where to answer; the CDA itself does not say to whom it goes."""
    place = out.organisation
    structure = f"{escape(place.name)}^^^^^ASIP-SANTE-ST&{people.STRUCTURES}&ISO^FINEG^^^{place.finess}"
    yield _fields("PRT", {2: "UC", 4: "SB^Send by^participation", 5: _xcn(out.author), 8: structure})
    for recipient in to:
        named = f"8{recipient.rpps}^{escape(recipient.name)}" if recipient.rpps else f"^{escape(recipient.name)}"
        authority = f"^^^^^^^ASIP-SANTE-PS&{people.PROFESSIONALS}&ISO^D^^^IDNPS" if recipient.rpps else ""
        yield _fields("PRT", {
            2: "UC", 4: "RCT^Results Copies To^participation",
            5: "" if recipient.kind is Kind.PATIENT else named + authority, 15: f"^^X.400^{escape(recipient.address)}",
        })  # fmt: skip
    yield _fields("PRT", {2: "UC", 4: "REPLY^Reply To^participation", 15: f"^^X.400^{escape(out.sender.address)}"})


def _flags(out: Outgoing, to: Sequence[Recipient], route: Route, status: str) -> Iterator[str]:
    number = 1
    for number, (code, value) in enumerate(flags(out, to, route).items(), 2):
        answer = f"{'Y' if value else 'N'}^^expandedYes-NoIndicator"
        coded = f"{code}^{LABELS[code]}^MetaDMPMSS"
        yield _fields("OBX", {1: str(number), 2: "CWE", 3: coded, 5: answer, 11: status})
        if code == "DESTMSSANTEPAT" and value and out.block_reply:
            yield _fields("NTE", {1: "1", 4: "FIN"})
    text = out.body or wording.fill("replaced.txt" if out.replaces else "mail.txt", wording.facts(out))
    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    for code, label, wanted in (
        ("CORPSMAIL_PS", "Corps du mail pour un PS", any(r.kind is not Kind.PATIENT for r in to)),
        ("CORPSMAIL_PATIENT", "Corps du mail pour le patient", any(r.kind is Kind.PATIENT for r in to)),
    ):
        if wanted:
            number += 1
            coded = f"{code}^{label}^MetaDMPMSS"
            yield _fields("OBX", {1: str(number), 2: "ED", 3: coded, 5: f"^text^^Base64^{data}", 11: status})


def escape(text: str) -> str:
    """Delimiters of HL7 escaped, line breaks as spaces."""
    return " ".join(text.translate(_ESCAPES).split())


def _coded(kind: doctypes.DocType) -> str:
    return f"{kind.loinc}^{escape(kind.label)}^LN"


def _xcn(who: Professional) -> str:
    names = f"{escape(who.family)}^{escape(who.given)}"
    return f"{who.extension}^{names}^^^^^^ASIP-SANTE-PS&{people.PROFESSIONALS}&ISO^D^^^IDNPS"


def _fields(segment: str, values: dict[int, str]) -> str:
    return "|".join((segment, *(values.get(n, "") for n in range(1, max(values) + 1))))
