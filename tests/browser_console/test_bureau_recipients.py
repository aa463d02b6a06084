"""Addressees at the desk: whom the mailroom suggests, who may be added or left out, and what is no longer corrected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Keys

from assistant.errors import DispatchError
from assistant.types import Origin
from tests.browser_console.bureau import LEA, DeskPage, Http, refused, written
from tests.correspondence import CARDIOLOGY, doctor
from tests.fixtures_console import NARROW, WIDE, Live, chromium

HELENE = "10000000041"
"""Treating doctor of the first patient."""


# --- without a browser -----------------------------------------------------------------------------------------------


def keys(told: Any) -> list[str]:
    return [who["key"] for who in told["people"]]


async def test_addressees_are_those_the_mailroom_suggests_and_are_corrected_as_by_voice(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    _, told = await http.post("recipients", id=report.id)
    assert [(w["name"], w["about"], w["road"]) for w in told["people"]] == [
        ("Dr Hélène ABGRALL", "Spécialiste en Médecine Générale, à BREST", "par messagerie sécurisée")
    ]
    _, found = await http.post("recipient-find", id=report.id, words="kermarrec")
    assert [(w["name"], w["about"]) for w in found["people"]] == [
        ("Dr Anne KERMARREC", "Spécialiste en Médecine Générale, à BREST"),
        ("Dr Yves KERMARREC", "Pneumologie, à QUIMPER"),
    ]
    yves = found["people"][1]["key"]
    status, said = await http.post("recipient-add", id=report.id, key=yves, seen=told["seen"])
    assert (status, said["say"]) == (
        200, "Dr Yves KERMARREC, Pneumologie, à QUIMPER : ajouté aux destinataires de « Courrier » de Anne DURAND.",
    )  # fmt: skip
    _, told = await http.post("recipients", id=report.id)
    assert keys(told) == [HELENE, yves]
    assert (await http.post("recipient-remove", id=report.id, key=HELENE, seen=told["seen"]))[0] == 200
    assert keys((await http.post("recipients", id=report.id))[1]) == [yves]
    query = "select event, intent, patient, command from journal where intent like '%_recipient' order by seq"
    assert http.clinic.db.conn.execute(query).fetchall() == [
        (event, intent, "1", report.id)
        for intent in ("add_recipient", "remove_recipient")
        for event in ("acting", "done")
    ]


async def test_what_the_voice_changed_meanwhile_refuses_the_button(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    _, told = await http.post("recipients", id=report.id)
    await http.clinic.mailroom.choose(LEA, report, "10000000058", left_out=False)
    for verb in ("recipient-add", "recipient-remove"):
        status, answer = await http.post(verb, id=report.id, key=HELENE, seen=told["seen"])
        assert (status, answer["error"]) == (409, "recipients-changed")
        assert answer["say"].startswith("Les destinataires de ce document ont changé entre-temps")
    assert keys((await http.post("recipients", id=report.id))[1]) == [HELENE, "10000000058"]
    codes = http.clinic.db.conn.execute("select code from journal where event = 'failed' order by seq").fetchall()
    assert codes == [("recipients-changed",)] * 2


async def test_of_two_stations_that_saw_the_same_list_one_changes_it(http: Http) -> None:
    """Both looked before either wrote: the second finds the choice changed in the very transaction."""
    report = await written(http.session, "1", "Courrier")
    room = http.clinic.mailroom
    known = await room.chosen(report.id)
    await room.correct(LEA, report, {HELENE: True}, known)
    with pytest.raises(DispatchError, match="recipients-changed"):
        await room.correct(LEA, report, {"10000000058": False}, known)
    assert await room.chosen(report.id) == ((), frozenset({HELENE}))


async def test_what_left_is_not_corrected(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    await http.clinic.writer.sign(Origin("demo", "martin", "m"), report.id, report.version)
    _, told = await http.post("recipients", id=report.id)
    assert not told["left"]
    refused(http.clinic.sent, report.id)
    assert (await http.post("recipients", id=report.id))[1]["left"]
    status, answer = await http.post("recipient-remove", id=report.id, key=HELENE, seen=told["seen"])
    assert (status, answer["error"]) == (409, "recipients-gone")


async def test_the_patient_is_offered_where_their_box_is_allowed(http: Http) -> None:
    qualified, plain = await written(http.session, "1", "Courrier"), await written(http.session, "2", "Courrier")
    _, told = await http.post("recipients", id=qualified.id)
    assert told["patient"]["name"] == "Anne DURAND"
    assert (await http.post("recipient-add", id=qualified.id, key="patient", seen=told["seen"]))[0] == 200
    _, told = await http.post("recipients", id=qualified.id)
    assert (keys(told), told["patient"]) == ([HELENE, "patient"], None)
    _, told = await http.post("recipients", id=plain.id)
    assert told["patient"] is None
    status, answer = await http.post("recipient-add", id=plain.id, key="patient", seen=told["seen"])
    assert status == 409
    assert "INS non qualifiée" in answer["say"]
    assert "INS non qualifiée" in (await http.post("recipient-find", id=plain.id, words="le patient"))[1]["say"]
    http.clinic.mailroom.directory.oppose("3", "patient", "lea")
    third = await written(http.session, "3", "Courrier")
    assert (await http.post("recipients", id=third.id))[1]["patient"] is None


async def test_of_two_who_bear_the_treating_doctors_name_a_person_picks_one(http: Http) -> None:
    http.clinic.mailroom.directory.put([doctor("10000000090", "Hélène", "Abgrall", CARDIOLOGY, "QUIMPER", "h.a")])
    report = await written(http.session, "1", "Courrier")
    _, told = await http.post("recipients", id=report.id)
    assert (told["people"], {w["key"] for w in told["between"]}) == ([], {HELENE, "10000000090"})
    assert (await http.post("recipient-add", id=report.id, key="10000000090", seen=told["seen"]))[0] == 200
    _, told = await http.post("recipients", id=report.id)
    assert (keys(told), told["between"]) == (["10000000090"], [])
    other = await written(http.session, "1", "Certificat")
    _, told = await http.post("recipients", id=other.id)
    assert (await http.post("recipient-remove", id=other.id, key=HELENE, seen=told["seen"]))[0] == 200
    _, told = await http.post("recipients", id=other.id)
    assert (told["people"], told["between"]) == ([], [])


async def test_the_patients_refusal_is_shown_beside_whom_it_concerns(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    http.clinic.mailroom.directory.oppose("1", "10000000058", "lea")
    (helene,) = (await http.post("recipients", id=report.id))[1]["people"]
    assert not helene["opposed"]
    (marc,) = (await http.post("recipient-find", id=report.id, words="oury"))[1]["people"]
    assert marc["opposed"]
    http.clinic.mailroom.directory.oppose("1", "all", "lea")
    _, told = await http.post("recipients", id=report.id)
    assert [who["opposed"] for who in (*told["people"], told["patient"])] == [True, False]


async def test_nobody_is_guessed_and_nobody_unknown_is_added(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    _, told = await http.post("recipients", id=report.id)
    _, found = await http.post("recipient-find", id=report.id, words="personne de ce nom")
    assert found["people"] == []
    assert "Je ne trouve pas de correspondant" in found["say"]
    assert len((await http.post("recipient-find", id=report.id, words="marc oury"))[1]["people"]) == 1
    status, answer = await http.post("recipient-add", id=report.id, key="99", seen=told["seen"])
    assert (status, answer["error"]) == (409, "recipient-unknown")
    for words in ("", " ", "a" * 81):
        assert await http.post("recipient-find", id=report.id, words=words) == (400, {"error": "edit-unknown"})
    assert keys((await http.post("recipients", id=report.id))[1]) == [HELENE]


async def test_where_nothing_may_leave_no_addressee_is_shown_or_changed(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    http.clinic.mailroom.house = replace(http.clinic.mailroom.house, on=False)
    assert await http.post("recipients", id=report.id) == (200, {"off": True})
    status, answer = await http.post("recipient-add", id=report.id, key=HELENE, seen="")
    assert (status, answer["error"]) == (409, "dispatch-off")


async def test_the_report_of_another_site_has_no_addressees_here(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    http.clinic.lines.conn.execute("update worklist set site = 'elsewhere'")
    http.clinic.lines.conn.commit()
    for verb in ("recipients", "recipient-add", "recipient-remove"):
        status, answer = await http.post(verb, id=report.id, key=HELENE, seen="")
        assert (status, answer["error"]) == (409, "report-not-found")


# --- in front of it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_addressees_are_corrected_under_the_line_by_the_keyboard_alone(
    desk: Live, size: tuple[int, int], tmp_path: Path
) -> None:
    with chromium(size) as driver:
        page = DeskPage(driver).open(desk.address)

        def people() -> list[str]:
            return [node.text for node in page.all("tr.more .to > ul > li b")]

        def to(verb: str) -> bool:
            return bool(page.script(f"document.activeElement.dataset.to === '{verb}'"))

        page.press("Lettre de sortie", "detail")
        page.until(lambda: people() == ["Dr Hélène ABGRALL"])
        page.tab_to("tr.more .to input")
        page.press_keys("kermarrec", Keys.ENTER)
        page.until(lambda: len(page.all("tr.more .found li")) == 2)
        assert page.one("tr.more .to [role=status]").text == "2 correspondants trouvés."
        assert "Pneumologie, à QUIMPER" in page.all("tr.more .found li")[1].text
        assert page.fits()
        driver.save_screenshot(str(tmp_path / f"destinataires-{size[0]}.png"))
        page.tab_to("tr.more .found li:last-child button")
        page.press_keys(Keys.ENTER)
        page.until(lambda: people() == ["Dr Hélène ABGRALL", "Dr Yves KERMARREC"])
        assert "ajouté aux destinataires" in page.one("tr.more .to [role=status]").text
        page.until(lambda: page.script("document.activeElement.matches('.to input')"))
        ActionChains(driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        page.until(lambda: to("remove"))
        page.press_keys(Keys.ENTER)
        page.until(lambda: people() == ["Dr Hélène ABGRALL"])
        page.until(lambda: to("remove"))
        assert not page.all("tr.more .to .badge")
        room = desk.session.mailroom
        assert room is not None
        desk.run(room.do(room.directory.oppose, "1", HELENE, "lea"))
        driver.refresh()
        page.ready()
        page.press("Lettre de sortie", "detail")
        page.until(lambda: page.all("tr.more .to .badge"))
        assert page.one("tr.more .to .badge").text == "Opposition du patient"
        assert page.fits()
        page.script("document.querySelector('tr.more .to').scrollIntoView({block: 'center'})")
        driver.save_screenshot(str(tmp_path / f"opposition-{size[0]}.png"))
        assert page.errors() == []
