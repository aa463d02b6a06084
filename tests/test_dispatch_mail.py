"""The mail, the zip and the CDA inside: what is on the wire, byte for byte, read back by other parsers than ours."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from actions.dispatch import cda, mail, metadata, naming, xdm
from actions.dispatch.message import Previous
from assistant.types import Sex
from tests.dispatch_values import GP, HERSELF, MORNING, PATIENT, outgoing, pdf, someone

HL7 = {"h": "urn:hl7-org:v3"}
RIM = {"r": metadata.RIM}


def parsed(out=None, to=GP, **options):
    return email.message_from_bytes(
        mail.build(out or outgoing(), to, MORNING, **options).data, policy=email.policy.default
    )


def zipped(out=None):
    return xdm.unpack(xdm.build(out or outgoing()))


# --- the mail


def test_tree_is_mixed_of_text_zip_and_pdf():
    tree = parsed()
    assert tree.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in tree.iter_parts()] == [
        "text/plain",
        "application/zip",
        "application/pdf",
    ]
    text, archive, document = tree.iter_parts()
    assert text.get_content_charset() == "utf-8"
    assert archive.get_filename() == archive.get_param("name") == "IHE_XDM.zip"
    assert document.get_filename() == "20261125_CR ou fiche de consultation ou de visite_PAT-TROIS_Dominique.pdf"
    assert {archive["Content-Transfer-Encoding"], document["Content-Transfer-Encoding"]} == {"base64"}


def test_pdf_attached_zipped_and_given_are_the_same_bytes():
    out = outgoing()
    _, archive, attached = parsed(out).iter_parts()
    inside = zipfile.ZipFile(BytesIO(archive.get_content())).read("IHE_XDM/SUBSET01/DOC00001.XML")
    assert cda.pdf_of(etree.fromstring(inside)) == attached.get_content() == out.pdf


def test_headers_say_what_the_norm_asks():
    tree = parsed()
    assert tree["Subject"] == "XDM/1.0/DDM+CR ou fiche de consultation ou de visite PAT-TROIS Dominique 28/03/1979"
    assert tree["X-MSS-CODECDA"] == "11488-4"
    assert tree["X-MSS-INS"] == "O"
    assert tree["X-MSS-NIL"] == "DPIVOCAL-0.1"
    assert tree["X-MSS-MES"] is None
    assert tree["Disposition-Notification-To"] == "cardio@ch-test.mssante.fr"
    assert tree["From"].addresses[0].display_name == "DR_Éric_THOMAS_CH de Test"


def test_the_patient_is_written_to_without_a_way_back():
    tree = parsed(to=HERSELF)
    assert tree["X-MSS-MES"] == "FIN"
    assert tree["To"].addresses[0].addr_spec == "279035121518989@patient.mssante.fr"


def test_every_byte_is_ascii_with_crlf_and_short_lines():
    out = outgoing(title="Échographie œsophagienne", patient=someone(birth_family="Lœwenstein-Ænima Müller"))
    data = mail.build(out, replace(GP, name="Dr Zoé Ñandú"), MORNING).data
    data.decode("ascii")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n") if b"name" not in line) <= 78


HEAD = """\
From: =?utf-8?q?DR=5F=C3=89ric=5FTHOMAS=5FCH_de_Test?=
 <cardio@ch-test.mssante.fr>
To: "Dominique Durand"
 <279035121518989@patient.mssante.fr>
Date: Wed, 25 Nov 2026 10:30:00 +0100
Message-ID: <886be09927c8dcba1340e9211fddcb9f@ch-test.mssante.fr>
Subject: =?utf-8?q?XDM/1=2E0/DDM+CR_ou_fiche_de_consultation_ou_de_visite_?=
 =?utf-8?q?PAT-TROIS_Dominique_28/03/1979?=
Disposition-Notification-To: cardio@ch-test.mssante.fr
X-MSS-CODECDA: 11488-4
X-MSS-INS: O
X-MSS-NIL: DPIVOCAL-0.1
X-MSS-MES: FIN
MIME-Version: 1.0
Content-Type: multipart/mixed;
 boundary="=_886be09927c8dcba1340e9211fddcb9f"

--=_886be09927c8dcba1340e9211fddcb9f
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

"""
PARTS = """\
--=_886be09927c8dcba1340e9211fddcb9f
Content-Type: application/zip;
 name="IHE_XDM.zip"
Content-Disposition: attachment;
 filename="IHE_XDM.zip"
