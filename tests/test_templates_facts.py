"""Fields filled from the record: what it says, with its day, never accepted by itself, and never invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from actions.charts.memory import MemoryChart
from actions.reports.model import Field, Source, Text, plain
from actions.reports.templates import reading
from actions.reports.templates.asking import Ask, asked
from actions.reports.templates.facts import Wanted, fill
from actions.reports.templates.template import parse
from assistant.errors import ChartError
from assistant.people import Person
from assistant.record import Line, PatientQuery, Result
from assistant.types import Patient, Sex

TODAY = date(2026, 11, 25)
MARTIN = Person("martin", "Dr Claire Martin", "doctor", "hopital")
RECORD = """
patients:
- id: 1
  family: Durand
  given: Anne
  sex: f
  born: 1950-03-12
  ipp: '100001'
  lines:
    allergies: [{text: 'Pénicilline : urticaire', 'on': 2011-05-02}, {text: Arachide, 'on': 2019-09-14}]
    history: [Cholécystectomie]
    medications: [{text: 'Amlodipine 5 mg le matin', 'on': 2021-01-15}, {text: 'Furosémide 40 mg le matin', 'on': 2023-02-03}]
    vitals:
    - {text: 'Tension 142/86 mmHg, pouls 74/min', 'on': 2026-11-05}
    - {text: 'Tension 150/90 mmHg, poids 71,5 kg', 'on': 2026-01-05}
    correspondents: ['Médecin traitant : Dr Hélène Abgrall', 'Cardiologue : Dr A', 'Cardiologue : Dr B']
  results:
    Hémoglobine: {unit: g/dL, range: [12, 16], values: [[2026-11-13, 11.2], [2026-08-01, 12.0]]}
    Plaquettes: {unit: G/L, range: [150, 400], values: [[2026-11-13, 1250000]]}
    INR: {unit: '', range: [0.9, 1.2], values: [[2026-11-13, 2.5]]}
  documents:
  - {type: consultation_report, title: Consultation, 'on': 2026-11-01, author: Dr X, text: "Motif : toux.\\n\\nConclusion :\\nBronchite,\\nrevoir si fièvre.\\n\\nDr X"}
  - {type: imaging_report, title: Radio, 'on': 2026-11-10, author: Dr Y, text: "Poumons clairs."}
  - {type: imaging_report, title: Scanner, 'on': 2025-11-10, author: Dr Y, text: "CONCLUSION : rien."}
