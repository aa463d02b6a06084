"""The contract of writing into a record: once a key, read back, for the right person; or a clear no."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from actions.charts.gnuhealth import GnuHealthChart, visits
from actions.charts.paired import PairedChart
from assistant.errors import ChartError
from assistant.ports import Chart
from assistant.record import NewDocument, PatientQuery
from assistant.types import Patient
from demo.dpi.server import DemoDpi
from tests.contracts.conftest import connected
from tests.relay import Relay

WHO = PatientQuery("solène kerguelen")
"""Somebody whose record no other test looks at."""
TEXT = "Motif : toux depuis trois jours.\nHémoglobine : 12,1 g/dL — contrôle à l'automne.\n\nConclusion : « rien »."
NOTE = NewDocument("Compte-rendu de consultation", "consultation_report", date(2026, 11, 25), "Dr Claire Martin", TEXT)


@pytest.fixture(scope="session", params=["memory", "gnuhealth"])
def writable(request: pytest.FixtureRequest) -> Chart:
    chart: Chart = request.getfixturevalue(request.param)
    return chart


@pytest.fixture
async def who(writable: Chart) -> Patient:
    (patient,) = await writable.search(WHO)
    return patient


@pytest.fixture
def key() -> str:
    return f"dpi-vocal-{uuid4().hex}"


async def test_what_was_written_is_read_back_as_it_was(writable: Chart, who: Patient, key: str) -> None:
    reference = await writable.write_document(who, NOTE, key)
    (kept,) = [d for d in await writable.documents(who) if d.id == reference]
    assert (kept.title, kept.type, kept.on, kept.author) == (NOTE.title, NOTE.type, NOTE.on, NOTE.author)
    assert await writable.document_text(who, kept) == TEXT


async def test_the_same_key_again_is_the_same_document(writable: Chart, who: Patient, key: str) -> None:
    before = len(await writable.documents(who))
    first = await writable.write_document(who, NOTE, key)
    assert await writable.write_document(who, NOTE, key) == first
    assert await writable.written(who, key) == first
    assert len(await writable.documents(who)) == before + 1


async def test_a_key_is_that_key_and_of_that_patient(writable: Chart, who: Patient, key: str) -> None:
    assert await writable.written(who, key) is None
    await writable.write_document(who, NOTE, key)
    (paul,) = await writable.search(PatientQuery("carpentier"))
    assert await writable.written(paul, key) is None
    assert await writable.written(who, key[:-1]) is None
    assert await writable.written(who, f"{key[:9]}%") is None


async def test_two_documents_of_one_day_and_title_are_two(writable: Chart, who: Patient, key: str) -> None:
    one = await writable.write_document(who, NOTE, key)
    other = await writable.write_document(who, NOTE, f"{key}-2")
    assert one != other


async def test_nobodys_record_takes_nothing(writable: Chart, key: str) -> None:
    with pytest.raises(ChartError, match="chart-not-found"):
        await writable.write_document(Patient("999999", "Personne", "Ulysse"), NOTE, key)


async def test_a_pair_writes_where_its_facts_are(writable: Chart, who: Patient, key: str) -> None:
    pair = PairedChart(facts=writable, screen=writable)
    reference = await pair.write_document(who, NOTE, key)
    assert await pair.written(who, key) == reference == await writable.written(who, key)


async def test_the_frozen_copy_is_kept_beside_the_words_and_is_no_second_document(
    gnuhealth: GnuHealthChart, key: str
) -> None:
    (who,) = await gnuhealth.search(WHO)
    before = len(await gnuhealth.documents(who))
    signed = NewDocument(NOTE.title, NOTE.type, NOTE.on, NOTE.author, NOTE.text, b"%PDF-1.7 \xe2\xe3 frozen")
    await gnuhealth.write_document(who, signed, key)
    assert len(await gnuhealth.documents(who)) == before + 1
    assert await gnuhealth.written(who, f"{key}-pdf") is not None


async def test_a_consultation_is_noted_once_as_a_visit_to_its_author(gnuhealth: GnuHealthChart, key: str) -> None:
    (who,) = await gnuhealth.search(WHO)
    note = NewDocument(NOTE.title, NOTE.type, NOTE.on, "Dr Camille Durand", NOTE.text)
    await gnuhealth.write_document(who, note, key)
    await gnuhealth.write_document(who, note, key)
    fields = ("patient", "evaluation_summary", "healthprof.rec_name")
    rows = await gnuhealth._rpc.search_read(visits.MODEL, [["notes", "like", f"%{key}%"]], fields)
    assert [(str(r["patient"]), r["evaluation_summary"]) for r in rows] == [(who.id, NOTE.text)]
    assert rows[0]["healthprof."]["rec_name"] == "Durand, Camille"


async def test_no_visit_is_noted_to_somebody_else_than_the_author(gnuhealth: GnuHealthChart, key: str) -> None:
    """The account of the assistant is Dr Durand's; Dr Martin is unknown to this record."""
    (who,) = await gnuhealth.search(WHO)
    await gnuhealth.write_document(who, NOTE, key)
    assert await visits.noted(gnuhealth._rpc, who, key) is None


async def test_a_letter_is_no_visit(gnuhealth: GnuHealthChart, key: str) -> None:
    (who,) = await gnuhealth.search(WHO)
    await gnuhealth.write_document(who, NewDocument("Courrier", "letter", NOTE.on, NOTE.author, TEXT), key)
    assert await visits.noted(gnuhealth._rpc, who, key) is None


async def test_a_record_that_is_gone_was_not_written_in(dpi: DemoDpi, key: str) -> None:
    """Nothing listens there: it is down, and surely nothing was written; no doubt to settle."""
    chart = GnuHealthChart("http://127.0.0.1:9", dpi.database, dpi.user, dpi.password, timeout=2)
    with pytest.raises(ChartError, match="chart-down"):
        await chart.start()
    await chart.stop()


async def test_an_answer_that_is_lost_leaves_a_doubt_that_reading_settles(dpi: DemoDpi, key: str) -> None:
    """Safety rule 5: the server did it, the answer was lost on the way."""
    relay = Relay(dpi.url)
    await relay.mend()
    async with connected(GnuHealthChart(relay.url, dpi.database, dpi.user, dpi.password, timeout=10)) as chart:
        (who,) = await chart.search(WHO)
        relay.lose("ir.attachment.create")
        with pytest.raises(ChartError, match="chart-in-doubt"):
            await chart.write_document(who, NOTE, key)
        relay.lose("")
        found = await chart.written(who, key)
        assert found is not None
        assert await chart.write_document(who, NOTE, key) == found, "written once, and found again"
    await relay.cut()


async def test_pages_take_no_document(key: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    from actions.charts.browser import BrowserChart

    chart = BrowserChart("http://127.0.0.1:9", "x", "x", "x", "gnuhealth-sao", tmp_path_factory.mktemp("profile"))
    with pytest.raises(ChartError, match="chart-cannot-write"):
        await chart.write_document(Patient("1", "Durand", "Anne"), NOTE, key)
