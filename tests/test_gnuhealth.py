"""GNU Health's driver apart from a server: how rows and files are read; and with one: patients who change."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import pytest

from actions.charts import terms
from actions.charts.gnuhealth import GnuHealthChart
from actions.charts.gnuhealth.documents import decoded, document_of
from actions.charts.gnuhealth.sections import doctor
from actions.charts.people import room
from actions.charts.tryton_rpc import decode, encode
from assistant.record import PatientQuery
from demo.dpi.server import DemoDpi


def test_moments_go_there_and_back() -> None:
    held = {"at": datetime(2026, 3, 29, 1, 59, 5), "on": date(2024, 2, 29)}
    assert json.loads(json.dumps(held, default=encode), object_hook=decode) == held


def test_values_of_the_wire() -> None:
    text = '[{"__class__": "Decimal", "decimal": "1.10"}, {"__class__": "bytes", "base64": "w6k="}, {"a.": {"b": 1}}]'
    assert json.loads(text, object_hook=decode) == [Decimal("1.10"), "é".encode(), {"a.": {"b": 1}}]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", "né".encode(), "né"),
        ("a.txt", "né".encode("latin-1"), "né"),
        ("sans extension", b"texte", "texte"),
        ("a.html", "<p>né &amp; lu</p>".encode(), "né & lu"),
        ("a.pdf", b"%PDF-1.7 ...", "Ce document (PDF) n'est pas du texte : il se lit à l'écran."),
        ("a.docx", b"PK\3\4", "Ce document (DOCX) n'est pas du texte : il se lit à l'écran."),
        ("a.txt", b"\0\1", "Ce document (TXT) n'est pas du texte : il se lit à l'écran."),
        ("vide.txt", b"", ""),
    ],
)
def test_text_of_files(name: str, data: bytes, said: str) -> None:
    assert decoded(name, data) == said


def test_a_description_says_type_author_and_date() -> None:
    row = {
        "id": 7, "name": "Lettre de sortie du 03-03-2026.txt", "type": "data", "last_user": "Administrator",
        "description": "Lettre de sortie\nAuteur : Dr Camille Durand\nDate : 2026-03-03\nType : discharge_letter",
        "create_date": datetime(2026, 4, 1, 9, 0),
    }  # fmt: skip
    found = document_of(row)
    assert (found.title, found.type, found.author) == ("Lettre de sortie", "discharge_letter", "Dr Camille Durand")
    assert found.on == date(2026, 3, 3)
    bare = document_of(row | {"description": None, "name": "IRM"})
    assert (bare.title, bare.type, bare.on) == ("IRM", "other", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Compte rendu de consultation Martin", "consultation_report"),
        ("Compte-rendu d'hospitalisation", "discharge_letter"),
        ("CRO cholécystectomie", "operative_report"),
        ("Courrier d'adressage", "referral_letter"),
        ("Courrier au médecin traitant", "letter"),
        ("Compte rendu d'IRM cérébrale", "imaging_report"),
        ("Ordonnance de sortie", "prescription"),
        ("Certificat médical", "certificate"),
        ("Photo", "other"),
        ("", "other"),
    ],
)
def test_the_kind_of_a_document_is_read_in_its_title(title: str, kind: str) -> None:
    assert terms.document_type(title) == kind


@pytest.mark.parametrize(
    ("said", "held", "same"),
    [
        ("kaliémie", "Potassium", True),
        ("k", "Potassium (plasma)", True),
        ("hémoglobine", "HGB", True),
        ("hémoglobine glycée", "HbA1c", True),
        ("hémoglobine", "Hémoglobine glyquée", False),
        ("créatinine", "Clairance de la créatinine", False),
        ("protéine c réactive", "CRP", True),
        ("vitamine k", "Potassium", False),
        ("vitamine d", "25 OH vitamine D", True),
        ("vitamine d", "25-OH vitamine D3", True),
        ("vitamine c", "Vitamine D", False),
        ("vitamine k", "Vitamine D", False),
        ("emoglobine", "Hémoglobine", True),
        ("dédimères", "D-dimères", True),
        ("marqueur x", "Marqueur X", True),
        ("marqueur x", "Marqueur Y", False),
        ("", "Sodium", False),
    ],
)
def test_quantities(said: str, held: str, same: bool) -> None:
    assert terms.quantity(said)(held) is same


def test_small_words() -> None:
    assert doctor("Le Bris, Yann") == "Dr Yann Le Bris"
    assert doctor("") == ""
    assert {room(r) for r in ("12-1", "chambre 12 lit 1", "12 / 01", "Ch. 12 - Lit 1")} == {"12-1"}
    assert room("14B") == "14-b"


async def test_somebody_new_and_somebody_renamed_are_found(dpi: DemoDpi) -> None:
    chart = GnuHealthChart(dpi.url, dpi.database, dpi.user, dpi.password)
    await chart.start()
    try:
        assert await chart.search(PatientQuery("ulysse quelquun")) == ()
        birth = await chart.search(PatientQuery("anne morin"))
        assert [p.family for p in birth] == ["Durand"]
        rpc = chart._rpc
        party = {"name": "Ulysse", "lastname": "Quelquun", "is_person": True, "is_patient": True,
                 "gender": "m", "ref": "IPP999001", "dob": date(1970, 1, 2), "fed_country": "FRA",
                 "federation_account": "FRAX1"}  # fmt: skip
        (made,) = await rpc.call("party.party.create", [party])
        (patient,) = await rpc.call("gnuhealth.patient.create", [{"party": made, "biological_sex": "m"}])
        await chart._book.directory(now=True)
        (found,) = await chart.search(PatientQuery("ulysse quelquun"))
        assert (found.id, found.born, found.ipp) == (str(patient), date(1970, 1, 2), "IPP999001")
        await rpc.call("party.party.write", [made], {"lastname": "Autrement"})
        await chart._book.directory(now=True)
        assert [p.id for p in await chart.search(PatientQuery("ulysse autrement"))] == [str(patient)]
        assert await chart.search(PatientQuery("ulysse quelquun")) == ()
        with closing(sqlite3.connect(dpi.file, timeout=10)) as db, db:
            db.execute("DELETE FROM gnuhealth_patient WHERE id = ?", (patient,))
        await chart._book.directory(now=True)
        assert await chart.search(PatientQuery("ulysse autrement")) == ()
    finally:
        await chart.stop()


async def test_who_a_patient_is_for_the_outside(dpi: DemoDpi) -> None:
    """The name at birth of a married woman, an address, and no INS that the record does not have."""
    chart = GnuHealthChart(dpi.url, dpi.database, dpi.user, dpi.password)
    await chart.start()
    try:
        (anne,) = await chart.search(PatientQuery("anne durand"))
        who = await chart.identity((await chart.patients([anne.id]))[anne.id])
        assert (who.birth_family, who.used_family, who.given, who.born) == ("Morin", "Durand", "Anne", anne.born)
        assert who.address.known
        assert (who.qualified, who.matricule, who.mailbox) == (False, "", "")
    finally:
        await chart.stop()
