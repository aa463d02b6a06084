"""What the page gets: state, turns, questions, events, speech; on a real conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from assistant.console import Console, serve
from assistant.console.encode import plain
from assistant.dialogue import states
from assistant.hearing.voice import PicoVoice
from assistant.pipeline import Session
from assistant.types import Item, Mode, Patient
from tests.fixtures_console import TOKEN


@dataclass
class Client:
    """A logged-in page without a browser."""

    http: ClientSession

    async def get(self, path: str) -> Any:
        async with self.http.get(path) as answer:
            return await answer.json()

    async def post(self, path: str, **body: object) -> tuple[int, Any]:
        async with self.http.post(path, json=body) as answer:
            return answer.status, await answer.json()

    async def say(self, text: str) -> Any:
        status, answer = await self.post("/api/say", text=text)
        assert status == 200, answer
        return answer

    async def state(self) -> Any:
        return await self.get("/api/state")

    async def press(self, intent: str, seen: str | None = None, **slots: object) -> tuple[int, Any]:
        return await self.post("/api/press", intent=intent, slots=slots, seen=seen)


@pytest.fixture
async def page(console_session: Session) -> AsyncIterator[Client]:
    async with serve(Console(console_session, port=0, token=TOKEN, voice=PicoVoice())) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as http:
            async with http.post("/login", json={"token": TOKEN}) as answer:
                assert answer.status == 200
            text = await (await http.get("/")).text()
            http.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            yield Client(http)


async def until(stream: ClientWebSocketResponse, name: str) -> dict[str, Any]:
    """The next event of that name, or the next message of that type."""
    while True:
        message = await asyncio.wait_for(stream.receive_json(), 10)
        if name in (message.get("name"), message["type"]):
            return message


async def test_the_open_patient_has_two_identifiers(page: Client) -> None:
    assert (await page.state())["patient"] is None
    await page.say("ouvre le dossier de madame Durand")
    assert (await page.state())["patient"] is None
    asked = (await page.state())["question"]
    assert asked["kind"] == "choosing"
    assert [c["patient"]["name"] for c in asked["choices"]] == ["Anne DURAND", "Marie DURAND"]
    assert all(c["patient"]["birth"] and c["patient"]["ipp"] for c in asked["choices"])
    status, answer = await page.press("select_item", asked["id"], ordinal=2)
    assert (status, answer["outcome"]) == (200, "done")
    patient = (await page.state())["patient"]
    assert patient["name"] == "Marie DURAND"
    assert patient["birth"]
    assert patient["ipp"]
    assert "id" not in patient, "the record's own key stays in the assistant"


async def test_a_button_answers_only_the_question_it_was_drawn_for(page: Client, console_session: Session) -> None:
    await page.say("ouvre le dossier de madame Durand")
    old = (await page.state())["question"]["id"]
    await page.say("ouvre le dossier de martin")
    new = (await page.state())["question"]["id"]
    assert old != new
    for seen in (old, None, "made-up"):
        assert await page.press("select_item", seen, ordinal=1) == (409, {"error": "changed"})
    assert console_session.situation.patient is None


async def test_a_number_of_the_list_is_a_line_of_the_list_that_was_seen(page: Client) -> None:
    await page.say("affiche mes consultations d'aujourd'hui")
    listing = (await page.state())["listing"]
    assert len(listing["items"]) > 1
    await page.say("ouvre le dossier de madame Durand")
    assert (await page.press("select_item", listing["id"], ordinal=1))[0] == 409, "the question comes first"
    await page.press("cancel")
    status, answer = await page.press("select_item", listing["id"], ordinal=2)
    assert (status, answer["outcome"]) == (200, "done")
    assert (await page.state())["patient"]["name"] == listing["items"][1]["patient"]["name"]


@pytest.mark.parametrize("intent", ["confirm", "affirm", "select_item"])
async def test_nothing_is_confirmed_when_nothing_is_asked(page: Client, intent: str) -> None:
    assert await page.press(intent) == (409, {"error": "changed"})


@pytest.mark.parametrize(
    ("intent", "slots", "code"),
    [("nothing", {}, "intent-unknown"), (None, {}, "intent-unknown"), ("scroll", [], "intent-unknown"),
     ("scroll", {"patient": "x"}, "slot-unknown"), ("scroll", {"direction": ["up"]}, "slot-unknown"),
     ("select_item", {"ordinal": True}, "slot-unknown")],
)  # fmt: skip
async def test_a_press_names_a_command_and_its_slots(page: Client, intent: Any, slots: Any, code: str) -> None:
    assert await page.post("/api/press", intent=intent, slots=slots) == (400, {"error": code})


@pytest.mark.parametrize("text", ["", "   ", None, 12, ["a"]])
async def test_saying_nothing_is_refused(page: Client, text: Any) -> None:
    assert await page.post("/api/say", text=text) == (400, {"error": "text-missing"})


async def test_sleep_and_wake(page: Client) -> None:
    await page.press("sleep")
    assert (await page.state())["mode"] == Mode.ASLEEP
    assert [c["say"] for g in (await page.state())["can_say"] for c in g["commands"]] == [["réveille-toi"]]
    assert (await page.say("affiche mes consultations d'aujourd'hui"))["outcome"] == "ignored"
    await page.press("wake")
    assert (await page.state())["mode"] == Mode.COMMANDS


async def test_what_may_be_said_follows_the_situation(page: Client) -> None:
    groups = (await page.state())["can_say"]
    assert groups[0]["group"] == "Patients et consultations"
    await page.say("ouvre le dossier de madame Carpentier")
    await page.press("help")
    assert all(c["label"] and c["say"] for g in groups for c in g["commands"])


async def test_events_come_in_order_and_state_follows(page: Client) -> None:
    async with page.http.ws_connect("/ws/events") as stream:
        assert (await stream.receive_json())["type"] == "past"
        assert (await stream.receive_json())["type"] == "state"
        await page.say("affiche mes consultations d'aujourd'hui")
        names = []
        while "state" not in names:
            message = await asyncio.wait_for(stream.receive_json(), 10)
            names.append(message.get("name", message["type"]))
        assert names == ["heard", "understood", "acting", "done", "state"]


async def test_a_new_page_starts_from_what_happened_but_not_from_talk(page: Client) -> None:
    await page.say("affiche mes consultations d'aujourd'hui")
    await page.say("vous avez mal depuis combien de temps")
    async with page.http.ws_connect("/ws/events") as stream:
        past = (await stream.receive_json())["events"]
    assert "affiche mes consultations d'aujourd'hui" in str(past)
    assert "mal depuis" not in str(past)


async def test_a_question_expires_and_the_page_is_told(
    page: Client, console_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    await page.say("ouvre le dossier de madame Durand")
    asked = (await page.state())["question"]
    assert 0 < asked["left"] <= asked["patience"] == 30
    async with page.http.ws_connect("/ws/events") as stream:
        monkeypatch.setattr(states, "PATIENCE", timedelta(seconds=0.1))
        told = await until(stream, "expired")
        assert "trente secondes" in told["facts"]["say"]
        assert (await until(stream, "state"))["question"] is None


async def test_a_curve_is_shown_while_it_is_in_front_of_the_person(page: Client) -> None:
    await page.say("ouvre le dossier de madame Durand")
    await page.say("la première")
    await page.say("trace la courbe de créatinine")
    curve = (await page.state())["curve"]
    assert len(curve["points"]) > 1
    assert date.fromisoformat(curve["points"][0][0])
    assert curve["unit"]
    await page.say("affiche les allergies")
    assert (await page.state())["curve"] is None


async def test_a_list_keeps_its_title_and_leaves_with_its_patient(page: Client) -> None:
    await page.say("affiche mes consultations d'aujourd'hui")
    await page.say("ouvre le dossier de monsieur Carpentier")
    listing = (await page.state())["listing"]
    assert (listing["place"], listing["detail"]) == ("worklist", None), "people may still be chosen"
    assert listing["items"]
    await page.say("affiche les allergies")
    listing = (await page.state())["listing"]
    assert (listing["place"], listing["detail"]) == ("section", "les allergies")
    assert listing["items"]
    await page.say("ouvre le dossier de Anne Durand")
    await page.say("la première")
    assert (await page.state())["patient"]["name"] == "Anne DURAND"
    assert (await page.state())["listing"]["items"] == [], "no line of another patient's record stays in sight"
    assert (await page.press("select_item", listing["id"], ordinal=1))[0] == 409


async def test_a_reply_can_be_heard_once_said(page: Client) -> None:
    async with page.http.ws_connect("/ws/events") as stream:
        await page.say("ouvre le dossier de madame Durand")
        key = (await until(stream, "asked"))["facts"]["speech"]
    async with page.http.get("/api/speech", params={"key": key}) as answer:
        sound = await answer.read()
        assert (answer.status, answer.content_type) == (200, "audio/wav")
        assert sound[:4] == b"RIFF"
        assert len(sound) > 16_000
    async with page.http.get("/api/speech", params={"key": "dis n'importe quoi"}) as answer:
        assert answer.status == 404


async def test_many_turns_at_once_are_done_in_turn(page: Client) -> None:
    answers = await asyncio.gather(*(page.post("/api/say", text="que puis-je dire") for _ in range(12)))
    statuses = sorted(status for status, _ in answers)
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) >= 8


async def test_no_name_and_no_word_in_the_logs(page: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await page.say("ouvre le dossier de madame Durand")
        await page.press("select_item", (await page.state())["question"]["id"], ordinal=1)
        await page.post("/api/press", intent="scroll", slots={"direction": "durand"})
    assert "durand" not in caplog.text.lower()


def test_facts_become_json_without_a_repr() -> None:
    patient = Patient("k", "Durand", "Anne", date(1950, 4, 17), ipp="1")
    facts = MappingProxyType({
        "day": date(2026, 1, 2), "who": patient, "item": Item("patient", "Anne", patient), "mode": Mode.ASLEEP,
        "points": (("2026-01-02", 1.5),), "odd": object(), "sound": b"pcm",
    })  # fmt: skip
    value: Any = plain(facts)
    assert value["day"] == "2026-01-02"
    assert value["who"]["birth"] == "1950-04-17"
    assert value["item"]["patient"]["name"] == "Anne DURAND"
    assert value["mode"] == "asleep"
    assert value["points"] == [["2026-01-02", 1.5]]
    assert value["odd"] is None
    assert value["sound"] is None
