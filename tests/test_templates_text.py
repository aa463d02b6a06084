"""The text of templates: read, written back the same, and every fault named with its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reports.model import Field, Text, plain
from actions.reports.templates import lint
from actions.reports.templates.facts import preview
from actions.reports.templates.nodes import Accord, Blank, Block, Kind, Parent, Template, TemplateError, Words, blanks
from actions.reports.templates.template import field_of, parse
from actions.reports.templates.wording import written

WHOLE = """# modèle de démonstration
modèle : consultation courte
dit aussi : consult courte, petite consultation
type : compte-rendu de consultation
spécialité : cardiologie
titre : Compte-rendu

---

{Madame / Monsieur} {identité}, {âge}.
{si allergies}
Allergies : {allergies}
{fin}
Tension : [tension* : mmHg = {dernière tension}]
Rythme : [rythme = sinusal / fibrillation atriale]
Côté : [côté = ? / droit / gauche]
Durée : [durée : jours = 7]
{répéter 2 lésion}
- [siège]
{fin}
{pour chaque traitement}
- [traitement = {ligne}]
{fin}
Texte \\[entre crochets\\]{option consignes} avec consignes{fin}.
"""


def test_a_whole_template_is_read():
    held = parse(WHOLE)
    assert (held.name, held.also) == ("consultation courte", ("consult courte", "petite consultation"))
    assert (held.kind, held.specialty, held.heading) == ("consultation_report", "cardiologie", "Compte-rendu")
    fields = {b.field.name: b for b in blanks(held.nodes)}
    assert fields["tension"].field == Field("tension", unit="mmHg", required=True)
    assert fields["tension"].fact == "dernière tension"
    assert fields["rythme"].field.choices == ("sinusal", "fibrillation atriale")
    assert fields["rythme"].field.default == "sinusal"
    assert fields["côté"].field.choices == ("droit", "gauche")
    assert fields["côté"].field.default == ""
    assert fields["durée"].field == Field("durée", default="7", unit="jours")
    assert fields["âge"].bare
    assert [n.kind for n in held.nodes if isinstance(n, Block)] == [Kind.IF, Kind.REPEAT, Kind.EACH, Kind.OPTION]
    assert held.nodes[0] == Accord("Madame", "Monsieur")
    assert "[entre crochets]" in plain(preview(held))


def test_what_is_written_back_is_read_the_same():
    held = parse(WHOLE)
    assert parse(written(held)) == held
    assert written(parse(written(held))) == written(held)


def test_a_block_on_its_own_lines_leaves_none_behind():
    body = preview(parse("modèle : x\n---\nun\n{option a}\ndeux\n{fin}\ntrois\n"))
    assert plain(body) == "un\ndeux\ntrois"
    assert plain(preview(parse("modèle : x\n---\nun {option a}deux {fin}trois"))) == "un deux trois"


def test_windows_lines_and_a_byte_order_mark():
    assert parse("\ufeff" + WHOLE.replace("\n", "\r\n")) == parse(WHOLE)


FAULTS = [
    ("modèle : x\nsans tirets", "template-no-rule", 2, 1),
    ("type : courrier\n---\nx", "template-no-name", 1, 1),
    ("modèle : x\ncouleur : bleu\n---\n", "template-key", 2, 1),
    ("modèle : x\nmodèle : y\n---\n", "template-key-twice", 2, 1),
    ("modèle : x\nchamp : tension\n---\n", "template-override", 2, 8),
    ("modèle : x\n---\nun [deux", "template-unclosed", 3, 4),
    ("modèle : x\n---\nun [deux [trois]", "template-unclosed", 3, 4),
    ("modèle : x\n---\n\n\nun {si allergies} deux", "template-unclosed-block", 5, 4),
    ("modèle : x\n---\nun ] deux", "template-stray", 3, 4),
    ("modèle : x\n---\nun } deux", "template-stray", 3, 4),
    ("modèle : x\n---\nun\n{fin}", "template-stray-end", 4, 1),
    ("modèle : x\n---\n[]", "template-no-field-name", 3, 1),
    ("modèle : x\n---\n[ : kg]", "template-no-field-name", 3, 1),
    ("modèle : x\n---\n[poids : ]", "template-empty", 3, 1),
    ("modèle : x\n---\n[poids = ]", "template-empty", 3, 1),
    ("modèle : x\n---\n[côté = droit /  / gauche]", "template-empty", 3, 1),
    ("modèle : x\n---\n{}", "template-empty", 3, 1),
    ("modèle : x\n---\n[a = {b} et plus]", "template-fact", 3, 1),
    ("modèle : x\n---\n[a = lui / {il / elle}]", "template-fact", 3, 1),
    ("modèle : x\n---\n{répéter 0 lésion}{fin}", "template-count", 3, 1),
    ("modèle : x\n---\n{répéter 99 lésion}{fin}", "template-count", 3, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), FAULTS)
def test_a_fault_has_its_place(text, code, line, column):
    with pytest.raises(TemplateError) as fault:
        parse(text)
    assert (fault.value.code, fault.value.line, fault.value.column) == (code, line, column)
    sentence = lint.of_fault(fault.value).sentence
    assert sentence[0].isupper() or sentence[0] == "«"
    assert "{given}" not in sentence


def test_every_code_has_one_sentence_and_every_sentence_a_use():
    codes = {code for _, code, _, _ in FAULTS}
    assert {c for c in lint._sentences() if c.startswith("template-")} - codes == {
        "template-override-unknown", "template-parent-unknown", "template-parent-cycle", "template-unknown",
        "template-name-taken", "template-shipped", "template-share", "template-changed",
    }  # fmt: skip


NAMES = st.text("abcdé ' -", min_size=1, max_size=8).map(lambda n: " ".join(n.split())).filter(bool)
VALUES = st.text("abcdé[]{}\\.,12", min_size=1, max_size=8)
LINES = st.text("abé :;.=[]{}\\/*?-_#\n", min_size=1, max_size=20)


def _field(name: str, unit: str, required: bool, offered: list[str], default: bool) -> Blank:
    choices = tuple(offered) if len(offered) > 1 or (offered and not default) else ()
    return Blank(Field(name, "", choices, offered[0] if offered and default else "", required, unit))


OFFERED = st.lists(VALUES, max_size=3, unique=True)
FIELDS = st.builds(_field, NAMES, st.sampled_from(["", "kg", "mmHg"]), st.booleans(), OFFERED, st.booleans())
LEAVES = st.one_of(
    LINES.map(Words),
    FIELDS,
    NAMES.filter(lambda n: n not in ("fin", "reprendre")).map(lambda n: Blank(Field(n), n)),
    st.just(Parent()),
    st.just(Accord("né", "née")),
)


def _joined(nodes: list) -> tuple:
    """Neighbouring words are one, as they are read; none ends in blanks that start a line (see the docs)."""
    found: list = []
    for node in nodes:
        if isinstance(node, Words) and found and isinstance(found[-1], Words):
            found[-1] = Words(found[-1].text + node.text)
        else:
            found.append(node)
    return tuple(found)


BLOCKS = st.builds(Block, st.just(Kind.OPTION), NAMES, st.lists(LEAVES, max_size=3).map(_joined))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LEAVES, BLOCKS), min_size=1, max_size=6))
def test_any_template_is_read_back_as_it_was(nodes):
    """Empty lines around the text apart, which are not of it."""
    held = Template("x", _joined(nodes))
    again = parse(written(held))
    assert parse(written(again)) == again
    assert list(blanks(again.nodes)) == list(blanks(held.nodes))


@settings(max_examples=200, deadline=None)
@given(st.text("aé[]{}=*:/?\\ \n-{fin}", max_size=40))
def test_any_text_is_read_or_refused_with_its_place(body):
    try:
        parse(f"modèle : x\n---\n{body}")
    except TemplateError as fault:
        place, sentence = (fault.line, fault.column), lint.of_fault(fault).sentence
    else:
        return
    assert min(place) >= 1
    assert sentence


def test_a_field_is_read_alone():
    assert field_of("poids* : kg").field == Field("poids", unit="kg", required=True)
    assert field_of("avis = pas d'avis \\[rien\\]").field.default == "pas d'avis [rien]"
    assert isinstance(preview(parse("modèle : x\n---\nun"))[0], Text)
