"""The microphone: a spoken command from Chromium's own microphone, through the page, to the record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from aiohttp import ClientSession, CookieJar, WSMsgType
from selenium.webdriver import Keys

from assistant.console import Console, serve
from assistant.hearing import recognizer
from assistant.hearing.voice import PicoVoice
from assistant.pipeline import Session
from assistant.settings import ROOT, Listening
from assistant.types import SAMPLE_RATE
from tests.browser_console.page import ConsolePage
from tests.fixtures_console import NARROW, TOKEN, WIDE, Live, chromium

LISTENING = Listening(0.7, 20.0, 0.5, 0.3, 1.4, 1.4)
SPOKEN = ROOT / "demo" / "audio"
DURAND = SPOKEN / "ouvre-le-dossier-de-madame-durand.flac"
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def microphone(source: Path, folder: Path, before: float, rate: int = 48_000) -> tuple[str, ...]:
    """Flags that make Chromium's microphone play the file once, after some seconds of silence."""
    sound, had = soundfile.read(source, dtype="float32")
    wide = np.interp(np.arange(0, len(sound), had / rate), np.arange(len(sound)), sound)
    padded = np.concatenate([np.zeros(int(before * rate)), wide, np.zeros(3 * rate)])
    soundfile.write(folder / "microphone.wav", padded.astype("float32"), rate, subtype="PCM_16")
    return (*FAKE, f"--use-file-for-fake-audio-capture={folder / 'microphone.wav'}%noloop")


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A console with the real recogniser and the real voice detector, loaded once."""
    folder = tmp_path_factory.mktemp("hearing")
    ear = recognizer("whisper", str(ROOT / "var" / "models" / "french"), 2, 1)
    with Live(folder, ear, listening=LISTENING, voice=PicoVoice()) as live:
        yield live


@pytest.fixture
def fresh(hearing: Live) -> Live:
    """The same console with nothing asked and nothing open."""
    hearing.run(hearing.session.say("annule"))
    if hearing.session.situation.patient:
        hearing.run(hearing.session.say("ferme le dossier"))
    return hearing


def test_hands_free_from_the_microphone_to_the_record(fresh: Live, tmp_path: Path) -> None:
    with chromium(WIDE, *microphone(DURAND, tmp_path, 1.0)) as driver:
        page = ConsolePage(driver, 40).open(fresh.address)
        page.one("#free").click()
        page.until(lambda: page.now in ("À l'écoute", "J'entends…"))
        page.until(lambda: len(page.choices()) == 2)
        # not on the day's list: it may be spelt as it sounds
        assert any(text.startswith("ouvre le dossier de madame dur") for text in page.heard), page.heard
        page.press_keys("2")
        page.until(lambda: "Marie DURAND" in page.patient)
        assert page.errors() == []


def test_the_space_bar_held_down_is_heard_until_released(fresh: Live, tmp_path: Path) -> None:
    with chromium(NARROW, *microphone(DURAND, tmp_path, 0.8)) as driver:
        page = ConsolePage(driver, 40).open(fresh.address)
        seen = page.script("[...document.querySelectorAll('.heard')].length")
        page.hold_space()
        page.until(lambda: page.now == "J'entends…")
        assert page.one("#talk").get_attribute("aria-pressed") == "true"
        page.until(lambda: page.now != "J'entends…")  # the pause after the sentence
        page.release_space()
        page.until(lambda: len(page.choices()) == 2)
        assert len(page.heard) > seen
        assert page.one("#talk").get_attribute("aria-pressed") == "false"


def test_the_space_bar_writes_where_one_writes(fresh: Live, tmp_path: Path) -> None:
    with chromium(WIDE, *microphone(DURAND, tmp_path, 0.0)) as driver:
        page = ConsolePage(driver).open(fresh.address)
        page.one("#text").send_keys("a b")
        assert page.one("#text").get_attribute("value") == "a b"
        assert page.one("#talk").get_attribute("aria-pressed") == "false"


def test_a_tap_listens_for_one_utterance_and_another_stops(fresh: Live, tmp_path: Path) -> None:
    with chromium(WIDE, *FAKE) as driver:
        page = ConsolePage(driver, 30).open(fresh.address)
        talk = page.one("#talk")
        talk.click()
        page.until(lambda: page.now == "À l'écoute")
        talk.click()
        page.until(lambda: talk.get_attribute("aria-pressed") == "false")
        page.one("#free").click()
        page.until(lambda: page.now == "À l'écoute")
        talk.click()
        page.until(lambda: page.one("#free").get_attribute("aria-checked") == "false")


def test_a_refused_microphone_is_said(fresh: Live) -> None:
    with chromium(WIDE, "--use-fake-device-for-media-stream", "--deny-permission-prompts") as driver:
        page = ConsolePage(driver).open(fresh.address)
        page.one("#talk").click()
        page.until(lambda: "Le micro est refusé" in page.notice)
        assert page.one("#talk").get_attribute("aria-pressed") == "false"


def test_no_microphone_is_said(fresh: Live) -> None:
    with chromium(WIDE, "--use-fake-ui-for-media-stream") as driver:
        page = ConsolePage(driver).open(fresh.address)
        page.one("#free").click()
        page.until(lambda: "Aucun micro" in page.notice or "n'a pas pu être ouvert" in page.notice)
        assert page.one("#free").get_attribute("aria-checked") == "false"
        page.type("que puis-je dire")
        page.until(lambda: page.answers)
        page.press_keys(Keys.NULL)


# --- the websocket itself ---------------------------------------------------------------------------


async def test_sound_is_taken_only_when_listening(console_session: Session) -> None:
    async with (
        serve(Console(console_session, port=0, token=TOKEN, listening=LISTENING)) as address,
        ClientSession(address.split("/login")[0], cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        http.headers["Origin"] = address.split("/login")[0]
        await http.post("/login", json={"token": TOKEN})
        async with http.ws_connect("/ws/events") as told, http.ws_connect("/ws/sound") as sound:
            assert await sound.receive_json(timeout=30) == {"ready": True}
            speech, _ = soundfile.read(DURAND, dtype="int16")
            pcm = speech.tobytes()
            await send(sound, pcm)  # nobody asked to listen
            await sound.send_str(json.dumps({"listen": True}))
            await sound.send_str("not json")
            await sound.send_str('{"listen": "yes"}')
            await sound.send_bytes(bytes(SAMPLE_RATE))
            await sound.send_str(json.dumps({"listen": False}))
            names = [n async for n in names_until(told, "listening", 2)]
            assert names == ["listening", "listening"], "what was not asked for was not heard"


async def names_until(stream: Any, name: str, times: int) -> Any:
    """Names of the events, until that one was seen that often."""
    while times:
        message = await asyncio.wait_for(stream.receive_json(), 20)
        if message["type"] == "event":
            times -= message["name"] == name
            yield message["name"]


async def send(socket: Any, pcm: bytes, size: int = 2048) -> None:
    for start in range(0, len(pcm), size):
        await socket.send_bytes(pcm[start : start + size])


async def test_a_second_page_takes_the_microphone(console_session: Session) -> None:
    async with (
        serve(Console(console_session, port=0, token=TOKEN, listening=LISTENING)) as address,
        ClientSession(address.split("/login")[0], cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        http.headers["Origin"] = address.split("/login")[0]
        await http.post("/login", json={"token": TOKEN})
        async with http.ws_connect("/ws/sound") as first:
            assert await first.receive_json(timeout=30) == {"ready": True}
            async with http.ws_connect("/ws/sound") as second:
                assert (await first.receive(timeout=10)).type is WSMsgType.CLOSE
                assert first.close_code == 4001
                assert await second.receive_json(timeout=10) == {"ready": True}
                await second.send_bytes(bytes(64 * 1024))
                assert (await second.receive(timeout=10)).type is WSMsgType.CLOSE
                assert second.close_code == 1009, "a message is at most a second of sound"


async def test_without_a_recogniser_there_is_no_microphone(console_address: str) -> None:
    async with ClientSession(console_address, cookie_jar=CookieJar(unsafe=True)) as http:
        http.headers["Origin"] = console_address
        await http.post("/login", json={"token": TOKEN})
        page = await (await http.get("/")).text()
        assert 'id="talk"' not in page
        assert (await http.get("/ws/sound")).status == 404
