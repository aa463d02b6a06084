"""The mailroom: whom words mean, what is read back, what leaves, what is refused, what the journal keeps."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions.dispatch import identifiers, paper, xdm
from actions.dispatch.message import Address, Channel
from actions.dispatch.outbox import Outbox
from actions.dispatch.post_link import PostLink
from actions.dispatch.states import Status
from actions.dispatch.worker import Worker
from actions.mailroom import building, running, values
from actions.mailroom.whom import Several
from assistant import store
from assistant.dialogue import Confirming, Idle, Picking
from assistant.record import View
from assistant.types import Asked, Failed, Refused, Reply
from tests.clinic import ANNE, SEND, SIGNED, ask, patient, said, signing
from tests.correspondence import CARDIOLOGY, collect, doctor, settings


@pytest.fixture
def clinic(tmp_path):
    return signing(tmp_path)


@pytest.fixture
async def session(clinic):
    made = await clinic.session()
    await said(made, *SIGNED)
    return made


def rows(clinic):
    return clinic.mailroom.outbox.find()


# --- whom words mean ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("treating_doctor", "10000000041"),
        ("néphrologue", "10000000058"),
        ("oury", "10000000058"),
        ("marc oury", "10000000058"),
        ("yves kermarrec", "10000000074"),
        ("pneumologue", "one to ask about"),
        ("kermarrec", "several"),
        ("ravaillac", "no_recipient_found"),
        ("referring_doctor", "role_unknown"),
        ("dmp", "no_dmp"),
        ("patient", "patient"),
    ],
)
async def test_whom_words_mean(clinic, session, words, meant):
    found = await clinic.mailroom.whom(words, await patient(session, "anne durand"), session.chart)
    if isinstance(found, Several):
        assert meant == ("several" if len(found.people) > 1 else "one to ask about")
    else:
        assert (found.key if isinstance(found, Reply) else found) == meant


async def test_a_name_that_only_resembles_is_asked_about(clinic, session):
    clinic.mailroom.directory.put([doctor("10000000090", "Luc", "Quéméneur", CARDIOLOGY, box="luc.quemeneur")])
    found = await clinic.mailroom.whom("quemener", await patient(session, "anne durand"), session.chart)
    assert isinstance(found, Several | Reply)
    if isinstance(found, Several):
        assert (await ask(session, "add_recipient", recipient="quemener")).outcome.question.choices


async def test_two_treating_doctors_of_one_name_are_a_choice_and_the_pick_is_remembered(clinic, session):
    clinic.mailroom.directory.put([doctor("10000000108", "Hélène", "Abgrall", CARDIOLOGY, "QUIMPER", "h.abgrall")])
    turn = await session.say(SEND)
    assert isinstance(session.state, Picking)
    assert [c.label for c in session.situation.question.choices] == [
        "Dr Hélène ABGRALL, Spécialiste en Médecine Générale, à BREST",
        "Dr Hélène ABGRALL, Cardiologie et maladies vasculaires, à QUIMPER",
    ], turn.outcome
    await said(session, "le deuxième", "je confirme")
    assert [row.address for row in rows(clinic)] == ["h.abgrall@medecin.mssante.fr"]
    assert [w.id for w, _ in clinic.mailroom.directory.own("1")] == ["10000000108"]


# --- what is confirmed is what runs -----------------------------------------------------------------------------------


async def test_what_was_read_back_is_what_leaves_whatever_the_directory_says_meanwhile(clinic, session):
    await said(session, SEND)
    clinic.mailroom.directory.put([doctor("10000000041", "Hélène", "Abgrall", CARDIOLOGY, box="another.box")])
    await said(session, "je confirme")
    assert [row.address for row in rows(clinic)] == ["helene.abgrall@medecin.mssante.fr"]


async def test_another_record_on_the_screen_at_the_last_moment_sends_nothing(clinic, session):
    turn = await session.say(SEND)
    assert isinstance(turn.outcome, Asked)
    await session.chart.show(View("record", await patient(session, "carpentier")))
    turn = await session.say("je confirme")
    assert isinstance(turn.outcome, Refused)
    assert turn.outcome.code == "changed-patient"
    assert rows(clinic) == ()


async def test_the_gate_is_asked_again_at_the_last_moment(clinic, session):
    await said(session, SEND)
    clinic.mailroom.directory.oppose("1", "all", "martin")
    turn = await session.say("je confirme")
    assert isinstance(turn.outcome, Failed)
    assert turn.outcome.code == "dispatch-refused"
    assert rows(clinic) == ()


async def test_the_read_back_says_patient_document_addressee_and_road(session):
    (words,) = await said(session, SEND)
    today = session._known.clock().astimezone()
    assert f"« Compte-rendu de consultation du {today:%d/%m/%Y} »" in words
    assert "Anne DURAND, née le 12/03/1950" in words
    assert "Dr Hélène ABGRALL, Spécialiste en Médecine Générale, à BREST, par messagerie sécurisée" in words
    assert isinstance(session.state, Confirming)
    assert session.state.command.slots["sends"][0].recipients[0].address == "helene.abgrall@medecin.mssante.fr"


async def test_the_journal_tells_who_sent_what_without_a_name(clinic, session):
    await said(session, SEND, "je confirme")
    kept = [r for r in clinic.db["journal"].rows if r["intent"] == "send_report"]
    assert [r["event"] for r in kept] == ["acting", "queued", "done"]
    assert {r["patient"] for r in kept} == {"1"}
    assert kept[1]["command"] == rows(clinic)[0].report
    assert clinic.journal.verify().broken_at is None
    assert not [v for r in kept for v in r.values() if "abgrall" in str(v).casefold()]


# --- refused before it is asked --------------------------------------------------------------------------------------


async def test_a_signatory_without_rpps_is_told_before_any_question(clinic, tmp_path):
    clinic.people.add(replace(clinic.people.get("martin"), id="new", name="Dr Neuf Arrivant", rpps=""))
    session = await clinic.session("new")
    await said(session, *SIGNED)
    (words,) = await said(session, SEND)
    assert "L'auteur n'a pas de numéro RPPS valide" in words
    assert isinstance(session.state, Idle)


async def test_nothing_leaves_where_nothing_is_configured(clinic, session):
    off = replace(settings(clinic.path.parent), address="", smtp_host="")
    clinic.mailroom.house = values.house(off)
    for intent in ("send_report", "send_all_reports", "add_recipient", "dispatch_status", "recall_dispatch"):
        turn = await ask(session, intent, recipient="oury")
        assert (turn.outcome.code, isinstance(session.state, Idle)) == ("dispatch-off", True), intent
    assert running.links(off) == {}


async def test_a_production_site_refuses_a_test_identity(clinic, session):
    clinic.mailroom.house = values.house(replace(settings(clinic.path.parent), production=True))
    (words,) = await said(session, SEND)
    assert "Le matricule INS est un matricule de test" in words


# --- what is built ---------------------------------------------------------------------------------------------------


async def test_the_same_document_has_the_same_ids_and_bytes_each_time(clinic, session):
    (report,) = await clinic.writer.find()
    who = await patient(session, "anne durand")
    one, two = [await clinic.mailroom.outgoing(report, who, session.chart, ()) for _ in range(2)]
    assert one == two
    assert identifiers.oid(one.document_oid)
    assert identifiers.oid(one.set_oid)
    assert one.document_oid != one.set_oid
    assert (one.author.rpps, one.author.specialty, one.patient.matricule) == ("10000000017", "SM04", "250032901912396")


async def test_the_secretary_who_typed_is_the_enterer_and_the_delegate_who_signed_the_authenticator(clinic):
    clinic.people.delegate("petit", "lea", "write")
    clinic.people.delegate("petit", "martin", "sign")
    secretary, other = await clinic.session("lea"), await clinic.session("martin")
    await said(secretary, *SIGNED[:3], "envoie le courrier au docteur Petit pour signature", "ferme le dossier")
    (report,) = await clinic.writer.find()
    await clinic.writer.close(secretary.origin, "1")
    await said(other, ANNE)
    await clinic.writer.open(other.origin, report.id)
    await said(other, "signe le document", "je confirme")
    report = await clinic.writer.get(report.id)
    out = await clinic.mailroom.outgoing(report, await patient(other, "anne durand"), other.chart, ())
    assert (out.author.family, out.authenticator.family) == ("Petit", "Martin")
    assert (out.enterer.family, out.enterer.local_id) == ("Roux", "lea")


async def test_a_replacement_continues_the_set_and_answers_what_each_one_received(clinic, session):
    await said(session, SEND, "je confirme")
    clinic.clock.wait(seconds=60)
    await asyncio.to_thread(collect, clinic.mailroom)
    await ask(session, "recall_dispatch")
    await said(session, "mets grippe dans le motif", "signe le document", "je confirme")
    await said(session, "envoie le compte-rendu", "je confirme")
    second, first = sorted(rows(clinic), key=lambda r: -r.version)
    assert (second.set_oid, second.version, first.version) == (first.set_oid, 2, 1)
    data = await clinic.mailroom.do(clinic.mailroom.outbox.data, second.id)
    assert f"In-Reply-To: {first.message_id}".encode() in data
    assert b"Annule" in data[:2000]


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Dr Claire Martin", ("DR", "Claire", "Martin")), ("Léa Roux", ("", "Léa", "Roux")), ("demo", ("", "", "demo")),
     ("Pr Anne Le Goff", ("PR", "Anne", "Le Goff"))],
)  # fmt: skip
def test_names_are_split(name, parts):
    assert building.split(name) == parts


def test_an_rpps_that_is_not_given_stays(clinic):
    clinic.people.add(replace(clinic.people.get("martin"), rpps="", name="Dr Claire Martin-Roy"))
    assert clinic.people.get("martin").rpps == "10000000017"


# --- paper -----------------------------------------------------------------------------------------------------------


async def test_a_letter_on_paper_lies_in_the_folder_whole_and_once(clinic, session, tmp_path):
    await said(session, "envoie le compte-rendu au médecin traitant par courrier", "je confirme")
    (row,) = rows(clinic)
    assert row.channel == Channel.PAPER
    clinic.clock.wait(seconds=60)
    post = tmp_path / "post"
    worker = Worker("w", clinic.mailroom.outbox, {"paper": PostLink(post)})
    assert [worker.step(), worker.step()] == [Status.SENT, None]
    names = sorted(file.name for file in post.iterdir())
    assert names == [f"{row.id}_{paper.SHEET}", f"{row.id}_{paper.BODY}"]
    assert (post / names[1]).read_bytes() == xdm.unpack(clinic.mailroom.outbox.data(row.id))[paper.BODY]


async def test_a_folder_that_cannot_be_written_is_tried_again(clinic, session, tmp_path):
    await said(session, "envoie le compte-rendu au médecin traitant par courrier", "je confirme")
    clinic.clock.wait(seconds=60)
    (tmp_path / "file").write_text("")
    worker = Worker("w", clinic.mailroom.outbox, {"paper": PostLink(tmp_path / "file" / "post")})
    assert worker.step() is Status.QUEUED
    assert rows(clinic)[0].code == "post-down"


async def test_why_it_may_not_leave_is_remembered_until_it_does(clinic, session):
    """The ledger of delays tells it: late because it was turned away, and for what."""
    house, room = clinic.mailroom.house, clinic.mailroom
    room.house = replace(house, rules=replace(house.rules, production=True))
    await said(session, SEND)
    (kept,) = room.outbox._conn.execute("select report, codes from turned_away").fetchall()
    assert kept[0] == (await clinic.writer.find())[0].id
    assert kept[1]
    room.house = house
    await said(session, SEND, "je confirme")
    assert rows(clinic)
    assert room.outbox._conn.execute("select count(*) from turned_away").fetchone() == (0,)


async def test_paper_without_an_address_is_refused(clinic, session):
    clinic.mailroom.directory.put([replace(doctor("10000000116", "Zoé", "Nulle", CARDIOLOGY, ""), postal=Address())])
    await ask(session, "add_recipient", recipient="zoé nulle")
    (words,) = await said(session, "envoie le compte-rendu")
    assert "L'adresse postale d'un destinataire est incomplète" in words


# --- all at once -----------------------------------------------------------------------------------------------------


async def test_all_leave_together_each_with_its_own_patient_and_doctor(clinic, session):
    await said(session, "ouvre le dossier de Marie Durand", *SIGNED[1:])
    turn = await ask(session, "send_all_reports")
    words = session.catalogue.sentence(turn.outcome.reply)
    assert "Envoyer 2 documents" in words
    assert "Marie DURAND" in words
    await said(session, "je confirme")
    assert {(r.patient, r.name) for r in rows(clinic)} == {
        ("100001", "DR Hélène ABGRALL"), ("100002", "DR Paul RIVOAL"),
    }  # fmt: skip


async def test_several_connections_see_one_outbox(clinic, session):
    await said(session, SEND, "je confirme")
    other = store.connect(settings(clinic.path.parent).outbox, running.MIGRATIONS)
    assert [r.id for r in Outbox(other).find()] == [r.id for r in rows(clinic)]
    other.close()