- {id: 2, family: Petit, given: Lou, sex: u, born: null, ipp: ''}
- {id: 3, family: Roux, given: Léo, sex: m, born: 2026-10-20, ipp: ''}
appointments: []
"""  # noqa: E501 - one document a line


@pytest.fixture
async def chart(tmp_path: Path) -> MemoryChart:
    path = tmp_path / "record.yml"
    path.write_text(RECORD, encoding="utf-8")
    held = MemoryChart(path, today=lambda: TODAY)
    await held.start()
    return held


async def body(chart: MemoryChart, text: str, who: str = "durand", wanted: Wanted | None = None):
    patient = (await chart.search(PatientQuery(who)))[0]
    template = parse(f"modèle : essai\ntype : courrier\n---\n{text}")
    return await fill(template, chart, patient, TODAY, MARTIN, "cardiologie", wanted or Wanted())


async def one(chart: MemoryChart, text: str, who: str = "durand") -> Field:
    (part,) = await body(chart, text, who)
    assert isinstance(part, Field)
    return part


@pytest.mark.parametrize(
    ("text", "held", "source"),
    [
        ("{identité}", "Anne DURAND", Source("identity")),
        ("{âge}", "76 ans", Source("identity")),
        ("{sexe}", "féminin", Source("identity")),
        ("{civilité}", "Madame", Source("identity")),
        ("{date de naissance}", "12/03/1950", Source("identity")),
        ("{dernière hémoglobine}", "11,2 g/dL le 13/11/2026", Source("result:hémoglobine", date(2026, 11, 13))),
        ("{date de la dernière hémoglobine}", "13/11/2026", Source("result:hémoglobine", date(2026, 11, 13))),
        ("{dernières plaquettes}", "1250000 G/L le 13/11/2026", Source("result:plaquettes", date(2026, 11, 13))),
        ("{dernier INR}", "2,5 le 13/11/2026", Source("result:INR", date(2026, 11, 13))),
        ("{allergies}", "Arachide ; Pénicilline : urticaire", Source("section:allergies", date(2019, 9, 14))),
        ("{antécédents}", "Cholécystectomie", Source("section:history")),
        ("{traitements en cours}", "Furosémide 40 mg le matin ; Amlodipine 5 mg le matin",
         Source("section:medications", date(2023, 2, 3))),
        ("{constantes}", "Tension 142/86 mmHg, pouls 74/min", Source("section:vitals", date(2026, 11, 5))),
        ("{dernière tension}", "142/86 mmHg", Source("vital:blood_pressure", date(2026, 11, 5))),
        ("{dernier poids}", "71,5 kg", Source("vital:weight", date(2026, 1, 5))),
        ("{médecin traitant}", "Dr Hélène Abgrall", Source("section:correspondents")),
        ("{dernière conclusion de consultation}", "Bronchite, revoir si fièvre.",
         Source("document:1-0", date(2026, 11, 1))),
        ("{date du jour}", "25/11/2026", Source("today", TODAY)),
        ("{auteur}", "Dr Claire Martin", Source("author")),
        ("{service}", "cardiologie", Source("service")),
    ],
)  # fmt: skip
async def test_a_field_says_what_the_record_says(chart, text, held, source):
    field = await one(chart, text)
    assert field.text == held
    assert field.accepted is False
    if source.fact.startswith("document:"):
        assert (field.source.fact.partition(":")[0], field.source.at) == ("document", source.at)
    else:
        assert field.source == source


@pytest.mark.parametrize(
    "text",
    [
        "{dernier potassium}",  # never measured
        "{vaccinations}",  # an empty section
        "{dernière température}",  # vital signs without it
        "{cardiologue}",  # two of them: which one is not known
        "{dernière conclusion d'imagerie}",  # the newest document has none; an older one is not the last
        "{dernière conclusion}",
        "[hémoglobine : g/L = {dernière hémoglobine}]",  # another unit: nothing is converted
        "[coagulation : % = {dernier INR}]",  # no unit: none is supposed
        "[tension : kPa = {dernière tension}]",
        "[poids : kg]",  # asks nothing
        "{fait que personne ne connaît}",
        "{ligne}",  # outside a loop
    ],
)
async def test_what_is_not_known_stays_empty(chart, text):
    field = await one(chart, text)
    assert (field.text, field.source) == ("", None)


@pytest.mark.parametrize(
    "text", ["{âge}", "{date de naissance}", "{civilité}", "{allergies}", "{dernière hémoglobine}"]
)
async def test_nothing_is_invented_for_a_patient_of_whom_nothing_is_known(chart, text):
    assert (await one(chart, text, "petit")).text == ""


async def test_a_unit_of_the_field_is_not_written_twice(chart):
    field = await one(chart, "[hémoglobine : g/dL = {dernière hémoglobine}]")
    assert (field.text, field.unit) == ("11,2", "g/dL")
    assert plain((field,)) == "11,2 g/dL"


def test_two_values_of_the_same_moment_are_none():
    at = datetime(2026, 11, 13, 8)
    same = Result("Hémoglobine", 11.2, "g/dL", at)
    assert reading.of_results((same, same), "hémoglobine").text == "11,2"
    assert reading.of_results((same, replace(same, value=12.1)), "hémoglobine") is None
    assert reading.of_results((same, replace(same, value=112, unit="g/L")), "hémoglobine") is None
    assert reading.of_results((same, replace(same, value=9.0, at=datetime(2025, 1, 1))), "hémoglobine").text == "11,2"


def test_micro_has_two_signs():
    field = parse("modèle : x\n---\n[créatinine : \u03bcmol/L = {dernière créatinine}]").nodes[0]
    known = reading.Known(
        Patient("1", "D", "A"), TODAY,
        results={"créatinine": (Result("Créatinine", 168, "\u00b5mol/L", datetime(2026, 1, 1)),)},
    )  # fmt: skip
    assert known.fact(asked(field.fact)).text == "168"


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1950, 11, 25), "76 ans"), (date(1950, 11, 26), "75 ans"), (date(2024, 11, 25), "2 ans"),
        (date(2024, 11, 26), "23 mois"), (date(2026, 10, 25), "1 mois"), (date(2026, 10, 26), "30 jours"),
        (date(2026, 11, 24), "1 jour"), (date(2024, 2, 29), "2 ans"),
    ],
)  # fmt: skip
def test_ages(born, age):
    assert reading.age_of(born, TODAY) == age


async def test_words_agree_with_the_patient(chart):
    assert plain(await body(chart, "{né / née}, {le patient / la patiente}")) == "née, la patiente"
    assert plain(await body(chart, "{né / née}", "roux")) == "né"
    assert plain(await body(chart, "{né / née}", "petit")) == "né / née"


@pytest.mark.parametrize(
    ("condition", "who", "holds"),
    [
        ("allergies", "durand", True), ("allergies", "petit", False), ("femme", "durand", True),
        ("homme", "durand", False), ("femme", "petit", False), ("mineur", "roux", True), ("majeur", "roux", False),
        ("majeur", "durand", True), ("mineur", "petit", False), ("plus de 75 ans", "durand", True),
        ("plus de 77 ans", "durand", False), ("dernière hémoglobine", "durand", True), ("autre", "durand", False),
    ],
)  # fmt: skip
async def test_a_condition_holds_only_for_what_is_known(chart, condition, who, holds):
    text = plain(await body(chart, f"un\n{{si {condition}}}\ndeux\n{{fin}}\ntrois", who))
    assert text == ("un\ndeux\ntrois" if holds else "un\ntrois")


async def test_one_block_for_each_treatment(chart):
    held = await body(
        chart, "{pour chaque traitement}\n{numéro}. [traitement = {ligne}] [avis = poursuivre / arrêter]\n{fin}"
    )
    assert plain(held) == "1. Furosémide 40 mg le matin \n2. Amlodipine 5 mg le matin \n"
    names = [p.name for p in held if isinstance(p, Field)]
    assert names == ["traitement un", "avis un", "traitement deux", "avis deux"]
    assert held[1].source == Source("section:medications", date(2023, 2, 3))


async def test_a_block_as_often_as_said(chart):
    text = "{répéter 1 lésion}\n- [siège]\n{fin}\n{option surveillance}\nSurveillance [délai]\n{fin}"
    assert [p.name for p in await body(chart, text) if isinstance(p, Field)] == ["siège"]
    more = await body(chart, text, wanted=Wanted(frozenset({"surveillance"}), {"lésion": 2}))
    assert [p.name for p in more if isinstance(p, Field)] == ["siège un", "siège deux", "délai"]
    none = await body(chart, text, wanted=Wanted(counts={"lésion": 0}))
    assert [p for p in none if isinstance(p, Field)] == []


async def test_defaults_and_choices_are_kept_but_not_written(chart):
    field = await one(chart, "[rythme* = sinusal / fibrillation atriale]")
    assert field == Field("rythme", "", ("sinusal", "fibrillation atriale"), "sinusal", required=True)


async def test_a_record_that_cannot_be_read_is_not_an_empty_one(chart):
    await chart.stop()
    patient = Patient("1", "Durand", "Anne", sex=Sex.FEMALE)
    with pytest.raises(ChartError):
        await fill(parse("modèle : x\n---\n{allergies}"), chart, patient, TODAY, MARTIN)
    assert isinstance((await fill(parse("modèle : x\n---\nbonjour"), chart, patient, TODAY, MARTIN))[0], Text)


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("Allergies", Ask("section", "allergies")), ("allergie", Ask("section", "allergies")),
        ("dernière créatinine", Ask("result", "créatinine")), ("derniers D-dimères", Ask("result", "D-dimères")),
        ("date de la dernière conclusion", Ask("conclusion", "", date=True)),
        ("conclusion du dernier compte-rendu de scanner", Ask("conclusion", "imaging_report")),
        ("dernière tension artérielle", Ask("vital", "blood_pressure")),
        ("date de naissance", Ask("patient", "born")), ("dernier bidule", None), ("antécédents familiaux", None),
        ("hémoglobine", None),
    ],
)  # fmt: skip
def test_what_words_ask(words, ask):
    assert asked(words) == ask


@pytest.mark.parametrize(
    ("text", "conclusion"),
    [
        ("Motif : x\nConclusion : fracture.\n\nDr X", "fracture."),
        ("CONCLUSION\nAU TOTAL rien\nde plus\n\nsuite", "AU TOTAL rien de plus"),
        ("Au total : angine virale", "angine virale"),
        ("Il n'y a pas de fin.", ""),
    ],
)
def test_conclusions_of_documents(text, conclusion):
    assert reading.conclusion_of(text) == conclusion


def test_correspondents_are_read_by_their_role():
    lines = (Line("Médecin traitant : Dr Hélène Abgrall"), Line("Pharmacie du port"))
    assert reading.of_correspondents(lines, "médecin traitant").text == "Dr Hélène Abgrall"
    assert reading.of_correspondents(lines, "cardiologue") is None
