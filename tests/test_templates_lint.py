"""What is wrong with a template is found and said; nothing is wrong with those that are shipped."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from actions.reports.templates.asking import asked
from actions.reports.templates.gathering import SHIPPED, shipped
from actions.reports.templates.inheriting import resolved
from actions.reports.templates.lint import Issue, among, lint, pronounceable, sentence
from actions.reports.templates.nodes import blanks
from actions.reports.templates.template import parse
from actions.reports.templates.wording import written

ALL = [parse(row.text) for row in shipped()]
HEAD = "modèle : essai\ntype : courrier\n---\n"


@pytest.mark.parametrize(
    ("text", "code", "given", "line"),
    [
        (HEAD + "{dernier bidule}", "fact-unknown", "dernier bidule", 4),
        (HEAD + "{si lundi}x{fin}", "condition-unknown", "lundi", 4),
        (HEAD + "{pour chaque hémoglobine}x{fin}", "each-unknown", "hémoglobine", 4),
        (HEAD + "{ligne}", "loop-outside", "ligne", 4),
        ("modèle : essai\n---\nx", "type-missing", "", 1),
        ("modèle : essai\ntype : poème\n---\nx", "type-unknown", "poème", 1),
        (HEAD + "[poids] [Poids]", "field-twice", "Poids", 4),
        (HEAD + "[reins]\n[rein]", "field-alike", "rein", 5),
        (HEAD + "[FEVG]", "field-unpronounceable", "FEVG", 4),
        (HEAD + "[test 2]", "field-unpronounceable", "test 2", 4),
        (HEAD + "[tens.]", "field-unpronounceable", "tens.", 4),
        (HEAD + "{répéter 2 TDM}[siège]{fin}", "field-unpronounceable", "TDM", 4),
        ("modèle : TSH\ntype : courrier\n---\nx", "name-unpronounceable", "TSH", 1),
        (HEAD + "[côté = ? / droit / gauche]", "choice-no-default", "côté", 4),
        (HEAD + "[côté = droit / Droit]", "choice-twice", "côté", 4),
        (HEAD + "[âge : ans = {âge}]", "fact-unit", "ans", 4),
        (HEAD + "Nom : XXX", "placeholder-left", "XXX", 0),
        (HEAD + "Nom : ____", "placeholder-left", "____", 0),
        (HEAD + "{option suite}à voir ....{fin}", "placeholder-left", "....", 0),
        (HEAD + "Dr <nom du médecin>", "placeholder-left", "<nom du médecin>", 0),
        (HEAD, "no-field", "", 0),
    ],
)
def test_a_fault_is_found(text, code, given, line):
    issues = lint(parse(text))
    found = next(i for i in issues if i.code == code)
    assert (found.given, found.line, found.template) == (given, line, parse(text).name)
    assert "{given}" not in found.sentence
    assert found.sentence.endswith(".")


def test_a_required_choice_needs_no_default():
    assert lint(parse(HEAD + "[côté* = ? / droit / gauche]")) == ()


def test_names_that_two_templates_share_or_that_sound_alike():
    held = [parse(f"modèle : {name}\ndit aussi : {also}\ntype : courrier\n---\nx") for name, also in
            (("suivi de mère", "un"), ("suivi de maire", "deux"), ("bilan", "le suivi de la mère"))]  # fmt: skip
    assert [(i.template, i.code, i.given, i.other) for i in among(held)] == [
        ("suivi de maire", "name-alike", "suivi de maire", "suivi de mère"),
        ("bilan", "name-twice", "le suivi de la mère", "suivi de mère"),
    ]


@pytest.mark.parametrize("name", ["tension", "fond d'œil", "côté", "score de Mac Isaac", "y", "suivi à trois mois"])
def test_pronounceable(name):
    assert pronounceable(name)


@pytest.mark.parametrize("name", ["TA", "SpO2", "HbA1c", "type 2", "ttt", "cf.", "", "—", "NYHA"])
def test_unpronounceable(name):
    assert not pronounceable(name)


def test_every_issue_has_a_sentence():
    for code in ("name-alike", "name-twice", "field-alike"):
        assert sentence(code, "a", "b").count("«") == 2
    with pytest.raises(KeyError):
        _ = Issue("no-such-code").sentence


@pytest.mark.parametrize("template", ALL, ids=lambda t: t.name)
def test_nothing_is_wrong_with_a_shipped_template(template):
    assert lint(template) == ()
    assert parse(written(template)) == template
    assert template.specialty
    assert len(list(blanks(template.nodes))) >= 4


def test_no_two_shipped_templates_sound_alike():
    assert among(ALL) == ()


def test_shipped_templates_cover_the_specialties_and_the_secretary_s_letters():
    by_specialty = Counter(t.specialty for t in ALL)
    assert len(ALL) >= 40
    assert len(by_specialty) >= 12
    assert by_specialty["secrétariat"] >= 8
    assert {t.kind for t in ALL} >= {
        "consultation_report", "operative_report", "discharge_letter", "referral_letter", "imaging_report",
        "prescription", "certificate", "letter",
    }  # fmt: skip
    facts = sum(1 for t in ALL for b in blanks(t.nodes) if b.fact)
    assert facts >= 200, "fields that the record fills"


def test_files_are_where_their_specialty_says():
    names = [path.stem for path in Path(SHIPPED).glob("*/*.txt")]
    assert len(names) == len(set(names)) == len(ALL)


def test_what_could_harm_is_never_a_default():
    """Side, consent, checklist, bleeding, incident, anticoagulant: the person says them, or they stay empty."""
    asked = {"côté", "consentement", "liste de contrôle", "incident", "complication", "anticoagulant", "latex"}
    asked |= {"signes d'alarme", "compte des compresses", "conduite automobile", "information", "injection"}
    for template in ALL:
        for blank in blanks(template.nodes):
            if blank.field.name in asked and blank.field.choices:
                assert (blank.field.default, blank.field.required) == ("", True), (template.name, blank.field.name)
            assert not (blank.field.name == "allergies" and blank.field.default), template.name


def test_the_examples_of_the_guide_are_good():
    guide = (Path(__file__).parent.parent / "docs" / "templates.md").read_text(encoding="utf-8")
    examples = [parse(text) for text in re.findall(r"```modèle\n(.*?)```", guide, re.DOTALL)]
    assert [e.name for e in examples] == ["consultation de la douleur", "ma consultation de cardiologie"]
    assert lint(examples[0]) == ()
    parents = {t.name: t for t in ALL}
    assert lint(resolved(examples[1], lambda t: parents.get(t.inherits))) == ()


def test_the_guide_names_facts_that_the_record_knows():
    guide = (Path(__file__).parent.parent / "docs" / "templates.md").read_text(encoding="utf-8")
    table = guide.split("| renseignement | mots |")[1].split("\n\n")[0]
    words = [w for row in table.splitlines()[2:] for w in re.split(r", |… et ", row.split("|")[2].strip())]
    for word in words:
        assert asked(word.strip(" «»…")), word
