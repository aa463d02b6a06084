"""Which patient is meant: spelling, sound, order, particles; and how fast among many."""

from __future__ import annotations

import random
import re
import statistics
import string
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sounds import key, keys
from assistant.types import Patient, Period, Sex
from nlu.names import SURE, Index, fold, surely
from nlu.spelling import LORE

PEOPLE = """
Martin|Jean|m  Martin|Jeanne|f  Dubois|Marie|f  Lefèvre|Zoé|f  Lefebvre|Paul|m  Lefeuvre|Anne|f  Roy|Henri|m
D'Hérouville|Hélène|f  Le~Goff|Jean-Baptiste|m  El~Amrani|Fatima|f  Ben~Salah|Ali|m  de~La~Tour|Aymeric|m
Latour|Paul|m  Tour|Jean|m  Durand|Anne|f  Durand|Marie|f  Durand-Martin|Paul|m  Dupont|Jean|m  Leroy|Guy|m
Carpentier|Lucie|f  Gonçalves|Maria|f  Goncalves|José|m  Kerguelen|Solène|f  Petit|Chloé|f
Gauthier|Philippe|m  Nguyen|Van~An|m  Marie|Rose|f  Œuvrard|Cécile|f  Renault|Michel|m  Reynaud|Michèle|f
L'Enfant|Noé|m
"""
PATIENTS = tuple(
    Patient(str(n), *(part.replace("~", " ") for part in person.split("|")[:2]), sex=Sex(person[-1]))
    for n, person in enumerate(PEOPLE.split())
)
INDEX = Index(PATIENTS)
NAME = st.text(alphabet=string.ascii_letters + "éèêëàâîïôöûüçñœæ'- ", min_size=1, max_size=14).filter(
    lambda s: len(fold(s)) > 1 and any(w not in LORE.titles for w in fold(s).split())
)


def found(words: str, sex: Sex | None = None) -> list[str]:
    return [f"{m.patient.given} {m.patient.family}" for m in INDEX.search(words, sex)]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("carpentier", {"Lucie Carpentier"}),
        ("carpantier", {"Lucie Carpentier"}),
        ("carpentié", {"Lucie Carpentier"}),
        ("durand", {"Anne Durand", "Marie Durand"}),
        ("madame durand", {"Anne Durand", "Marie Durand"}),
        ("du rand", {"Anne Durand", "Marie Durand"}),
        ("durand anne", {"Anne Durand"}),
        ("du pont", {"Jean Dupont"}),
        ("dupond jean", {"Jean Dupont"}),
        ("lefevre", {"Zoé Lefèvre", "Paul Lefebvre", "Anne Lefeuvre"}),
        ("paul lefèvre", {"Paul Lefebvre"}),
        ("le fèvre zoé", {"Zoé Lefèvre"}),
        ("gonzalves", {"Maria Gonçalves", "José Goncalves"}),
        ("quer guelen", {"Solène Kerguelen"}),
        ("filip gautier", {"Philippe Gauthier"}),
        ("dérouville", {"Hélène D'Hérouville"}),
        ("herouville", {"Hélène D'Hérouville"}),
        ("goff", {"Jean-Baptiste Le Goff"}),
        ("legoff jean baptiste", {"Jean-Baptiste Le Goff"}),
        ("elamrani", {"Fatima El Amrani"}),
        ("amrani fatima", {"Fatima El Amrani"}),
        ("bensalah", {"Ali Ben Salah"}),
        ("de la tour", {"Aymeric de La Tour"}),
        ("la tour", {"Aymeric de La Tour", "Paul Latour"}),
        ("tour", {"Jean Tour"}),
        ("leroi", {"Guy Leroy"}),
        ("roi", {"Henri Roy"}),
        ("monsieur martin", {"Jean Martin"}),
        ("martin", {"Jean Martin", "Jeanne Martin"}),
        ("durand martin", {"Paul Durand-Martin"}),
        ("lenfant", {"Noé L'Enfant"}),
        ("oeuvrard", {"Cécile Œuvrard"}),
        ("renaud", {"Michel Renault", "Michèle Reynaud"}),
        ("madame michel raynaud", {"Michèle Reynaud"}),
        ("van an nguyen", {"Van An Nguyen"}),
        ("marie", {"Rose Marie"}),
        ("aymeric", {"Aymeric de La Tour"}),
        ("sophie durand", set()),
        ("dufour", set()),
        ("martin durand dubois", set()),
        ("madame", set()),
        ("", set()),
        ("'", set()),
    ],
)
def test_people_who_could_be_meant(words: str, people: set[str]) -> None:
    assert set(found(words)) == people


def test_spelling_comes_before_sound_and_sound_before_likeness() -> None:
    scores = {m.patient.family: m.score for m in INDEX.search("lefevre")}
    assert scores["Lefèvre"] == 1.0 > scores["Lefebvre"] == scores["Lefeuvre"]
    near = INDEX.search("charpentier")[0].score
    assert near < INDEX.search("carpantier")[0].score < INDEX.search("carpentier")[0].score


def test_sex_is_a_hint_not_a_wall() -> None:
    assert found("martin", Sex.FEMALE) == ["Jeanne Martin"]
    assert found("monsieur carpentier") == ["Lucie Carpentier"]
    assert INDEX.search("monsieur carpentier")[0].score < INDEX.search("carpentier")[0].score


def test_keep_restricts_before_matches_are_compared() -> None:
    only = INDEX.search("lefevre", keep=lambda p: p.given == "Paul")
    assert [m.patient.family for m in only] == ["Lefebvre"]


def test_limit() -> None:
    many = Index(Patient(str(n), "Durand", "Marie", date(1950, 1, 1 + n)) for n in range(28))
    assert len(many.search("durand")) == 28
    assert [m.patient.born for m in many.search("durand", limit=2)] == [date(1950, 1, 1), date(1950, 1, 2)]


