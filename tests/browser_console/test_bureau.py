"""The desk's page: who is let in, what it shows and does, and a real Chromium in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.support.select import Select
from sqlite_utils import Database

from actions.dispatch.outbox import Outbox, Parcel
from actions.dispatch.states import Status
from actions.reports.model import Report, Text
from actions.secretariat.values import Stage
from assistant.console import Console, serve
from assistant.errors import DispatchError
from assistant.people import Person
from assistant.pipeline import Session
from assistant.types import Origin, Patient
from tests.browser_console.page import ConsolePage
from tests.browser_console.writing import of
from tests.clinic import Clinic
from tests.correspondence import CARDIOLOGY, doctor
from tests.fixtures_console import NARROW, TOKEN, WIDE, Live, chromium

DEEDS = ("list", "report", "open", "take", "hand", "urgent", "review", "submit", "give-back", "task", "settle", "sign",
         "recipients", "recipient-find", "recipient-add", "recipient-remove")  # fmt: skip
LEA = Origin("demo", "lea", "l")
HELENE = "10000000041"
"""Treating doctor of the first patient."""


async def written(session: Session, patient: str, title: str, author: str = "martin", days: int = 0) -> Report:
    """A report that a doctor dictated so many days ago."""
    writer = session.writer
    assert writer is not None
    origin, now = Origin("demo", author, author), writer.clock.now  # type: ignore[attr-defined]
    writer.clock.now = now - timedelta(days=days)  # type: ignore[attr-defined]
    report = await writer.create(origin, Patient(patient, "", ""), "letter", title)
    await writer.change(origin, report.id, lambda r: replace(r, body=(Text("Vu ce jour."),)), "frappe")
    await writer.close(origin, patient)
    writer.clock.now = now  # type: ignore[attr-defined]
    return await writer.get(report.id)


def refused(sent: Any, report: str, status: Status = Status.REFUSED, code: str = "550") -> None:
    """It left, and came back."""
    box = Outbox(sent)
    box.submit((Parcel("p", report, report, "1.2", 1, "mssante", "abgrall", "h@exemple.mssante.fr",
                       "Dr Hélène Abgrall", "1", "s@exemple.mssante.fr", "<m>", "e", b"x"),), "lea")  # fmt: skip
    claim = box.claim("w", ["mssante"])
    assert claim is not None
    box.finish(claim, status, code)


class Http:
    """A logged-in page without a browser."""

    def __init__(self, clinic: Clinic, session: Session, client: ClientSession) -> None:
        self.clinic, self.session, self._client = clinic, session, client
        self.cookies = client.cookie_jar

    async def post(self, verb: str, headers: Any = None, **asked: Any) -> tuple[int, Any]:
        async with self._client.post(f"/api/bureau/{verb}", json=asked, headers=headers) as answer:
            return answer.status, await answer.json()

    async def rows(self, **asked: Any) -> list[Any]:
        status, answer = await self.post("list", **{"tab": "todo", **asked})
        assert status == 200, answer
        return list(answer["rows"])


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[Http]:
    clinic = Clinic(tmp_path)
    session = await clinic.session("lea")
    async with serve(Console(session, port=0, token=TOKEN)) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as client:
            await client.post("/login", json={"token": TOKEN})
            text = await (await client.get("/bureau")).text()
            client.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            yield Http(clinic, session, client)


# --- without a browser -----------------------------------------------------------------------------------------------


async def test_nothing_is_shown_or_done_without_the_token_and_the_origin_of_the_page(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    for verb in DEEDS:
        asked = {"id": report.id, "seen": "", "tab": "todo"}
        assert await http.post(verb, {"X-CSRF-Token": "wrong"}, **asked) == (403, {"error": "wrong-csrf"})
        assert await http.post(verb, {"Origin": "http://evil.example"}, **asked) == (403, {"error": "wrong-origin"})
    http.cookies.clear()
    for verb in DEEDS:
        assert await http.post(verb) == (401, {"error": "not-logged-in"})
    assert (await http.clinic.desk.detail(LEA, report.id)).line.holder == ""


async def test_a_visitor_may_nothing(http: Http) -> None:
    http.clinic.people.add(Person("lea", "Léa Roux", "visitor", "demo"))
    for verb in DEEDS:
        assert await http.post(verb) == (403, {"error": "desk-forbidden"}), verb


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


@pytest.mark.parametrize(
    ("words", "found"), [("durand", 2), ("carpentier", 0), ("100001", 1), ("d", 0), ("anne durand", 1)]
)
async def test_a_patient_is_looked_for_in_the_record(http: Http, words: str, found: int) -> None:
    await written(http.session, "1", "Courrier")
    await written(http.session, "2", "Lettre de sortie")
    assert len(await http.rows(patient=words)) == found


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


async def test_without_a_journal_nothing_is_done_and_the_page_is_told_why(http: Http) -> None:
    report = await written(http.session, "1", "Courrier")
    http.clinic.db["journal"].drop()
    status, answer = await http.post("take", id=report.id, seen="")
    assert (status, answer["error"]) == (503, "journal-unwritable")
    assert answer["say"].startswith("Le journal ne peut pas être écrit : rien n'a été fait.")
    assert (await http.clinic.desk.detail(LEA, report.id)).line.holder == ""


async def test_what_is_too_long_is_refused_with_its_code(http: Http) -> None:
    assert await http.post("list", tab="todo", patient="a" * 9000) == (413, {"error": "too-long"})


@pytest.mark.parametrize(
    "wrong",
    [{"tab": "all"}, {"tab": 3}, {"page": -1}, {"page": "x"}, {"from": "hier"}, {"patient": 7}, {"author": ["a"]}],
)
async def test_what_does_not_fit_is_refused(http: Http, wrong: dict[str, Any]) -> None:
    assert await http.post("list", **{"tab": "todo", **wrong}) == (400, {"error": "edit-unknown"})


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


class DeskPage(ConsolePage):
    """The table as a person sees it."""

    def open(self, address: str) -> DeskPage:
        self.driver.get(address)
        self.until(lambda: self.link == "open" and self.all("#can-say button"))
        self.driver.get(address.split("/login", maxsplit=1)[0] + "/bureau")
        self.ready()
        return self

    def ready(self) -> None:
        self.until(lambda: self.script("document.body.dataset.loaded") == "yes")

    @property
    def titles(self) -> list[str]:
        return [node.text for node in self.all("#rows td.what b")]

    def line(self, title: str) -> Any:
        return next(n for n in self.all("#rows tr[data-report]") if title in n.text)

    def press(self, title: str, verb: str) -> None:
        self.line(title).find_element("css selector", f"[data-do={verb}]").click()

    def fits(self) -> bool:
        """Nothing hangs over the edge of the page."""
        return bool(self.script("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def desk(live_console: Callable[..., Live]) -> Live:
    """Léa's console, with four reports."""
    live = live_console(begin=of("lea"), speak=False)
    reports = [
        live.run(written(live.session, "1", "Lettre de sortie", days=12)),
        live.run(written(live.session, "2", "Courrier d'adressage", "petit")),
        live.run(written(live.session, "3", "Compte-rendu de consultation", days=1)),
        live.run(written(live.session, "1", "Certificat", "petit", days=2)),
    ]
    desk = live.session.secretariat
    assert desk is not None
    live.run(desk.take(LEA, reports[2].id, ""))
    live.run(desk.submit(LEA, reports[3].id))
    return live


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


