"""The desk by voice: what is listed and said, a line that opens record and document, several signed at once."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from actions.charts.memory import MemoryChart
from actions.commands import show_reports
from actions.registry import Desk
from actions.reports.model import Report, Status, Text
from assistant.errors import ChartError
from assistant.pipeline import Session
from assistant.record import NewDocument
from assistant.types import Command, Done, Origin, Patient
from tests.clinic import OPEN, WORDS, Clinic, said, waiting

MARTIN, LEA = Origin("demo", "martin", "m"), Origin("demo", "lea", "l")
LIST = "les comptes-rendus à signer"
CONFIRM = "Dites « je confirme » pour les signer tous, « annule » pour abandonner."


async def two(clinic: Clinic) -> tuple[Report, Report]:
    return await waiting(clinic, "1", "Courrier", days=2), await waiting(clinic, "2", "Lettre de sortie")


async def statuses(clinic: Clinic) -> dict[str, Status]:
    return {r.title: r.status for r in await clinic.writer.find()}


# --- the list --------------------------------------------------------------------------------------------------------


async def test_the_count_the_late_ones_and_the_oldest_are_said(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    (answer,) = await said(session, LIST)
    assert answer == (
        "2 comptes-rendus à signer. Un est en retard. Le plus ancien : Courrier de Anne DURAND, née le 12/03/1950, "
        "2 jours."
    )
    assert [i.label for i in session.situation.listing] == [
        "Anne DURAND, née le 12/03/1950, Courrier, 2 jours, à signer, en retard",
        "Marie DURAND, née le 30/07/1948, Lettre de sortie, aujourd'hui, à signer",
    ]
    assert await said(session, "les comptes-rendus en retard") == [
        "Un compte-rendu en cours, en retard : Courrier de Anne DURAND, née le 12/03/1950, 2 jours."
    ]
    assert await said(session, "les comptes-rendus envoyés") == ["Aucun compte-rendu envoyé."]


async def test_a_doctor_means_ones_own_and_a_secretary_the_sites(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    await waiting(clinic, "1", "Certificat", author="petit")
    lea = await clinic.session("lea")
    assert (await said(session, LIST))[0].startswith("2 comptes-rendus")
    assert (await said(lea, LIST))[0].startswith("3 comptes-rendus")
    assert (await said(lea, "les comptes-rendus à signer du docteur petit"))[0].startswith("Un compte-rendu")
    assert (await said(session, "les comptes-rendus de pneumologie"))[0].startswith("Un compte-rendu en cours")
    assert await said(session, "les comptes-rendus à signer du docteur house") == [
        "Je ne trouve pas de médecin « house » ici."
    ]
    assert await said(session, "les comptes-rendus de urologie") == [
        "Je ne sais pas de quel service « urologie » il s'agit. Services : Cardiologie, Pneumologie."
    ]


async def test_of_a_patient_who_is_named_all_are_meant_whoever_the_author_is(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    await waiting(clinic, "1", "Certificat", author="petit")
    desk = Desk(session.chart, session.situation, WORDS, clinic.clock.now.date(), session.origin,
                writer=clinic.writer, secretariat=clinic.desk)  # fmt: skip
    reply = await show_reports.run(Command("show_reports", {"status": "to_sign"}, Patient("1", "Durand", "Anne")), desk)
    assert reply.facts["count"] == 2
    assert reply.listing is not None
    assert {i.patient.id for i in reply.listing if i.patient} == {"1"}


async def test_a_visitor_may_not(clinic: Clinic) -> None:
    from assistant.people import Person

    clinic.people.add(Person("guest", "Guest", "visitor", "demo"))
    visitor = await clinic.session("guest")
    assert await said(visitor, LIST) == ["Vous n'avez pas le droit d'afficher les comptes-rendus."]


async def test_a_line_opens_the_patients_record_then_the_document(clinic: Clinic, session: Session) -> None:
    first, second = await two(clinic)
    await said(session, OPEN, LIST)
    turn = await session.say("le deuxième")
    assert [type(o) for o in turn.outcomes] == [Done, Done]
    answers = [WORDS.sentence(o.reply) for o in turn.outcomes if o.reply]
    assert answers[0] == "Dossier de Marie DURAND, née le 30/07/1948."
    assert answers[1].startswith("« Lettre de sortie », à signer")
    assert session.situation.document is not None
    assert session.situation.document.id == second.id
    await session.say("le premier")  # the list is still there, whoever's record is open
    assert session.situation.document is not None
    assert session.situation.document.id == first.id


async def test_a_signed_document_of_the_list_is_opened_too(clinic: Clinic, session: Session) -> None:
    report, _ = await two(clinic)
    await clinic.writer.sign(MARTIN, report.id, report.version)
    answers = await said(session, "les comptes-rendus signés", "le premier")
    assert answers[1].startswith("Dossier de Anne DURAND, née le 12/03/1950. Courrier, le ")
    assert session.situation.document is not None
    assert session.situation.document.status == "signed"


# --- several signatures ----------------------------------------------------------------------------------------------


async def test_several_are_signed_after_one_read_back(clinic: Clinic, session: Session) -> None:
    first, second = await two(clinic)
    answers = await said(session, LIST, "signe tout", "vous allez bien", "oui", "je confirme")
    assert answers[1] == (
        "Signer 2 documents, au nom de Dr Claire Martin : 1, « Courrier » de Anne DURAND, née le 12/03/1950 ; "
        "2, « Lettre de sortie » de Marie DURAND, née le 30/07/1948. Tous les champs sont vérifiés. "
        f"Aucun mot douteux. {CONFIRM}"
    )
    assert answers[2:] == [
        "",
        "« Oui » ne suffit pas : dites « je confirme », ou « annule ».",
        "2 documents sont signés.",
    ]
    assert set((await statuses(clinic)).values()) == {Status.SIGNED}
    rows = clinic.db.conn.execute("select patient, command from journal where event = 'signed' order by seq").fetchall()
    assert rows == [("1", first.id), ("2", second.id)]
    assert session.situation.listing == ()
    assert await said(session, LIST) == ["Aucun compte-rendu à signer."]


async def test_what_is_not_ready_is_named_and_left_out(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    report = await waiting(clinic, "3", "Certificat", lacks="motif")
    answers = await said(session, LIST, "signe-les tous", "je confirme")
    who = (await session.chart.patients(["3"]))["3"].name
    assert f"Laissé de côté : « Certificat » de {who}, motif à remplir." in answers[1]
    assert "Signer 2 documents" in answers[1]
    assert answers[2] == "2 documents sont signés."
    assert (await statuses(clinic))["Certificat"] is Status.TO_SIGN
    assert [i.ref for i in session.situation.listing] == [f"report:{report.id}"]
    assert await said(session, "signe tout") == [
        f"Rien à signer dans cette liste. Laissé de côté : « Certificat » de {who}, motif à remplir."
    ]


async def test_one_changed_after_the_read_back_is_not_signed_and_the_other_is(clinic: Clinic, session: Session) -> None:
    """Safety rule 2: what was confirmed is what runs."""
    first, _ = await two(clinic)
    await said(session, LIST, "signe tout")
    await clinic.writer.change(MARTIN, first.id, lambda r: replace(r, body=(*r.body, Text(" Ajout."))), "frappe")
    (answer,) = await said(session, "je confirme")
    assert answer == (
        "Un document est signé. « Courrier » de Anne DURAND n'est pas signé. Le document a changé depuis qu'il a été "
        "relu : il n'est pas signé. Répétez « signe le document »."
    )
    assert await statuses(clinic) == {"Courrier": Status.TO_SIGN, "Lettre de sortie": Status.SIGNED}


async def test_a_report_that_joined_the_list_meanwhile_is_not_signed(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    await said(session, LIST, "signe tout")
    await waiting(clinic, "3", "Certificat")
    await said(session, "je confirme")
    assert (await statuses(clinic))["Certificat"] is Status.TO_SIGN


async def test_another_list_in_between_signs_nothing(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    await said(session, LIST, "signe tout", "les comptes-rendus envoyés", "je confirme")
    assert set((await statuses(clinic)).values()) == {Status.TO_SIGN}


async def test_a_question_too_old_signs_nothing(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    await said(session, LIST, "signe tout")
    clinic.clock.wait(seconds=31)
    await said(session, "je confirme")
    assert set((await statuses(clinic)).values()) == {Status.TO_SIGN}


async def test_somebody_elses_are_left_out(clinic: Clinic) -> None:
    petit = await clinic.session("petit")
    await two(clinic)
    await waiting(clinic, "3", "Certificat", author="petit")
    answers = await said(petit, "les comptes-rendus à signer du docteur martin", "signe tout")
    assert answers[1].startswith("Rien à signer dans cette liste. Laissés de côté : ")
    assert "à signer par Dr Claire Martin" in answers[1]
    lea = await clinic.session("lea")
    assert (await said(lea, LIST, "signe tout"))[1] == "Vous n'avez pas le droit de signer un document."
    assert set((await statuses(clinic)).values()) == {Status.TO_SIGN}


@pytest.mark.parametrize("words", ["signe le document", "signe les comptes-rendus du docteur Petit", "il signe tout"])
async def test_words_that_do_not_mean_the_list_do_not_sign_it(clinic: Clinic, session: Session, words: str) -> None:
    await two(clinic)
    answers = await said(session, LIST, words, "je confirme")
    assert "Signer 2" not in answers[1]
    assert set((await statuses(clinic)).values()) == {Status.TO_SIGN}


async def test_an_open_document_is_signed_alone_and_the_whole_list_when_all_is_said(
    clinic: Clinic, session: Session
) -> None:
    await two(clinic)
    answers = await said(session, LIST, "le premier", "signe le document", "annule", "signe tout")
    assert answers[2].startswith("Signer « Courrier » de Anne DURAND")
    assert answers[4].startswith("Signer 2 documents")


async def test_without_a_list_there_is_nothing_to_sign_together(clinic: Clinic, session: Session) -> None:
    await two(clinic)
    answers = await said(session, "signe tout", "je confirme")
    assert answers == ["", ""]
    assert set((await statuses(clinic)).values()) == {Status.TO_SIGN}


class Away(MemoryChart):
    """A record that is not there when it is written in."""

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        raise ChartError("chart-down" if patient.id == "1" else "chart-in-doubt")


async def test_signed_but_not_in_the_record_is_told_for_each(clinic: Clinic) -> None:
    session = await clinic.session(chart=Away())
    await two(clinic)
    answers = await said(session, LIST, "signe tout", "je confirme")
    assert answers[2] == (
        "2 documents sont signés. « Courrier » de Anne DURAND : signé, mais pas encore dans le dossier. Le dossier "
        "patient ne répond pas. Vérifiez qu'il est démarré, puis répétez. « Lettre de sortie » de Marie DURAND : "
        "signé ; je ne sais pas s'il est arrivé dans le dossier."
    )


async def test_more_than_ten_are_signed_in_turns(clinic: Clinic, session: Session) -> None:
    for number in range(12):
        await waiting(clinic, "1", f"Courrier {number}")
    answers = await said(session, LIST, "signe tout", "je confirme", "signe tout")
    assert answers[1].startswith("Signer 10 documents")
    assert answers[2] == "10 documents sont signés."
    assert answers[3].startswith("Signer 2 documents")


WALK = (
    LIST, "signe tout", "je confirme", "oui", "annule", "les comptes-rendus envoyés", "le premier", "vous allez bien",
    OPEN, "signe le document",
)  # fmt: skip
BESIDE = ("change", "arrive", "wait")


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_only_what_was_read_back_is_signed_in_that_version(clinic: Clinic, seed: int) -> None:
    """Words at random, and other people at work meanwhile."""
    draw, session = random.Random(seed), await clinic.session()
    await two(clinic)
    read: dict[str, int] = {}
    signed: set[str] = set()
    for step in range(30):
        what = draw.choice((LIST, "signe tout", "je confirme", "change") if draw.random() < 0.7 else (*WALK, *BESIDE))
        waits = [r for r in await clinic.writer.find() if r.status is not Status.SIGNED]
        if what == "wait":
            clinic.clock.wait(seconds=draw.choice((5, 40)))
        elif what == "arrive":
            await waiting(clinic, draw.choice("123"), f"Courrier {step}")
        elif what == "change" and waits:
            one = draw.choice(waits)
            added = Text(f" Ajout {step}.")
            await clinic.writer.change(MARTIN, one.id, lambda r, a=added: replace(r, body=(*r.body, a)), "frappe")
        else:
            (answer,) = await said(session, what)
            if answer.startswith("Signer "):
                read = {r.id: r.version for r in waits if f"« {r.title} »" in answer.split("Laissé")[0]}
        fresh = {r.id: r.version for r in await clinic.writer.find() if r.status is Status.SIGNED}
        for key in set(fresh) - signed:
            assert what == "je confirme"
            assert read.get(key) == fresh[key]
        signed = set(fresh)
