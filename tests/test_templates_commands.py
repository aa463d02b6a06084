"""«quels modèles j'ai», «enregistre ce texte comme modèle …», on a desk with a library and an open document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from actions.charts.memory import MemoryChart
from actions.commands import list_templates, save_template
from actions.reports.model import Field, Report, Source, Text
from actions.reports.templates.library import Library
from actions.reports.templates.shelves import Shelves, migrations
from actions.reports.templates.speaking import SpokenTemplates
from assistant import catalogue, people, store
from assistant.errors import PeopleError
from assistant.record import PatientQuery
from assistant.situation import Situation
from assistant.types import Command, Origin, Patient, Sex

WORDS = catalogue.load()
ANNE = Patient("1", "Durand", "Anne", date(1950, 3, 12), Sex.FEMALE, "100001")
BODY = (
    Text("Madame Anne DURAND, née le 12/03/1950, IPP 100001.\nDurandal n'est pas elle. Tension : "),
    Field("tension", "142/86", unit="mmHg", source=Source("vital:blood_pressure", date(2026, 11, 5))),
    Text("\nHémoglobine : "),
    Field("hémoglobine", "11,2 g/dL", source=Source("result:hémoglobine", date(2026, 11, 13))),
    Text("\nRythme : "),
    Field("rythme", "fibrillation", ("sinusal", "fibrillation"), "sinusal", accepted=True),
    Text("\nConclusion : "),
    Field("conclusion", "Madame Durand va mieux.", required=True, accepted=True),
)


@dataclass
class Tools:
    templates: SpokenTemplates


@dataclass
class Documents:
    """One document, or none."""

    tools: Tools
    report: Report | None = None

    async def current(self, origin: Origin, patient: Patient | None) -> Report | None:
        return self.report if patient else None


@dataclass
class Desk:
    writing: Documents
    origin: Origin = field(default_factory=lambda: Origin("hopital", "martin", "poste 1"))
    situation: Situation = field(default_factory=lambda: Situation(patient=ANNE))
    shelving: None = None


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    db = store.connect(tmp_path / "store.sqlite", (migrations, people.migrations))
    known = people.SqlitePeople(db, {c.intent: c.group for c in WORDS.commands.values()})
    for key, role in (("martin", "doctor"), ("roux", "secretary"), ("passant", "visitor")):
        known.add(people.Person(key, f"Dr {key.title()}", role, "hopital"))
    templates = SpokenTemplates(Library(Shelves(db)), known.get, "cardiologie")
    report = Report("r", "1", "martin", "consultation_report", "Consultation", BODY)
    return Desk(Documents(Tools(templates), report))


async def listed(desk: Desk, **slots):
    reply = await list_templates.run(Command("list_templates", slots), desk)
    return reply, WORDS.sentence(reply)


async def saved(desk: Desk, name: str):
    return WORDS.sentence(await save_template.run(Command("save_template", {"template": name}), desk))


async def test_all_are_listed_those_of_the_service_first(desk):
    reply, words = await listed(desk)
    assert len(reply.listing) == reply.facts["count"] >= 40
    assert words.startswith(f"{len(reply.listing)} modèles, par exemple : consultation de cardiologie,")
    assert reply.listing[0].label == "consultation de cardiologie (cardiologie)"
    assert (reply.listing[0].kind, reply.listing[0].ref) == ("template", "consultation de cardiologie")


async def test_only_those_of_a_type(desk):
    reply, words = await listed(desk, doc_type="discharge_letter")
    assert {i.ref for i in reply.listing} == {"lettre de liaison à la sortie", "compte-rendu d'accouchement"}
    assert "modèles de type lettre de sortie" in words
    assert "Aucun" in (await listed(desk, doc_type="other"))[1]


async def test_one_s_own_come_first(desk):
    await saved(desk, "zèbre")
    assert (await listed(desk))[0].listing[0].ref == "zèbre"


async def test_a_text_becomes_a_template_without_the_patient(desk):
    assert await saved(desk, "suivi de tension") == (
        "Modèle « suivi de tension » enregistré parmi les vôtres, sans les données du patient."
    )
    entry = desk.writing.tools.templates.library.get(desk.writing.tools.templates.member("martin"), "suivi de tension")
    assert entry.text == (
        "modèle : suivi de tension\n"
        "type : consultation_report\n"
        "---\n"
        "Madame {nom du patient}, née le {date de naissance}, IPP {IPP}.\n"
        "Durandal n'est pas elle. Tension : [tension : mmHg = {tension}]\n"
        "Hémoglobine : [hémoglobine = {dernier hémoglobine}]\n"
        "Rythme : [rythme = sinusal / fibrillation]\n"
        "Conclusion : [conclusion*]\n"
    )
    assert not any(word in entry.text for word in ("142", "11,2", "1950", "100001", "mieux", "DURAND"))


async def test_what_was_kept_can_be_inserted(desk):
    await saved(desk, "suivi de tension")
    templates = desk.writing.tools.templates
    (meant,) = templates.find("suivi de tension", "martin")
    assert (meant.name, meant.doc_type) == ("suivi de tension", "consultation_report")
    chart = MemoryChart()
    await chart.start()
    patient = (await chart.search(PatientQuery("marie durand")))[0]
    body = await templates.body(meant, chart, patient, date(2026, 11, 25))
    fields = {p.name: p for p in body if isinstance(p, Field)}
    assert fields["nom du patient"].text == "Marie DURAND"
    assert (fields["tension"].text, fields["conclusion"].text, fields["rythme"].text) == ("", "", "")
    assert "suivi de tension" in templates.names("martin")
    assert "suivi de tension" not in templates.names("roux")


async def test_saving_again_is_a_new_version(desk):
    await saved(desk, "suivi de tension")
    desk.writing.report = replace(desk.writing.report, body=(Text("Autre texte."),))
    assert (await saved(desk, "Suivi de Tension")).startswith("Votre modèle « suivi de tension » remplace")
    library = desk.writing.tools.templates.library
    entry = library.get(desk.writing.tools.templates.member("martin"), "suivi de tension")
    assert [row.version for row in library.history(entry.id)] == [2, 1]


async def test_a_name_that_sounds_like_another_is_said(desk):
    await saved(desk, "suivi de mère")
    assert await saved(desk, "suivi de maire") == (
        "Modèle « suivi de maire » enregistré. Il se prononce comme « suivi de mère » : "
        "je vous demanderai lequel insérer."
    )


@pytest.mark.parametrize("report", [None, Report("r", "1", "martin", "letter", "Courrier", (Text(" \n"),))])
async def test_without_a_text_nothing_is_kept(desk, report):
    desk.writing.report = report
    assert await saved(desk, "vide") == "Il n'y a pas de texte ouvert à enregistrer comme modèle « vide »."
    assert "vide" not in desk.writing.tools.templates.names("martin")


async def test_a_visitor_keeps_nothing(desk):
    desk.origin = replace(desk.origin, person="passant")
    with pytest.raises(PeopleError) as fault:
        await saved(desk, "essai")
    assert fault.value.code == "template-forbidden"
    assert WORDS.errors["template-forbidden"]
