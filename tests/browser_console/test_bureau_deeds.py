"""What is done to a report at the desk: taken, presented, given back, signed, sent again; by hand, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from selenium.webdriver import Keys
from selenium.webdriver.support.select import Select
from sqlite_utils import Database

from actions.dispatch.outbox import Outbox
from actions.dispatch.states import Status
from actions.secretariat.values import Stage
from assistant.console import Console, serve
from assistant.types import Origin
from tests.browser_console.bureau import LEA, DeskPage, Http, refused, written
from tests.browser_console.writing import of
from tests.clinic import Clinic
from tests.fixtures_console import NARROW, TOKEN, WIDE, Live, chromium

# --- without a browser -----------------------------------------------------------------------------------------------


async def test_a_report_goes_from_dictated_to_its_signature(http: Http) -> None:
    report = await written(http.session, "1", "Courrier", days=3)
    (row,) = await http.rows()
    assert (row["patient"]["name"], row["age"], row["late"], row["state"]) == ("Anne DURAND", 3, True, "En brouillon")
    assert (await http.post("take", id=report.id, seen=""))[0] == 200
    (row,) = await http.rows(tab="to_review")
    assert (row["holder"], row["holder_name"], row["may"]) == (
        "lea", "Léa Roux", ["open", "take", "hand", "urgent", "submit", "return"],
    )  # fmt: skip
    assert (await http.post("submit", id=report.id, author="petit"))[0] == 200
    (row,) = await http.rows(tab="to_sign", author="petit", service="Pneumologie")
    assert (row["author"], row["holder"]) == ("Dr Jean Petit", "")
    status, answer = await http.post("give-back", id=report.id, reason="  ")
    assert (status, answer["error"]) == (409, "report-no-reason")
    assert (await http.post("give-back", id=report.id, reason="la date  est fausse"))[0] == 200
    _, told = await http.post("report", id=report.id)
    assert [(r["who"], r["words"]) for r in told["remarks"]] == [("Léa Roux", "la date est fausse")]
    assert [r["stage"] for r in await http.rows()] == ["draft"]


async def test_hands_that_changed_meanwhile_are_told(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    await http.clinic.desk.take(Origin("demo", "petit", "p"), report.id, "")
    status, answer = await http.post("take", id=report.id, seen="")
    assert (status, answer) == (409, {
        "error": "report-taken",
        "say": "Ce document vient de passer dans d'autres mains (Dr Jean Petit) : rien n'a été fait.",
    })  # fmt: skip


async def test_opening_a_line_opens_the_record_then_the_document(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    status, told = await http.post("open", id=report.id)
    assert (status, told["outcome"]) == (200, "done")
    assert told["say"].startswith("Dossier de Anne DURAND, née le 12/03/1950. « Courrier », en cours")
    assert http.session.situation.document is not None
    assert http.session.situation.document.id == report.id


async def test_what_came_back_is_told_in_french_with_its_task(http: Http) -> None:
    from actions.dispatch.followup import Followup

    report = await written(http.session, "1", "Courrier")
    await http.clinic.writer.sign(Origin("demo", "martin", "m"), report.id, report.version)
    refused(http.clinic.sent, report.id)
    Followup(http.clinic.sent, Outbox(http.clinic.sent)).sweep()
    (row,) = await http.rows(tab="trouble")
    assert row["state"] == "Refusé"
    _, told = await http.post("report", id=report.id)
    assert [(s["to"], s["channel"], s["state"]) for s in told["sendings"]] == [
        ("Dr Hélène Abgrall", "MSSanté", "Refusé")
    ]
    assert told["sendings"][0]["says"] == "La boîte du destinataire n'existe pas ou n'est pas accessible."
    (task,) = told["tasks"]
    assert await http.post("task", task=task["id"]) == (200, {"done": True})
    assert (await http.post("report", id=report.id))[1]["tasks"] == []


async def test_what_may_have_left_is_settled_by_who_may_send(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    await http.clinic.writer.sign(Origin("demo", "martin", "m"), report.id, report.version)
    refused(http.clinic.sent, report.id, Status.IN_DOUBT, "mail-silent")
    (row,) = await http.rows(tab="trouble")
    assert row["state"] == "En doute"
    (sent,) = (await http.post("report", id=report.id))[1]["sendings"]
    assert sent["state"] == "En doute, peut-être parti"
    assert await http.post("settle", parcel=sent["parcel"], left=True) == (200, {"done": True})
    assert [r["stage"] for r in await http.rows(tab="sent")] == ["sent"]


async def test_without_a_journal_nothing_is_done_and_the_page_is_told_why(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    http.clinic.db["journal"].drop()
    status, answer = await http.post("take", id=report.id, seen="")
    assert (status, answer["error"]) == (503, "journal-unwritable")
    assert answer["say"].startswith("Le journal ne peut pas être écrit : rien n'a été fait.")
    assert (await http.clinic.desk.detail(LEA, report.id)).line.holder == ""


async def test_a_doctor_is_read_back_what_waits_and_confirms_it_in_the_conversation(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path)
    session = await clinic.session("martin")
    report = await written(session, "1", "Courrier")
    await clinic.desk.submit(LEA, report.id)
    async with serve(Console(session, port=0, token=TOKEN)) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as client:
            await client.post("/login", json={"token": TOKEN})
            text = await (await client.get("/bureau")).text()
            client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            _, told = await Http(clinic, session, client).post("sign")
            assert told["outcome"] == "asked"
            assert told["say"].startswith("Signer un document, au nom de Dr Claire Martin : 1, « Courrier » de Anne")
            await session.say("je confirme")
    assert (await clinic.desk.detail(LEA, report.id)).line.stage is Stage.SIGNED


# --- in front of it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_desk_is_worked_off_by_hand(desk: Live, size: tuple[int, int], tmp_path: Path) -> None:
    with chromium(size) as driver:
        page = DeskPage(driver).open(desk.address)
        assert page.titles == [
            "Lettre de sortie", "Certificat", "Compte-rendu de consultation", "Courrier d'adressage",
        ]  # fmt: skip
        assert page.one("#sum").text == "4 comptes-rendus, dont 3 en retard"
        assert "En retard" in page.line("Certificat").text
        assert "En retard" not in page.line("Courrier d'adressage").text
        assert page.fits()
        page.press("Lettre de sortie", "take")
        page.until(lambda: "Vous" in page.line("Lettre de sortie").text)
        page.one("#tabs [data-tab=to_review]").click()
        page.until(lambda: page.titles == ["Lettre de sortie", "Compte-rendu de consultation"])
        page.press("Lettre de sortie", "detail")
        page.until(lambda: page.all("tr.more .hands-on form"))
        assert page.fits()
        driver.save_screenshot(str(tmp_path / f"bureau-{size[0]}.png"))
        form = next(f for f in page.all("tr.more form") if "Présenter" in f.text)
        Select(form.find_element("tag name", "select")).select_by_visible_text("Dr Jean Petit")
        form.find_element("tag name", "button").click()
        page.until(lambda: page.titles == ["Compte-rendu de consultation"])
        assert page.script("document.activeElement.dataset.report"), "the line in its place has the focus"
        page.one("[name=patient]").send_keys("personne")
        page.until(lambda: page.one("#none").text == "Aucun compte-rendu ne correspond à ces filtres.")
        assert page.errors() == []


def test_the_desk_is_worked_off_by_the_keyboard_alone(desk: Live) -> None:
    with chromium(WIDE) as driver:
        page = DeskPage(driver).open(desk.address)
        page.tab_to("#rows tr[data-report]")
        page.press_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, "p")
        page.until(lambda: "Vous" in page.line("Courrier d'adressage").text)
        page.until(lambda: page.script("document.activeElement.matches('tr[data-report]')"))
        page.press_keys("d")
        page.until(lambda: page.all("tr.more"))
        page.press_keys(Keys.ENTER)
        page.until(lambda: driver.current_url.endswith("/"))
        page.until(lambda: "Marie DURAND" in page.patient)
        assert page.errors() == []


def test_sending_again_takes_a_second_press_with_the_name(desk: Live) -> None:
    report = desk.run(written(desk.session, "2", "Ordonnance", days=3))
    assert desk.session.writer is not None
    desk.run(desk.session.writer.sign(Origin("demo", "martin", "m"), report.id, report.version))
    outcomes = desk.session.secretariat._outcomes  # type: ignore[union-attr]
    refused(Database(outcomes._conn), report.id, Status.IN_DOUBT, "mail-silent")  # type: ignore[union-attr]
    outcomes._followup.sweep()  # type: ignore[union-attr]
    with chromium(WIDE) as driver:
        page = DeskPage(driver).open(desk.address)
        page.press("Ordonnance", "detail")
        page.until(lambda: page.all("tr.more [data-do=again]"))
        assert "le message est peut-être parti" in page.one("tr.more .todo").text
        page.one("tr.more [data-do=again]").click()
        assert page.one("tr.more [data-do=again]").text == "Confirmer le renvoi : Dr Hélène Abgrall"
        assert "En doute" in page.line("Ordonnance").text
        page.one("tr.more [data-do=again]").click()
        page.until(lambda: "En attente d'envoi" in page.line("Ordonnance").text)
        page.until(lambda: not page.all("tr.more .todo"))
        assert page.errors() == []


def test_a_doctor_begins_with_ones_own_and_signs_after_one_read_back(live_console: Callable[..., Live]) -> None:
    live = live_console(begin=of("martin"), speak=False)
    mine = [live.run(written(live.session, patient, f"Courrier {patient}")) for patient in "12"]
    live.run(written(live.session, "3", "Certificat", "petit"))
    desk = live.session.secretariat
    assert desk is not None
    for report in mine:
        live.run(desk.submit(LEA, report.id))
    with chromium(WIDE) as driver:
        page = DeskPage(driver).open(live.address)
        assert page.titles == ["Courrier 1", "Courrier 2"]
        page.one("#filter [type=reset]").click()
        page.until(lambda: len(page.titles) == 3)
        page.one("#sign").click()
        page.until(lambda: "Signer 2 documents" in page.question)
        page.one("#question .primary").click()
        page.until(lambda: "2 documents sont signés." in page.answers[-1])
        assert page.errors() == []
