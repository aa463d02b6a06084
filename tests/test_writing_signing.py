"""Signing by voice: who may, what is read back and confirmed, what is frozen then, and its amendments."""

from __future__ import annotations

import pytest

from actions.reports import editing
from actions.reports.model import Status
from assistant.pipeline import Session
from tests.clinic import NEW, OPEN, TEMPLATE, Clinic, filled, only, said

pytestmark = pytest.mark.usefixtures("printer")


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
    await clinic.writer.change(session.origin, report.id, lambda r: editing.append(r, "ajout"), "à la main")
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
