"""Words to normal forms: numbers against num2words as an oracle, dates and periods against the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from assistant.types import Period
from nlu import normalise
from nlu.normalise import calendar, numbers, periods, places

TODAY = date(2026, 11, 23)  # a Monday
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
          "novembre", "décembre")  # fmt: skip
PAST = st.dates(date(1900, 1, 1), TODAY)


def said(number: int) -> str:
    return num2words(number, lang="fr")


# --- numbers -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_read_back(number):
    assert numbers.cardinal(said(number)) == number
    assert numbers.cardinal(said(number).replace("-", " ")) == number


@given(st.integers(1, 999))
def test_an_ordinal_in_words_is_read_back(number):
    assert numbers.ordinal(num2words(number, lang="fr", to="ordinal")) == number
    assert numbers.ordinal(f"{number}e") == number


@given(st.lists(st.integers(0, 9), min_size=1, max_size=15))
def test_figures_said_one_by_one_keep_every_figure(figures):
    assert places.patient_id(" ".join(said(f) for f in figures)) == "".join(map(str, figures))


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text):
    for entity in ("birth_date", "period", "room", "patient_id", "ordinal", "count", "section", "patient"):
        normalise.value(entity, text, TODAY)


# --- dates ---------------------------------------------------------------------------------------------------------


@given(PAST)
def test_a_birth_date_is_read_however_it_is_said(born):
    day = "premier" if born.day == 1 else said(born.day)
    month = MONTHS[born.month - 1]
    for form in (
        f"{day} {month} {said(born.year)}",
        f"le {day} {month} {born.year}",
        f"{born.day} {month} {born.year}",
        f"{born:%d/%m/%Y}",
        f"{born.day}/{born.month}/{born.year}",
        f"{born:%Y-%m-%d}",
    ):
        assert calendar.birth_date(form, TODAY) == born.isoformat(), form


@given(st.dates(date(1931, 1, 1), date(1999, 12, 31)))
def test_two_figures_of_a_year_are_of_the_past(born):
    short = born.year % 100
    assert calendar.birth_date(f"{born.day}/{born.month}/{short:02}", TODAY) == born.isoformat()
    if born.day > 1:
        form = f"le {said(born.day)} du {said(born.month)} {said(short)}"
        assert calendar.birth_date(form, TODAY) == born.isoformat()


@pytest.mark.parametrize("words", ["trente et un février 1950", "32/01/1950", "3 mars 2030", "bonjour", ""])
def test_what_is_no_day_has_no_value(words):
    assert calendar.birth_date(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [("mille neuf cent cinquante-quatre", "1954"), ("dix-neuf cent cinquante-quatre", "1954"), ("54", "1954"),
     ("mars cinquante-quatre", "1954-03"), ("dix sept quarante-deux", "1942-07-10"), ("03031954", "1954-03-03"),
     ("trois zéro trois cinquante-quatre", "1954-03-03"), ("lundi 3 mars 1980", "1980-03-03")],
)  # fmt: skip
def test_birth_dates_as_they_are_said(words, value):
    assert calendar.birth_date(words, TODAY) == value


# --- periods -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hier", "2026-11-22"), ("avant-hier", "2026-11-21"), ("demain matin", "2026-11-24"),
        ("ce matin", "2026-11-23"),
        ("du jour", "2026-11-23"), ("la semaine dernière", "2026-11-16/2026-11-22"), ("lundi prochain", "2026-11-30"),
        ("depuis janvier", "2026-01-01/"), ("depuis la rentrée", "2026-09-01/"), ("depuis six mois", "2026-05-23/"),
        ("les six derniers mois", "2026-05-23/2026-11-23"), ("un an", "2025-11-23/2026-11-23"), ("2024", "2024"),
        ("8 derniers jours", "2026-11-15/2026-11-23"), ("mars 2025", "2025-03"), ("deux mille vingt-quatre", "2024"),
        ("entre janvier et mars", "2026-01-01/2026-03-31"), ("cette année", "2026"), ("l'an dernier", "2025"),
        ("ce mois-ci", "2026-11"), ("mois dernier", "2026-10"), ("décembre", "2025-12"), ("12/03/2024", "2024-03-12"),
        ("du 3 au 10 mars", "2026-03-03/2026-03-10"), ("il y a deux ans", "2024"), ("avant 2020", "/2019-12-31"),
        ("depuis l'été dernier", "2026-06-01/"), ("48 heures", "2026-11-21/2026-11-23"), ("depuis la naissance", "/"),
        ("trois mars", "2026-03-03"), ("octobre dernier", "2026-10"), ("vingt-trois septembre", "2026-09-23"),
        ("entre octobre et mars", "2025-10-01/2026-03-31"), ("jeudi", "2026-11-19"),
        ("sur les six derniers mois", "2026-05-23/2026-11-23"),
        ("les dernières vingt-quatre heures", "2026-11-22/2026-11-23"),
        ("entre le 3 et le 10 mars", "2026-03-03/2026-03-10"), ("du trois au dix mars", "2026-03-03/2026-03-10"),
        ("le mois d'avril", "2026-04"), ("au mois de mai", "2026-05"),
        ("une quinzaine de jours", "2026-11-08/2026-11-23"),
        ("depuis une quinzaine", "2026-11-08/"), ("il y a une dizaine de jours", "2026-11-13"),
        ("un an et demi", "2025-05-23/2026-11-23"), ("depuis deux mois et demi", "2026-09-08/"),
        ("le douze", "2026-11-12"), ("le 30", "2026-10-30"), ("depuis le 3", "2026-11-03/"), ("noël", "2025-12-25"),
        ("depuis la toussaint", "2026-11-01/"), ("premier trimestre", "2026-01-01/2026-03-31"),
        ("deuxième semestre 2025", "2025-07-01/2025-12-31"), ("lundi de la semaine dernière", "2026-11-16"),
        ("la semaine du 12", "2026-11-09/2026-11-15"), ("semaine 12", "2026-03-16/2026-03-22"),
        ("avant-veille", "2026-11-21"),
        ("ce week-end", "2026-11-21/2026-11-22"), ("dans trois jours", "2026-11-26"), ("dans deux mois", "2027-01"),
        ("milieu d'année", "2026-05-02/2026-08-31"), ("l'an deux mille", "2000"),
    ],
)  # fmt: skip
def test_periods_as_they_are_said(words, value):
    assert periods.period(words, TODAY) == value


def test_a_worklist_looks_ahead():
    assert normalise.value("period", "ce week-end", TODAY, "show_worklist") == "2026-11-28/2026-11-29"
    assert normalise.value("period", "jeudi en huit", TODAY, "show_worklist") == "2026-12-03"
    assert normalise.value("period", "le douze", TODAY, "show_worklist") == "2026-12-12"
    assert normalise.value("period", "jeudi", TODAY, "show_worklist") == "2026-11-26"
    assert normalise.value("period", "jeudi", TODAY, "show_section") == "2026-11-19"
    assert normalise.value("period", "décembre", TODAY, "show_worklist") == "2026-12"


@given(PAST, st.sampled_from([
    "hier", "la semaine dernière", "le mois dernier", "lundi", "mardi dernier", "mars", "trois mars", "depuis mai",
    "depuis dix ans", "trois mois", "un an", "cette année", "le trimestre dernier", "cet été", "l'hiver dernier",
    "ce week-end", "fin 2019", "début mars", "la rentrée", "il y a six mois", "dernières 24 heures",
]))  # fmt: skip
def test_every_period_can_be_read_on_any_day_and_starts_in_the_past(today, words):
    value = periods.period(words, today)
    assert value is not None
    read = Period.parse(value)
    if words != "ce week-end" and "19" not in words:
        assert read.start is not None
        assert read.start <= today
    assert read.start is None or read.end is None or read.start <= read.end


@given(PAST, st.integers(1, 60))
def test_days_back(today, days):
    assert periods.period(f"depuis {said(days)} jours", today) == f"{(today - timedelta(days=days)).isoformat()}/"


@given(st.integers(0, 10**12), st.sampled_from(["jours", "semaines", "mois", "ans", "heures"]))
def test_absurd_lengths_still_are_periods(count, unit):
    for words in (
        f"depuis {count} {unit}",
        f"{count} {unit}",
        f"il y a {count} {unit}",
        f"les {count} prochains {unit}",
    ):
        value = periods.period(words, TODAY)
        assert value is None or Period.parse(value)


# --- places, lookups, names ----------------------------------------------------------------------------------------


@given(st.integers(1, 999), st.integers(1, 9))
def test_a_room_and_a_bed(room, bed):
    assert places.room(f"chambre {said(room)} lit {said(bed)}") == f"{room}-{bed}"
    assert places.room(f"chambre {room}") == str(room)
    assert places.room(f"lit {said(bed)} de la chambre {room}") == f"{room}-{bed}"


@pytest.mark.parametrize(
    ("entity", "words", "value"),
    [
        ("room", "chambre douze lit un", "12-1"), ("room", "douze", "12"), ("room", "12-1", "12-1"),
        ("room", "chambre 12 lit A", "12-a"), ("room", "chambre b douze", "b12"), ("room", "212 a", "212a"),
        ("patient_id", "double zéro sept", "007"), ("patient_id", "trois fois cinq douze", "55512"),
        ("patient_id", "1.200.300", "1200300"), ("patient_id", "quarante douze quatre-vingt-sept", "401287"),
        ("patient_id", "zéro six douze trente-quatre", "061234"),
        ("patient", "D U P O N T", "dupont"), ("patient", "d comme Denise u comme Ursule p o n t", "dupont"),
        ("patient", "madame Dupont d u p o n t", "dupont"), ("patient", "M A R T I N", "martin"),
        ("patient", "l e espace g a l l", "le gall"), ("patient", "dé u pé o enne té", "dupont"),
        ("patient", "a deux n e", "anne"), ("patient", "Dupont avec un t", "dupont"),
        ("patient", "da silva", "da silva"),
        ("recipient", "le goff", "le goff"), ("recipient", "l'infirmière", "infirmière"),
        ("section", "ttt", "medications"),
        ("count", "quadruple", 4), ("ordinal", "avant dernière", -2), ("ordinal", "l'avant-dernier", -2),
        ("patient_id", "cent douze mille trois", "112003"), ("patient_id", "100 023", "100023"),
        ("ordinal", "avant-dernier", -2), ("ordinal", "dernière", -1), ("ordinal", "numéro trois", 3),
        ("ordinal", "vingt et unième", 21), ("ordinal", "1re", 1), ("count", "double", 2), ("count", "trois", 3),
        ("section", "atcd chirurgicaux", "history"), ("section", "allergique", "allergies"),
        ("section", "rdv", "appointments"),
        ("doc_type", "CRO", "operative_report"), ("doc_type", "comptes rendus opératoires", "operative_report"),
        ("doc_type", "ordo", "prescription"), ("channel", "MSSanté", "mssante"), ("direction", "tout en haut", "top"),
        ("status", "en attente d'envoi", "queued"), ("status", "pas encore signés", "to_sign"),
        ("recipient", "médecin traitant", "treating_doctor"), ("recipient", "la patiente", "patient"),
        ("recipient", "docteur Petit", "petit"), ("patient", "madame Le Goff", "le goff"),
        ("practitioner", "le docteur Petit", "petit"), ("content", "Toux et Fièvre", "Toux et Fièvre"),
        ("analyte", "la créatinine", "créatinine"), ("service", "la cardiologie", "cardiologie"),
    ],
)  # fmt: skip
def test_values(entity, words, value):
    assert normalise.value(entity, words, TODAY) == value
