"""Writing through the whole pipeline: who may, what is read back, dictation as prose, the second editor, the record."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from actions.charts.memory import MemoryChart
from actions.reports import editing
from actions.reports.deliveries import State
from actions.reports.locks import LEASE
from actions.reports.model import Report, Status
from actions.reports.tools import Signer, Tools
from assistant.errors import ChartError
from assistant.pipeline import Session
from assistant.record import NewDocument
from assistant.types import Asked, Done, Patient
from tests.clinic import NEW, OPEN, TEMPLATE, WORDS, Clinic, TwoTemplates, filled, only, said, text


class Doubtful(MemoryChart):
    """A record whose answers get lost, or that is not there: real failures of the port."""

    lost: str = ""
    writes = 0

    async def write_document(self, patient: Patient, document: NewDocument, key: str) -> str:
        self.writes += 1
        if self.lost == "before":
            raise ChartError("chart-down")
        reference = await super().write_document(patient, document, key)
        if self.lost == "after":
            raise ChartError("chart-in-doubt")
        return reference


def printable(report: Report, patient: Patient, signer: Signer) -> bytes:
    return f"%PDF {report.title} {patient.name} {signer.signer}".encode()


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path, Tools(templates=TwoTemplates(), pdf=printable, prints=tmp_path / "prints"))


@pytest.fixture
async def session(clinic: Clinic) -> Session:
    return await clinic.session()


# --- documents -----------------------------------------------------------------------------------------------------


async def test_a_document_is_one_patients_and_one_authors(session: Session, clinic: Clinic) -> None:
    assert await said(session, OPEN, NEW) == [
        "Dossier de Paul CARPENTIER, né le 18/04/1957.",
        "Compte-rendu de consultation pour Paul CARPENTIER.",
    ]
    report = await only(clinic)
    assert (report.author, report.doc_type, report.status) == ("martin", "consultation_report", Status.DRAFT)


async def test_what_needs_a_document_says_so(session: Session) -> None:
    nothing = "Aucun document n'est ouvert. Dites par exemple « nouveau compte-rendu de consultation »."
    answers = await said(session, OPEN, "mets dix dans le poids", "champ suivant", "signe le document", "imprime")
    assert answers[1:] == [nothing] * 4


async def test_a_template_begins_a_document_and_its_first_field_is_ready(session: Session, clinic: Clinic) -> None:
    assert (await said(session, OPEN, TEMPLATE))[1] == "Modèle « consultation courte » inséré. Champ motif."
    assert (await only(clinic)).title == "Compte-rendu de consultation"
    assert session.situation.document is not None
    assert session.situation.document.field == "motif"


async def test_two_templates_are_asked_about_and_one_is_chosen_by_its_number(session: Session, clinic: Clinic) -> None:
    answers = await said(session, OPEN, NEW, "insère le modèle c", "la deuxième")
    assert answers[2:] == [
        "2 modèles possibles : 1, consultation courte, 2, certificat simple. Lequel ?",
        "Modèle « certificat simple » inséré.",
    ]


async def test_fields_are_filled_by_name_by_choice_and_in_turn(session: Session, clinic: Clinic) -> None:
    answers = await said(
        session, OPEN, TEMPLATE, "tension douze huit", "mets apyrétique dans température", "va au champ auscultation",
        "crépitants", "champ suivant", "champ suivant", "champ suivant", "mets sifflants dans auscultation",
        "mets dix dans le poids",
    )  # fmt: skip
    assert answers[2:] == [
        "Tension : 120/80 mmHg.",
        "Température : apyrétique.",
        "Champ auscultation, au choix : normale, crépitants, sibilants.",
        "Auscultation : crépitants.",
        "Champ hémoglobine, actuellement 12,1 g/dL.",
        "Champ conclusion.",
        "C'était le dernier champ.",
        "« sifflants » n'est pas une réponse du champ auscultation. Au choix : normale, crépitants, sibilants.",
        (
            "Ce document n'a pas de champ « poids ». Champs : "
            "motif, tension, température, auscultation, hémoglobine, conclusion."
        ),
    ]
    assert "Tension : 120/80 mmHg\nTempérature : apyrétique\nAuscultation : crépitants\n" in await text(clinic)


async def test_what_is_added_to_a_field_stands_behind_what_it_holds(session: Session, clinic: Clinic) -> None:
    answers = await said(
        session, OPEN, TEMPLATE, "mets toux dans le motif", "ajoute fièvre au motif", "ajoute pâleur à l'hémoglobine",
        "ajoute crépitants dans l'auscultation", "mets rhume dans le motif",
    )  # fmt: skip
    assert answers[3:5] == ["Motif : toux, fièvre.", "Hémoglobine : 12,1 g/dL, pâleur."]
    assert answers[5:] == ["Auscultation : crépitants.", "Motif : rhume."]
    held = {f.name: f for f in editing.fields((await only(clinic)).body)}
    assert held["hémoglobine"].source, "nobody accepted what came from the record"
    assert not held["hémoglobine"].accepted


async def test_talk_with_the_patient_fills_nothing(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE)
    before = await only(clinic)
    await said(session, "vous avez mal depuis combien de temps", "tension vous savez ce que c'est", "il fait beau")
    assert await only(clinic) == before


async def test_another_patients_document_is_never_written_in(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE, "ouvre le dossier de madame Durand", "la première")
    answer = await said(session, "mets dix dans le motif")
    assert "Aucun document n'est ouvert" in answer[0]
    assert "dix" not in await text(clinic)
    assert (await said(session, OPEN, "tension douze huit"))[1] == "Tension : 120/80 mmHg."


# --- signing -------------------------------------------------------------------------------------------------------


async def test_only_je_confirme_signs_and_what_nobody_checked_is_counted(session: Session, clinic: Clinic) -> None:
    await filled(session)
    answers = await said(session, "signe le document", "vous allez bien", "oui", "je confirme")
    read_back = (
        "Signer « Compte-rendu de consultation » de Paul CARPENTIER, né le 18/04/1957, au nom de Dr Claire Martin. "
        "2 champs n'ont pas été vérifiés. Aucun mot douteux. "
        "Dites « je confirme » pour signer, « annule » pour abandonner."
    )
    assert answers == [
        read_back,
        "",
        "« Oui » ne suffit pas : dites « je confirme », ou « annule ».",
        "« Compte-rendu de consultation » est signé, et enregistré dans le dossier de Paul CARPENTIER.",
    ]
    report = await only(clinic)
    assert report.status is Status.SIGNED
    signature = await clinic.writer.signature(report.id)
    assert signature is not None
    rows = clinic.db.conn.execute("select patient, command, code from journal where event = 'signed'").fetchall()
    assert rows == [(report.patient, report.id, signature[2])]


async def test_a_required_field_left_empty_is_said_and_blocks(session: Session, clinic: Clinic) -> None:
    answers = await said(session, OPEN, TEMPLATE, "signe le document", "je confirme")
    assert answers[2:] == [
        "Impossible de signer : le champ motif est obligatoire et vide.",
        "",
    ]
    assert (await only(clinic)).status is Status.DRAFT


async def test_an_empty_document_is_not_signed(session: Session) -> None:
    answers = await said(session, OPEN, NEW, "signe le document")
    assert answers[-1] == "« Compte-rendu de consultation » est vide : il n'y a rien à signer."


async def test_a_document_changed_after_it_was_read_back_is_not_signed(session: Session, clinic: Clinic) -> None:
    """Safety rule 2: what was confirmed is what runs."""
    await filled(session)
    await said(session, "signe le document")
    report = await only(clinic)
    await clinic.writer.change(session.origin, report.id, lambda r: _with(r, "ajout"), "à la main")
    answer = await said(session, "je confirme")
    assert answer == ["Le document a changé depuis : rien n'a été fait. Répétez la commande."]
    assert (await only(clinic)).status is Status.DRAFT


async def test_a_signed_document_is_frozen_and_an_amendment_replaces_it(session: Session, clinic: Clinic) -> None:
    await filled(session)
    await said(session, "signe le document", "je confirme")
    before = await only(clinic)
    answers = await said(session, "tension douze huit", "efface ça", "annule la dernière action", "signe le document")
    assert (
        answers[:3]
        == ["Ce document est signé : il ne peut plus changer. Dites « nouvelle version » pour le rectifier."] * 3
    )
    assert answers[3] == "« Compte-rendu de consultation » est déjà signé : il ne peut plus changer."
    assert await said(session, "nouvelle version") == [
        (
            "Nouvelle version de « Compte-rendu de consultation » pour Paul CARPENTIER. "
            "Signée, elle remplacera la précédente."
        )
    ]
    await said(session, "tension douze huit", "signe le document", "je confirme")
    reports = {r.replaces: r for r in await clinic.writer.find()}
    assert reports[""] == before
    assert reports[before.id].status is Status.SIGNED
    assert [f.text for f in editing.fields(reports[before.id].body) if f.name == "tension"] == ["120/80"]


async def test_a_signed_document_has_one_amendment_that_can_be_taken_back(session: Session, clinic: Clinic) -> None:
    await filled(session)
    await said(session, "signe le document", "je confirme")
    first = await only(clinic)
    assert "Nouvelle version" in (await said(session, "rectifie le document"))[0]
    assert session.situation.document is not None
    draft = session.situation.document.id
    assert (await clinic.writer.amend(session.origin, first.id)).id == draft, "the one that was begun"
    assert await said(session, "annule") == ["Annulé : création de « Compte-rendu de consultation »."]
    assert await only(clinic) == first
    assert session.situation.document.id == first.id, "the signed one lies there again"
    await said(session, "nouvelle version", "tension douze huit", "signe le document", "je confirme")
    second = next(r for r in await clinic.writer.find() if r.replaces == first.id)
    third = await clinic.writer.amend(session.origin, first.id)
    assert third.replaces == second.id, "what was replaced is amended in what replaced it"


async def test_before_a_draft_a_new_version_is_no_command(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, TEMPLATE, "nouvelle version")
    assert len(await clinic.writer.find()) == 1


async def test_only_the_author_or_a_delegate_signs(clinic: Clinic) -> None:
    martin, petit = await clinic.session("martin"), await clinic.session("petit")
    await filled(martin)
    report = await only(clinic)
    clinic.clock.wait(minutes=6)
    await said(petit, OPEN)
    await clinic.writer.open(petit.origin, report.id)
    assert await said(petit, "signe le document") == [
        "Ce document est à signer par Dr Claire Martin : vous n'en avez pas le droit."
    ]
    clinic.people.delegate("martin", "petit", "sign")
    answers = await said(petit, "signe le document", "je confirme")
    assert "au nom de Dr Claire Martin" in answers[0]
    signature = await clinic.writer.signature(report.id)
    assert signature is not None
    assert signature[0] == "petit"
    clinic.people.withdraw("martin", "petit", "sign")
    assert not clinic.people.may_sign("petit", "martin")


async def test_a_secretary_types_a_doctor_signs(clinic: Clinic) -> None:
    lea = await clinic.session("lea")
    assert await said(lea, OPEN, TEMPLATE, "mets toux dans le motif", "signe le document") == [
        "Dossier de Paul CARPENTIER, né le 18/04/1957.",
        "Modèle « consultation courte » inséré. Champ motif.",
        "Motif : toux.",
        "Vous n'avez pas le droit de signer un document.",
    ]
    report = await only(clinic)
    assert (report.author, report.editor) == ("", "lea")
    assert await said(
        lea, "envoie pour signature", "envoie au docteur Durand pour signature",
        "envoie au docteur Petit pour signature",
    ) == [
        "À quel médecin présenter ce document ? Dites par exemple « envoie-le au docteur Petit pour signature ».",
        "Je ne trouve pas de médecin « durand » ici.",
        "« Compte-rendu de consultation » est à signer par Dr Jean Petit.",
    ]  # fmt: skip
    report = await only(clinic)
    assert (report.author, report.status) == ("petit", Status.TO_SIGN)
    answer = await said(lea, "renvoie-le au médecin pour correction il manque la conclusion")
    assert "redevient un brouillon, avec la remarque « il manque la conclusion »" in answer[0]
    assert (await clinic.writer.remarks(report.id))[0][1:] == ("lea", "il manque la conclusion")


async def test_a_secretary_of_one_doctor_writes_for_that_one(clinic: Clinic) -> None:
    clinic.people.delegate("petit", "lea", "write")
    await said(await clinic.session("lea"), OPEN, NEW)
    report = await only(clinic)
    assert (report.author, report.editor) == ("petit", "lea")


# --- one editor at a time --------------------------------------------------------------------------------------------


async def test_the_second_editor_is_told_and_takes_over_when_the_lease_is_over(clinic: Clinic) -> None:
    martin, petit = await clinic.session("martin"), await clinic.session("petit")
    await filled(martin)
    report = await only(clinic)
    await said(petit, OPEN)
    clinic.clock.wait(seconds=60)
    await clinic.writer.do(clinic.writer._locks.lay, "petit", report.patient, report.id)
    answer = (await said(petit, "tension douze huit"))[0]
    assert answer.startswith("Dr Claire Martin modifie ce document depuis ")
    clinic.clock.wait(seconds=LEASE.total_seconds())
    assert await said(petit, "tension douze huit") == ["Tension : 120/80 mmHg."]
    assert (await said(martin, "tension treize neuf"))[0].startswith("Dr Jean Petit modifie ce document depuis ")


async def test_two_at_once_lose_nothing(clinic: Clinic) -> None:
    session = await clinic.session()
    await said(session, OPEN, NEW)
    key = (await only(clinic)).id
    await asyncio.gather(*(clinic.writer.dictate(session.origin, key, f"mot{n}") for n in range(20)))
    assert sorted((await text(clinic)).split()) == sorted(f"mot{n}" for n in range(20))


# --- undo ------------------------------------------------------------------------------------------------------------


async def test_undo_goes_on_after_a_restart_and_ends_with_the_document_itself(clinic: Clinic) -> None:
    await said(await clinic.session(), OPEN, TEMPLATE, "tension douze huit")
    again = await Clinic(clinic.path.parent).session()
    assert await said(again, OPEN, "annule", "rétablis", "annule", "annule", "annule", "annule") == [
        "Dossier de Paul CARPENTIER, né le 18/04/1957.",
        "Annulé : champ tension.",
        "Rétabli : champ tension.",
        "Annulé : champ tension.",
        "Annulé : modèle « consultation courte ».",
        "Annulé : création de « Compte-rendu de consultation ».",
        "Il n'y a rien à annuler.",
    ]


# --- into the record, onto paper -------------------------------------------------------------------------------------


async def test_a_signed_document_is_in_the_record_once(session: Session, clinic: Clinic) -> None:
    await filled(session)
    await said(session, "signe le document", "je confirme", "enregistre", "enregistre")
    patient = session.situation.patient
    assert patient is not None
    kept = [d for d in await session.chart.documents(patient) if d.author == "Dr Claire Martin"]
    assert len(kept) == 1
    assert "Motif : toux" in await session.chart.document_text(patient, kept[0])


@pytest.fixture
async def doubtful(clinic: Clinic) -> tuple[Session, Doubtful]:
    chart = Doubtful()
    session = await clinic.session(chart=chart)
    await filled(session)
    return session, chart


async def test_a_record_that_is_not_there_keeps_the_signature_and_is_tried_again_when_asked(
    doubtful: tuple[Session, Doubtful], clinic: Clinic
) -> None:
    session, chart = doubtful
    chart.lost = "before"
    answer = (await said(session, "signe le document", "je confirme"))[-1]
    assert "est signé, mais n'est pas encore dans le dossier" in answer
    assert "ne répond pas" in answer
    chart.lost = ""
    assert await said(session, "enregistre") == [
        "« Compte-rendu de consultation » est signé et enregistré dans le dossier."
    ]


async def test_an_unanswered_write_is_in_doubt_and_settled_by_reading(
    doubtful: tuple[Session, Doubtful], clinic: Clinic
) -> None:
    """Safety rule 5."""
    session, chart = doubtful
    chart.lost = "after"
    answer = (await said(session, "signe le document", "je confirme"))[-1]
    assert "je ne sais pas s'il est arrivé" in answer
    assert [d.state for d in await clinic.writer.record.unsettled()] == [State.IN_DOUBT]
    await said(session, "enregistre")
    assert chart.writes == 1, "it was found in the record, and not written again"
    assert await clinic.writer.record.unsettled() == []


async def test_copies_are_files_for_the_printer(session: Session, clinic: Clinic, tmp_path: Path) -> None:
    await filled(session)
    assert await said(session, "imprime en deux exemplaires") == [
        "Impression de 2 exemplaires de « Compte-rendu de consultation »."
    ]
    files = sorted((tmp_path / "prints").iterdir())
    assert [f.suffix for f in files] == [".pdf", ".pdf"]
    assert "Paul CARPENTIER" in files[0].read_text()


async def test_the_journal_holds_no_word_of_a_document(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée", "toux grasse", "fin de dictée", "signe le document", "je confirme")
    rows = "\n".join(str(row) for row in clinic.db.conn.execute("select * from journal"))
    assert "start_dictation" in rows
    assert "toux" not in rows
    assert clinic.journal.verify().broken_at is None


async def test_every_outcome_has_a_sentence(session: Session) -> None:
    turn = await session.say(OPEN)
    assert isinstance(turn.outcome, Done | Asked)
    assert all(WORDS.sentence(o.reply) for o in turn.outcomes if o.reply)


def _fields(parts: object) -> dict[str, object]:
    return {name: getattr(parts, name) for name in parts.__slots__}  # type: ignore[attr-defined]


def _with(report: Report, words: str) -> Report:
    from actions.reports import editing

    return editing.append(report, words)
