"""Values for the tests of dispatch: an invented patient, doctor, hospital, and a small PDF/A-1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from actions.dispatch.message import (
    INS_TEST,
    Address,
    Identity,
    Kind,
    Organisation,
    Outgoing,
    Professional,
    Recipient,
    Sender,
)
from assistant.types import Sex

PARIS = timezone(timedelta(hours=1))
MORNING = datetime(2026, 11, 25, 10, 30, tzinfo=PARIS)
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part>'
    "<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)


def pdf(words: str = "Compte rendu", xmp: str = XMP) -> bytes:
    """A one-page PDF 1.4 that says it is PDF/A-1b in XMP metadata left in clear, as ISO 19005-1 wants."""
    page = f"BT /F1 12 Tf 50 750 Td ({words}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        f"<</Type/Metadata/Subtype/XML/Length {len(xmp)}>>stream\n{xmp}\nendstream",
    )
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R/ID[<00><00>]>>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


PATIENT = Identity(
    birth_family="Pât-Trois",
    given_names=("Dominique", "Marie-Louise"),
    sex=Sex.FEMALE,
    born=date(1979, 3, 28),
    birthplace="51215",
    matricule="279035121518989",
    oid=INS_TEST,
    qualified=True,
    used_family="Durand",
    ipp="1234567890121",
    ipp_oid="1.2.250.1.999.1.2",
    address=Address(("28 avenue de Breteuil",), "75007", "PARIS"),
)
HOSPITAL = Organisation(
    "CH de Test", "750512345", Address(("1 rue des Lilas",), "75005", "PARIS"), "0144534551", oid="1.2.250.1.999.1"
)
DOCTOR = Professional(
    "Thomas", "Éric", "10012345672", "DR", "M", "SM04", "Médecin - Cardiologie et maladies vasculaires (SM)",
    phone="0144534551",
)  # fmt: skip
SECRETARY = Professional("Petit", "Anne", civility="MME", local_id="SEC12")
SENDER = Sender("cardio@ch-test.mssante.fr", "DR_Éric_THOMAS_CH de Test", "DPIVOCAL-0.1")
GP = Recipient(Kind.PROFESSIONAL, "Dr Adam Hoda", "adam.hoda@medecin.mssante.fr", "10098765434")
HERSELF = Recipient(Kind.PATIENT, "Dominique Durand", "279035121518989@patient.mssante.fr")


def outgoing(**changes: Any) -> Outgoing:
    """A consultation report, signed, to a general practitioner; `changes` replace fields."""
    base = Outgoing(
        id="report-1",
        document_oid="1.2.250.1.999.1.1.1",
        set_oid="1.2.250.1.999.1.1",
        version=1,
        doc_type="consultation_report",
        title="Consultation de cardiologie",
        created=MORNING,
        patient=PATIENT,
        author=DOCTOR,
        authenticator=DOCTOR,
        organisation=HOSPITAL,
        sender=SENDER,
        pdf=pdf(),
        act_start=MORNING - timedelta(minutes=30),
        act_end=MORNING - timedelta(minutes=5),
        signed=MORNING + timedelta(minutes=4),
        recipients=(GP,),
        enterer=SECRETARY,
    )
    return replace(base, **changes)


def someone(**changes: Any) -> Identity:
    """The patient, with some traits changed."""
    return replace(PATIENT, **changes)
