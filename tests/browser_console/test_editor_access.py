"""The editor's routes: who is let in, whose document, what does not fit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from actions.reports.model import plain
from assistant.console import Console, serve
from assistant.people import Person
from assistant.pipeline import Session
from tests.clinic import OPEN, TEMPLATE, Clinic
from tests.fixtures_console import TOKEN

READS = ("/api/documents", "/api/document?id={id}", "/api/document/versions?id={id}",
         "/api/document/compare?id={id}&from=0", "/api/document/pdf?id={id}")  # fmt: skip
DEEDS = ("type", "choose", "accept", "check", "point", "undo", "redo", "restore", "open", "close", "amend")


class Desk:
    """A logged-in page without a browser, in front of one document."""

    def __init__(self, clinic: Clinic, session: Session, http: ClientSession, key: str) -> None:
        self.clinic, self.session, self.http, self.key = clinic, session, http, key

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.http.get(path.format(id=self.key), **more) as answer:
            return answer.status, await answer.json()

    async def post(self, verb: str, headers: Any = None, **asked: Any) -> tuple[int, Any]:
        body = {"id": self.key, **asked}
        async with self.http.post(f"/api/document/{verb}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def type(self, words: str, **more: Any) -> tuple[int, Any]:
        report = await self.clinic.writer.get(self.key)
        asked = {"version": report.version, "name": "motif", "field": True, "at": 0, "removed": 0, "added": words}
        return await self.post("type", **{**asked, **more})

    async def text(self) -> str:
        return plain((await self.clinic.writer.get(self.key)).body)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clinic = Clinic(tmp_path)
    session = await clinic.session()
    for words in (OPEN, TEMPLATE):
        await session.say(words)
    assert session.situation.document is not None
    async with serve(Console(session, port=0, token=TOKEN)) as address:
        base = address.split("/login")[0]
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True), headers={"Origin": base}) as http:
            async with http.post("/login", json={"token": TOKEN}) as answer:
                assert answer.status == 200
            text = await (await http.get("/")).text()
            http.headers["X-CSRF-Token"] = text.split('name="csrf" content="')[1].split('"')[0]
            yield Desk(clinic, session, http, session.situation.document.id)


async def test_nothing_is_changed_without_the_token_and_the_origin_of_the_page(desk: Desk) -> None:
    before = await desk.clinic.writer.get(desk.key)
    for verb in DEEDS:
        assert await desk.post(verb, {"X-CSRF-Token": "wrong"}) == (403, {"error": "wrong-csrf"})
        assert await desk.post(verb, {"Origin": "http://evil.example"}) == (403, {"error": "wrong-origin"})
        assert await desk.post(verb, {"Origin": ""}) == (403, {"error": "wrong-origin"})
    for path in READS:
        assert await desk.get(path, headers={"Origin": "http://evil.example"}) == (403, {"error": "wrong-origin"})
    desk.http.cookie_jar.clear()
    for path in READS:
        assert await desk.get(path) == (401, {"error": "not-logged-in"})
    for verb in DEEDS:
        assert await desk.post(verb) == (401, {"error": "not-logged-in"})
    assert await desk.clinic.writer.get(desk.key) == before


async def test_a_document_of_another_patient_is_neither_shown_nor_changed(desk: Desk) -> None:
    await desk.session.say("ouvre le dossier de madame Durand")
    await desk.session.say("la première")
    before = await desk.text()
    for path in READS[1:]:
        status, answer = await desk.get(path)
        assert (status, answer["error"]) == (409, "report-elsewhere")
        assert "n'est plus celui de ce document" in answer["say"]
    for verb, more in (
        ("undo", {}),
        ("open", {}),
        ("accept", {"name": ""}),
        ("amend", {}),
        ("restore", {"version": 0}),
    ):
        status, answer = await desk.post(verb, **more)
        assert (status, answer["error"]) == (409, "report-elsewhere"), verb
    assert await desk.text() == before


async def test_the_last_words_typed_before_a_change_of_patient_are_kept(desk: Desk) -> None:
    await desk.session.say("ouvre le dossier de madame Durand")
    await desk.session.say("la première")
    assert (await desk.type("toux"))[0] == 200
    assert (await desk.text()).startswith("Motif : toux\n")


async def test_what_is_done_by_keyboard_is_journalled_without_a_word(desk: Desk) -> None:
    def rows() -> list[tuple[str, ...]]:
        query = "select event, person, intent, risk, patient, command, code from journal where command = ? order by seq"
        return desk.clinic.db.conn.execute(query, (desk.key,)).fetchall()

    report = await desk.clinic.writer.get(desk.key)
    for words in ("toux", "grasse", "nocturne"):
        await desk.type(words)
    await desk.post("choose", name="auscultation", text="sibilants")
    await desk.post("undo")
    await desk.post("choose", name="auscultation", text="sifflants")
    about = ("martin", "fill_field", "edit", report.patient, desk.key)
    done = [(event, *about, verb) for verb in ("type", "choose", "undo") for event in ("acting", "done")]
    assert rows() == done, "letters are one act; what was refused is none"
    desk.clinic.clock.wait(seconds=61)
    await desk.type("encore")
    assert rows()[-2:] == done[:2]
    assert "toux" not in str(desk.clinic.db.conn.execute("select * from journal").fetchall())


async def test_words_typed_onto_an_older_version_lose_nothing(desk: Desk) -> None:
    version = (await desk.clinic.writer.get(desk.key)).version
    await desk.session.say("mets toux dans le motif")
    status, answer = await desk.type("hier ", version=version)
    assert status == 200
    assert answer["parts"][1]["text"] in ("touxhier ", "hier toux")


@pytest.mark.parametrize(
    "wrong",
    [{"at": 99}, {"removed": 1}, {"at": -1}, {"at": "a"}, {"at": True}, {"added": 3}, {"name": "poids"}, {"field": 1},
     {"name": "auscultation"}, {"version": 10**30}, {"name": None}],
)  # fmt: skip
async def test_what_does_not_fit_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    before = await desk.text()
    assert await desk.type("x", **wrong) == (400, {"error": "edit-unknown"})
    assert await desk.text() == before


async def test_only_an_answer_of_the_field_can_be_chosen(desk: Desk) -> None:
    assert (await desk.post("choose", name="auscultation", text="sifflants"))[0] == 400
    status, answer = await desk.post("choose", name="auscultation", text="sibilants")
    assert (status, answer["what"]) == (200, "champ auscultation")


async def test_a_long_letter_can_be_pasted_and_a_longer_one_is_refused(desk: Desk) -> None:
    assert (await desk.type("mot " * 20_000))[0] == 200
    assert len(await desk.text()) > 80_000
    async with desk.http.post("/api/document/type", json={"added": "a" * 300_000}) as answer:
        assert answer.status == 413


async def test_a_signed_document_refuses_a_change_with_its_sentence(desk: Desk) -> None:
    await desk.type("toux")
    for words in ("signe le document", "je confirme"):
        await desk.session.say(words)
    status, answer = await desk.type("x")
    assert (status, answer["error"]) == (409, "report-signed")
    assert answer["say"].startswith("Ce document est signé")


async def test_who_may_not_write_sees_nothing(desk: Desk) -> None:
    desk.clinic.people.add(Person("martin", "Dr Claire Martin", "visitor", "demo"))
    for path in READS:
        assert await desk.get(path) == (403, {"error": "forbidden"})
    for verb in DEEDS:
        assert await desk.post(verb) == (403, {"error": "forbidden"})
