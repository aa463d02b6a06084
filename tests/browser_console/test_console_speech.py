"""A real browser that listens and speaks: words as they are said, and who interrupts whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import soundfile
from selenium.webdriver.common.keys import Keys

from assistant.hearing.vad import SileroDetector
from assistant.hearing.voice import PicoVoice
from assistant.types import Utterance
from tests.browser_console.page import ConsolePage
from tests.browser_console.test_console_sound import DURAND, FAKE, LISTENING, microphone
from tests.fixtures_console import NARROW, WIDE, Live, chromium
from tests.prepared import PreparedRecognizer


@pytest.fixture
def ear() -> PreparedRecognizer:
    return PreparedRecognizer()


@pytest.fixture(scope="module")
def silero() -> SileroDetector:
    """Loaded once: on a busy machine it takes seconds."""
    return SileroDetector()


@pytest.fixture
def live(tmp_path: Path, ear: PreparedRecognizer, silero: SileroDetector) -> Iterator[Live]:
    """A console with the real voice detector, the real voice, and prepared words."""
    with Live(tmp_path, ear, listening=LISTENING, voice=PicoVoice(), detector=lambda: silero) as running:
        yield running


ALOUD = "--autoplay-policy=no-user-gesture-required"
WATCH = """
window.held = 0;
for (const name of ["play", "pause"]) {
  const own = HTMLMediaElement.prototype[name];
  HTMLMediaElement.prototype[name] = function () {
    if (name === "pause" && !this.paused) window.held += 1;
    window.sound = this;
    return own.call(this);
  };
}"""


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_words_are_seen_as_they_are_said(live: Live, ear: PreparedRecognizer, tmp_path: Path, size) -> None:
    ear.texts = ["ouvre le dossier de madame Durand"]
    with chromium(size, *microphone(DURAND, tmp_path, 0.8)) as driver:
        page = ConsolePage(driver).open(live.address)
        page.one("#free").click()
        page.until(lambda: len(page.all(".heard.live q")) == 1)
        assert "ouvre le dossier de madame Durand".startswith(page.heard[0])
        pale = page.script("getComputedStyle(document.querySelector('.live q')).color")
        assert pale != page.script("getComputedStyle(document.body).color")
        page.until(lambda: len(page.choices()) == 2)
        assert page.all(".heard.live") == []
        assert page.heard == ["ouvre le dossier de madame Durand"]
        assert page.errors() == []


def test_words_that_were_nothing_go_away(live: Live, ear: PreparedRecognizer, tmp_path: Path) -> None:
    ear.texts = ["ouvre le dossier de madame Durand"]
    with chromium(WIDE, *microphone(DURAND, tmp_path, 0.8)) as driver:
        page = ConsolePage(driver).open(live.address)
        page.one("#free").click()
        page.until(lambda: page.all(".heard.live q"))
        ear.texts = []  # in the end nothing is believed
        page.until(lambda: not page.all(".heard") and page.now == "À l'écoute")
        assert page.one("#welcome").is_displayed()


def test_one_may_speak_over_a_reply(live: Live, ear: PreparedRecognizer, tmp_path: Path) -> None:
    ear.texts = ["patient suivant"]
    with chromium(WIDE, *microphone(DURAND, tmp_path, 0.6), ALOUD) as driver:
        page = ConsolePage(driver).open(live.address)
        driver.execute_script(WATCH)
        page.one("#speak").click()
        page.type("que puis-je dire")
        page.until(lambda: page.script("window.sound?.currentTime > 0.1") and page.now == "Je réponds…")
        page.one("#free").click()
        page.until(lambda: page.script("window.held"))
        page.until(lambda: "patient suivant" in page.heard)
        page.until(lambda: len(page.answers) == 2)
        assert page.script("window.held") == 1


def test_the_assistant_does_not_hear_itself(live: Live, ear: PreparedRecognizer, tmp_path: Path) -> None:
    """Its own voice comes back through the microphone: it goes on speaking, and nothing is done."""
    with chromium(WIDE, *FAKE, ALOUD) as driver:
        page = ConsolePage(driver).open(live.address)
        page.type("que puis-je dire")
        reply = page.until(lambda: page.answers)[0].removeprefix("Fait : ")
    ear.texts = [" ".join(reply.split()[:3])]
    (tmp_path / "reply.wav").write_bytes(live.run(PicoVoice().speak(reply)))
    sound, rate = soundfile.read(tmp_path / "reply.wav")
    soundfile.write(tmp_path / "start.wav", sound[:rate], rate)
    with chromium(WIDE, *microphone(tmp_path / "start.wav", tmp_path, 0.4), ALOUD) as driver:
        page = ConsolePage(driver, 30).open(live.address)
        driver.execute_script(WATCH)
        page.one("#speak").click()
        page.type("que puis-je dire")
        page.until(lambda: page.script("window.sound?.currentTime > 0.1") and page.now == "Je réponds…")
        page.one("#free").click()
        page.until(lambda: page.script("window.held") == 1)
        page.until(lambda: page.script("window.sound.ended"))
        assert ear.heard, "it was heard"
        assert page.heard == ["que puis-je dire"] * 2, "and known to be its own voice"
        page.until(lambda: page.now == "À l'écoute")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_change_that_was_hardly_heard_waits_for_a_click(tmp_path: Path, silero: SileroDetector, size) -> None:
    ear = PreparedRecognizer("insère le modèle échographie", confidence=0.1)
    with Live(tmp_path, ear, listening=LISTENING, detector=lambda: silero) as live, chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        page.type("ouvre le dossier de madame Durand")
        page.until(page.choices)[0].click()
        page.until(lambda: "Anne DURAND" in page.patient)
        live.run(live.session.hear(Utterance("1", live.session.origin, datetime.now(UTC), bytes(32000))))
        page.until(lambda: "Ai-je bien entendu ?" in page.question)
        assert "J'ai entendu « insère le modèle échographie ». Insérer un modèle ?" in page.question
        page.press_keys("1", Keys.ENTER)
        assert page.question, "no key agrees"
        answers = len(page.answers)
        yes = page.one("#question .primary")
        assert yes.text == "Oui"
        yes.click()
        page.until(lambda: page.question == "" and len(page.answers) > answers)
        assert page.errors() == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_doubtful_word_is_underlined(tmp_path: Path, silero: SileroDetector, size) -> None:
    ear = PreparedRecognizer("ouvre le dossier de madame Durand", unsure="Durand")
    with Live(tmp_path, ear, listening=LISTENING, detector=lambda: silero) as live, chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        live.run(live.session.hear(Utterance("1", live.session.origin, datetime.now(UTC), bytes(32000))))
        page.until(lambda: page.heard)
        assert page.heard == ["ouvre le dossier de madame Durand"]
        assert [word.text for word in page.all(".heard u.doubt")] == ["Durand"]
        assert "dotted" in page.script("getComputedStyle(document.querySelector('.doubt')).textDecoration")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_says_what_was_let_fall_amid_talk(live: Live, ear: PreparedRecognizer, size) -> None:
    ear.texts = ["il fait beau ce matin", "vous avez bien dormi", "mes consultations"]
    with chromium(size) as driver:
        page = ConsolePage(driver).open(live.address)
        at = datetime.now(UTC)
        for name in ear.texts[:]:
            live.run(live.session.hear(Utterance(name, live.session.origin, at, bytes(32_000))))
            at += timedelta(seconds=1.5)
        told = page.until(lambda: [a.text for a in page.all(".answer.ignored") if "conversation" in a.text])
        (words,) = told
        assert words.endswith("conversation : rien n'a été fait. Redites-le si cela s'adressait à l'assistant.")