def test_who_has_no_right_is_told_on_the_page_and_leaves_by_its_header(desk: Live) -> None:
    with chromium(NARROW) as driver:
        page = DeskPage(driver).open(desk.address)
        assert page.script("document.querySelector('.top').clientHeight") < 60, "the header keeps to one line"
        assert not page.one("[name=late]").is_displayed()
        page.one("#fold").click()  # on a phone
        page.one("[name=late]").click()
        page.until(lambda: page.one("#fold").text == "Filtres (1)")
        assert len(page.titles) == 3
        assert desk.session.secretariat is not None
        desk.session.secretariat.writer.people.add(Person("lea", "Léa Roux", "visitor", "demo"))
        driver.refresh()
        page.ready()
        assert "Demandez-le à l'administrateur" in page.one("#none").text, "why there is no list stays on the page"
        page.one("#ledger").click()
        page.until(lambda: page.script("document.body.dataset.loaded") == "yes")
        assert page.one("#ledger").get_attribute("aria-current") == "page"
        assert "Prévenez l'administrateur" in page.one("#hidden").text
        page.one("#quit").click()
        page.until(lambda: driver.current_url.endswith("/login"))


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


def test_what_another_station_does_appears_without_a_reload(desk: Live) -> None:
    with chromium(WIDE) as driver:
        page = DeskPage(driver).open(desk.address)
        assert len(page.titles) == 4
        desk.run(written(desk.session, "2", "Ordonnance"))
        desk.session.bus.emit(_told())
        page.until(lambda: "Ordonnance" in page.titles)


def _told() -> Any:
    from assistant.types import Event

    return Event("", "document", {})