Content-Transfer-Encoding: base64

--=_886be09927c8dcba1340e9211fddcb9f
Content-Type: application/pdf;
 name="20261125_CR ou fiche de consultation ou de visite_PAT-TROIS_Dominique.pdf"
Content-Disposition: attachment;
 filename="20261125_CR ou fiche de consultation ou de visite_PAT-TROIS_Dominique.pdf"
Content-Transfer-Encoding: base64

--=_886be09927c8dcba1340e9211fddcb9f--
"""


def test_the_mail_byte_for_byte():
    data = mail.build(outgoing(), HERSELF, MORNING).data
    assert data.startswith(HEAD.replace("\n", "\r\n").encode())
    bare = re.sub(rb"(?<=\r\n\r\n)([A-Za-z0-9+/=]+\r\n)+", b"", data)
    assert bare.endswith(PARTS.replace("\n", "\r\n").encode())


def test_a_name_out_of_ascii_is_written_by_rfc_2231():
    data = mail.build(outgoing(patient=someone(birth_family="Иванов")), GP, MORNING).data
    assert b" filename*=utf-8''20261125_CR%20ou%20fiche" in data


def test_the_same_departure_gives_the_same_bytes():
    assert mail.build(outgoing(), GP, MORNING) == mail.build(outgoing(), GP, MORNING)
    assert mail.build(outgoing(), GP, MORNING).message_id != mail.build(outgoing(), HERSELF, MORNING).message_id


@pytest.mark.parametrize(
    ("place", "starts"), [(naming.Place.AFTER, "XDM/1.0/DDM+"), (naming.Place.BEFORE, "[Annule et")]
)
def test_a_replacement_says_so_and_joins_the_thread(place, starts):
    before = Previous("1.2.250.1.999.1.1.1", 1, "<b@ch-test.mssante.fr>", ("<a@ch-test.mssante.fr>",))
    tree = parsed(outgoing(document_oid="1.2.250.1.999.1.1.2", version=2, replaces=before), place=place)
    assert tree["Subject"].startswith(starts)
    assert "[Annule et remplace]" in tree["Subject"]
    assert tree["In-Reply-To"] == "<b@ch-test.mssante.fr>"
    assert tree["References"].split() == ["<a@ch-test.mssante.fr>", "<b@ch-test.mssante.fr>"]
    assert "ANNULE ET REMPLACE" in next(tree.iter_parts()).get_content()


def test_a_label_is_cut_at_forty():
    tree = parsed(outgoing(doc_type="discharge_letter"))
    assert tree["Subject"].startswith("XDM/1.0/DDM+Lettre de liaison à la sortie d'un établ PAT-TROIS ")


def test_the_subject_of_the_norm_itself():
    out = outgoing(patient=someone(birth_family="Vial", given_names=("Paul",), born=None), file_number="A/12")
    assert naming.subject(out) == "XDM/1.0/DDM+CR ou fiche de consultation ou de visite VIAL Paul"
    assert naming.pdf_name(out).endswith("_VIAL_Paul_A 12.pdf")


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(family=NAMES, first=NAMES)
def test_any_name_comes_back_from_the_wire(family, first):
    out = outgoing(patient=someone(birth_family=family, given_names=(first,)))
    tree = parsed(out)
    assert tree["Subject"] == naming.subject(out)
    assert [part.get_filename() for part in tree.iter_attachments()] == ["IHE_XDM.zip", naming.pdf_name(out)]


def test_a_line_break_in_a_name_starts_no_header():
    tree = parsed(outgoing(patient=someone(birth_family="DUPONT\r\nBcc: voleur@example.org")))
    assert tree["Bcc"] is None
    assert tree["Subject"].count("DUPONT BCC") == 1


# --- the zip


def test_names_in_the_zip_are_those_of_the_norm():
    assert list(zipped()) == [
        "README.TXT", "INDEX.HTM", "IHE_XDM/SUBSET01/METADATA.XML", "IHE_XDM/SUBSET01/DOC00001.XML",
    ]  # fmt: skip


def test_readme_names_sender_software_and_tree():
    text = zipped()["README.TXT"].decode("utf-8")
    for words in ("DR Éric THOMAS", "CH de Test", "75005 PARIS", "0144534551", "dpi-vocal", "0.1.0", "DOC00001.XML"):
        assert words in text


def test_index_escapes_what_it_is_given():
    page = zipped(outgoing(title='<script>alert("x")</script>'))["INDEX.HTM"].decode("utf-8")
    assert "<script>" not in page
    assert 'href="IHE_XDM/SUBSET01/DOC00001.XML"' in page


def test_metadata_describes_the_very_bytes_beside_it():
    files = zipped()
    document, tree = files["IHE_XDM/SUBSET01/DOC00001.XML"], etree.fromstring(files["IHE_XDM/SUBSET01/METADATA.XML"])
    slots = {
        s.get("name"): s.xpath(".//r:Value/text()", namespaces=RIM)
        for s in tree.xpath("//r:ExtrinsicObject/r:Slot", namespaces=RIM)
    }
    assert slots["hash"] == [hashlib.sha1(document).hexdigest()]
    assert slots["size"] == [str(len(document))]
    assert slots["URI"] == ["DOC00001.XML"]
    assert slots["creationTime"] == ["20261125093000"]
    assert slots["sourcePatientInfo"] == ["PID-5|Pât-Trois^Dominique^^^^^L", "PID-7|19790328", "PID-8|F"]
    assert slots["sourcePatientId"] == ["1234567890121^^^&1.2.250.1.999.1.2&ISO^PI"]
    patients = tree.xpath("//r:ExternalIdentifier[contains(@id, 'patient')]/@value", namespaces=RIM)
    assert patients == ["279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"] * 2


def test_metadata_has_every_scheme_once():
    tree = etree.fromstring(zipped()["IHE_XDM/SUBSET01/METADATA.XML"])
    found = tree.xpath("//@classificationScheme | //@identificationScheme")
    wanted = [f"urn:uuid:{scheme}" for scheme in metadata.SCHEMES.values()]
    assert sorted(found) == sorted(wanted)


def test_replacement_points_at_the_entry_it_replaces():
    first, second = (
        outgoing(),
        outgoing(document_oid="1.2.250.1.999.1.1.2", version=2, replaces=Previous("1.2.250.1.999.1.1.1", 1)),
    )
    entry = etree.fromstring(zipped(first)["IHE_XDM/SUBSET01/METADATA.XML"]).xpath(
        "//r:ExtrinsicObject/@id", namespaces=RIM
    )
    tree = etree.fromstring(zipped(second)["IHE_XDM/SUBSET01/METADATA.XML"])
    assert tree.xpath(f"//r:Association[@associationType='{metadata.REPLACES}']/@targetObject", namespaces=RIM) == entry


# --- the CDA


def find(out, path):
    return etree.fromstring(cda.build(out)).xpath(path, namespaces=HL7)


def test_author_authenticator_and_secretary_are_kept_apart():
    boss = replace(outgoing().author, family="Chef", rpps="10055555550")
    out = outgoing(authenticator=boss)
    assert find(out, "//h:author//h:assignedPerson/h:name/h:family/text()") == ["Thomas"]
    assert find(out, "//h:legalAuthenticator//h:family/text()") == ["Chef"]
    assert find(out, "//h:dataEnterer//h:family/text()") == ["Petit"]
    assert find(out, "//h:dataEnterer//h:assignedEntity/h:id/@extension") == ["3750512345/SEC12"]
    assert find(outgoing(enterer=None), "//h:dataEnterer") == []


def test_an_unqualified_ins_is_not_in_the_document():
    assert find(outgoing(patient=someone(qualified=False)), "//h:patientRole/h:id/@root") == ["1.2.250.1.999.1.2"]


def test_versions_share_a_set_and_name_their_parent():
    out = outgoing(document_oid="1.2.250.1.999.1.1.2", version=2, replaces=Previous("1.2.250.1.999.1.1.1", 1))
    assert find(out, "/*/h:setId/@root") == ["1.2.250.1.999.1.1"]
    assert find(out, "/*/h:versionNumber/@value") == ["2"]
    assert find(out, "/*/h:relatedDocument[@typeCode='RPLC']/h:parentDocument/h:id/@root") == ["1.2.250.1.999.1.1.1"]


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        cda.build(outgoing(created=MORNING.replace(tzinfo=None)))


def test_names_used_and_sexes():
    assert find(outgoing(), "//h:patient/h:name/h:family[@qualifier='CL']/text()") == ["Durand"]
    assert find(outgoing(patient=replace(PATIENT, sex=Sex.MALE)), "//h:administrativeGenderCode/@code") == ["M"]


def test_pdf_inside_is_the_pdf_given():
    out = outgoing(pdf=pdf("autre"))
    assert cda.pdf_of(etree.fromstring(cda.build(out))) == out.pdf
