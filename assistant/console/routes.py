"""The page and its API: every route of the console, by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.console.access import Access, Closed
from assistant.console.asking import body
from assistant.console.desk import Busy, Changed, Desk
from assistant.console.security import PASS, Guard, refuse
from assistant.errors import HearingError
from assistant.pipeline import LONGEST_TEXT
from assistant.ports import Voice
from assistant.turn import Turn

HERE = Path(__file__).parent
STATIC = HERE / "static"
WAYS = (("/", "assistant", "Assistant"), ("/bureau", "desk", "Bureau"), ("/modeles", "shelf", "Modèles"),
        ("/delais", "ledger", "Délais"), ("/mots", "own", "Mes mots"))  # fmt: skip
"""Pages that the header of each page leads to: address, id, name."""


class Pages:
    """GET / and the way in and out."""

    def __init__(self, access: Access, guard: Guard, settings: Mapping[str, object]) -> None:
        self._access = access
        self._guard = guard
        self._settings = settings
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    async def login_page(self, _request: web.Request) -> web.Response:
        """GET /login: reads the token from the address' fragment, which no server and no log ever sees."""
        return self._html("login.html")

    async def login(self, request: web.Request) -> web.Response:
        """POST /login {token}: the token for a cookie that scripts cannot read."""
        token = (await body(request)).get("token")
        try:
            known = self._access.login(token if isinstance(token, str) else "")
        except Closed:
            return refuse(429, "login-closed")
        if known is None:
            return refuse(403, "wrong-token")
        answer = web.json_response({})
        answer.set_cookie(self._guard.cookie, known.cookie, httponly=True, samesite="Strict", path="/")
        return answer

    async def logout(self, request: web.Request) -> web.Response:
        """POST /api/logout."""
        self._access.logout(request[PASS])
        answer = web.json_response({})
        answer.del_cookie(self._guard.cookie, path="/")
        return answer

    async def console(self, request: web.Request) -> web.Response:
        """GET /."""
        return self._page("console.html", request)

    async def delays(self, request: web.Request) -> web.Response:
        """GET /delais: from the visit to the reader, by service."""
        return self._page("ledger.html", request)

    async def words(self, request: web.Request) -> web.Response:
        """GET /mots: the words of one's own."""
        return self._page("words.html", request)

    async def templates(self, request: web.Request) -> web.Response:
        """GET /modeles: the templates of the person, the service, the site, and those shipped."""
        return self._page("shelf.html", request)

    async def bureau(self, request: web.Request) -> web.Response:
        """GET /bureau: the desk of reports."""
        return self._page("bureau.html", request)

    def _page(self, name: str, request: web.Request) -> web.Response:
        """Of a logged-in person, with the header that all have."""
        return self._html(name, csrf=request[PASS].csrf, ways=WAYS, here=request.path, **self._settings)

    def _html(self, name: str, **values: object) -> web.Response:
        text = self._templates.get_template(name).render(**values)
        return web.Response(text=text, content_type="text/html")


class Api:
    """What the page asks for, in JSON."""

    def __init__(self, desk: Desk, voice: Voice | None) -> None:
        self._desk = desk
        self._voice = voice

    async def state(self, _request: web.Request) -> web.Response:
        """GET /api/state."""
        return web.json_response(self._desk.state())

    async def say(self, request: web.Request) -> web.Response:
        """POST /api/say {text}: a typed turn."""
        text = (await body(request)).get("text")
        if not isinstance(text, str) or not text.strip():
            return refuse(400, "text-missing")
        if len(text) > LONGEST_TEXT:
            return refuse(413, "text-too-long")
        return await self._turn(self._desk.say(text))

    async def press(self, request: web.Request) -> web.Response:
        """POST /api/press {intent, slots?, seen?}: a clicked turn."""
        asked = await body(request)
        intent, slots, seen = asked.get("intent"), asked.get("slots", {}), asked.get("seen")
        commands = self._desk.session.catalogue.commands
        if not isinstance(intent, str) or intent not in commands or not isinstance(slots, dict):
            return refuse(400, "intent-unknown")
        if not all(k in commands[intent].slots and type(v) in (str, int) for k, v in slots.items()):
            return refuse(400, "slot-unknown")
        return await self._turn(self._desk.press(intent, slots, seen if isinstance(seen, str) else None))

    async def speech(self, request: web.Request) -> web.Response:
        """GET /api/speech?key=: a sentence just said, as sound. The words are never in an address."""
        text = self._desk.spoken(request.query.get("key", ""))
        if text is None or self._voice is None:
            return refuse(404, "speech-unknown")
        try:
            sound = await self._voice.speak(text)
        except HearingError as fault:
            return refuse(503, fault.code)
        return web.Response(body=sound, content_type="audio/wav")

    async def _turn(self, running: Any) -> web.Response:
        try:
            turn: Turn = await running
        except Busy:
            return refuse(429, "busy")
        except Changed:
            return refuse(409, "changed")
        catalogue = self._desk.session.catalogue
        said = [catalogue.sentence(o.reply) for o in turn.outcomes if o.reply]
        outcome = type(turn.outcome).__name__.lower()
        return web.json_response({"turn": turn.id, "outcome": outcome, "say": said})
