"""The page of templates: what its API answers, to whom, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from actions.reports.templates.library import Library
from actions.reports.templates.shelves import Shelves
from tests.browser_console.shelving import MARTIN, TEXT, Page, opened
from tests.clinic import OPEN, Clinic, said


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with opened(tmp_path) as page:
        yield page


# --- reading --------------------------------------------------------------------------------------------------------


async def test_the_list_tells_whose_they_are(page: Page) -> None:
    found = await page.get()
    scopes = {t["name"]: (t["scope"], t["mine"], t["author"]) for t in found["templates"]}
    assert scopes["fatigue"] == ("person", True, "Dr Claire Martin")
    assert scopes["convocation"] == ("service", True, "Dr Jean Petit"), "a doctor may change it"
    assert scopes["lombalgie"] == ("shipped", False, None)
    assert (found["service"], found["shares"], found["gone"]) == ("cardiologie", ["service", "site"], [])
    assert len(found["samples"]) == 3


async def test_what_was_inserted_is_counted(page: Page) -> None:
    await said(
        page.session, OPEN, "insère le modèle lombalgie", "insère le modèle lombalgie", "insère le modèle fatigue"
    )
    assert ((await page.named("lombalgie"))["uses"], (await page.named("fatigue"))["uses"]) == (2, 1)
    assert (await page.named("coloscopie"))["uses"] == 0


async def test_one_is_shown_as_it_would_be_inserted(page: Page) -> None:
    one = await page.one("fatigue")
    assert (one["text"], one["version"], one["issues"], one["options"]) == (TEXT, 1, [], ["bilan"])
    fields = {p["field"]: p for p in one["preview"] if "field" in p}
    assert fields["identité"]["text"] == "Anne DURAND"
    assert fields["identité"]["source"]["what"] is not None
    assert (fields["durée"]["text"], fields["durée"]["required"]) == ("", True)
    _, found = await page.post("/check", text=TEXT, id=one["id"], **{"with": ["bilan"], "who": 1})
    assert "Bilan." in "".join(p["text"] for p in found["preview"])
    assert any(p["text"].startswith("Paul") for p in found["preview"])


# --- writing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line", "warning"),
    [
        (TEXT + "\n{dernier bidule}", "fact-unknown", 6, False),
        (TEXT + "\n[durée]", "field-twice", 6, False),
        (TEXT.replace("[durée*]", "[durée*"), "template-unclosed", 5, False),
        (TEXT.replace("courrier", "poème"), "type-unknown", 1, False),
        (TEXT.replace("asthénie", "mal de dos"), "name-twice", 2, False),
        (TEXT.replace("asthénie", "lombalgies"), "name-alike", 2, True),
        (TEXT.replace(": fatigue", ": lombalgies"), "name-alike", 1, True),
        (TEXT.replace(": fatigue", ": mal de dos"), "name-twice", 1, False),
        (TEXT.replace(": fatigue", ": x"), "name-length", 1, False),
        (TEXT + " {si lundi}x{fin}", "condition-unknown", 5, False),
        (TEXT.replace("---", "hérite de : zèbre\n---"), "template-parent-unknown", 1, False),
    ],
)
async def test_what_is_wrong_is_said_with_its_line(page: Page, text: str, code: str, line: int, warning: bool) -> None:
    key = (await page.named("fatigue"))["id"]
    _, found = await page.post("/check", text=text, id=key)
    issue = next(i for i in found["issues"] if i["code"] == code)
    assert (issue["line"], issue["warning"]) == (line, warning)
    assert "{given}" not in issue["say"]
    _, told = await page.post("/keep", text=text, id=key, version=1)
    if not warning:
        assert (told["done"], told["code"]) == (False, "template-wrong")
    elif line == 1:
        assert (told["done"], told["code"]) == (False, "template-alike"), "a new name must not sound like another"
    else:
        assert told["done"]


async def test_kept_compared_and_brought_back(page: Page) -> None:
    key = (await page.named("fatigue"))["id"]
    status, told = await page.post("/keep", text=TEXT.replace("Fatigue de", "Asthénie de"), id=key, version=1)
    assert (status, told["done"], told["say"]) == (200, True, "Le modèle « fatigue » est enregistré.")
    pieces = (await page.get("/compare", id=key, **{"from": "1", "to": "2"}))["pieces"]
    assert [p for p in pieces if p[0] != "same"] == [["removed", "Fatigue"], ["added", "Asthénie"]]
    _, told = await page.post("/version", id=key, version=1)
    assert told["say"] == "Le modèle « fatigue » est revenu à sa version 1."
    one = await page.one("fatigue")
    assert (one["text"], [v["act"] for v in one["versions"]]) == (TEXT, ["restored", "saved", "saved"])
    status, told = await page.post("/keep", text=TEXT + " Suite.", id=key, version=1)
    assert (status, told["error"]) == (409, "template-changed"), "somebody kept another text meanwhile"


async def test_what_is_hidden_can_still_be_read(page: Page) -> None:
    await page.act("retire", "coloscopie", whom="moi")
    (gone,) = (await page.get())["gone"]
    one = await page.get("/one", id=gone["id"])
    assert (one["name"], one["reads"], one["issues"]) == ("coloscopie", True, [])
    assert one["text"].startswith("modèle : coloscopie")


async def test_a_new_one_and_a_new_name_in_its_heading(page: Page) -> None:
    _, told = await page.post(
        "/keep", text=TEXT.replace("fatigue", "vertiges").replace("asthénie", "tournis"), id="", version=0
    )
    assert told["done"]
    assert "vertiges" in page.session.situation.templates, "it may be said at once"
    _, told = await page.post("/keep", text=TEXT.replace("fatigue", "sensation de vertige"), id=told["id"], version=1)
    assert not told["done"], "asthénie is a name of another one"
    key = (await page.named("vertiges"))["id"]
    text = TEXT.replace("fatigue", "sensation de tournis").replace("asthénie", "tête qui tourne")
    assert (await page.post("/keep", text=text, id=key, version=1))[1]["done"]
    one = await page.one("sensation de tournis")
    assert (one["id"], one["version"], await page.named("vertiges")) == (key, 2, None)


async def test_every_act_of_the_page(page: Page) -> None:
    told = await page.act("copy", "lombalgie")
    assert told["done"]
    assert (await page.named("lombalgie"))["scope"] == "person"
    assert (await page.act("undo"))["say"] == "J'ai annulé la création du modèle « lombalgie »."
    assert (await page.act("rename", "fatigue", "lassitude"))["done"]
    assert (await page.act("share", "lassitude", whom="service"))["done"]
    assert (await page.named("lassitude"))["scope"] == "service"
    assert (await page.act("share", "lassitude", whom="site"))["done"]
    assert (await page.act("unshare", "lassitude"))["done"]
    assert (await page.act("retire", "lassitude"))["done"]
    assert (await page.act("retire", "coloscopie", whom="moi"))["done"]
    gone = [(g["name"], g["hidden"]) for g in (await page.get())["gone"]]
    assert gone == [("coloscopie", True), ("lassitude", False), ("lombalgie", False)]
    assert (await page.act("restore", "coloscopie"))["done"]
    refused = await page.act("rename", "lombalgie", "mal de dos")
    assert (refused["done"], refused["code"]) == (False, "template-taken")


async def test_a_template_that_cannot_be_read_any_more_is_found_and_mended(page: Page, tmp_path: Path) -> None:
    await page.post("/keep", text="modèle : suite\nhérite de : fatigue\n---\n{reprendre} Suite.", id="", version=0)
    key = (await page.named("fatigue"))["id"]
    other = Clinic(tmp_path, service="cardiologie")
    Library(Shelves(other.shelf)).put_away(MARTIN, key)
    (broken,) = (await page.get())["broken"]
    assert (broken["name"], broken["say"]) == ("suite", "Le modèle « fatigue », dont celui-ci hérite, n'existe pas.")
    one = await page.get("/one", id=broken["id"])
    assert [i["code"] for i in one["issues"]] == ["template-parent-unknown"]
    text = "modèle : suite\ntype : courrier\n---\nSuite de [motif]."
    assert (await page.post("/keep", text=text, id=broken["id"], version=1))[1]["done"]
    assert await page.named("suite")
    other.shelf.close()
    other.db.close()


# --- who, and what is no request --------------------------------------------------------------------------------------


async def test_another_person_s_is_out_of_reach(page: Page, tmp_path: Path) -> None:
    key = (await page.named("fatigue"))["id"]
    async with opened(tmp_path / "x") as other:  # another place: its ids are not known here
        for path in ("/one", "/compare"):
            assert (await other.get(path, id=key, **{"from": "0", "to": "1"}))["error"] == "template-unknown"
        assert (await other.post("/keep", text=TEXT, id=key, version=1))[0] in (403, 404, 409)
        assert (await other.post("/version", id=key, version=1))[0] == 404


async def test_a_secretary_may_not_change_a_doctor_s(tmp_path: Path) -> None:
    async with opened(tmp_path, "lea") as page:
        held = await page.named("convocation")
        assert (held["mine"], (await page.get())["shares"]) == (False, ["service"])
        text = "modèle : convocation\ntype : courrier\n---\nVenez."
        _, told = await page.post("/keep", text=text, id=held["id"], version=1)
        assert (told["done"], told["code"]) == (False, "template-not-yours")
        assert await page.named("fatigue") is None


async def test_a_visitor_sees_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, "vera") as page:
        assert await page.get() == {"error": "templates-forbidden"}


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/act", {"act": "burn", "name": "fatigue", "new": "", "whom": ""}, 400),
        ("/act", {"act": "rename", "name": 7, "new": "", "whom": ""}, 400),
        ("/act", {"act": "rename", "name": "f" * 300, "new": "", "whom": ""}, 400),
        ("/act", {"act": "rename"}, 400),
        ("/check", {"text": 7, "id": ""}, 400),
        ("/check", {"text": "x", "id": "", "with": "bilan"}, 400),
        ("/check", {"text": "x" * 70_000, "id": ""}, 413),
        ("/keep", {"text": TEXT, "id": "nothing", "version": 1}, 404),
        ("/version", {"id": "nothing", "version": 1}, 404),
        ("/version", {"id": "nothing", "version": "x"}, 400),
    ],
)
async def test_what_is_no_request_is_refused(page: Page, path: str, asked: dict[str, object], status: int) -> None:
    async with page.client.post(f"/api/templates{path}", json=asked) as answer:
        assert answer.status == status


async def test_nothing_without_a_login_nor_from_elsewhere(page: Page) -> None:
    address = str(page.client._base_url).rstrip("/")
    async with ClientSession(address, headers={"Origin": address}) as stranger:
        async with stranger.get("/modeles", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/login")
        for path in ("", "/one?id=x", "/compare?id=x&from=0&to=1"):
            async with stranger.get(f"/api/templates{path}") as answer:
                assert answer.status == 401
        for path in ("/check", "/keep", "/act", "/version"):
            async with stranger.post(f"/api/templates{path}", json={}) as answer:
                assert answer.status == 401
    for headers in ({"X-CSRF-Token": "other"}, {"Origin": "http://evil.example"}):
        async with page.client.post("/api/templates/act", json={}, headers=headers) as answer:
            assert answer.status == 403
