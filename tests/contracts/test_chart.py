"""The contract of every chart: one suite over the record in memory, GNU Health's API and its web client.

The three records hold the same few people (sample.yml and demo/dpi/people.yml agree on them).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest

from actions.mailroom.identity import person_of
from assistant.errors import ChartError
from assistant.ports import Chart
from assistant.record import SECTIONS, PatientQuery, View
from assistant.types import Patient, Period, Sex
from nlu.names import fold

ANNE, MARIE, PAUL = ("Durand", "Anne"), ("Durand", "Marie"), ("Carpentier", "Paul")
NOBODY = Patient("999999", "Personne", "Ulysse")


def named(people: tuple[Patient, ...]) -> list[tuple[str, str]]:
    return [(p.family, p.given) for p in people]


async def one(chart: Chart, words: str) -> Patient:
    (patient,) = await chart.search(PatientQuery(words))
    return patient


@pytest.fixture
async def anne(chart: Chart) -> Patient:
    return await one(chart, "anne durand")


@pytest.fixture
async def marie(chart: Chart) -> Patient:
    return await one(chart, "marie durand")


# --- who ---------------------------------------------------------------------------------------------------------


async def test_homonyms_are_all_found_with_what_tells_them_apart(chart: Chart) -> None:
    found = await chart.search(PatientQuery("durand"))
    assert sorted(named(found)) == [ANNE, MARIE]
    assert {p.born for p in found} == {date(1950, 3, 12), date(1948, 7, 30)}
    assert {p.sex for p in found} == {Sex.FEMALE}
    assert sorted((p.ipp or "")[-6:] for p in found) == ["100001", "100002"]


@pytest.mark.parametrize("words", ["carpentier", "Carpentier Paul", "paul CARPENTIER", "carpantier", "charpentier"])
async def test_one_person_is_found_however_the_name_was_heard(chart: Chart, words: str) -> None:
    assert named(await chart.search(PatientQuery(words))) == [PAUL]


async def test_accents_and_sound(chart: Chart) -> None:
    found = await chart.search(PatientQuery("lefevre"))
    assert {p.family for p in found} >= {"Lefèvre", "Lefebvre", "Lefeuvre"}
    assert found[0].family == "Lefèvre"
    assert named(await chart.search(PatientQuery("zoe lefèvre"))) == [("Lefèvre", "Zoé")]
    assert ("D'Hérouville", "Hélène") in named(await chart.search(PatientQuery("herouville")))
    assert ("Kerguelen", "Solène") in named(await chart.search(PatientQuery("quer guelen")))
    assert ("Le Goff", "Jean-Baptiste") in named(await chart.search(PatientQuery("legoff")))


@pytest.mark.parametrize("words", ["zzyzx", "sophie durand", "%", "_", "'", "du"])
async def test_nobody_is_nobody(chart: Chart, words: str) -> None:
    assert await chart.search(PatientQuery(words)) == ()


async def test_people_are_known_again_by_the_records_own_keys(chart: Chart, anne: Patient, marie: Patient) -> None:
    found = await chart.patients([anne.id, marie.id, "999999"])
    assert set(found) == {anne.id, marie.id}
    assert [(found[p.id].name, found[p.id].born, found[p.id].ipp) for p in (anne, marie)] == [
        (p.name, p.born, p.ipp) for p in (anne, marie)
    ]
    assert await chart.patients([]) == {}
    assert await person_of(chart, marie.id) == found[marie.id]
    with pytest.raises(ChartError) as fault:
        await person_of(chart, "999999")
    assert fault.value.code == "chart-not-found"


async def test_an_empty_query_finds_nobody(chart: Chart) -> None:
    assert await chart.search(PatientQuery()) == ()


async def test_a_birth_date_restricts_exactly(chart: Chart) -> None:
    found = await chart.search(PatientQuery("durand", born=date(1948, 7, 30)))
    assert named(found) == [MARIE]
    assert await chart.search(PatientQuery("durand", born=date(1948, 7, 31))) == ()
    assert ANNE in named(await chart.search(PatientQuery(born=date(1950, 3, 12))))


async def test_a_number_restricts_exactly(chart: Chart) -> None:
    assert named(await chart.search(PatientQuery(number="100002"))) == [MARIE]
    assert named(await chart.search(PatientQuery("durand", number="IPP 100001"))) == [ANNE]
    assert await chart.search(PatientQuery("carpentier", number="100001")) == ()
    assert await chart.search(PatientQuery(number="10000")) == ()


async def test_a_room_restricts_exactly(chart: Chart) -> None:
    (patient,) = await chart.search(PatientQuery(room="31-1"))
    assert (patient.family, patient.given) == PAUL
    assert patient.room == "31-1"
    assert named(await chart.search(PatientQuery("martin", room="12-1"))) == [("Martin", "Jean")]
    assert await chart.search(PatientQuery(room="99-9")) == ()


# --- the day -----------------------------------------------------------------------------------------------------


async def test_the_worklist_of_the_day(chart: Chart, day: date) -> None:
    lines = await chart.worklist(Period(day, day))
    assert len(lines) >= 5
    assert [a.at for a in lines] == sorted(a.at for a in lines)
    assert {a.at.date() for a in lines} == {day}
    mine = next(a for a in lines if (a.patient.family, a.patient.given) == ANNE)
    assert mine.patient == await one(chart, "anne durand")
    assert mine.practitioner
    assert mine.service
    assert mine.reason


async def test_the_worklist_of_a_service(chart: Chart, day: date) -> None:
    today = Period(day, day)
    everyone = await chart.worklist(today)
    heart = await chart.worklist(today, "cardiologie")
    assert 0 < len(heart) < len(everyone)
    assert {fold(a.service) for a in heart} == {"cardiologie"}
    assert set(await chart.worklist(today, "cardio")) == set(heart)
    assert await chart.worklist(today, "podologie") == ()


async def test_the_worklist_of_other_days(chart: Chart, day: date) -> None:
    tomorrow = day + timedelta(days=1)
    both = await chart.worklist(Period(day, tomorrow))
    assert {a.at.date() for a in both} == {day, tomorrow}
    assert await chart.worklist(Period(date(2090, 1, 1), date(2090, 1, 2))) == ()


# --- what the record says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
async def test_every_section_is_read_newest_first(chart: Chart, anne: Patient, section: str) -> None:
    lines = await chart.section(anne, section)
    assert all(line.text.strip() == line.text != "" for line in lines)
    if section != "summary":
        dated = [line.on for line in lines if line.on]
        assert dated == sorted(dated, reverse=True)
        assert [line.on for line in lines][len(dated) :] == [None] * (len(lines) - len(dated))


async def test_an_unknown_section_is_an_error(chart: Chart, anne: Patient) -> None:
    with pytest.raises(ChartError) as fault:
        await chart.section(anne, "horoscope")
    assert fault.value.code == "chart-not-found"


async def test_allergies_are_those_of_the_patient_asked_for(chart: Chart, anne: Patient, marie: Patient) -> None:
    hers = " ".join(line.text for line in await chart.section(anne, "allergies"))
    others = " ".join(line.text for line in await chart.section(marie, "allergies"))
    assert "énicilline" in hers
    assert "ulfamides" in others
    assert "énicilline" not in others


async def test_problems_are_no_allergies(chart: Chart, anne: Patient) -> None:
    problems = [line.text for line in await chart.section(anne, "problems")]
    assert any("rénale" in text for text in problems)
    assert not any("énicilline" in text for text in problems)


@pytest.mark.parametrize("section", ["summary", "medications", "labs", "vitals", "documents", "letters", "imaging"])
async def test_sections_that_hold_something(chart: Chart, anne: Patient, section: str) -> None:
    assert await chart.section(anne, section)


async def test_a_period_keeps_only_its_lines(chart: Chart, anne: Patient) -> None:
    lines = [line for line in await chart.section(anne, "labs") if line.on]
    day = lines[0].on
    assert day is not None
    assert {line.on for line in await chart.section(anne, "labs", Period(day, day))} == {day}
    assert await chart.section(anne, "labs", Period(end=date(1990, 1, 1))) == ()


# --- results -----------------------------------------------------------------------------------------------------


async def test_results_of_an_analyte(chart: Chart, anne: Patient, newest_creatinine: float) -> None:
    results = await chart.results(anne, "créatinine")
    assert len(results) >= 4
    assert {r.analyte for r in results} == {"Créatinine"}
    assert {r.unit for r in results} == {"µmol/L"}
    assert [r.at for r in results] == sorted((r.at for r in results), reverse=True)
    assert isinstance(results[0].at, datetime)
    assert results[0].value == newest_creatinine
    assert results[0].abnormal
    assert "104" in results[0].reference


@pytest.mark.parametrize("words", ["creatinine", "créat", "la créatininémie", "Créatinines"])
async def test_an_analyte_has_many_names(chart: Chart, anne: Patient, words: str) -> None:
    assert await chart.results(anne, words) == await chart.results(anne, "créatinine")


async def test_neighbours_are_not_mixed_up(chart: Chart, anne: Patient) -> None:
    assert {r.analyte for r in await chart.results(anne, "kaliémie")} == {"Potassium"}
    assert {r.analyte for r in await chart.results(anne, "hémoglobine")} == {"Hémoglobine"}
    assert await chart.results(anne, "troponine") == ()
    assert await chart.results(anne, "vitamine k") == ()
    assert await chart.results(anne, "") == ()


async def test_results_of_a_period(chart: Chart, anne: Patient) -> None:
    results = await chart.results(anne, "créatinine")
    middle = results[1].at.date()
    assert await chart.results(anne, "créatinine", Period(middle, middle)) == results[1:2]
    assert await chart.results(anne, "créatinine", Period(start=middle)) == results[:2]
    assert await chart.results(anne, "créatinine", Period(end=date(1990, 1, 1))) == ()


# --- documents ---------------------------------------------------------------------------------------------------


async def test_documents_say_what_they_are(chart: Chart, anne: Patient) -> None:
    documents = await chart.documents(anne)
    dates = [d.on for d in documents if d.on]
    assert dates == sorted(dates, reverse=True)
    report = next(d for d in documents if d.type == "consultation_report")
    assert fold(report.title) == "compte rendu de consultation"
    assert report.on
    assert report.author.startswith("Dr ")
    assert "compte rendu de consultation" in fold(await chart.document_text(anne, report))


async def test_lines_of_documents_open_them(chart: Chart, anne: Patient) -> None:
    documents = {d.id: d for d in await chart.documents(anne)}
    letters = await chart.section(anne, "letters")
    assert {line.ref for line in await chart.section(anne, "documents")} == set(documents)
    assert {line.ref for line in letters} < set(documents)
    assert "consultation_report" not in {documents[line.ref or ""].type for line in letters}


async def test_a_document_belongs_to_one_patient(chart: Chart, anne: Patient, marie: Patient) -> None:
    theirs = (await chart.documents(marie))[0]
    with pytest.raises(ChartError) as fault:
        await chart.document_text(anne, theirs)
    assert fault.value.code == "chart-not-found"


# --- what is shown -----------------------------------------------------------------------------------------------


def same(view: View, wanted: View) -> bool:
    mine, theirs = (v.patient.id if v.patient else None for v in (view, wanted))
    return (view.place, view.detail, mine) == (wanted.place, wanted.detail, theirs)


async def test_what_is_shown_is_what_was_asked_for(chart: Chart, anne: Patient, marie: Patient, day: date) -> None:
    report = (await chart.documents(anne))[0]
    views = [
        View("record", anne),
        View("section", anne, "allergies"),
        View("section", anne, "documents"),
        View("section", anne, "summary"),
        View("result", anne, "créatinine"),
        View("plot", anne, "créatinine"),
        View("document", anne, report.id),
        View("record", marie),
        View("section", marie, "labs"),
        View("patients", None, "durand"),
        View("worklist", None, "", Period(day, day)),
        View("home"),
    ]
    for view in views:
        await chart.show(view)
        assert same(await chart.shown(), view), view.place
    picture = await chart.screenshot()
    assert picture is None or picture.startswith(b"\x89PNG")


async def test_the_patient_shown_carries_two_identifiers(chart: Chart, anne: Patient) -> None:
    await chart.show(View("record", anne))
    assert (await chart.shown()).patient == anne


@pytest.mark.parametrize("section", SECTIONS)
async def test_every_section_can_be_shown(chart: Chart, anne: Patient, section: str) -> None:
    await chart.show(View("section", anne, section))
    assert same(await chart.shown(), View("section", anne, section))


async def test_back_returns_to_the_view_before_and_at_last_home(chart: Chart, anne: Patient) -> None:
    before = [View("home"), View("record", anne), View("section", anne, "allergies")]
    for view in before:
        await chart.show(view)
    assert same(await chart.back(), before[1])
    assert same(await chart.shown(), before[1])
    assert same(await chart.back(), View("home"))
    assert same(await chart.shown(), View("home"))


async def test_moving_the_page_keeps_the_view(chart: Chart, anne: Patient) -> None:
    view = View("record", anne)
    await chart.show(view)
    for direction in ("down", "bottom", "up", "top"):
        with suppress(ChartError):  # a page that fits its window has nowhere to go
            await chart.scroll(direction)
        assert same(await chart.shown(), view)


async def test_what_is_not_there_cannot_be_shown(chart: Chart, anne: Patient, marie: Patient) -> None:
    theirs = (await chart.documents(marie))[0]
    await chart.show(View("record", anne))
    for view in (
        View("record", NOBODY),
        View("document", anne, theirs.id),
        View("section", anne, "horoscope"),
    ):
        with pytest.raises(ChartError) as fault:
            await chart.show(view)
        assert fault.value.code == "chart-not-found"
    assert (await chart.shown()).patient in (anne, None)
