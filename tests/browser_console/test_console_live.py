"""Live listening, from the websocket to the page: words as they are said, ends, and who is speaking."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from assistant.console import Console, serve
from assistant.pipeline import Session
from assistant.types import Mode
from tests.browser_console.test_console_sound import LISTENING
from tests.fixtures_console import TOKEN, conversation
from tests.prepared import LoudnessDetector, PreparedRecognizer, hush, tone

PIECE = 2048
WORKLIST = "affiche mes consultations d'aujourd'hui"


class Room:
    """A console's two websockets, seen from a page."""

    def __init__(self, session: Session, told: ClientWebSocketResponse, sound: ClientWebSocketResponse) -> None:
        self.session = session
        self._told = told
        self._sound = sound

    async def order(self, **message: Any) -> None:
        await self._sound.send_str(json.dumps(message))

    async def hear(self, *sounds: bytes) -> None:
        """As fast as it is spoken."""
        pcm = b"".join(sounds)
        began = asyncio.get_running_loop().time()
        for at in range(0, len(pcm), PIECE):
            await self._sound.send_bytes(pcm[at : at + PIECE])
            await asyncio.sleep(max(0.0, began + (at + PIECE) / 32000 - asyncio.get_running_loop().time()))

    async def until(self, name: str, seconds: float = 10) -> list[dict[str, Any]]:
        """Events up to the first of that name."""
        seen: list[dict[str, Any]] = []
        async with asyncio.timeout(seconds):
            while not seen or seen[-1]["name"] != name:
                message = await self._told.receive_json()
                if message["type"] == "event":
                    seen.append(message)
        return seen


@asynccontextmanager
async def room(folder: Path, recognizer: PreparedRecognizer) -> AsyncIterator[Room]:
    async with conversation(folder, recognizer) as session:
        console = Console(session, port=0, token=TOKEN, listening=LISTENING, detector=LoudnessDetector)
        async with serve(console) as address, ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            here = address.split("/login")[0]
            http.headers["Origin"] = here
            await http.post(f"{here}/login", json={"token": TOKEN})
            async with http.ws_connect(f"{here}/ws/events") as told, http.ws_connect(f"{here}/ws/sound") as sound:
                assert await sound.receive_json(timeout=30) == {"ready": True}
                yield Room(session, told, sound)


