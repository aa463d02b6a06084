"""HL7 v2 to a real MLLP listener, its acknowledgements; FHIR; paper."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
from dataclasses import replace

import pytest

from actions.dispatch import cda, fhir, hl7ack, hl7v2, mllp, paper, xdm
from actions.dispatch.hl7ack import Stage, Verdict
from actions.dispatch.message import Address, Channel, Previous
from assistant.errors import DispatchError
from tests.dispatch_values import GP, HERSELF, MORNING, outgoing, someone

ROUTE = hl7v2.Route("DPIVOCAL", "CH de Test", "PFI", "CH de Test")
ZAM = (
    "MSH|^~\\&|PFI|CH|DPIVOCAL|CH|20261125113000||ZAM^{event}^ZAM_Z01|77|P|2.6|||||FRA|UNICODE UTF-8"
    "|||2.1^CISIS_CDA_HL7_V2\r"
    "OBX|1|CWE|{code}^x^AckMetierZAM|{about}|{answer}^^expandedYes-NoIndicator||||||F\r"
    "OBX|2|ST|{who}^x^AckMetierZAM||^^X.400^adam.hoda@medecin.mssante.fr||||||F\r{err}"
)


def built(out=None, to=(GP,), event=hl7v2.Event.NEW, route=ROUTE):
    return hl7v2.build(out or outgoing(), to, route, event, hl7v2.control_id(out or outgoing(), to), MORNING)


def rows(data):
    return hl7ack.segments(data)


def named(data, name):
    return [row for row in rows(data) if row[0] == name]


# --- MDM


def test_segments_come_in_the_order_of_the_profile():
    assert [row[0] for row in rows(built())][:9] == ["MSH", "EVN", "PID", "PV1", "ORC", "OBR", "TXA", "OBX", "PRT"]


def test_head_says_country_charset_and_profile():
    head = rows(built())[0]
    assert (head[9], head[12], head[17], head[18], head[21]) == (
        "MDM^T02^MDM_T02", "2.6", "FRA", "UNICODE UTF-8", "2.1^CISIS_CDA_HL7_V2",
    )  # fmt: skip


@pytest.mark.parametrize(("event", "order", "status"), [("T02", "NW", "F"), ("T10", "RO", "C"), ("T04", "CA", "D")])
def test_order_and_status_agree(event, order, status):
    data = built(event=hl7v2.Event(event))
    assert named(data, "ORC")[0][1] == order
    assert {row[11] for row in named(data, "OBX")} == {status}


def test_the_document_travels_whole():
    out = outgoing()
    sent = named(built(out), "OBX")[0]
    assert sent[5].startswith("^text^XML^Base64^")
    assert base64.b64decode(sent[5].split("^")[4]) == cda.build(out)


def test_identity_is_marked_qualified_or_not():
    assert named(built(), "PID")[0][32] == "VALI"
    assert named(built(), "PID")[0][3].startswith("279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS~")
    plain = named(built(outgoing(patient=someone(qualified=False))), "PID")[0]
    assert (plain[32], plain[3]) == ("PROV", "1234567890121^^^&1.2.250.1.999.1.2&ISO^PI")


def test_sender_recipients_and_answer_are_named():
    found = {row[4].split("^")[0]: row for row in named(built(), "PRT")}
    assert found["SB"][5].startswith("810012345672^Thomas^Éric")
    assert found["SB"][8].endswith("^FINEG^^^750512345")
    assert found["RCT"][15] == "^^X.400^adam.hoda@medecin.mssante.fr"
    assert found["REPLY"][15] == "^^X.400^cardio@ch-test.mssante.fr"


def test_replacement_names_its_parent():
    out = outgoing(document_oid="1.2.250.1.999.1.1.2", version=2, replaces=Previous("1.2.250.1.999.1.1.1", 1))
    txa = named(built(out, event=hl7v2.Event.REPLACE), "TXA")[0]
    assert (txa[12], txa[13], txa[17]) == ("1.2.250.1.999.1.1.2^CH de Test", "1.2.250.1.999.1.1.1^CH de Test", "AU")


def test_the_ten_flags_and_the_block_on_replies():
    data = built(to=(GP, HERSELF))
    flags = {row[3].split("^")[0]: row[5][0] for row in named(data, "OBX") if row[2] == "CWE"}
    assert list(flags) == list(hl7v2.LABELS)
    assert (flags["DESTMSSANTEPS"], flags["DESTMSSANTEPAT"], flags["INVISIBLE_PATIENT"]) == ("Y", "Y", "N")
    assert named(data, "NTE")[0][4] == "FIN"


@pytest.mark.parametrize(
    ("to", "hidden", "fine"),
    [
        ((GP, HERSELF), (), True), ((GP,), (), True), ((HERSELF,), (), True), ((HERSELF,), ("guardians",), True),
        ((HERSELF,), ("professionals",), True), ((GP, HERSELF), ("patient",), False), ((HERSELF,), ("patient",), False),
        ((GP,), ("professionals",), False), ((GP,), ("guardians",), False),
    ],
)  # fmt: skip
def test_only_the_three_rows_of_the_matrix(to, hidden, fine):
    assert hl7v2.allowed(hl7v2.flags(outgoing(hidden=frozenset(hidden)), to, ROUTE)) is fine


def test_delimiters_in_a_name_do_not_make_fields():
    pid = named(built(outgoing(patient=someone(birth_family="A|B^C&D~E\\F\rPV1|"))), "PID")[0]
    assert hl7ack.unescape(pid[5].split("^")[0]) == "A|B^C&D~E\\F PV1|"


def test_latin_nine_is_written_as_it_is_declared():
    data = built(outgoing(patient=someone(birth_family="Œuvrard")), route=replace(ROUTE, charset="8859/15"))
    assert "Œuvrard".encode("iso8859-15") in data
    assert "Œuvrard" in named(data, "PID")[0][5]


# --- the listener and the answers


async def test_a_document_is_acknowledged_over_tcp():
    got = []

    async def platform(message):
        got.append(message)
        return hl7ack.answer(message, Verdict.ACCEPTED, "1", MORNING)

    async with mllp.listening(platform) as port:
        ack = hl7ack.read_ack(await mllp.exchange("127.0.0.1", port, built(), 5))
    assert got == [built()]
    assert (ack.verdict, ack.control) == (Verdict.ACCEPTED, hl7v2.control_id(outgoing(), (GP,)))


async def test_a_refusal_brings_its_code_and_words():
    async def platform(message):
        return (
            b"MSH|^~\\&|PFI|CH|DPI|CH|20261125||ACK^T02^ACK|9|P|2.6\rMSA|AE|015\r"
            b"ERR|||207^Application error^HL70357|E|902^Identifiant patient inconnu^HL70533\r"
        )

    async with mllp.listening(platform) as port:
        ack = hl7ack.read_ack(await mllp.exchange("127.0.0.1", port, built(), 5))
    assert (ack.verdict, ack.code, ack.text) == (Verdict.ERROR, "902", "Identifiant patient inconnu")


async def test_a_silent_platform_is_in_doubt_and_an_absent_one_is_not():
    async def platform(message):
        await asyncio.sleep(30)
        return b""

    async with mllp.listening(platform) as port:
        with pytest.raises(DispatchError) as silent:
            await mllp.exchange("127.0.0.1", port, built(), 0.2)
    with pytest.raises(DispatchError) as absent:
        await mllp.exchange("127.0.0.1", port, built(), 0.2)
    assert (silent.value.code, absent.value.code) == ("platform-silent", "platform-down")


@pytest.mark.parametrize(
    ("event", "code"), [("Z01", "ACK_RECEPTION_DMP"), ("Z02", "ACK_RECEPTION_MSS"), ("Z03", "ACK_LECTURE_MSS")]
)
def test_business_acknowledgements_are_read(event, code):
    zam = hl7ack.read_zam(
        ZAM.format(event=event, code=code, about="abc", answer="Y", who="DESTINATAIRE_MSS", err="").encode()
    )
    assert (zam.stage, zam.about, zam.good, zam.recipient) == (
        Stage(event),
        "abc",
        True,
        "adam.hoda@medecin.mssante.fr",
    )


def test_a_bad_one_says_why():
    err = "ERR|||207^Application error^messageErrorCondition|E|523^trop gros^SMTPERRORCODE\r"
    text = ZAM.format(event="Z02", code="ACK_RECEPTION_MSS", about="abc", answer="N", who="LECTEUR_MSS", err=err)
    zam = hl7ack.read_zam(text.encode())
    assert (zam.good, zam.code, zam.text) == (False, "523", "trop gros")


@pytest.mark.parametrize(
    "data", [b"", b"bonjour", b"MSH|^~\\&|", b"MSH|^~\\&|a|b|c|d|2026||ADT^A01|1|P|2.6\r", b"\xff\xfe"]
)
def test_what_is_no_answer_is_refused(data):
    for read in (hl7ack.read_ack, hl7ack.read_zam):
        with pytest.raises(DispatchError):
            read(data)


# --- FHIR


def empties(value):
    if isinstance(value, dict):
        return any(empties(v) for v in value.values()) or not value
    if isinstance(value, list):
        return any(map(empties, value)) or not value
    return value == ""


def test_document_reference_holds_the_document_and_its_people():
    out = outgoing(enterer=None)
    made = fhir.build(out)
    assert base64.b64decode(made["content"][0]["attachment"]["data"]) == cda.build(out)
    assert made["masterIdentifier"]["value"] == "urn:oid:1.2.250.1.999.1.1.1"
    assert made["type"]["coding"][0]["code"] == "11488-4"
    ids = {row["id"]: row for row in made["contained"]}
    assert ids["author"]["identifier"] == [{"system": "https://rpps.esante.gouv.fr", "value": "10012345672"}]
    assert ids["patient"]["identifier"][0]["value"] == "279035121518989"
    assert not empties(made)


def test_document_reference_of_a_replacement():
    out = outgoing(replaces=Previous("1.2.250.1.999.1.1.1", 1), author=replace(outgoing().author, title="", rpps=""))
    made = fhir.build(out)
    assert made["relatesTo"][0]["target"]["identifier"]["value"] == "urn:oid:1.2.250.1.999.1.1.1"
    assert not empties(made)


# --- paper

POSTAL = Address(("12 rue de l'Église (bât. 2)",), "29200", "BREST")


def test_a_batch_has_a_sheet_and_a_document_for_each_letter():
    letter = paper.Letter(outgoing(), replace(GP, channel=Channel.PAPER, postal=POSTAL))
    files = xdm.unpack(paper.batch([letter, letter], MORNING))
    assert list(files)[1:] == [f"000{n}_{part}.PDF" for n in (1, 2) for part in ("A_ADRESSE", "B_DOCUMENT")]
    assert files["0001_B_DOCUMENT.PDF"] == outgoing().pdf
    listed = list(csv.DictReader(io.StringIO(files["LOT.CSV"].decode("utf-8-sig")), delimiter=";"))
    assert [row["destinataire"] for row in listed] == ["Dr Adam Hoda"] * 2


def test_an_address_sheet_is_a_pdf_with_the_address_and_no_clinical_word():
    sheet = paper.address_sheet(paper.Letter(outgoing(title="Cancer du sein"), replace(GP, postal=POSTAL)))
    assert sheet.startswith(b"%PDF-1.4")
    assert sheet.endswith(b"%%EOF\n")
    assert "(12 rue de l'Église \\(bât. 2\\)) Tj".encode("cp1252") in sheet
    assert b"Cancer" not in sheet


def test_a_name_that_is_a_formula_stays_a_name():
    letter = paper.Letter(outgoing(), replace(GP, name="=HYPERLINK(1)", postal=POSTAL))
    assert ";'=HYPERLINK(1);" in xdm.unpack(paper.batch([letter], MORNING))["LOT.CSV"].decode("utf-8-sig")
