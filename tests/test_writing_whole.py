"""Writing with everything real: shipped templates, the French formatter, corrections, facts of the record, PDF/A."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.reports import connected, pdfa_check
from actions.reports.model import Field, Status, plain
from actions.reports.pdf import pdf
from actions.reports.templates import shelves
from actions.reports.templates.library import Library
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.tools import Tools
from assistant import store
from assistant.pipeline import Session
from tests.clinic import NEW, OPEN, Clinic, only, said, text


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    built = Clinic(tmp_path)
    library = Library(shelves.Shelves(store.connect(built.path, (shelves.migrations,))))
    templates = SpokenTemplates(library, built.people.get)
    built.writer.tools = Tools(connected.writer(), connected.corrector(), templates, pdf, tmp_path / "prints")
    return built


async def test_dictated_words_are_written_as_a_secretary_would(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée")
    await said(
        session, "tension cent trente sur quatre-vingts virgule pas de fièvre point", "à la ligne",
        "monsieur carpentier est revu dans trois mois point",
    )  # fmt: skip
    written = (await text(clinic)).replace("\u00a0", " ").replace("\u202f", " ")
    assert written.startswith("Tension 130/80")
    assert "pas de fièvre.\n" in written
    assert "Carpentier" in written, "the patient's name is known"
    assert "3 mois." in written


async def test_words_are_corrected_selected_and_spelled_by_voice(session: Session, clinic: Clinic) -> None:
    await said(
        session, OPEN, NEW, "dictée", "traitement par amoxicilline point", "contrôle par le docteur martin point"
    )
    answers = await said(
        session, "remplace amoxicilline par amoxicilline acide clavulanique", "remplace tisane par eau"
    )
    assert answers[1] == "Je ne trouve pas « tisane » dans ce texte."
    assert "amoxicilline acide clavulanique" in (await text(clinic)).lower()
    assert (await said(session, "sélectionne contrôle"))[0] == "« Contrôle »."
    await said(session, "suivi")
    assert "Suivi par le" in await text(clinic)
    await said(session, "annule")
    assert "Contrôle par le" in await text(clinic)


async def test_a_doubtful_word_is_gone_to_and_rewritten(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée")
    report = await only(clinic)
    await clinic.writer.dictate(session.origin, report.id, "patient sous amiodarone et aspirine", (2,))
    assert await said(session, "mot douteux suivant", "corrige en bisoprolol") == ["« amiodarone ».", "« bisoprolol »."]
    report = await only(clinic)
    assert plain(report.body) == "Patient sous bisoprolol et aspirine"
    assert report.body[0].doubtful == ()


async def test_a_template_comes_with_the_facts_of_the_record_and_is_signed_as_pdf_a(
    session: Session, clinic: Clinic
) -> None:
    await said(session, OPEN)
    names = session.situation.templates
    assert "échographie cardiaque" in names
    answer = (await said(session, "insère le modèle échographie cardiaque"))[0]
    assert answer.startswith("Modèle « échographie cardiaque » inséré. Champ ")
    report = await only(clinic)
    required = [p.name for p in report.body if isinstance(p, Field) and p.required and not p.text]
    for name in required:
        await said(session, f"mets contrôle dans {name}")
    answers = await said(session, "accepte les valeurs par défaut", "signe le document", "je confirme")
    assert "est signé, et enregistré dans le dossier" in answers[-1]
    report = await only(clinic)
    assert report.status is Status.SIGNED
    patient = session.situation.patient
    assert patient is not None
    made = await clinic.writer.record.sheet(report.id, patient)
    assert made is not None
    assert pdfa_check.check(made) == ()


async def test_the_text_of_a_document_becomes_a_template(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, NEW, "dictée", "examen cardiovasculaire normal point", "fin de dictée")
    answers = await said(session, "enregistre ce texte comme modèle examen rapide", "nouveau courrier")
    assert "examen rapide" in answers[0]
    await said(session, "insère le modèle examen rapide")
    current = await clinic.writer.current(session.origin, session.situation.patient)
    assert current is not None
    assert "Examen cardiovasculaire normal." in plain(current.body)


async def test_what_is_added_is_written_as_it_goes_on(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, "insère le modèle consultation de médecine générale", "motif toux")
    answers = await said(
        session, "ajoute fièvre depuis trois jours au motif", "ajoute maladie de crohn connue au motif",
        "mets fin de la consultation. dans le motif", "ajoute revoir au besoin au motif",
    )  # fmt: skip
    assert answers == [
        "Motif : Toux, fièvre depuis 3 jours.",
        "Motif : Toux, fièvre depuis 3 jours, maladie de Crohn connue.",
        "Motif : Fin de la consultation.",
        "Motif : Fin de la consultation. Revoir au besoin.",
    ]


async def test_a_field_is_gone_to_and_dictated_in_as_the_page_labels_it(session: Session, clinic: Clinic) -> None:
    await said(session, OPEN, "insère le modèle échographie cardiaque")
    answers = await said(session, "va au champ tapse", "dicte dans indication", "souffle", "fin de dictée")
    assert answers[0] == "Champ excursion de l'anneau tricuspide."
    assert (await said(session, "tapse vingt-deux"))[0] == "Excursion de l'anneau tricuspide : 22 mm."
