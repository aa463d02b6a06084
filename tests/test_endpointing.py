"""Whole, hanging or neither: what the words heard so far are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import catalogue
from assistant.hearing.endpointing import HANGING, Patience, Verdict, hangs, judge
from assistant.hearing.folding import words
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Item, Mode, Patient, Question, Reply, Sex
from nlu.client import RasaInterpreter

WORDS = catalogue.load()
OPEN = Situation(patient=Patient("1", "Durand", "Anne"))
ASKED = Situation(question=Question("choosing", Reply("which_patient"), (Item("patient", "Anne Durand"),)))
C, U, N = Verdict.COMPLETE, Verdict.UNFINISHED, Verdict.UNKNOWN


def heard(intent: str, confidence: float = 0.97, **values: str) -> Interpretation:
    """An interpretation; «name="words=value"» is an entity."""
    entities = [Entity(n, *(v.split("=") if "=" in v else (v, v)), 0, 0) for n, v in values.items()]
    return Interpretation("", intent, confidence, tuple(entities))


def verdict(text: str, *meant: Interpretation, situation: Situation = OPEN) -> Verdict:
    """Entities stand where their words are."""

    def placed(value: Entity) -> Entity:
        at = text.rfind(value.text)
        return replace(value, start=at, end=at + len(value.text))

    return judge(text, tuple(replace(m, entities=tuple(map(placed, m.entities))) for m in meant), situation, WORDS)


SECTION = heard("show_section", section="allergies")
WHO = {"patient": "Dupont"}


@pytest.mark.parametrize(("text", "meant", "expected"), [
    ("patient suivant", [heard("next_patient")], C),
    ("Patient suivant.", [heard("next_patient")], C),
    ("affiche les allergies", [SECTION], C),
    ("affiche les allergies de", [SECTION], U),
    ("affiche les allergies et", [SECTION], U),
    ("affiche les allergies, euh…", [SECTION], U),
    ("donne-moi la dernière créatinine", [heard("show_result", analyte="créatinine")], C),
    ("trace la courbe", [heard("plot_result", 0.78)], U),
    ("que puis-je", [heard("help", 0.76)], N),
    ("ouvre le dossier", [heard("open_record", 0.75)], U),
    ("ouvre le dossier de madame", [heard("open_record")], U),
    ("ouvre le dossier de madame Dupont", [heard("open_record", **WHO)], N),
    ("dossier Dupont né le trois mars", [heard("open_record", **WHO)], N),
    ("dossier Dupont né le 3 mars 1954", [heard("open_record", **WHO, birth_date="3 mars 1954=1954-03-03")], C),
    ("dossier Dupont né le 3 mars 54", [heard("open_record", **WHO, birth_date="3 mars 54=1954-03-03")], C),
    ("dossier Dupont né le 3 mars 19", [heard("open_record", **WHO, birth_date="3 mars 19=2019-03-03")], N),
    ("né le 3 mars cinquante-quatre", [heard("open_record", birth_date="3 mars cinquante-quatre=1954-03-03")], C),
    ("né le trois mars mille neuf cent", [heard("open_record", birth_date="trois mars mille neuf cent=1900-03-03")], N),
    ("né le trois mars soixante", [heard("open_record", birth_date="trois mars soixante=1960-03-03")], N),
    ("le patient de la chambre douze", [heard("open_record", room="douze=12")], N),
    ("ouvre le dossier Dupont et affiche ses allergies", [heard("open_record", **WHO), SECTION], C),
    ("mes consultations de demain", [heard("show_worklist", period="demain=2026-11-25")], C),
    ("affiche mes consultations", [heard("show_worklist")], N),
    ("tension douze huit", [heard("fill_field", field="tension", content="douze huit")], N),
    ("envoie-le au docteur Petit", [heard("send_report", recipient="Petit")], N),
    ("ouvre le dernier", [heard("select_item", ordinal="dernier=-1")], N),
    ("il fait beau", [heard("out_of_scope", 0.99)], N),
    ("oui", [heard("affirm")], N),
    ("réveille-toi", [heard("wake")], N),
    ("", [], N),
    ("euh", [], U),
    ("affiche les allergies", [], N),
])  # fmt: skip
def test_verdicts(text, meant, expected):
    assert verdict(text, *meant) is expected


def test_without_an_open_record_a_name_may_follow():
    assert verdict("affiche les allergies", SECTION, situation=Situation()) is N
    assert verdict("les allergies de madame Dupont", replace(SECTION, about="dupont"), situation=Situation()) is C


MARTIN, OTHER = Patient("2", "Martin", "Paul", sex=Sex.MALE), Patient("3", "Martin", "Anne", sex=Sex.FEMALE)
LONGER = Patient("4", "Martin-Duval", "Zoé")


@pytest.mark.parametrize(("text", "who", "people", "expected"), [
    ("ouvre le dossier de monsieur martin", "martin", (MARTIN,), C),
    ("ouvre le dossier de paul martin", "paul martin", (MARTIN, OTHER), C),
    ("dossier martin paul", "martin paul", (MARTIN, OTHER), C),
    ("dossier martin", "martin", (MARTIN,), N),  # a given name may follow
    ("ouvre le dossier de madame martin", "martin", (MARTIN,), N),  # not he
    ("ouvre le dossier de monsieur martin", "martin", (MARTIN, OTHER), N),  # a given name will tell
    ("ouvre le dossier de monsieur martin", "martin", (MARTIN, LONGER), N),
    ("ouvre le dossier de monsieur martins", "martins", (MARTIN,), N),
    ("ouvre le dossier de monsieur mar", "mar", (MARTIN,), N),
    ("ouvre le dossier de monsieur martin", "martin", (), N),
    ("ouvre le dossier de monsieur martin", "martin", (MARTIN, replace(MARTIN, room="12-1")), C),  # the same
])  # fmt: skip
def test_the_name_of_one_person_of_the_day_is_whole(text, who, people, expected):
    day = Situation(worklist=people)
    assert verdict(text, heard("open_record", patient=who), situation=day) is expected


@pytest.mark.parametrize(("text", "whom", "expected"), [
    ("les comptes-rendus du docteur le roux", "le roux", C),
    ("les comptes-rendus de la docteure hélène le roux", "hélène le roux", C),
    ("les comptes-rendus de le roux", "le roux", N),
    ("les comptes-rendus du docteur hélène", "hélène", N),
    ("les comptes-rendus du docteur petit", "petit", N),  # Petit-Jean may follow
    ("les comptes-rendus du docteur nguyen", "nguyen", N),
])  # fmt: skip
def test_the_name_of_a_doctor_who_is_expected_is_whole(text, whom, expected):
    known = replace(OPEN, doctors=("Le Roux", "Hélène Le Roux", "Petit", "Petit-Jean"))
    assert verdict(text, heard("show_reports", practitioner=whom), situation=known) is expected


def test_recipients_may_go_on():
    known = replace(OPEN, doctors=("Le Roux",))
    assert verdict("envoie-le au docteur le roux", heard("send_report", recipient="le roux"), situation=known) is N


def test_the_name_of_a_template_is_whole_unless_it_is_a_part_of_another():
    known = replace(OPEN, templates=("Échographie", "Courrier", "Courrier de sortie", "Nodule", "Suivi de nodule"))
    for name, expected in (("échographie", C), ("courrier", N), ("nodule", N), ("thyroïde", N)):
        asked = heard("insert_template", template=name)
        assert verdict(f"insère le modèle {name}", asked, situation=known) is expected
    new = heard("save_template", template="échographie")
    assert verdict("enregistre comme modèle échographie", new, situation=known) is N, "«… du foie» may follow"


def test_an_answer_is_whole_where_a_question_is_open():
    assert verdict("oui", heard("affirm"), situation=ASKED) is C
    assert verdict("la deuxième", heard("select_item", ordinal="deuxième=2"), situation=ASKED) is C


@pytest.mark.parametrize("mode", [Mode.DICTATION, Mode.ASLEEP])
def test_nothing_is_known_while_dictating_or_asleep(mode):
    assert verdict("champ suivant", heard("next_field"), situation=Situation(mode=mode)) is N
    assert verdict("le patient va", situation=Situation(mode=mode)) is N


def test_every_hanging_word_hangs_after_anything():
    lines = (line.split("#")[0].strip() for line in HANGING.read_text(encoding="utf-8").splitlines())
    for line in filter(None, lines):
        assert hangs(f"affiche {line}"), line
        assert hangs(f"Affiche {line.upper()}…"), line


def test_no_example_of_the_catalogue_hangs():
    said = [(intent, s) for intent, spec in WORDS.commands.items() for s in spec.say]
    assert [s for _, s in said if hangs(s)] == []


@given(st.text(max_size=60), st.sampled_from(sorted(WORDS.commands)), st.floats(0, 1))
def test_any_words_get_a_verdict(text, intent, confidence):
    meant = Interpretation(text, intent, confidence)
    assert judge(text, (meant,), OPEN, WORDS) in Verdict
    if judge(text, (meant,), OPEN, WORDS) is C:
        assert confidence >= 0.8
        assert words(text)
        assert not hangs(text)


def test_patience():
    usual = Patience()
    assert [usual.after(v, Mode.COMMANDS) for v in (C, N, U)] == [0.3, 0.7, 1.4]
    assert {usual.after(v, Mode.DICTATION) for v in Verdict} == {usual.dictation}
    with pytest.raises(ValueError, match="wanted"):
        Patience(complete=0.8)


# --- with the real interpreter ------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), [
    ("affiche les allergies", C), ("ferme le dossier", C), ("patient suivant", C), ("stop", C), ("annule", C),
    ("donne-moi la dernière créatinine", C), ("trace la courbe d'hémoglobine depuis six mois", C),
    ("ouvre le dossier de madame Dupont née le trois mars cinquante-quatre", C),
    ("ouvre le dossier de madame Dupont et affiche ses allergies", C),
    ("ouvre le dernier compte-rendu opératoire", C), ("affiche mes consultations d'aujourd'hui", C),
    ("ouvre le dossier de", U), ("ouvre le dossier de madame", U), ("ouvre le dossier", U), ("affiche", U),
    ("ouvre le dossier de madame Dupont et", U), ("trace la courbe", U), ("trace la courbe d'hémoglobine depuis", U),
    ("ouvre le dossier de madame Dupont", N), ("ouvre le dossier de madame Dupont née le trois mars", N),
    ("vous avez mal depuis combien de temps", N), ("dossier Martin né le 3 mars 19", N),
])  # fmt: skip
async def test_verdicts_with_rasa(rasa: RasaInterpreter, text, expected):
    assert judge(text, await rasa.interpret(text, OPEN), OPEN, WORDS) is expected
