"""Documents by voice: whose they are, fields filled by name, one editor at a time, undo."""

from __future__ import annotations

import asyncio

from actions.reports import editing
from actions.reports.locks import LEASE
from actions.reports.model import Status
from assistant.pipeline import Session
from assistant.types import Asked, Done
from tests.clinic import NEW, OPEN, TEMPLATE, WORDS, Clinic, filled, only, said, text


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


async def test_a_secretary_of_one_doctor_writes_for_that_one(clinic: Clinic) -> None:
    clinic.people.delegate("petit", "lea", "write")
    await said(await clinic.session("lea"), OPEN, NEW)
    report = await only(clinic)
    assert (report.author, report.editor) == ("petit", "lea")


async def test_every_outcome_has_a_sentence(session: Session) -> None:
    turn = await session.say(OPEN)
    assert isinstance(turn.outcome, Done | Asked)
    assert all(WORDS.sentence(o.reply) for o in turn.outcomes if o.reply)


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