def named(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [e for e in events if e["name"] == name]


async def test_words_come_while_they_are_said_and_stay_nowhere(tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    ear = PreparedRecognizer("quelle secrète parole", pace=2.0)
    async with room(tmp_path, ear) as here:
        with here.session.bus.subscribe() as events:
            await here.order(listen=True)
            await here.hear(tone(1.6), hush(1))
            seen = await here.until("ignored")
            await here.order(listen=False)
            await here.until("listening")
            bus = [await anext(events) for _ in range(6)]
        words = [e["facts"]["text"] for e in named(seen, "partial")]
        assert words[0] == "quelle"
        assert words[-1] == "quelle secrète parole"
        assert words == sorted(words, key=len)
        assert {e["turn"] for e in named(seen, "partial")} == {seen[-1]["turn"]}, "the turn that they become"
        assert not [e for e in bus if e.name == "partial"]
        assert "secrète" not in caplog.text
        kept = b"".join(file.read_bytes() for file in tmp_path.glob("console.sqlite*"))
        assert b"secr" not in kept
        assert ear.looks[-1].pcm == ear.heard[0].pcm or ear.heard[0].pcm.startswith(ear.looks[-1].pcm)


async def test_a_whole_command_is_not_waited_for(tmp_path) -> None:
    ear = PreparedRecognizer(WORKLIST, pace=6.0)
    async with room(tmp_path, ear) as here:
        await here.order(listen=True)
        await here.hear(tone(1.5), hush(0.6))
        assert named(await here.until("done", 1), "heard"), "done before 0.7 s of silence were heard"
        assert ear.heard[0] == ear.looks[-1], "the very sound that was looked at"


async def test_a_hesitation_does_not_cut_a_name_off(tmp_path) -> None:
    ear = PreparedRecognizer("ouvre le dossier de madame Durand", pace=4.0)
    async with room(tmp_path, ear) as here:
        await here.order(listen=True)
        await here.hear(tone(1.0), hush(1.0), tone(0.6), hush(0.9))
        seen = await here.until("asked")
        assert len(named(seen, "heard")) == 1
        assert [e["facts"]["speaking"] for e in named(seen, "speech")] == [True, False]


async def test_one_look_at_a_time_and_the_stale_are_skipped(tmp_path) -> None:
    ear = PreparedRecognizer(WORKLIST, seconds=0.45)
    async with room(tmp_path, ear) as here:
        await here.order(listen=True)
        await here.hear(tone(2.4), hush(1.0))
        await here.until("done")
        assert ear.most == 1
        assert 2 <= len(ear.looks) <= 7, "of nine"
        lengths = [look.seconds for look in ear.looks]
        assert lengths == sorted(lengths)


async def test_a_recogniser_that_is_too_slow_is_left_in_peace(tmp_path) -> None:
    ear = PreparedRecognizer(WORKLIST, "que puis-je dire", seconds=0.8)
    async with room(tmp_path, ear) as here:
        await here.order(listen=True)
        await here.hear(tone(2.0), hush(1.0))
        await here.until("done")
        await here.hear(tone(1.0), hush(1.0))
        await here.until("done")
        assert ear.quiet == [False, True, True], "what is heard in a silence is what will be told"


async def test_a_look_that_fails_does_not_stop_the_listening(tmp_path, caplog) -> None:
    class Broken(PreparedRecognizer):
        async def partial(self, utterance, situation, *, quiet=False) -> str:
            raise RuntimeError("madame Durand")

    async with room(tmp_path, Broken(WORKLIST)) as here:
        await here.order(listen=True)
        await here.hear(tone(1.0), hush(1.0))
        assert named(await here.until("done"), "heard")
        assert "RuntimeError" in caplog.text
        assert "Durand" not in caplog.text


async def test_dictation_has_more_time(tmp_path) -> None:
    ear = PreparedRecognizer("patient suivant", pace=6.0)
    async with room(tmp_path, ear) as here:
        here.session.situation = replace(here.session.situation, mode=Mode.DICTATION)
        await here.order(listen=True)
        await here.hear(tone(0.8), hush(1.0), tone(0.8), hush(1.6))
        seen = await here.until("heard")
        assert [e["facts"]["speaking"] for e in named(seen, "speech")] == [True, False]


async def test_asleep_nothing_is_looked_at(tmp_path) -> None:
    ear = PreparedRecognizer("réveille-toi")
    async with room(tmp_path, ear) as here:
        here.session.situation = replace(here.session.situation, mode=Mode.ASLEEP)
        await here.order(listen=True)
        await here.hear(tone(1.0), hush(1.0))
        assert named(await here.until("done"), "heard")
        assert ear.looks == []


async def test_its_own_voice_is_no_command_and_stop_is(tmp_path) -> None:
    ear = PreparedRecognizer("ouvre le dossier de madame Dupont", "annule", "que puis-je dire")
    async with room(tmp_path, ear) as here:
        await here.session.say("que puis-je dire")
        key = named(await here.until("done"), "done")[0]["facts"]["speech"]
        await here.order(listen=True)
        await here.order(playing=key, at=2)
        await here.hear(tone(1.5), hush(0.9))
        seen = await here.until("ignored")
        assert seen[-1]["facts"]["reason"] == "echo"
        assert not named(seen, "heard")
        assert not named(seen, "partial")
        await here.hear(tone(0.6), hush(0.9))
        assert named(await here.until("done"), "heard"), "«annule» gets through"
        await here.order(playing=None)
        await here.hear(tone(1.0), hush(0.9))
        assert named(await here.until("done"), "heard"), "when it is silent, any words are a person's"


async def test_a_key_that_is_nobodys_says_nothing(tmp_path) -> None:
    async with room(tmp_path, PreparedRecognizer(WORKLIST)) as here:
        for odd in ("x", 3, None, ["a"]):
            await here.order(playing=odd)
        await here.order(listen=True)
        await here.hear(tone(1.5), hush(0.9))
        assert named(await here.until("done"), "heard")


async def test_amid_talk_a_word_alone_is_let_fall_and_the_button_makes_it_a_command(tmp_path) -> None:
    talk = ["il fait beau ce matin", "vous avez bien dormi"]
    ear = PreparedRecognizer(*talk, "mes consultations", *talk, "mes consultations", pace=3.0)
    async with room(tmp_path, ear) as here:
        await here.order(listen=True)
        for _ in talk:
            await here.hear(tone(1.0), hush(0.9))
            assert (await here.until("ignored"))[-1]["facts"]["reason"] == "out-of-scope"
        await here.hear(tone(1.0), hush(0.9))
        assert (await here.until("ignored"))[-1]["facts"] == {"reason": "amid-talk"}
        for _ in talk:
            await here.hear(tone(1.0), hush(0.9))
            await here.until("ignored")
        await here.order(listen=False)
        await here.order(listen=True)
        await here.hear(tone(1.0), hush(0.9))
        assert await here.until("done")
