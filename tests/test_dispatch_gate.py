"""The gate: one test a requirement number, named by it; what is refused says why in French and what to do."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dispatch import cda, gate, identifiers, mail, naming, xdm
from actions.dispatch.message import INS_NIR, Address, Channel, Kind, Previous, Recipient
from assistant.types import Sex
from tests.dispatch_values import DOCTOR, GP, HERSELF, HOSPITAL, MORNING, SECRETARY, SENDER, outgoing, pdf, someone

NOW = MORNING + timedelta(hours=1)
TRIAL = gate.Rules(production=False)
BEFORE = Previous("1.2.250.1.999.1.1.1", 1, "<premier@ch-test.mssante.fr>")


def asked(out=None, to=(GP,), rules=TRIAL):
    return {r.code for r in gate.check(out or outgoing(), to, NOW, rules).refusals}


def shown(out=None, to=GP, change=lambda data: data, **options):
    """What the gate says of the mail once its bytes were tampered with."""
    out = out or outgoing()
    made = mail.build(out, to, MORNING)
    return {r.code for r in gate.inspect(replace(made, data=change(made.data)), out, to, TRIAL, **options).refusals}


def without(header):
    return lambda data: b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(header))


def swapped(files=None, name="IHE_XDM.zip", attached=None, out=None):
    """The mail with another archive or another PDF."""
    out = out or outgoing()

    def change(data):
        tree = email.message_from_bytes(data, policy=email.policy.SMTP)
        _, archive, document = tree.iter_parts()
        if files is not None:
            archive.set_content(xdm.pack(files), "application", "zip", filename=name, params={"name": name})
        if attached is not None:
            document.set_content(attached, "application", "pdf", filename=naming.pdf_name(out))
        return tree.as_bytes()

    return change


def test_what_is_right_may_leave():
    assert asked() == set()
    assert asked(to=(GP, HERSELF)) == set()
    assert shown() == shown(to=HERSELF) == set()


def test_eco_2_1_1_one_patient_a_message():
    one, other = outgoing(), outgoing(patient=someone(ipp="2", qualified=False))
    assert gate.same_patient([cda.build(one), cda.build(one)]).open
    assert {r.code for r in gate.same_patient([cda.build(one), cda.build(other)]).refusals} == {"several-patients"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pdf-missing"), (b"<html>", "pdf-missing"), (pdf(xmp=""), "pdf-not-archival"),
        (pdf().replace(b"pdfaid:part>1", b"pdfaid:part>3"), "pdf-not-archival"), (pdf()[:-400], "pdf-not-archival"),
        (pdf().replace(b"/Root", b"/Encrypt 9 0 R/Root"), "pdf-protected"),
    ],
)  # fmt: skip
def test_eco_2_1_1_the_pdf_is_archival(data, code):
    assert asked(outgoing(pdf=data)) == {code}


def test_eco_2_1_1_the_zip_is_named_and_whole():
    files = xdm.unpack(xdm.build(outgoing()))
    assert shown(change=swapped(files, "ihe_xdm.zip")) == {"zip-name"}
    for name in files:
        assert shown(change=swapped({k: v for k, v in files.items() if k != name})) == {"zip-content"}
    assert "zip-content" in shown(change=swapped({**files, xdm.DOCUMENT: b"<ClinicalDocument>"}))
    assert shown(change=swapped({**files, "VIRUS.EXE": b"MZ"})) == {"zip-content"}


def test_eco_2_1_2_the_receiver_finds_the_patient_in_the_metadata():
    files = xdm.unpack(xdm.build(outgoing()))
    other = xdm.unpack(xdm.build(outgoing(patient=someone(matricule="146026322000196"))))
    assert shown(change=swapped({**files, xdm.METADATA: other[xdm.METADATA]})) == {"metadata-hash", "metadata-patient"}
    assert asked(outgoing(patient=someone(qualified=False, ipp=""))) == {"patient-unidentified"}
    assert asked(outgoing(patient=someone(qualified=False))) == set()


def test_eco_2_1_3_subject():
    assert shown(change=lambda d: b"Subject: Votre patiente\r\n" + d) == {"subject"}
    assert asked(outgoing(patient=someone(birth_family=" "))) == {"identity-incomplete"}
    assert asked(outgoing(patient=someone(sex=Sex.UNKNOWN))) == {"identity-incomplete"}


def test_eco_2_1_5_the_pdf_attached_is_the_one_inside():
    assert shown(change=swapped(attached=pdf("falsifié"))) == {"pdf-differs"}


def test_eco_2_1_6_pdf_name():
    assert "pdf-name" in shown(change=lambda d: d.replace(b"20261125_CR", b"20261126_CR"))


def test_eco_2_2_1_message_id():
    assert shown(change=without(b"Message-ID")) == {"message-id"}


def test_eco_2_2_2_a_replacement_follows_the_first():
    out = outgoing(version=2, document_oid="1.2.250.1.999.1.1.2", replaces=BEFORE)
    assert asked(out) == shown(out) == set()
    assert shown(out, change=without(b"In-Reply-To")) == shown(out, change=without(b"References")) == {"thread"}


def test_eco_2_2_3_utf_8():
    assert shown(change=lambda d: d.replace(b"charset=utf-8", b"charset=latin-1")) == {"mail-charset"}


def test_eco_2_2_4_tree():
    assert "mail-tree" in shown(change=lambda d: d.replace(b"multipart/mixed", b"multipart/related"))
    assert "mail-tree" in shown(change=lambda d: d.replace(b"text/plain", b"image/png"))
    assert "mail-tree" in shown(change=lambda d: d.replace(b"application/pdf", b"application/doc"))


def test_eco_2_2_6_the_patients_box_wants_a_qualified_ins():
    to = (HERSELF,)
    assert asked(outgoing(patient=someone(qualified=False)), to) == {"patient-unqualified"}
    assert asked(outgoing(), (replace(HERSELF, address="146026322000196@patient.mssante.fr"),)) == {"patient-other-box"}


def test_eco_2_2_6_addresses():
    for address in (
        "adam@gmail.com",
        "",
        "adam@mssante.fr.example.org",
        "a b@x.mssante.fr",
        "a@x.mssante.fr\r\nBcc: b@c.fr",
    ):
        assert asked(to=(replace(GP, address=address),)) == {"recipient-address"}
    assert asked(to=(replace(GP, address="279035121518989@patient.mssante.fr"),)) == {"recipient-address"}
    assert asked(to=()) == {"no-recipient"}
    assert asked(to=(GP, replace(GP, address=GP.address.upper()))) == {"recipient-double"}
    other = Recipient(Kind.PROFESSIONAL, "X", "autre@medecin.mssante.fr")
    made = mail.build(outgoing(), other, MORNING)
    assert {r.code for r in gate.inspect(made, outgoing(), GP, TRIAL).refusals} == {"to-other"}
    assert "to-other" in shown(change=lambda d: b"Bcc: espion@x.fr\r\n" + d)


@pytest.mark.parametrize("label", ["", "Dr Thomas", "DR_Éric_THOMAS", "DR__THOMAS_CH"])
def test_eco_2_2_7_sender_label(label):
    assert asked(outgoing(sender=replace(SENDER, label=label))) == {"sender-label"}


def test_eco_2_2_8_the_patient_may_not_answer():
    assert shown(to=HERSELF, change=without(b"X-MSS-MES")) == {"header-mes"}
    assert shown(change=lambda d: b"X-MSS-MES: FIN\r\n" + d) == {"header-mes"}
    assert shown(outgoing(block_reply=False), HERSELF) == set()


def test_eco_2_3_1_delivery_report():
    made = replace(mail.build(outgoing(), GP, MORNING), envelope_id="")
    assert {r.code for r in gate.inspect(made, outgoing(), GP, TRIAL).refusals} == {"delivery-report"}


def test_eco_2_3_2_reading_receipt():
    assert shown(change=without(b"Disposition-Notification-To")) == {"receipt"}


def test_eco_2_4_1_codecda():
    assert shown(change=lambda d: d.replace(b"X-MSS-CODECDA: 11488-4", b"X-MSS-CODECDA: 11490-0")) == {"header-codecda"}
    assert asked(outgoing(doc_type="poem")) == {"doc-type"}


def test_eco_2_4_2_ins():
    assert shown(change=lambda d: d.replace(b"X-MSS-INS: O", b"X-MSS-INS: N")) == {"header-ins"}
    assert b"X-MSS-INS: N" in mail.build(outgoing(patient=someone(qualified=False)), GP, MORNING).data
    assert asked(outgoing(patient=someone(matricule="279035121518988"))) == {"ins-invalid"}
    assert asked(outgoing(patient=someone(oid="1.2.250.1.213.1.4.2"))) == {"ins-authority"}
    assert asked(rules=gate.Rules()) == {"ins-test"}
    assert asked(outgoing(patient=someone(oid=INS_NIR)), rules=gate.Rules()) == set()


def test_eco_2_4_3_nil():
    assert shown(change=without(b"X-MSS-NIL")) == {"header-nil"}
    assert asked(outgoing(sender=replace(SENDER, software=" "))) == {"software"}


def test_size():
    rules = gate.Rules(production=False, largest=20_000, largest_patient=40_000)
    big = outgoing(pdf=pdf("x" * 5000) + b" " * 5000)
    for to, fits in ((GP, False), (HERSELF, True)):
        opinion = gate.inspect(mail.build(big, to, MORNING), big, to, rules)
        assert [r.code for r in opinion.refusals] == ([] if fits else ["too-big"])


@pytest.mark.parametrize("whom", ["all", GP.rpps, GP.address.upper()])
def test_va1_20_opposition(whom):
    assert asked(outgoing(patient=someone(opposed=frozenset({whom})))) == {"opposition"}
    assert asked(outgoing(patient=someone(opposed=frozenset({whom}))), (HERSELF,)) == set()


def test_va1_22_what_is_kept_from_the_patient_is_not_sent_to_them():
    assert asked(outgoing(hidden=frozenset({"patient"})), (HERSELF,)) == {"hidden-from-patient"}
    assert asked(outgoing(hidden=frozenset({"patient"}))) == set()
    assert asked(outgoing(patient=someone(opposed=frozenset({"patient"}))), (HERSELF,)) == {"opposition"}


def test_hl7_flags_that_no_row_allows():
    assert asked(outgoing(hidden=frozenset({"professionals"}))) == {"flags"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "title-missing"), ({"document_oid": "1.2.03"}, "document-id"),
        ({"set_oid": ""}, "document-id"),
        ({"version": 0}, "version"), ({"version": 2}, "version"), ({"replaces": BEFORE}, "version"),
        ({"version": 3, "replaces": BEFORE, "document_oid": "1.2.3"}, "version"),
        ({"version": 2, "replaces": BEFORE}, "version"),
        ({"created": MORNING.replace(tzinfo=None)}, "dates"), ({"act_end": MORNING - timedelta(days=2)}, "dates"),
        ({"created": NOW + timedelta(days=1)}, "future"), ({"signed": None}, "unsigned"),
        ({"author": replace(DOCTOR, rpps="123")}, "author-rpps"),
        ({"authenticator": replace(DOCTOR, rpps="")}, "authenticator-rpps"),
        ({"author": replace(DOCTOR, specialty="")}, "specialty"),
        ({"enterer": replace(SECRETARY, local_id="")}, "enterer"),
        ({"organisation": replace(HOSPITAL, finess="75051234")}, "organisation"),
        ({"organisation": replace(HOSPITAL, oid="")}, "organisation"),
        ({"sender": replace(SENDER, address="cardio@ch-test.fr")}, "sender-address"),
        ({"patient": someone(birthplace="")}, "birthplace"), ({"patient": someone(born=None)}, "identity-incomplete"),
    ],
)  # fmt: skip
def test_cda_header(changes, code):
    assert asked(outgoing(**changes)) == {code}


def test_paper_wants_a_postal_address():
    to = replace(GP, address="", channel=Channel.PAPER)
    assert asked(to=(to,)) == {"recipient-postal"}
    assert asked(to=(replace(to, postal=Address(("1 rue X",), "29200", "BREST")),)) == set()


def test_a_doubtful_rpps_is_only_a_warning():
    opinion = gate.check(outgoing(author=replace(DOCTOR, rpps="10012345678")), (GP,), NOW, TRIAL)
    assert (opinion.open, [w.code for w in opinion.warnings]) == (True, ["rpps-luhn"])


def test_every_refusal_is_one_sentence_with_a_remedy():
    for code, row in gate.sentences().items():
        assert set(row) == {"requirement", "says"}, code
        assert row["says"].endswith("."), code
        assert row["says"][0].isupper(), code
        assert ":" in row["says"] or ". " in row["says"], code


def test_ins_keys_of_the_norm():
    assert [identifiers.ins_key(n) for n in ("2790351215189", "1460263220001")] == ["89", "96"]
    assert identifiers.ins_key("2790320215189") != identifiers.ins_key("279032A215189")
    assert identifiers.ins_valid("179032A215189" + identifiers.ins_key("179032A215189"))
    assert not identifiers.ins_valid("27903512151898")
    assert identifiers.ins_key("x") is None


@given(st.from_regex(r"[12][0-9]{4}(2[AB]|[0-9]{2})[0-9]{6}", fullmatch=True))
def test_one_wrong_digit_never_passes(body):
    whole = body + identifiers.ins_key(body)
    for place in range(13):
        if place not in (5, 6):
            wrong = whole[:place] + str((int(whole[place]) + 1) % 10) + whole[place + 1 :]
            assert not identifiers.ins_valid(wrong)
