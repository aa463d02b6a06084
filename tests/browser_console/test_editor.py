"""The editor in a real Chromium: typing, fields, provenance, doubts, versions, signing, and the voice beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys

from actions.reports.model import Status
from assistant.types import Origin
from tests.browser_console.writing import EditorPage, dictated, of, report, stored
from tests.clinic import OPEN, TEMPLATE, Clinic
from tests.fixtures_console import NARROW, WIDE, Live, chromium

CTRL = Keys.CONTROL


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Live(tmp_path_factory.mktemp("clinic"), begin=of("martin")) as running:
        running.run(running.session.say(OPEN))
        yield running


@pytest.fixture(scope="module")
def browser(live: Live) -> Iterator[Chrome]:
    with chromium(WIDE) as driver:
        EditorPage(driver).open(live.address)
        yield driver


@pytest.fixture
def page(browser: Chrome, live: Live) -> Iterator[EditorPage]:
    """A new document with the fields of a short consultation."""
    session = live.session
    for words in ("fin de dictée", "annule"):
        live.run(session.say(words))
    patient = session.situation.patient
    assert patient is not None
    live.run(session.writer.close(session.origin, patient.id))
    live.run(session.say(TEMPLATE))
    page = EditorPage(browser)
    page.script("document.querySelectorAll('dialog[open]').forEach(d => d.close())")
    key = report(live).id
    page.until(
        lambda: (
            page.driver.execute_script("return document.querySelector('#sheet .current [data-key]')")
            and page.value("motif") == ""
        )
    )
    page.until(lambda: page.one("#sheet").get_attribute("data-id") == key)
    yield page
    assert page.errors() == []


def test_what_is_typed_is_kept_within_two_seconds_and_is_the_persons_word(page: EditorPage, live: Live) -> None:
    page.write("motif", "toux é 🫁")
    page.press_keys(Keys.ENTER, "et fièvre")
    page.until(lambda: "Motif : toux é 🫁\net fièvre\nTension" in stored(live))
    page.until(lambda: page.saved == "saved")
    page.write("hémoglobine", " à jeun")
    page.until(lambda: "12,1 g/dL à jeun\n" in stored(live))
    held = next(p for p in report(live).body if getattr(p, "name", "") == "hémoglobine")
    assert held.accepted
    assert held.source is None
    page.press_keys(Keys.TAB, Keys.TAB, "À revoir.", Keys.ENTER)
    page.until(lambda: stored(live).endswith("Conclusion : À revoir.\n"))
    assert page.sheet.startswith("Motif : toux é 🫁\net fièvre\nTension")


def test_fields_are_reached_by_the_tab_key_and_words_go_there(page: EditorPage, live: Live) -> None:
    page.field("motif").click()
    seen = []
    for _ in range(6):
        seen.append(page.focused)
        page.press_keys(Keys.TAB)
    names = ("motif", "tension", "température", "auscultation", "hémoglobine", "conclusion")
    assert seen == [f"f:{name}" for name in names]
    page.chord(Keys.SHIFT, Keys.TAB)
    page.until(lambda: report(live).current == "conclusion")
    outline = page.script("getComputedStyle(document.querySelector('.field:focus-within')).boxShadow")
    assert "rgb(18, 96, 214)" in outline, "the focus is seen"
    page.press_keys(Keys.ARROW_LEFT)
    assert page.focused == "t:hémoglobine", "arrows go on in the text between fields"


def test_a_value_of_the_record_shows_where_it_comes_from_until_it_is_accepted(page: EditorPage, live: Live) -> None:
    assert "proposed" in page.look("hémoglobine")
    assert "dossier, 02/11/2026" in page.one("#sheet").text
    assert "du dossier (hémoglobine), le 02/11/2026" in page.field("hémoglobine").get_attribute("aria-label")
    page.field("hémoglobine").click()
    page.chord(CTRL, Keys.ENTER)
    page.until(lambda: "proposed" not in page.look("hémoglobine"))
    assert page.focused == "f:conclusion"
    assert "dossier, 02/11/2026" not in page.one("#sheet").text
    page.do("accept")
    page.until(lambda: "proposed" not in page.look("auscultation"))
    assert all(p.accepted for p in report(live).body if getattr(p, "text", "") in ("normale", "12,1 g/dL"))


def test_a_choice_is_made_by_keyboard(page: EditorPage, live: Live) -> None:
    page.field("auscultation").send_keys(Keys.ARROW_DOWN)
    page.until(lambda: "Auscultation : crépitants" in stored(live))
    assert page.value("auscultation") == "crépitants"


def test_what_is_said_appears_at_once_beside_what_is_typed(page: EditorPage, live: Live) -> None:
    live.run(live.session.say("tension douze huit"))
    page.until(lambda: page.value("tension") == "120/80")
    live.run(live.session.say("dicte dans la conclusion"))
    page.until(lambda: "« conclusion »" in page.one("#dictating").text)
    assert page.script("document.body.dataset.mode") == "dictation"
    page.write("motif", "toux")
    dictated(live, "bronchite aiguë traitement par amoxicilline", 0, 4)
    page.until(lambda: page.value("conclusion") == "bronchite aiguë traitement par amoxicilline")
    page.until(lambda: stored(live).startswith("Motif : toux\nTension : 120/80 mmHg\n"))
    page.until(lambda: "current" in page.look("conclusion") or page.focused == "f:motif")


def test_words_are_dictated_where_the_caret_stands(page: EditorPage, live: Live) -> None:
    page.write("conclusion", "bronchite traitée")
    page.until(lambda: "bronchite traitée" in stored(live))
    page.press_keys(*[Keys.ARROW_LEFT] * len(" traitée"))
    page.until(lambda: live.run(_caret(live)) == len("bronchite"))
    live.run(live.session.say("dictée"))
    dictated(live, "aiguë")
    page.until(lambda: page.value("conclusion") == "bronchite aiguë traitée")


async def _caret(live: Live) -> int | None:
    session = live.session
    held = await session.writer.current(session.origin, session.situation.patient)
    return session.writer.caret(held).at


def test_doubtful_words_are_found_and_checked_by_key(page: EditorPage, live: Live) -> None:
    live.run(live.session.say("dicte dans la conclusion"))
    dictated(live, "bronchite aiguë traitement par amoxicilline", 0, 4)
    page.until(lambda: [u.text for u in page.all("#sheet u.doubt")] == ["bronchite", "amoxicilline"])
    page.press_keys(Keys.F8)
    assert page.script("getSelection().toString()") == "bronchite"
    page.press_keys(Keys.F8)
    assert page.script("getSelection().toString()") == "amoxicilline"
    page.chord(Keys.SHIFT, Keys.F8)
    page.until(lambda: [u.text for u in page.all("#sheet u.doubt")] == ["bronchite"])
    page.press_keys("trachéite")
    page.until(lambda: page.all("#sheet u.doubt") == [])
    page.until(lambda: "trachéite aiguë traitement par amoxicilline" in stored(live))


def test_undo_and_redo(page: EditorPage, live: Live) -> None:
    page.write("motif", "toux")
    page.until(lambda: "Motif : toux" in stored(live))
    page.chord(CTRL, "z")
    page.until(lambda: page.value("motif") == "")
    page.until(lambda: page.told("#announce") == ["Annulé : champ motif"])
    page.chord(CTRL, "y")
    page.until(lambda: page.value("motif") == "toux")
    assert "Motif : toux" in stored(live)


def test_versions_show_what_changed_and_lead_back(page: EditorPage, live: Live) -> None:
    live.run(live.session.say("mets toux sèche dans le motif"))
    live.run(live.session.say("mets toux grasse dans le motif"))
    page.until(lambda: page.value("motif") == "toux grasse")
    page.one("#versions summary").click()
    lines = page.until(lambda: page.all("#version-list .draft"))
    assert "Version 3 : champ motif" in lines[0].text
    assert "Dr Claire Martin" in lines[0].text
    lines[0].click()
    page.until(lambda: page.told("#difference del") == ["supprimé : sèche"])
    assert page.told("#difference ins") == ["ajouté : grasse"]
    page.press_keys(Keys.ESCAPE)
    page.all("#version-list .draft")[1].click()
    page.one("#version-choice button:last-child").click()
    page.until(lambda: page.told("#difference ins") == ["ajouté : grasse"])
    page.one("#version-restore").click()
    page.until(lambda: page.value("motif") == "toux sèche")
    assert "Motif : toux sèche" in stored(live)
    page.one("#versions summary").click()


def test_a_document_is_signed_only_by_the_button_that_confirms(page: EditorPage, live: Live) -> None:
    page.press_keys(Keys.F2)
    page.until(lambda: page.answers and "le champ motif est obligatoire et vide" in page.answers[-1])
    live.run(live.session.say("dicte dans le motif"))
    dictated(live, "toux grasse", 1)
    live.run(live.session.say("fin de dictée"))
    page.until(lambda: page.value("motif") == "toux grasse")
    page.write("tension", "12/8")
    page.do("sign")
    page.until(lambda: "Paul CARPENTIER" in page.question)
    asked = page.question
    assert "Dr Claire Martin" in asked
    assert "« Compte-rendu de consultation »" in asked
    assert "2 champs n'ont pas été vérifiés" in asked
    assert "Un mot est douteux" in asked
    page.press_keys("x", Keys.SPACE)
    assert report(live).status is Status.DRAFT
    page.press_keys(Keys.ESCAPE)
    page.until(lambda: not page.question)
    page.do("undo")
    page.until(lambda: page.value("tension") == "12/8")
    page.do("sign")
    page.until(lambda: page.all("#question .confirm"))[0].click()
    page.until(lambda: "Signé par Dr Claire Martin" in page.one("#doc-held").text)
    assert report(live).status is Status.SIGNED
    page.until(lambda: not page.all(f'#draft-list [data-id="{report(live).id}"]'))
    assert page.field("motif").get_attribute("contenteditable") == "false"
    assert "Tension : 12/8 mmHg" in stored(live)
    page.do("amend")
    page.until(lambda: page.one("#doc-status").text == "En brouillon")
    assert report(live).replaces
    assert "Signée, elle remplacera la précédente" in page.one("#doc-said").text
    page.until(lambda: page.script("Boolean(document.activeElement.dataset.key)"))  # its button is gone
    page.write("conclusion", "rectifiée")
    page.until(lambda: "rectifiée" in stored(live))


def test_the_preview_names_the_patient_and_says_that_it_is_a_draft(page: EditorPage) -> None:
    page.write("motif", "toux")
    page.chord(CTRL, "p")
    page.until(lambda: page.one("#preview").is_displayed())
    words = page.one("#page").text
    for told in ("Brouillon, non signé", "Paul CARPENTIER", "Motif : toux", "Dr Claire Martin"):
        assert told in words
    page.press_keys(Keys.ESCAPE)
    page.until(lambda: not page.one("#preview").is_displayed())


def test_another_document_of_the_patient_is_opened_and_both_are_listed(page: EditorPage, live: Live) -> None:
    first = report(live).id
    page.write("motif", "derniers mots")
    page.one("#new-document button").click()
    page.until(lambda: report(live).id != first)
    page.until(lambda: page.one("#sheet").get_attribute("data-id") == report(live).id)
    kept = live.run(live.session.writer.get(first))
    assert any(getattr(p, "text", "") == "derniers mots" for p in kept.body), "what was typed last went along"
    page.until(lambda: page.one(f"#draft-list [data-id='{report(live).id}']").get_attribute("aria-current"))
    page.one(f"#draft-list [data-id='{first}']").click()
    page.until(lambda: report(live).id == first)
    page.until(lambda: page.value("motif") == "derniers mots")


def test_the_second_editor_is_told_who_writes(page: EditorPage, live: Live, tmp_path: Path) -> None:
    page.write("motif", "toux")
    page.until(lambda: "Motif : toux" in stored(live))
    here = page.driver.current_window_handle
    with Live(live._folder, begin=of("petit")) as other:
        other.run(other.session.say(OPEN))
        page.driver.switch_to.new_window("tab")
        second = EditorPage(page.driver).open(other.address)
        second.until(lambda: second.one(f"#draft-list [data-id='{report(live).id}']")).click()
        second.until(lambda: "Dr Claire Martin modifie ce document depuis" in second.notice)
        session = other.session
        patient = session.situation.patient
        assert patient is not None
        # it lies on the second desk since before the first one took it
        other.run(session.writer.do(session.writer._locks.lay, session.origin.station, patient.id, report(live).id))
        other.run(session.look())
        second.until(lambda: "Dr Claire Martin modifie ce document depuis" in second.one("#doc-held").text)
        assert second.field("motif").get_attribute("contenteditable") == "false"
        assert second.one("#doc-bar [data-do=sign]").get_attribute("disabled")
        second.errors()  # the refusal itself (409)
        page.driver.close()
        page.driver.switch_to.window(here)


def test_words_that_cannot_be_saved_stay_and_are_tried_again(page: EditorPage, live: Live) -> None:
    """Another person took over when the lease was over: nothing that is typed is lost, or written over theirs."""
    other = Clinic(live._folder)
    other.clock.wait(minutes=30)
    key = report(live).id
    theirs = Origin("demo", "petit", "elsewhere")
    live.run(other.writer.open(theirs, key))
    page.write("motif", "derniers mots")
    page.until(lambda: page.saved == "failed")
    page.until(lambda: "Dr Jean Petit modifie ce document depuis" in page.one("#doc-held").text)
    assert "derniers mots" not in stored(live)
    assert page.value("motif") == "derniers mots"
    live.run(other.writer.close(theirs, report(live).patient))
    page.until(lambda: "Motif : derniers mots" in stored(live))
    page.until(lambda: page.saved == "saved" and not page.one("#doc-held").is_displayed())
    page.errors()  # the refusals (409)


@pytest.mark.parametrize("size", [WIDE, NARROW, (1000, 700)])
def test_the_editor_fits_the_screen(page: EditorPage, live: Live, size: tuple[int, int]) -> None:
    live.run(live.session.say("dictée"))
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        page.until(lambda: page.script("innerWidth") == size[0])
        page.until(lambda: page.one("#dictating").is_displayed())
        width, inner, height, screen = page.script(
            "[document.documentElement.scrollWidth, innerWidth, document.documentElement.scrollHeight, innerHeight]"
        )
        assert (width, height) <= (inner, screen)
        assert page.one("#document-panel .paper").rect["height"] > 200
        for node in (*page.all("#doc-bar button"), page.one("#sheet"), page.one("#text")):
            if node.is_displayed():
                assert node.rect["x"] >= 0
                assert node.rect["x"] + node.rect["width"] <= size[0]
    finally:
        whole = {"width": WIDE[0], "height": WIDE[1], "deviceScaleFactor": 1, "mobile": False}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", whole)