def test_a_birth_name_finds_its_owner() -> None:
    index = Index([Patient("1", "Dupuy", "Odile")], {"1": [("Abgrall", "Odile")]})
    assert [m.patient.id for m in index.search("odile abgrall")] == ["1"]


@given(st.lists(st.tuples(NAME, NAME), min_size=1, max_size=8), st.data())
def test_everyone_is_found_by_their_own_name_in_any_order(names: list[tuple[str, str]], data) -> None:
    patients = [Patient(str(n), family, first) for n, (family, first) in enumerate(names)]
    index = Index(patients)
    patient = data.draw(st.sampled_from(patients))
    for words in (f"{patient.given} {patient.family}", f"{patient.family} {patient.given}"):
        # a title among the words of a name («M. Pr») is dropped, and then it is no longer the whole name
        if not set(fold(words).split()) & set(LORE.titles):
            assert {m.patient.id: m.score for m in index.search(words)}[patient.id] == 1.0


@given(st.sampled_from(PATIENTS), st.data())
def test_accents_case_and_hyphens_never_change_the_answer(patient: Patient, data) -> None:
    words = f"{patient.given} {patient.family}"
    twisted = words
    for twist in data.draw(st.lists(st.sampled_from(TWISTS), max_size=4)):
        twisted = twist(twisted)
    assert INDEX.search(twisted) == INDEX.search(words)


TWISTS = (
    str.upper,
    str.lower,
    str.title,
    lambda s: s.replace("-", " "),
    lambda s: s.replace("'", "’"),
    lambda s: s.replace("œ", "oe").replace("Œ", "OE"),
    lambda s: unicodedata.normalize("NFD", s),
    lambda s: "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c)),
    lambda s: f"  {s} ",
)


@given(st.text(max_size=40))
def test_any_words_are_answered(words: str) -> None:
    matches = INDEX.search(words)
    scores = [m.score for m in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < s <= 1 for s in scores)
    assert fold(fold(words)) == fold(words)


@given(st.text(alphabet=string.ascii_lowercase, max_size=20))
def test_every_word_has_one_sound(word: str) -> None:
    assert key(word) == key(word)
    assert len(key(word)) <= 2 * len(word)


def test_fast_among_ten_thousand() -> None:
    """Median under 5 ms among 10,000 patients, homonyms included (0.2 ms measured on 2 cores)."""
    rnd = random.Random(1)
    syllables = re.findall(r"\w+", "ma du le pon bert gar nier lo ri chel vre fon taine ros sel ker ben ra to mi")
    firsts = [p.given for p in PATIENTS]
    many = [
        Patient(str(n), "".join(rnd.choices(syllables, k=rnd.randint(2, 3))).title(), rnd.choice(firsts))
        for n in range(10_000)
    ]
    index = Index((*PATIENTS, *many))
    spent = []
    for words in [p.name for p in PATIENTS] + [
        "martin",
        "le pont berre",
        "carpantié",
        "jean-marc zzz",
        "marie",
    ]:
        started = time.perf_counter()
        index.search(words)
        spent.append(time.perf_counter() - started)
    assert statistics.median(spent) < 0.005
    assert max(spent) < 0.1


WED = Patient("1", "Dupuy", "Odile", date(1950, 3, 1), Sex.FEMALE, birth_family="Abgrall")


@pytest.mark.parametrize(
    "words",
    ["odile dupuy", "odile abgrall", "madame dupuy", "abgral", "dupuy née abgrall", "madame odile abgrall dupuy"],
)
def test_the_name_in_use_the_name_at_birth_or_both(words: str) -> None:
    index = Index([WED, Patient("2", "Abgrall", "Yves"), Patient("3", "Dupuy", "Jean", sex=Sex.MALE)])
    first = index.search(words)[0]
    assert first.patient == WED if "dupuy" in words or "odile" in words else first.score > 0
    assert surely("odile abgrall", WED)


def test_both_family_names_belong_to_one_person() -> None:
    index = Index([WED, Patient("2", "Abgrall", "Odile"), Patient("3", "Dupuy", "Odile")])
    assert [m.patient.id for m in index.search("dupuy née abgrall odile")] == ["1"]


def test_birth_dates_restrict_before_matches_are_compared() -> None:
    index = Index([WED, Patient("2", "Dupuis", "Odile", date(1980, 1, 1)), Patient("3", "Dupuy", "Odile")])
    (only,) = index.search("odile dupuy", born=Period(date(1979, 1, 1), date(1981, 1, 1)))
    assert only.patient.id == "2"
    assert only.score < 1


def test_a_day_of_birth_makes_up_for_a_name_heard_badly_but_not_surely() -> None:
    index = Index([WED, Patient("2", "Lecoq", "Anne", date(1950, 3, 1))])
    assert index.search("odil dupit") == ()
    (only,) = index.search("odil dupit", born=Period(date(1950, 3, 1), date(1950, 3, 1)))
    assert only.patient == WED
    assert only.score < SURE


def test_names_one_letter_away_are_rivals() -> None:
    index = Index([Patient("1", "Dupont", "Jean"), Patient("2", "Dumont", "Jean"), Patient("3", "Dumont", "Marie")])
    assert [m.patient.id for m in index.search("jean dupont")] == ["1"]
    assert [m.patient.id for m in index.rivals("jean dupont")] == ["1", "2"]


@given(st.lists(st.text(alphabet=string.ascii_lowercase, max_size=12), max_size=9))
def test_sounds_of_many_words_are_the_sounds_of_each(words: list[str]) -> None:
    assert keys(words) == [key(word) for word in words]
